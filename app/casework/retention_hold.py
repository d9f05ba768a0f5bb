"""Whoever asked for a copy of their data gets it before anything of it is erased, in whichever case (IN-07)."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Select

from app.audit.model import JournalDetail, NewEntry
from app.cases.model import ENDS, Case, Change, Claim
from app.cases.queries import cases_of_person, cases_waiting_for_copy
from app.cases.rules import entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.matching import criteria_of, match_of, matched
from app.casework.person_cases import is_of_same_person, searches_of
from app.casework.restriction_query import AskedPerson, is_same
from app.decisions.outcomes import SOMETHING_GIVEN
from app.errors import DeskError
from app.personnel.model import Match, SubjectKey
from app.staff.model import Actor


class CopyNotSealed(DeskError):
    """The copy of an access or portability claim of the same person is not sealed yet (IN-07). Fact `reference`."""

    code: ClassVar[str] = "copyNotSealed"


def is_on_hold(desk: Desk, case: Case) -> bool:
    """Whether a copy that this case asks for is still to be sealed: no scheduled deletion may overtake it."""
    return any(_waits_for_copy(desk, case, claim) for claim in case.open_claims)


def told_if_changed(
    desk: Desk, case: Case, *, before: bool, by: Actor, at: datetime
) -> tuple[NewEntry, ...]:
    """Return the journal entry of a hold that began or ended; `before` is whether it stood."""
    now = is_on_hold(desk, case)
    if now is before:
        return ()
    details: JournalDetail = {"state": case.state.value}
    return (entry(JournalKind.HOLD_STARTED if now else JournalKind.HOLD_ENDED, by, at, details),)


def with_hold_told(desk: Desk, before: Case, change: Change, *, by: Actor, at: datetime) -> Change:
    """Return the change of a case with the journal entry of a hold that begins or ends with it."""
    held = is_on_hold(desk, before)
    told = told_if_changed(desk, change.case, before=held, by=by, at=at)
    return replace(change, entries=(*change.entries, *told))


def check_copies_sealed(desk: Desk, case: Case) -> None:
    """Raise CopyNotSealed while a copy in this case or in a linked one comes before any change (section 5)."""
    with desk.cases.of_every_entity():
        _refuse_first(desk, case, (case, *desk.cases.linked_to(case)))


def check_nobody_waits(desk: Desk, case: Case) -> None:
    """Raise CopyNotSealed while the person waits for a copy in any case: nothing of theirs is erased (IN-07)."""
    check_copies_sealed(desk, case)
    with desk.cases.of_every_entity():
        others = (c for c in _waiting(desk) if c.case_id != case.case_id)
        _refuse_first(desk, case, (c for c in others if is_of_same_person(case, c)))


def _refuse_first(desk: Desk, case: Case, others: Iterable[Case]) -> None:
    other = next((one for one in others if is_on_hold(desk, one)), None)
    if other is None:
        return
    # A case of another controller does not exist for who reads this.
    told = {"reference": other.reference} if other.entity == case.entity else {}
    raise CopyNotSealed("A copy of these data was asked for and is not sealed yet", **told)


def is_person_on_hold(desk: Desk, person: AskedPerson, *, by: Actor) -> bool:
    """Whether a person that another system asks about waits for a copy, or has a case on legal hold, as far as
    this actor may see cases.

    They are known by what their request says, by their key once it was searched, and else by what
    the stores say of it.
    """
    known, keys = person.known, {person.key} if person.key else set()
    if known.full_name or known.vlimpers_number:
        found = match_of(desk, criteria_of(known))
        keys |= {*found.keys, *(c.key for c in found.candidates if "vlimpersNumber" in c.reasons)}
    pairs = [(key.system, key.key) for key in keys]
    on_hold = desk.cases.matching(desk.holds.standing_cases())
    near = (*_waiting(desk, among=cases_of_person(pairs, *searches_of(known))), *on_hold)
    if any(_is_theirs(case, keys, person) and _holds(desk, case, by) for case in near):
        return True
    # Who is asked about by a number alone may have written without it.
    unsearched = () if known.full_name else (*_waiting(desk), *on_hold)
    return any(
        not any(case.subject_keys.values())
        and _holds(desk, case, by)
        and bool(keys & _meant(matched(desk, case)))
        for case in unsearched
    )


def _holds(desk: Desk, case: Case, by: Actor) -> bool:
    return by.sees(case.entity) and (case.legal_hold or is_on_hold(desk, case))


def _is_theirs(case: Case, keys: Collection[SubjectKey], person: AskedPerson) -> bool:
    known = [key for key in keys if case.subject_keys.get(key.system)]
    if known:
        return any(case.subject_keys[key.system] == key.key for key in known)
    return is_same(case.requester, person.known)


def held_keys(desk: Desk) -> frozenset[tuple[str, str]]:
    """Return system and key of everybody who waits for a copy; who was not searched yet is looked up."""
    waiting = (case for case in _waiting(desk) if is_on_hold(desk, case))
    return frozenset((k.system, k.key) for case in waiting for k in _meant(matched(desk, case)))


def _meant(found: Match) -> set[SubjectKey]:
    """Return everybody who can be meant: a hold too many does less harm than one too few."""
    return {*found.keys, *(candidate.key for candidate in found.candidates)}


def _waiting(desk: Desk, *, among: Select[str] | None = None) -> tuple[Case, ...]:
    copying = [right_id for right_id, right in desk.rights.items() if right.copies]
    return desk.cases.matching(cases_waiting_for_copy(copying, among=among))


def _waits_for_copy(desk: Desk, case: Case, claim: Claim) -> bool:
    if not desk.rights[claim.right].copies or case.state in ENDS or case.lacks_standing:
        return False
    if claim.outcome is not None and claim.outcome not in SOMETHING_GIVEN:
        return False
    return claim.claim_id not in desk.exports.sealed_claims(case.case_id)
