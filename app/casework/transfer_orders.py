"""The jobs that send packages on; ordered with the answer, or after it."""

from app.cases.model import Case
from app.casework.desk import Desk
from app.exports.model import Transfer, TransferStatus
from app.outbox.model import Task, TaskName


def sending(transfer: Transfer, *, attempt: int = 0, delay: int = 0) -> Task:
    """Return the job for one transfer. No lock: a slow server of somebody else keeps no other job waiting."""
    arguments = {
        "case_id": transfer.case_id,
        "transfer_id": transfer.transfer_id,
        "attempt": str(attempt),
    }
    return Task(TaskName.TRANSFER_PACKAGE, arguments, delay_seconds=delay)


def ordered(desk: Desk, case: Case) -> tuple[Task, ...]:
    """Return the jobs of every transfer that waits for its package."""
    return tuple(
        sending(transfer)
        for transfer in desk.transfers.list(case.case_id)
        if transfer.status is TransferStatus.ORDERED
    )
