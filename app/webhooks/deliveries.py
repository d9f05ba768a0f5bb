"""Keep what is on its way to endpoints: what is due, how each call went, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Update,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from app.cases.tables import CaseRow
from app.errors import DeskError
from app.kit.ids import new_id
from app.outbox.tables import EventRow
from app.webhooks.model import Attempt, Delivery, DeliveryState, EndpointState, Happening, Notice
from app.webhooks.rules import Verdict
from app.webhooks.tables import AttemptRow, DeliveryRow, EndpointRow

LEASE: Final = timedelta(seconds=45)
"""For how long a process has an endpoint to itself for one call; one that was killed gives it back that way."""


class DeliveryNotFound(DeskError):
    """There is no such delivery for this reader."""

    code = "eventDeliveryMissing"


class OutgoingStore:
    """Deliveries in the service's database, on one session. Never commits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, *, at: datetime, most: int) -> tuple[str, ...]:
        """Take endpoints that something is due for and that nobody is busy with, who waited longest first."""
        due = (
            select(DeliveryRow.delivery_id)
            .where(
                DeliveryRow.endpoint_id == EndpointRow.endpoint_id,
                DeliveryRow.due_at <= at,
                _may_hear(),
            )
            .exists()
        )
        free = (
            select(EndpointRow.endpoint_id)
            .where(
                EndpointRow.state == EndpointState.ACTIVE.value,
                or_(EndpointRow.busy_until.is_(None), EndpointRow.busy_until < func.now()),
                or_(EndpointRow.quiet_until.is_(None), EndpointRow.quiet_until <= at),
                due,
            )
            .order_by(EndpointRow.busy_until.nulls_first())
            .limit(most)
            .with_for_update(key_share=True, skip_locked=True)
        )
        taken = self._session.scalars(
            _busy().where(EndpointRow.endpoint_id.in_(free)).returning(EndpointRow.endpoint_id)
        )
        return tuple(taken)

    def next_due(self, endpoint_id: str, *, at: datetime) -> Delivery | None:
        """Return what is due longest for an endpoint that hears of events, and keep the endpoint taken for its call."""
        row = self._session.scalar(
            select(DeliveryRow)
            .join(EndpointRow, EndpointRow.endpoint_id == DeliveryRow.endpoint_id)
            .where(
                DeliveryRow.endpoint_id == endpoint_id,
                DeliveryRow.due_at <= at,
                _may_hear(),
                EndpointRow.state == EndpointState.ACTIVE.value,
                or_(EndpointRow.quiet_until.is_(None), EndpointRow.quiet_until <= at),
            )
            .order_by(DeliveryRow.due_at, DeliveryRow.event_id, DeliveryRow.delivery_id)
            .limit(1)
        )
        if row is None:
            return None
        self._session.execute(_busy().where(EndpointRow.endpoint_id == endpoint_id))
        return _delivery(row)

    def release(self, endpoint_id: str) -> None:
        """Give an endpoint back; it stands last in the row of those that wait."""
        self._session.execute(
            update(EndpointRow)
            .where(EndpointRow.endpoint_id == endpoint_id)
            .values(busy_until=func.now())
        )

    def happening(self, delivery: Delivery) -> Happening | None:
        """Return the event that a delivery tells of; None for a test."""
        row = self._session.scalar(select(EventRow).where(EventRow.event_key == delivery.event_key))
        if row is None:
            return None
        return Happening(
            event_key=row.event_key,
            name=row.name,
            resource=row.resource,
            resource_id=row.resource_id,
            case_id=row.case_id,
            version=row.case_version,
            at=row.at,
            details=row.details,
        )

    def add(
        self, endpoint_id: str, *, name: str, event_key: str, at: datetime, again: str = ""
    ) -> Delivery:
        """Put an event on its way, under an id of its own: a test, or with `again` what that delivery told."""
        told = select(DeliveryRow.event_id).where(DeliveryRow.delivery_id == again)
        row = self._session.scalars(
            insert(DeliveryRow)
            .values(
                delivery_id=new_id(),
                endpoint_id=endpoint_id,
                event_id=told.scalar_subquery() if again else None,
                event_key=event_key,
                name=name,
                state=DeliveryState.WAITING.value,
                attempts=0,
                created_at=at,
                due_at=at,
            )
            .returning(DeliveryRow)
        ).one()
        return _delivery(row)

    def get(self, delivery_id: str) -> Delivery:
        """Return one delivery, of what its endpoint may hear now. Raises DeliveryNotFound."""
        row = self._session.scalar(
            select(DeliveryRow)
            .join(EndpointRow, EndpointRow.endpoint_id == DeliveryRow.endpoint_id)
            .where(DeliveryRow.delivery_id == delivery_id, _may_hear())
            .execution_options(populate_existing=True)
        )
        if row is None:
            raise DeliveryNotFound("There is no such delivery")
        return _delivery(row)

    def record(self, attempt: Attempt, verdict: Verdict) -> None:
        """Keep how a call went and what follows from it."""
        self._session.execute(
            insert(AttemptRow).values(
                attempt_id=attempt.attempt_id,
                delivery_id=attempt.delivery_id,
                number=attempt.number,
                at=attempt.at,
                milliseconds=attempt.milliseconds,
                status=attempt.status,
                error=attempt.error,
            )
        )
        self._session.execute(
            update(DeliveryRow)
            .where(
                DeliveryRow.delivery_id == attempt.delivery_id,
                DeliveryRow.state == DeliveryState.WAITING.value,
            )
            .values(attempts=attempt.number, state=verdict.state.value, due_at=verdict.due_at)
        )

    def page(
        self, endpoint_id: str, *, after: tuple[datetime, str] | None, limit: int
    ) -> tuple[Delivery, ...]:
        """Return deliveries to an endpoint of what it may hear now, newest first."""
        place = tuple_(DeliveryRow.created_at, DeliveryRow.delivery_id)
        wanted = (
            select(DeliveryRow)
            .join(EndpointRow, EndpointRow.endpoint_id == DeliveryRow.endpoint_id)
            .where(DeliveryRow.endpoint_id == endpoint_id, _may_hear())
        )
        if after is not None:
            wanted = wanted.where(place < after)
        rows = self._session.scalars(
            wanted.order_by(DeliveryRow.created_at.desc(), DeliveryRow.delivery_id.desc()).limit(
                limit
            )
        )
        return tuple(_delivery(row) for row in rows)

    def attempts(self, delivery_ids: Sequence[str]) -> Mapping[str, tuple[Attempt, ...]]:
        """Return the calls of each delivery, first one first."""
        found: dict[str, list[Attempt]] = {}
        for row in self._session.scalars(
            select(AttemptRow)
            .where(AttemptRow.delivery_id.in_(delivery_ids))
            .order_by(AttemptRow.number, AttemptRow.at)
        ):
            found.setdefault(row.delivery_id, []).append(_attempt(row))
        return {delivery_id: tuple(calls) for delivery_id, calls in found.items()}

    def forget(self, *, before: datetime, most: int = 1000) -> int:
        """Delete what was delivered or given up and is older, and return how much."""
        old = (
            select(DeliveryRow.delivery_id)
            .where(DeliveryRow.due_at.is_(None), DeliveryRow.created_at < before)
            .limit(most)
        )
        found = self._session.scalars(old).all()
        self._session.execute(delete(AttemptRow).where(AttemptRow.delivery_id.in_(found)))
        self._session.execute(delete(DeliveryRow).where(DeliveryRow.delivery_id.in_(found)))
        return len(found)

    def untold(self, *, at: datetime) -> tuple[str, ...]:
        """Take the endpoints that were disabled and of which a mail is due; each is tried again in five minutes."""
        due = (
            select(EndpointRow.endpoint_id)
            .where(EndpointRow.notice == Notice.DUE.value, EndpointRow.notice_due_at <= at)
            .with_for_update(key_share=True, skip_locked=True)
        )
        taken = self._session.scalars(
            update(EndpointRow)
            .where(EndpointRow.endpoint_id.in_(due))
            .values(notice_due_at=at + timedelta(minutes=5))
            .returning(EndpointRow.endpoint_id)
        )
        return tuple(taken)


def _may_hear() -> ColumnElement[bool]:
    """Whether the endpoint, as it is now, may hear of what a delivery tells: of other entities it knows nothing any more."""
    of_its_entities = (
        select(EventRow.event_id)
        .join(CaseRow, CaseRow.case_id == EventRow.case_id)
        .where(
            EventRow.event_id == DeliveryRow.event_id,
            EndpointRow.entities.overlap(array([CaseRow.entity, "*"])),
        )
        .correlate(DeliveryRow, EndpointRow)
        .exists()
    )
    return or_(DeliveryRow.event_id.is_(None), of_its_entities)


def _busy() -> Update:
    return (
        update(EndpointRow)
        .values(busy_until=func.now() + LEASE)
        .execution_options(synchronize_session=False)
    )


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        delivery_id=row.delivery_id,
        endpoint_id=row.endpoint_id,
        event_key=row.event_key,
        name=row.name,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
    )


def _attempt(row: AttemptRow) -> Attempt:
    return Attempt(
        attempt_id=row.attempt_id,
        delivery_id=row.delivery_id,
        number=row.number,
        at=row.at,
        milliseconds=row.milliseconds,
        status=row.status,
        error=row.error,
    )
