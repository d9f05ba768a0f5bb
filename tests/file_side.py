"""The other side of a folder: a thread that takes signed questions and puts signed answers there."""

import hashlib
import threading
from datetime import date
from pathlib import Path
from typing import Any

from app.kit.signed_files import beside, is_signed, private_key, public_key, write_signed
from app.personnel.json_values import dump, parse
from app.personnel.model import Collector, OfferedDocument, SourceError, Value
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from tests.store_answers import StoreAnswers


def write_keys(folder: Path) -> str:
    """Write the keys of both sides; returns our private one."""
    for name in ("ours", "theirs"):
        key = Ed25519PrivateKey.generate()
        (folder / f"{name}.key").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        (folder / f"{name}.pub").write_bytes(
            key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
    return (folder / "ours.key").read_text()


class FileSide:
    """Answers what is asked until it is stopped."""

    def __init__(self, collector: Collector, url: str, folder: Path) -> None:
        """Start looking into the folder."""
        self._answers = StoreAnswers(collector, url)
        self._drop = folder / "drop"
        self._key = private_key((folder / "theirs.key").read_text())
        self._ours = public_key((folder / "ours.pub").read_bytes())
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._over.set()
        self._thread.join(10)
        self._answers.close()

    def _look(self) -> None:
        while not self._over.wait(0.005):
            for path in (self._drop / "out").glob("[!.]*.json"):
                if not (self._drop / "in" / path.name).exists():
                    self._answer(path)

    def _answer(self, path: Path) -> None:
        try:
            content, signature = path.read_bytes(), beside(path).read_bytes()
        except FileNotFoundError:
            return
        assert is_signed(content, signature, by=self._ours)
        question = parse(content)
        self._files: dict[str, bytes] = {}
        answer = {
            "requestId": question["requestId"],
            "nonce": question["nonce"],
            **self._told(question),
        }
        # Answered and taken between our look and now: another answer would be refused.
        if path.exists():
            for name, file in self._files.items():
                folder = self._drop / "in" / path.stem
                folder.mkdir(exist_ok=True)
                (folder / name).write_bytes(file)
            write_signed(self._drop / "in" / path.name, dump(answer).encode(), key=self._key)

    def _told(self, asked: dict[str, Any]) -> dict[str, Any]:
        key = asked.get("subjectKey", "")
        match asked["ask"]:
            case "find":
                return {"people": self._answers.people(asked["criteria"])}
            case "profile":
                return self._profile(key)
            case "records":
                names = [h["name"] for h in asked["holdings"]]
                return {"holdings": {n: self._answers.records(key, n, self._file) for n in names}}
            case "identities":
                return {"identities": self._answers.identities(asked["holdings"][0])}
        return self._answers.changed(asked["ask"], key, asked)

    def _file(self, value: Value, place: str) -> Any:
        """Lay a document beside the answer."""
        if not isinstance(value, OfferedDocument):
            return value
        name, content = place.replace("/", "_"), b"".join(value.content())
        self._files[name] = content
        return {"file": name, "sha256": hashlib.sha256(content).hexdigest()}

    def _profile(self, key: str) -> dict[str, Any]:
        on = date(2026, 11, 25)
        try:
            return {
                "person": self._answers.person(key),
                "recipients": self._answers.recipients(key),
                "consents": self._answers.consents(key, on),
                "expired": self._answers.collector.facts(self._answers.subject(key), on=on).expired,
            }
        except SourceError:
            return {"person": None, "recipients": [], "consents": [], "expired": {}}
