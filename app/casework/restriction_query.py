"""Answer whether a use of somebody's data is allowed now, for other systems and for colleagues."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from sqlalchemy import Select

from app.cases.model import Case, Requester
from app.casework.desk import Desk
from app.casework.facts import holdings_of
from app.casework.matching import criteria_of, match_of
from app.errors import DeskError
from app.personnel.matching import compact_number
from app.personnel.model import Match, SubjectKey
from app.personnel.names import NameAgreement, PersonName
from app.restrictions.model import Restriction
from app.restrictions.rules import AskedUse, stands_in_the_way
from app.staff.model import Actor


class PersonNotFindable(DeskError):
    """A store that could say whose data are meant does not answer: the use is not known to be allowed."""

    code: ClassVar[str] = "personNotFindable"


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """Whose data: as a store knows them, or as a person is known; what is given must not contradict."""

    key: SubjectKey | None = None
    known: Requester = field(default_factory=lambda: Requester("", ""))


def in_the_way(
    desk: Desk, person: AskedPerson, use: AskedUse, cases: Select[str] | None, *, by: Actor
) -> tuple[Restriction, ...]:
    """Return the restrictions that do not allow the use now; none means that it is allowed.

    `cases` is the query of those that may be of the person. What was restricted before it was known whose data
    are meant holds by the name in the request. Raises PersonNotFindable when a store that could
    tell is silent and nothing found so far forbids the use.
    """
    near = desk.cases.matching(cases) if cases is not None else ()
    theirs = [c for c in near if by.sees(c.entity) and is_same(c.requester, person.known)]
    keys = [person.key] if person.key else []
    keys += [SubjectKey(s, k) for c in theirs for s, k in c.subject_keys.items() if k]
    found = Match()
    if person.known.full_name or person.known.vlimpers_number:
        found = match_of(desk, criteria_of(person.known))
    keys += found.keys or [c.key for c in found.candidates if "vlimpersNumber" in c.reasons]
    standing = desk.restrictions.of_person(
        [(k.system, k.key) for k in keys], [c.case_id for c in theirs]
    )
    allowed = {c.case_id for c in _visible(desk, {r.case_id for r in standing}, by)}
    asked = _all_names(desk, use)
    hits = tuple(
        r for r in standing if r.case_id in allowed and stands_in_the_way(r, asked, desk.register)
    )
    if found.unavailable and not hits:
        raise PersonNotFindable("A store does not answer")
    return hits


def _visible(desk: Desk, case_ids: Iterable[str], by: Actor) -> Sequence[Case]:
    cases = (desk.cases.load(case_id) for case_id in case_ids)
    return [case for case in cases if by.sees(case.entity)]


def is_same(requester: Requester, asked: Requester) -> bool:
    """Whether a requester is the person asked about: one fact agrees and none contradicts.

    Wide on purpose: a use that waits does less harm than one that should have.
    """
    ours, theirs = (compact_number(r.vlimpers_number) for r in (requester, asked))
    born = requester.date_of_birth, asked.date_of_birth
    if (ours and theirs and ours != theirs) or (all(born) and born[0] != born[1]):
        return False
    names = PersonName.of(requester.given_name, requester.family_name)
    same_name = (
        names.agreement(PersonName.of(asked.given_name, asked.family_name)) >= NameAgreement.FOLDED
    )
    same_mail = bool(asked.email) and (requester.email or "").lower() == (asked.email or "").lower()
    return same_name or same_mail or bool(ours and ours == theirs)


def _all_names(desk: Desk, use: AskedUse) -> AskedUse:
    """Return the use with every name of its element: of the holdings, and of the register."""
    if not use.elements:
        return use
    pairs = [
        {e.name, e.register_element}
        for h in holdings_of(desk)
        if use.category_id in {None, h.category_id}
        for e in h.elements
        if e.register_element
    ]
    names = {str(n) for pair in pairs if pair & use.elements for n in pair}
    return AskedUse(
        use.category_id,
        use.elements | names,
        use.purpose_id,
        use.legal_basis,
        use.recipient_id,
    )
