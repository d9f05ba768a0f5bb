"""What keeps data though their erasure was granted: a legal hold, or a restriction that asks to keep them."""

from collections.abc import Sequence
from typing import ClassVar, Final

from app.cases.model import Case
from app.casework.desk import Desk
from app.casework.person_cases import is_of_same_person
from app.casework.retention_hold import check_nobody_waits
from app.errors import DeskError
from app.executions.model import ExecutionStep
from app.personnel.changes import ChangeKind
from app.restrictions.rules import keeps_from_erasure


class LegalHoldStands(DeskError):
    """A complaint, a court case or an inspection is open on the person's data. Fact `reference`."""

    code: ClassVar[str] = "legalHold"


class RestrictionKeeps(DeskError):
    """The person had these data restricted so that they are not erased. Fact `reference`."""

    code: ClassVar[str] = "restrictionKeeps"


KEPT: Final = (LegalHoldStands, RestrictionKeeps)


def check_erasable(desk: Desk, case: Case, steps: Sequence[ExecutionStep]) -> None:
    """Check that nothing keeps the data that these steps erase, in whichever case of the person.

    Raises CopyNotSealed (IN-07), LegalHoldStands, RestrictionKeeps.
    """
    erasing = [step for step in steps if step.kind is ChangeKind.ERASE]
    if not erasing:
        return
    check_nobody_waits(desk, case)
    with desk.cases.of_every_entity():
        _check_no_hold(desk, case)
        _check_not_restricted(desk, case, erasing)


def _check_no_hold(desk: Desk, case: Case) -> None:
    """Nothing that a claim may turn on goes while a hold stands (GDPR art. 17(3)(e))."""
    held = desk.cases.matching(desk.holds.standing_cases())
    mine = (one for one in held if one.case_id == case.case_id or is_of_same_person(case, one))
    if other := next(mine, None):
        raise LegalHoldStands("A legal hold keeps these data", **_named(case, other))


def _check_not_restricted(desk: Desk, case: Case, erasing: Sequence[ExecutionStep]) -> None:
    """Erasing ends a restriction: of that the person is told first, by the lifting (GDPR art. 18(3), DL-16)."""
    keys = {(step.system, step.subject_key) for step in erasing}
    for one in desk.restrictions.of_person(sorted(keys), [case.case_id]):
        if any(keeps_from_erasure(one, step.category_id) for step in erasing):
            told = _named(case, desk.cases.load(one.case_id))
            raise RestrictionKeeps("A restriction keeps these data", **told)


def _named(case: Case, other: Case) -> dict[str, str]:
    # A case of another controller does not exist for who reads this.
    return {"reference": other.reference} if other.entity == case.entity else {}
