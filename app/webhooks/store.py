"""Keep endpoints, their keys and what is on its way to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Select, any_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.kit.crypto import seal_small, unseal_small
from app.kit.db import table_of
from app.kit.ids import new_id
from app.outbox.tables import EventRow
from app.webhooks.model import (
    DeliveryState,
    DisabledReason,
    Endpoint,
    EndpointState,
    Notice,
    Signature,
    SigningKey,
)
from app.webhooks.signing import public_key_text
from app.webhooks.tables import AttemptRow, DeliveryRow, EndpointRow, SecretRow

_ENDPOINTS, _DELIVERIES = table_of(EndpointRow), table_of(DeliveryRow)
_NEW: Final = (
    select(
        func.replace(func.gen_random_uuid().cast(DeliveryRow.name.type), "-", ""),
        EndpointRow.endpoint_id,
        EventRow.event_id,
        EventRow.event_key,
        EventRow.name,
        bindparam("waiting", DeliveryState.WAITING.value, type_=DeliveryRow.state.type),
        bindparam("none", 0, type_=DeliveryRow.attempts.type),
        EventRow.at,
        EventRow.at,
    )
    .select_from(EventRow)
    .join(
        EndpointRow,
        or_(
            func.cardinality(EndpointRow.event_types) == 0,
            EventRow.name == any_(EndpointRow.event_types),
        ),
    )
    .where(
        EventRow.event_key == any_(bindparam("keys", type_=EndpointRow.event_types.type)),
        EndpointRow.state == EndpointState.ACTIVE.value,
        EndpointRow.entities.overlap(bindparam("of", type_=EndpointRow.entities.type)),
    )
    # Who removes the endpoint waits, or is waited for, and then it is not there: no change of a case fails by it.
    .with_for_update(read=True, key_share=True, of=EndpointRow)
)
_FAN_OUT: Final = insert(_DELIVERIES).from_select(
    [
        "delivery_id",
        "endpoint_id",
        "event_id",
        "event_key",
        "name",
        "state",
        "attempts",
        "created_at",
        "due_at",
    ],
    _NEW,
)


class EndpointNotFound(DeskError):
    """There is no such endpoint for this reader."""

    code = "endpointMissing"


def fan_out(session: Session, keys: Sequence[str], entity: str) -> None:
    """Note, in the transaction that records events, every endpoint that is to hear of them."""
    session.execute(_FAN_OUT, {"keys": list(keys), "of": [entity, "*"]})


class EndpointStore:
    """Endpoints in the service's database, on one session. Never commits."""

    def __init__(self, session: Session, master: bytes) -> None:
        self._session = session
        self._master = master

    def add(self, endpoint: Endpoint, key: bytes) -> None:
        """Keep a new endpoint with its first key."""
        values = _columns(endpoint)
        self._session.execute(
            insert(_ENDPOINTS).values(
                endpoint_id=endpoint.endpoint_id, created_at=endpoint.created_at, **values
            )
        )
        self._add_key(endpoint, key, at=endpoint.created_at)

    def keep(self, endpoint: Endpoint) -> None:
        """Keep what changed of an endpoint."""
        values = _columns(endpoint)
        if endpoint.notice is Notice.DUE:
            values["notice_due_at"] = endpoint.disabled_at
        self._session.execute(
            update(_ENDPOINTS)
            .where(_ENDPOINTS.c.endpoint_id == endpoint.endpoint_id)
            .values(**values)
        )

    def get(self, endpoint_id: str, *, hold: bool = False) -> Endpoint:
        """Return an endpoint; with `hold` nobody else changes it until this transaction ends. Raises EndpointNotFound."""
        wanted = select(EndpointRow).where(EndpointRow.endpoint_id == endpoint_id)
        found = self._read(wanted.with_for_update(key_share=True) if hold else wanted)
        if not found:
            raise EndpointNotFound("There is no such endpoint")
        return found[0]

    def list(self) -> tuple[Endpoint, ...]:
        """Return every endpoint, oldest first."""
        return self._read(
            select(EndpointRow).order_by(EndpointRow.created_at, EndpointRow.endpoint_id)
        )

    def remove(self, endpoint_id: str) -> None:
        """Remove an endpoint with its keys and everything on its way to it, what others put there just now too."""
        own = select(EndpointRow.endpoint_id).where(EndpointRow.endpoint_id == endpoint_id)
        self._session.execute(own.with_for_update())
        sent = select(DeliveryRow.delivery_id).where(DeliveryRow.endpoint_id == endpoint_id)
        self._session.execute(delete(AttemptRow).where(AttemptRow.delivery_id.in_(sent)))
        for row in (DeliveryRow, SecretRow, EndpointRow):
            self._session.execute(delete(row).where(row.endpoint_id == endpoint_id))

    def keys(self, endpoint_id: str, *, at: datetime) -> tuple[SigningKey, ...]:
        """Return the keys that sign now, the newest first."""
        rows = self._session.execute(
            select(SecretRow, EndpointRow.signature)
            .join(EndpointRow, EndpointRow.endpoint_id == SecretRow.endpoint_id)
            .where(
                SecretRow.endpoint_id == endpoint_id,
                SecretRow.expires_at.is_(None) | (SecretRow.expires_at > at),
            )
            .order_by(SecretRow.expires_at.desc().nulls_first(), SecretRow.created_at.desc())
        ).all()
        return tuple(
            SigningKey(
                secret_id=row.secret_id,
                signature=Signature(signature),
                key=unseal_small(row.sealed, key=self._master, context=row.secret_id),
                created_at=row.created_at,
                expires_at=row.expires_at,
            )
            for row, signature in rows
        )

    def rotate(self, endpoint: Endpoint, key: bytes, *, until: datetime, at: datetime) -> None:
        """Let a new key sign; the one before signs beside it until then, and those before that no more."""
        old = SecretRow.endpoint_id == endpoint.endpoint_id
        self._session.execute(delete(SecretRow).where(old, SecretRow.expires_at.is_not(None)))
        self._session.execute(update(SecretRow).where(old).values(expires_at=until))
        self._add_key(endpoint, key, at=at)

    def _add_key(self, endpoint: Endpoint, key: bytes, *, at: datetime) -> None:
        secret_id = new_id()
        by_us = endpoint.signature is Signature.V1A
        self._session.execute(
            insert(SecretRow).values(
                secret_id=secret_id,
                endpoint_id=endpoint.endpoint_id,
                sealed=seal_small(key, key=self._master, context=secret_id),
                public_key=public_key_text(key) if by_us else "",
                created_at=at,
            )
        )

    def _read(self, wanted: Select[EndpointRow]) -> tuple[Endpoint, ...]:
        rows = self._session.scalars(wanted.execution_options(populate_existing=True))
        return tuple(_endpoint(row) for row in rows)


def _columns(endpoint: Endpoint) -> dict[str, object]:
    reason, notice = endpoint.disabled_reason, endpoint.notice
    return {
        "version": endpoint.version,
        "url": endpoint.url,
        "event_types": list(endpoint.event_types),
        "entities": sorted(endpoint.entities),
        "description": endpoint.description,
        "signature": endpoint.signature.value,
        "state": endpoint.state.value,
        "disabled_reason": reason and reason.value,
        "disabled_at": endpoint.disabled_at,
        "notice": notice and notice.value,
        "quiet_until": endpoint.quiet_until,
    }


def _endpoint(row: EndpointRow) -> Endpoint:
    return Endpoint(
        endpoint_id=row.endpoint_id,
        version=row.version,
        url=row.url,
        event_types=tuple(row.event_types),
        entities=frozenset(row.entities),
        description=row.description,
        signature=Signature(row.signature),
        created_at=row.created_at,
        state=EndpointState(row.state),
        disabled_reason=DisabledReason(row.disabled_reason) if row.disabled_reason else None,
        disabled_at=row.disabled_at,
        notice=Notice(row.notice) if row.notice else None,
        quiet_until=row.quiet_until,
    )
