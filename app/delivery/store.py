"""Keep handings-over and their receipts."""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import Engine, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.cases.model import Delivery, State
from app.cases.tables import CaseRow
from app.delivery.model import DeliveryStatus, Handover, OralAnswer
from app.delivery.tables import HandoverRow, OralAnswerRow, SendingInstanceRow
from app.errors import DeskError
from app.kit.outward import OutgoingHeld

_SENDS = select(SendingInstanceRow.instance_id)


class DeliveryNotFound(DeskError):
    """The case has no such delivery."""

    code = "deliveryMissing"


class DeliveryStore:
    """Handings-over in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, handover: Handover) -> None:
        """Keep a handing-over, new or with a receipt."""
        values = {
            "case_id": handover.case_id,
            "letter_id": handover.letter_id,
            "channel": handover.channel.value,
            "status": handover.status.value,
            "address": list(handover.address),
            "created_at": handover.created_at,
            "dispatched_on": handover.dispatched_on,
            "arrived_on": handover.arrived_on,
            "proof": handover.proof,
        }
        self._session.execute(
            insert(HandoverRow)
            .values(delivery_id=handover.delivery_id, **values)
            .on_conflict_do_update(index_elements=[HandoverRow.delivery_id], set_=values)
        )

    def list(self, case_id: str) -> tuple[Handover, ...]:
        """Return the handings-over of a case, oldest first."""
        rows = self._session.scalars(
            select(HandoverRow)
            .where(HandoverRow.case_id == case_id)
            .order_by(HandoverRow.created_at, HandoverRow.delivery_id)
            .execution_options(populate_existing=True)
        )
        return tuple(_handover(row) for row in rows)

    def arrived_cases(self) -> tuple[str, ...]:
        """Return the answered cases of which a letter is known to have arrived."""
        return tuple(self._session.scalars(arrived()))

    def get(self, case_id: str, delivery_id: str) -> Handover:
        """Return one handing-over of the case. Raises DeliveryNotFound."""
        for handover in self.list(case_id):
            if handover.delivery_id == delivery_id:
                return handover
        raise DeliveryNotFound("There is no such delivery in this case")

    def add_oral(self, told: OralAnswer) -> None:
        """Keep what was told by word of mouth; it stays as it was written."""
        self._session.add(OralAnswerRow(**asdict(told)))

    def oral(self, case_id: str) -> tuple[OralAnswer, ...]:
        """Return what was told in a case by word of mouth, oldest first."""
        rows = self._session.scalars(
            select(OralAnswerRow)
            .where(OralAnswerRow.case_id == case_id)
            .order_by(OralAnswerRow.written_at, OralAnswerRow.oral_answer_id)
        )
        names = [field.name for field in fields(OralAnswer)]
        return tuple(OralAnswer(**{name: getattr(row, name) for name in names}) for row in rows)


def arrived() -> Select[str]:
    """Return the query of the ids of answered cases with a letter that arrived, by the index of states."""
    letter = select(HandoverRow.delivery_id).where(
        HandoverRow.case_id == CaseRow.case_id, HandoverRow.status == DeliveryStatus.ARRIVED.value
    )
    return (
        select(CaseRow.case_id)
        .where(CaseRow.state == State.SENT.value, letter.exists())
        .order_by(CaseRow.case_id)
    )


def _handover(row: HandoverRow) -> Handover:
    return Handover(
        delivery_id=row.delivery_id,
        case_id=row.case_id,
        letter_id=row.letter_id,
        channel=Delivery(row.channel),
        status=DeliveryStatus(row.status),
        address=tuple(row.address),
        created_at=row.created_at,
        dispatched_on=row.dispatched_on,
        arrived_on=row.arrived_on,
        proof=row.proof,
    )


class SendingInstance:
    """Whether this instance may send: the one that the database first ran under, or was released to since.

    A restored copy under another id is held: people would hear from it what they heard already.
    """

    def __init__(self, engine: Engine, instance_id: str, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self.instance_id = instance_id
        self._clock = clock

    def check(self) -> None:
        """Raise OutgoingHeld unless this instance may send."""
        if self.is_held():
            raise OutgoingHeld("This instance was not released: run loket release")

    def is_held(self) -> bool:
        """Whether nothing may leave; the first instance of a database is never held."""
        with Session(self._engine) as session, session.begin():
            named = session.scalar(_SENDS)
            if named is None:
                session.execute(
                    insert(SendingInstanceRow)
                    .values(only=True, instance_id=self.instance_id, since=self._clock())
                    .on_conflict_do_nothing()
                )
                named = session.scalar(_SENDS)
            return named != self.instance_id

    def release(self, session: Session) -> bool:
        """Let this instance send from now on, and no other; False where it could already."""
        mine = {"instance_id": self.instance_id, "since": self._clock()}
        held = session.scalar(_SENDS) not in {None, self.instance_id}
        session.execute(
            insert(SendingInstanceRow)
            .values(only=True, **mine)
            .on_conflict_do_update(index_elements=[SendingInstanceRow.only], set_=mine)
        )
        return held
