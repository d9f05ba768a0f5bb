"""Record what the courier reports: dispatched, arrived, bounced, with date and proof."""

from datetime import date, datetime

from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.notify import letter_dispatched
from app.delivery.model import DeliveryStatus, Handover
from app.delivery.rules import receipt
from app.kit.clock import brussels_date
from app.staff.model import Actor

BOUNCE_TASK = "deliveryBounced"


def record_receipt(
    desk: Desk,
    case: Case,
    delivery_id: str,
    status: DeliveryStatus,
    *,
    on: date,
    proof: str,
    by: Actor,
    at: datetime,
) -> Handover:
    """Keep a receipt; a bounce becomes a task for a human, and moves no deadline (DL-12).

    Raises DeliveryNotFound and ReceiptNotPossible.
    """
    desk.cases.load(case.case_id, hold=True)
    known = desk.deliveries.get(case.case_id, delivery_id)
    handover = receipt(known, status, on=on, today=brussels_date(at), proof=proof)
    desk.deliveries.keep(handover)
    if status is DeliveryStatus.SENT:
        letter_dispatched(desk, case, handover.letter_id, at=at)
    if status is DeliveryStatus.BOUNCED:
        desk.cases.add_task(case.case_id, BOUNCE_TASK, due_on=brussels_date(at), at=at)
    handed_over = desk.deliveries.list(case.case_id)
    if all(known.status is not DeliveryStatus.BOUNCED for known in handed_over):
        desk.cases.finish_tasks(case.case_id, BOUNCE_TASK, at=at)
    details = {"deliveryId": delivery_id, "status": status.value, "on": on.isoformat()}
    desk.cases.save(add(case, (entry(JournalKind.DELIVERY_RECORDED, by, at, details),)))
    return handover
