"""Keep handings-over and their receipts."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.cases.model import Delivery
from app.delivery.model import DeliveryStatus, Handover
from app.delivery.tables import HandoverRow
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

    def get(self, case_id: str, delivery_id: str) -> Handover:
        """Return one handing-over of the case. Raises DeliveryNotFound."""
        for handover in self.list(case_id):
            if handover.delivery_id == delivery_id:
                return handover
        raise DeliveryNotFound("There is no such delivery in this case")


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
