"""Questions and answers as signed files in a folder: a question is written once, an answer used only when it is proven ours."""

import fcntl
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.kit.clock import Clock, now
from app.kit.crypto import key_from_secret, seal_small, unseal_small
from app.kit.keyed_hash import keyed_hash
from app.kit.signed_files import beside, is_signed, read_plain, write_signed, write_whole
from app.personnel.drop_files import (
    FilesNotUsable,
    drop_files,
    named_in,
    put_away,
    read_files,
)
from app.personnel.json_values import dump, parse
from app.personnel.model import SourceLater

FORMAT: Final = "loket-request-1"
_KEPT: Final = "kept"
_STEP: Final = "step"
_LOOK_SECONDS: Final = 0.02
_SETTLE: Final = timedelta(minutes=1)
"""How long a file may be there without its signature: it may still be on its way."""


class AnswerAwaited(SourceLater):
    """The question is asked; the answer file is not there yet."""

    code: ClassVar[str] = "answerFileAwaited"


@dataclass(frozen=True, slots=True)
class DropKeys:
    """Our key, that signs questions, and the one answers are signed with."""

    ours: Ed25519PrivateKey
    theirs: Ed25519PublicKey

    def secret(self, purpose: str) -> bytes:
        """Return a key for a purpose of our own."""
        raw = self.ours.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return key_from_secret(raw.hex(), purpose=purpose)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait in a call, and how long a used answer serves the same question again, encrypted."""

    wait_seconds: float = 0.0
    keep: timedelta = timedelta(hours=72)


class DropBox:
    """The folder of one system: `out` and `in` are shared with the other side, `refused` and `own` are ours."""

    def __init__(
        self,
        folder: Path,
        keys: DropKeys,
        *,
        system: str,
        patience: Patience | None = None,
        clock: Clock = now,
    ) -> None:
        """Take the folder; nothing is read or written before the first question."""
        self._folder, self._keys, self._system = folder, keys, system
        self._patience, self._clock = patience or Patience(), clock
        self._names, self._seal = keys.secret("drop-names"), keys.secret("drop-answers")

    def ask(
        self, question: Mapping[str, object], *, step_key: str = ""
    ) -> tuple[Mapping[str, Any], bool]:
        """Return the answer, and whether it was used before; that of a step is kept for good.

        Raises AnswerAwaited, SourceLater.
        """
        request_id = self._step_id(step_key) if step_key else self.request_id(question)
        kind = _STEP if step_key else self._kept_as(str(question.get("subjectKey", "")))
        try:
            self._tidy()
            kept = self._unsealed(self._own(request_id, kind))
            if kept is not None:
                return parse(kept), True
            self._put(request_id, question)
            return self._awaited(request_id, kind), False
        except OSError as error:
            kind = type(error).__name__
            raise SourceLater(
                f"{self._system}: the folder of files cannot be used ({kind}): check that it is there and its rights"
            ) from None

    def request_id(self, question: Mapping[str, object]) -> str:
        """Return the id of a question: the same question has the same one, and it tells nothing about anybody."""
        told = json.dumps(json.loads(dump(question)), sort_keys=True)
        return keyed_hash(self._names, self._system, told)

    def file(self, question: Mapping[str, object], sha256: str) -> bytes:
        """Return a file that came with the answer to a question. Raises SourceLater once it is past its time."""
        kind = self._kept_as(str(question.get("subjectKey", "")))
        content = self._unsealed(self._own(f"{self.request_id(question)}-{sha256}", kind))
        if content is None:
            raise SourceLater(f"{self._system}: a document of the answer is not kept any more")
        return content

    def knows(self, step_key: str) -> bool:
        """Whether the answer on this step was used. Raises SourceLater."""
        self.check()
        return self._own(self._step_id(step_key), _STEP).exists()

    def forget(self, step_key: str) -> None:
        """Let the answer on a step go, so that it is asked anew."""
        self._own(self._step_id(step_key), _STEP).unlink(missing_ok=True)

    def forget_about(self, subject: str) -> None:
        """Let every kept answer about this person go, and those that name them among others: they are out of date."""
        about, others = self._kept_as(subject), self._kept_as("")
        for path in self._folder.glob(f"own/*.{_KEPT}"):
            if path.name.endswith(f".{about}"):
                path.unlink(missing_ok=True)
            elif path.name.endswith(f".{others}"):
                content = self._unsealed(path)
                if content is None or subject.encode() in content:
                    path.unlink(missing_ok=True)

    def check(self) -> None:
        """Raise SourceLater when the folder is not there or cannot be written."""
        try:
            self._tidy()
            for name in ("out", "own", "refused"):
                trial = self._folder / name / ".loket-check"
                write_whole(trial, b"")
                trial.unlink()
        except OSError as error:
            kind = type(error).__name__
            raise SourceLater(
                f"{self._system}: the folder of files cannot be used ({kind}): check that it is there and its rights"
            ) from None

    def _put(self, request_id: str, question: Mapping[str, object]) -> None:
        """Write the question, unless it is asked already."""
        waiting = self._own(request_id, "waiting")
        with (self._folder / "own" / ".lock").open("w") as lock:
            fcntl.flock(
                lock, fcntl.LOCK_EX
            )  # two who ask at once write one question, with one nonce
            if not waiting.exists():
                self._write(request_id, question, waiting)

    def _write(self, request_id: str, question: Mapping[str, object], waiting: Path) -> None:
        asked = {
            "format": FORMAT,
            "requestId": request_id,
            "nonce": secrets.token_urlsafe(16),
            "askedAt": self._clock(),
            "system": self._system,
            **question,
        }
        write_signed(self._out(request_id), dump(asked).encode(), key=self._keys.ours)
        write_whole(waiting, dump({"nonce": asked["nonce"], "askedAt": asked["askedAt"]}).encode())

    def _awaited(self, request_id: str, kind: str) -> Mapping[str, Any]:
        until = time.monotonic() + self._patience.wait_seconds
        while True:
            answer = self._taken(request_id, kind)
            if answer is not None:
                return answer
            if time.monotonic() >= until:
                raise AnswerAwaited(f"{self._system}: waits for the answer file")
            time.sleep(_LOOK_SECONDS)

    def _taken(self, request_id: str, kind: str) -> Mapping[str, Any] | None:
        """Return the answer, if it is there and is ours; both files are gone then, an encrypted copy is kept."""
        path = self._folder / "in" / f"{request_id}.json"
        if not path.is_symlink() and not path.exists():
            return None
        if not beside(path).exists() and self._is_fresh(path):
            return None
        content, fault = self._read(path, request_id)
        if fault or content is None:
            self._refuse(path, fault)
            return None
        answer: Mapping[str, Any] = parse(content)
        try:
            for sha256, file in read_files(path, dict(named_in(answer))):
                self._keep(f"{request_id}-{sha256}", kind, file)
        except FilesNotUsable as unusable:
            if not (unusable.missing and self._is_fresh(path)):
                self._refuse(path, str(unusable))
            return None
        self._keep(request_id, kind, content)
        drop_files(path)
        for gone in (path, self._out(request_id)):
            gone.unlink(missing_ok=True)
            beside(gone).unlink(missing_ok=True)
        self._own(request_id, "waiting").unlink(missing_ok=True)
        return answer

    def _keep(self, name: str, kind: str, content: bytes) -> None:
        write_whole(self._own(name, kind), seal_small(content, key=self._seal, context=name))

    def _read(self, path: Path, request_id: str) -> tuple[bytes | None, str]:
        """Return the content of an answer file, or why it is not used."""
        try:
            content = read_plain(path)
            signature = read_plain(beside(path))
        except FileNotFoundError:
            return None, "There is no signature beside the answer."
        except (OSError, ValueError):
            return None, "The answer or its signature is no plain file, or too large."
        if not is_signed(content, signature, by=self._keys.theirs):
            return None, "The signature is not the other side's over this file."
        return content, self._fault(content, request_id)

    def _fault(self, content: bytes, request_id: str) -> str:
        try:
            answer = parse(content)
            asked = parse(self._own(request_id, "waiting").read_bytes())
        except ValueError:
            return "The answer is no JSON."
        if not isinstance(answer, dict) or answer.get("requestId") != request_id:
            return "The answer is to another request."
        if answer.get("nonce") != asked["nonce"]:
            return "The answer is to an earlier asking of this request: its nonce is another."
        return ""

    def _refuse(self, path: Path, reason: str) -> None:
        """Put an answer aside with the reason; it is never used."""
        aside = self._folder / "refused" / path.name
        path.replace(aside)
        if beside(path).exists():
            beside(path).replace(beside(aside))
        put_away(path, aside.parent)
        write_whole(aside.with_name(f"{path.stem}.reason.txt"), f"{reason}\n".encode())

    def _tidy(self) -> None:
        """Refuse answers nobody asked for, and let kept ones go that are past their time. Raises OSError."""
        for name in ("out", "in"):
            if not (self._folder / name).is_dir():
                raise FileNotFoundError(name)
        for name in ("own", "refused"):
            (self._folder / name).mkdir(mode=0o700, exist_ok=True)
        for path in (self._folder / "in").glob("*.json"):
            if not self._own(path.stem, "waiting").exists() and not self._is_fresh(path):
                self._refuse(path, "No request of this name waits for an answer.")
        for path in (self._folder / "own").glob(f"*.{_KEPT}"):
            if self._age(path) > self._patience.keep:
                path.unlink(missing_ok=True)

    def _kept_as(self, subject: str) -> str:
        """Return the ending of kept answers about a person; it tells nobody which one."""
        return f"{keyed_hash(self._names, self._system, 'about', subject)[:16]}.{_KEPT}"

    def _step_id(self, step_key: str) -> str:
        return keyed_hash(self._names, self._system, "step", step_key)

    def _unsealed(self, path: Path) -> bytes | None:
        try:
            return unseal_small(path.read_bytes(), key=self._seal, context=path.name.split(".")[0])
        except (FileNotFoundError, InvalidTag, ValueError):
            return None

    def _is_fresh(self, path: Path) -> bool:
        return self._age(path) < _SETTLE

    def _age(self, path: Path) -> timedelta:
        try:
            return timedelta(seconds=self._clock().timestamp() - path.lstat().st_mtime)
        except FileNotFoundError:
            return timedelta(0)

    def _own(self, request_id: str, kind: str) -> Path:
        return self._folder / "own" / f"{request_id}.{kind}"

    def _out(self, request_id: str) -> Path:
        return self._folder / "out" / f"{request_id}.json"
