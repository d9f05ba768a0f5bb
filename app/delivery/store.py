"""Keep handings-over and their receipts."""

from dataclasses import asdict, fields

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.cases.model import Delivery, State
from app.cases.tables import CaseRow
from app.delivery.model import DeliveryStatus, Handover, OralAnswer
from app.delivery.tables import HandoverRow, OralAnswerRow
from app.errors import DeskError


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
