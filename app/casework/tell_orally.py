"""An answer by word of mouth: only where the person asked for it, and put in writing afterwards (IN-11)."""

from app.cases.guards import IllegalTransition, MissingPermission, check_gate
from app.cases.model import Case, State
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.delivery.model import OralAnswer
from app.staff.model import Actor
from app.staff.rules import Act, may

_TOLD_FROM = frozenset({State.DECIDED, State.SENT})


def record(desk: Desk, case: Case, told: OralAnswer, *, by: Actor) -> OralAnswer:
    """Keep what was told, by whom, and how it was certain to whom; the written answer follows as usual.

    Nothing is told before the decision. Raises VersionMismatch, IllegalTransition, IdentityNotProven,
    MissingPermission.
    """
    desk.cases.hold(case)
    if not may(by, Act.HANDLE):
        raise MissingPermission("An oral answer is recorded by a handler")
    if case.state not in _TOLD_FROM:
        raise IllegalTransition("Nothing is told before the decision")
    check_gate(case, desk.rights)
    desk.deliveries.add_oral(told)
    details = {"oralAnswerId": told.oral_answer_id, "givenOn": told.given_on.isoformat()}
    written = entry(JournalKind.ORAL_ANSWER_RECORDED, by, told.written_at, details)
    desk.cases.save(add(case, (written,)))
    return told
