"""Send a portable package on to another controller, once the person has confirmed which one (Art. 20(2), PO-04)."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from app.audit.model import JournalDetail, NewEntry
from app.cases.guards import IllegalTransition, UnknownClaim
from app.cases.model import Case, Outcome, State
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.transfer_orders import sending
from app.errors import DeskError
from app.exports.model import ClosedPackage, Transfer, TransferStatus
from app.exports.rules import newest_packages
from app.exports.transferring import Result, hand_over
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.outbox.model import FAILURES, TaskName
from app.rights.portability import PORTABILITY
from app.staff.model import SERVICE, Actor

FAILED_TASK = FAILURES[TaskName.TRANSFER_PACKAGE]
_ORDERABLE = frozenset({State.IN_ASSESSMENT, State.DECIDED, State.SENT})


class TransferNotConfirmed(DeskError):
    """The person has not confirmed to whom the data go (PO-04)."""

    code: ClassVar[str] = "transferNotConfirmed"


class TransferNotOpen(DeskError):
    """The transfer has gone or was cancelled already."""

    code: ClassVar[str] = "transferNotOpen"


def order(
    desk: Desk,
    case: Case,
    claim_id: str,
    *,
    receiver: str,
    url: str,
    confirmed: bool,
    by: Actor,
    at: datetime,
) -> Transfer:
    """Order the transfer; it goes when the package is closed, which is with the answer.

    Raises TransferNotConfirmed, UnknownClaim, IllegalTransition.
    """
    held = desk.cases.load(case.case_id, hold=True)
    if not confirmed:
        raise TransferNotConfirmed("The person confirms the receiver first")
    if held.state not in _ORDERABLE:
        raise IllegalTransition("A transfer is ordered from the assessment until the case ends")
    claim = next((c for c in held.open_claims if c.claim_id == claim_id), None)
    if claim is None or claim.right != PORTABILITY.right_id:
        raise UnknownClaim("The case has no such claim to portability")
    if claim.outcome in {Outcome.REFUSED, Outcome.NO_DATA_HELD}:
        raise IllegalTransition("There is no package to transfer")
    transfer = Transfer(
        transfer_id=new_id(),
        case_id=case.case_id,
        claim_id=claim_id,
        receiver=receiver,
        url=url,
        status=TransferStatus.ORDERED,
        ordered_at=at,
    )
    desk.transfers.keep(transfer)
    tasks = (sending(transfer),) if held.state is State.SENT else ()
    told = _journalled(JournalKind.TRANSFER_ORDERED, transfer, by, at)
    desk.cases.save(add(held, (told,), tasks))
    return transfer


def cancel(desk: Desk, case: Case, transfer_id: str, *, by: Actor, at: datetime) -> None:
    """Give a transfer up that has not gone. Raises TransferUnknown, TransferNotOpen."""
    transfer = desk.transfers.get(case.case_id, transfer_id, hold=True)
    held = desk.cases.load(case.case_id, hold=True)
    if transfer.status not in {TransferStatus.ORDERED, TransferStatus.FAILED}:
        raise TransferNotOpen("The package has gone already")
    cancelled = replace(transfer, status=TransferStatus.CANCELLED)
    desk.transfers.keep(cancelled)
    told = _journalled(JournalKind.TRANSFER_CANCELLED, cancelled, by, at)
    desk.cases.save(add(held, (told,)))
    _settle(desk, case.case_id, at=at)


def send(desk: Desk, case_id: str, *, transfer_id: str, at: datetime, attempt: str = "0") -> None:
    """Post the package and keep the receipt: the worker's job after the answer.

    Holds the transfer alone: nobody waits for a slow server. Killed before the record, it posts again
    under the same key. Raises TransferUnknown, VaultMissing, VaultDamaged.
    """
    transfer = desk.transfers.get(case_id, transfer_id, hold=True)
    if transfer.status is not TransferStatus.ORDERED:
        return
    case = desk.cases.load(case_id)
    packages = {e.claim_id: e for e in newest_packages(desk.exports.list(case_id))}
    export = packages.get(transfer.claim_id)
    if export is None or export.package is None:
        return  # the answer orders it again
    package = export.package
    named = replace(transfer, export_id=export.export_id, zip_sha256=package.sha256)
    _record(desk, case, named, package, attempt=int(attempt), at=at)


def _record(
    desk: Desk,
    case: Case,
    transfer: Transfer,
    package: ClosedPackage,
    *,
    attempt: int,
    at: datetime,
) -> None:
    content = desk.vault.chunks(package.stored, desk.cases.key_of(case.case_id))
    tried = hand_over(desk.outward, transfer, package, content)
    pauses = desk.policy.notice_retry_seconds
    if tried.result is Result.TAKEN:
        sent = replace(
            transfer, status=TransferStatus.SENT, sent_at=at, receipt=tried.told, reason=""
        )
        desk.transfers.keep(sent)
        told = _journalled(JournalKind.TRANSFER_DONE, sent, SERVICE, at)
        desk.cases.save(add(case, (told,)))
        _settle(desk, case.case_id, at=at)
    elif tried.result is Result.LATER and attempt < len(pauses):
        waits = replace(transfer, reason=tried.told)
        desk.transfers.keep(waits)
        told = _journalled(JournalKind.TRANSFER_WAITS, waits, SERVICE, at)
        again = sending(waits, attempt=attempt + 1, delay=pauses[attempt])
        desk.cases.save(add(case, (told,), (again,)))
    else:
        failed = replace(transfer, status=TransferStatus.FAILED, reason=tried.told)
        desk.transfers.keep(failed)
        told = _journalled(JournalKind.TRANSFER_FAILED, failed, SERVICE, at)
        desk.cases.save(add(case, (told,)))
        desk.cases.add_task(case.case_id, FAILED_TASK, due_on=brussels_date(at), at=at)


def _settle(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Finish the task once no transfer waits for a human: another one went, or it was given up."""
    every = desk.transfers.list(case_id)
    gone = {t.claim_id for t in every if t.status is TransferStatus.SENT}
    failed = {t.claim_id for t in every if t.status is TransferStatus.FAILED}
    if not failed - gone:
        desk.cases.finish_tasks(case_id, FAILED_TASK, at=at)


def _journalled(kind: JournalKind, transfer: Transfer, by: Actor, at: datetime) -> NewEntry:
    details: JournalDetail = {
        "transferId": transfer.transfer_id,
        "claimId": transfer.claim_id,
        **({"exportId": transfer.export_id} if transfer.export_id else {}),
        **({"sha256": transfer.zip_sha256} if transfer.zip_sha256 else {}),
        **({"reason": transfer.reason} if transfer.reason else {}),
    }
    return entry(kind, by, at, details)
