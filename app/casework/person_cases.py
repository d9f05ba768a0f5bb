"""Which cases are of the same person, and shown beside each other: by the key under which a store knows them, else by what the request says."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from app.cases.model import Case, Requester, State
from app.cases.queries import CaseSearch, cases_of_person, cases_with_facts
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.casework.restriction_query import is_same
from app.personnel.matching import compact_number
from app.personnel.names import NameAgreement, PersonName
from app.staff.model import SERVICE

MOST_SHOWN: Final = 50
"""Requests of one person that are linked to a new one, the newest ones."""


def is_of_same_person(case: Case, other: Case) -> bool:
    """Whether two cases are of one person: where a store knows both, its keys decide."""
    known = [
        (key, other.subject_keys[system])
        for system, key in case.subject_keys.items()
        if key and other.subject_keys.get(system)
    ]
    if known:
        return any(ours == theirs for ours, theirs in known)
    return is_same(case.requester, other.requester)


def earlier_requests(desk: Desk, case: Case) -> tuple[Case, ...]:
    """Return the requests of the same person to the same controller that were received before, oldest first.

    They may count against the person, so that it is for us to show that they are theirs (IN-08): a name
    alone does not, nor a request of somebody without standing, nor one that nobody proved to have made.
    """
    keys = [(system, key) for system, key in case.subject_keys.items() if key]
    found = desk.cases.matching(cases_of_person(keys, *searches_of(case.requester)))
    return tuple(
        one
        for one in found
        if one.case_id != case.case_id
        and one.entity == case.entity
        and _when(one) < _when(case)
        and not one.lacks_standing
        and one.state is not State.LAPSED_IDENTITY
        and is_of_same_person(case, one)
        and (_share_a_key(case, one) or seems_same(case.requester, one.requester))
    )


def _share_a_key(case: Case, other: Case) -> bool:
    return any(key and other.subject_keys.get(s) == key for s, key in case.subject_keys.items())


def same_requests(desk: Desk, case: Case) -> tuple[Case, ...]:
    """Return the other requests to the same controller, open or ended, that seem to be of this person about a same right."""
    asked = {claim.right for claim in case.claims}
    keys = [(system, key) for system, key in case.subject_keys.items() if key]
    found = desk.cases.matching(cases_with_facts(case.requester, keys, entity=case.entity))
    return tuple(
        one
        for one in found
        if one.case_id != case.case_id
        and asked & {claim.right for claim in one.claims}
        and is_shown_beside(case, one)
    )[-MOST_SHOWN:]


def link_same(desk: Desk, case: Case, *, at: datetime) -> None:
    """Show this case and those of the same person and right beside each other: no more, each proves who asks by itself.

    Done at registration, when a right is read anew, and once the stores told whose case it is.
    """
    for other in same_requests(desk, case):
        if desk.cases.link(case.case_id, other.case_id):
            for one, beside in ((case, other), (other, case)):
                told = entry(JournalKind.CASE_LINKED, SERVICE, at, {"caseId": beside.case_id})
                desk.cases.save(add(one, (told,)))


def is_shown_beside(case: Case, other: Case) -> bool:
    """Whether two cases seem to be of one person: by the keys of a store that knows both, else by what they say."""
    if _share_a_key(case, other):
        return True
    both = (
        (key, other.subject_keys.get(system)) for system, key in case.subject_keys.items() if key
    )
    known_apart = any(theirs and ours != theirs for ours, theirs in both)
    return not known_apart and seems_same(case.requester, other.requester)


def seems_same(one: Requester, other: Requester) -> bool:
    """Whether two requests seem to come from one person: by a number, by name and birth date, or by address and name.

    Nothing follows from it but that people see both: each case keeps an identity check of its own (ID-02a).
    """
    facts = [
        (compact_number(one.vlimpers_number), compact_number(other.vlimpers_number)),
        (one.national_number, other.national_number),
        (one.date_of_birth, other.date_of_birth),
    ]
    known = [ours == theirs for ours, theirs in facts if ours and theirs]
    if False in known:
        return False
    names = PersonName.of(one.given_name, one.family_name)
    others = PersonName.of(other.given_name, other.family_name)
    numbered = any(ours and ours == theirs for ours, theirs in facts[:2])
    born = facts[2][0] is not None and facts[2][0] == facts[2][1]
    same_mail = bool(one.email) and (one.email or "").lower() == (other.email or "").lower()
    return (
        numbered
        or (born and names.agreement(others) >= NameAgreement.PARTIAL)
        or (same_mail and bool(names.words & others.words))
    )


def searches_of(requester: Requester) -> Iterator[CaseSearch]:
    """Yield a search per fact: another request may know the person by one of them alone."""
    if requester.full_name:
        yield CaseSearch(name=requester.full_name)
    if requester.vlimpers_number:
        yield CaseSearch(number=requester.vlimpers_number)
    if requester.email:
        yield CaseSearch(email=requester.email)


def _when(case: Case) -> tuple[object, ...]:
    return case.received_on, case.registered_at
