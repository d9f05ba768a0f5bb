"""Put a case on legal hold, and lift it: while it stands nothing of the case is destroyed (legal-rules 8)."""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from app.cases.model import Case, Change
from app.cases.rules import entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.errors import DeskError
from app.kit.ids import new_id
from app.retention.model import LegalHold
from app.staff.model import Actor


class HoldUnchanged(DeskError):
    """The hold is already as it is asked: set, or not there."""

    code: ClassVar[str] = "legalHoldUnchanged"


def put(desk: Desk, case: Case, *, on: bool, reason: str, by: Actor, at: datetime) -> Case:
    """Set or lift the hold. Copies of identity are destroyed all the same: they are never kept.

    Raises HoldUnchanged, VersionMismatch.
    """
    desk.cases.hold(case)
    standing = desk.holds.standing(case.case_id)
    if case.legal_hold is on:
        raise HoldUnchanged("The hold is already so")
    if standing is None:
        hold = LegalHold(new_id(), case.case_id, reason, by.actor_id, at)
    else:
        hold = replace(standing, lifted_by=by.actor_id, lifted_at=at, lift_reason=reason)
    desk.holds.keep(hold)
    kind = JournalKind.LEGAL_HOLD_SET if on else JournalKind.LEGAL_HOLD_LIFTED
    changed = replace(case, version=case.version + 1, legal_hold=on)
    desk.cases.save(Change(changed, (entry(kind, by, at, {"holdId": hold.hold_id}),)))
    return changed
