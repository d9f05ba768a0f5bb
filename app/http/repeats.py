"""Idempotency-Key: a repeated call gets the stored answer, so that nothing is created or sent twice."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Delete, Engine, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.errors import DeskError
from app.http.problems import InputInvalid, Issue
from app.http.tables import KeptAnswerRow
from app.kit.crypto import seal_small, unseal_small
from app.kit.keyed_hash import keyed_hash
from app.language import Text

KEEP = timedelta(hours=72)
IN_FLIGHT = timedelta(minutes=5)
"""After this a call without an answer counts as broken off (its process was killed)."""
_KEPT_HEADERS = ("etag", "content-type", "content-language")
_ADDRESSES = ("location", "content-location")
"""Kept encrypted with the body: an address may hold the secret that opens it."""
_KEY = re.compile(r'"(?P<quoted>[\x20\x21\x23-\x7e]{1,255})"|(?P<bare>[\x21\x23-\x7e]{1,255})')


class IdempotencyKeyReused(DeskError):
    """Another body came under the same key."""

    code = "idempotencyKeyReused"


class RequestInProgress(DeskError):
    """The first call under this key has no answer yet."""

    code = "requestInProgress"


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one call: a hash over who, what and the key."""

    slot: str
    fingerprint: str


def read_key(header: str) -> str:
    """Return the key, quoted or bare. Raises InputInvalid."""
    found = _KEY.fullmatch(header.strip())
    if not found:
        detail = Text(
            "Geef een sleutel van 1 tot 255 tekens",
            "Give a key of 1 to 255 characters",
            "Donnez une clé de 1 à 255 caractères",
        )
        raise InputInvalid(Issue("header", "Idempotency-Key", detail))
    return found["quoted"] or found["bare"]


def slot_of(*, client: str, method: str, path: str, key: str, body: bytes) -> Slot:
    """Return the slot of a call; the key itself is not stored."""
    place = f"{client}\n{method}\n{path}\n{key}"
    return Slot(hashlib.sha256(place.encode()).hexdigest(), hashlib.sha256(body).hexdigest())


class KeptAnswers:
    """Answers in the service's database, each in a transaction of its own."""

    def __init__(self, engine: Engine, master: bytes) -> None:
        self._engine = engine
        self._master = master

    def claim(self, slot: Slot, *, at: datetime) -> Response | None:
        """Take the slot for a first call (None), or return the stored answer of an earlier one.

        Raises IdempotencyKeyReused and RequestInProgress.
        """
        # Keyed: who reads the table cannot try bodies until one fits.
        fingerprint = keyed_hash(self._master, slot.fingerprint)
        with self._engine.begin() as connection:
            connection.execute(_old(at))
            connection.execute(
                delete(KeptAnswerRow).where(
                    KeptAnswerRow.slot == slot.slot,
                    KeptAnswerRow.status.is_(None),
                    KeptAnswerRow.created_at < at - IN_FLIGHT,
                )
            )
            taken = connection.execute(
                insert(KeptAnswerRow)
                .values(slot=slot.slot, fingerprint=fingerprint, created_at=at)
                .on_conflict_do_nothing()
                .returning(KeptAnswerRow.slot)
            ).first()
            if taken:
                return None
            row = connection.execute(
                select(KeptAnswerRow).where(KeptAnswerRow.slot == slot.slot)
            ).one_or_none()
        if row is None:  # the first call was refused and gave the slot back just now
            raise RequestInProgress("The first call just ended without an answer")
        if row.fingerprint != fingerprint:
            raise IdempotencyKeyReused("Another body under the same Idempotency-Key")
        if row.status is None:
            raise RequestInProgress("The first call is still in flight")
        content = unseal_small(row.body, key=self._master, context=slot.slot)
        addresses, _, body = content.partition(b"\n")
        return Response(body, row.status, headers={**row.headers, **orjson.loads(addresses)})

    def keep(self, slot: Slot, response: Response, session: Session | None = None) -> None:
        """Store the answer of the first call; in the call's own transaction, where `session` gives it.

        Then what was done and its answer are committed together or not at all. Raises
        RequestInProgress when the call took so long that another has its slot.
        """
        headers, addresses = _named(response, _KEPT_HEADERS), _named(response, _ADDRESSES)
        content = orjson.dumps(addresses) + b"\n" + bytes(response.body)
        body = seal_small(content, key=self._master, context=slot.slot)
        statement = (
            update(KeptAnswerRow)
            .where(KeptAnswerRow.slot == slot.slot, KeptAnswerRow.status.is_(None))
            .values(status=response.status_code, headers=headers, body=body)
            .returning(KeptAnswerRow.slot)
        )
        if session is None:
            with self._engine.begin() as connection:
                kept = connection.execute(statement).first()
        else:
            kept = session.execute(statement).first()
        if kept is None:
            raise RequestInProgress("Another call under this key came first")

    def forget(self, *, at: datetime) -> None:
        """Delete what was kept for three days, also where nobody sends a key any more."""
        with self._engine.begin() as connection:
            connection.execute(_old(at))

    def release(self, slot: Slot) -> None:
        """Give the slot back: the call was refused and changed nothing."""
        with self._engine.begin() as connection:
            connection.execute(
                delete(KeptAnswerRow).where(
                    KeptAnswerRow.slot == slot.slot, KeptAnswerRow.status.is_(None)
                )
            )


def _old(at: datetime) -> Delete:
    return delete(KeptAnswerRow).where(KeptAnswerRow.created_at < at - KEEP)


def _named(response: Response, names: Sequence[str]) -> dict[str, str]:
    return {name: response.headers[name] for name in names if name in response.headers}
