"""Nobody handles, verifies or decides their own case, one in which they are named, or one of whom they lead or report to (ID-13)."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.errors import DeskError
from app.staff.model import Actor
from app.staff.persons import person_keys
from app.staff.rules import Act

OPEN_TO_ALL: Final = frozenset({Act.REGISTER, Act.CALCULATE, Act.READ_CASE, Act.READ_JOURNAL})
"""What shows no more than that there is a case, its state and its dates: a colleague has to be found for it."""
_ADDRESS: Final = re.compile(r"[^\s@<>()\",;:]+@[^\s@<>()\",;:]+\.[^\s@<>()\",;:.]+")
_NUMBER: Final = re.compile(r"\b(?:[A-Za-z]{1,3}[-. ]?)?\d[\d.\-]{3,}\d\b")


class ConflictOfInterest(DeskError):
    """Who acts is the person, is named in the request, or leads or reports to who is."""

    code = "conflictOfInterest"

    def __init__(self, case: Case, actor: Actor, act: Act) -> None:
        super().__init__("The case is about who acts, or about somebody near them")
        self.case_id = case.case_id
        self.actor = actor
        self.act = act


class AssigneeInConflict(DeskError):
    """The case cannot be given to somebody whom it is about, or who leads or reports to that person."""

    code = "assigneeInConflict"


def check_apart(case: Case, actor: Actor, act: Act, *, key: bytes) -> None:
    """Raise ConflictOfInterest for any act on a case that the actor has to stay away from."""
    if act not in OPEN_TO_ALL and is_in_conflict(case, actor, key=key):
        raise ConflictOfInterest(case, actor, act)


def check_assignee(case: Case, assignee: Actor, *, key: bytes) -> None:
    """Raise AssigneeInConflict for somebody who would have to stay away from the case."""
    if is_in_conflict(case, assignee, key=key):
        raise AssigneeInConflict(
            "The case is about who would handle it, or about somebody near them"
        )


def is_kept_away(desk: Desk, case_id: str, actor: Actor) -> bool:
    """Whether the actor has to stay away from this case: then a list over several cases leaves it out (ID-13)."""
    if not actor.own_keys | actor.related_keys:
        return False
    return is_in_conflict(desk.cases.load(case_id), actor, key=desk.policy.person_key)


def note_refused(desk: Desk, refused: ConflictOfInterest, *, at: datetime) -> None:
    """Keep in the journal of the case that somebody tried what they have to stay away from."""
    case = desk.cases.load(refused.case_id)
    tried = entry(JournalKind.CONFLICT_REFUSED, refused.actor, at, {"act": refused.act.value})
    desk.cases.save(add(case, (tried,)))


def is_in_conflict(case: Case, actor: Actor, *, key: bytes) -> bool:
    """Whether the case is about the actor or somebody they lead or report to, or names one of them (ID-13)."""
    near = actor.own_keys | actor.related_keys
    return bool(near) and not near.isdisjoint(
        person_keys(key, numbers=_numbers(case), emails=_emails(case))
    )


def _numbers(case: Case) -> Iterator[str]:
    """Yield every number that can be a personnel number: of the requester, of the stores, in their words."""
    yield case.requester.vlimpers_number or ""
    yield from case.subject_keys.values()
    for told in _told(case):
        yield from _NUMBER.findall(told)


def _emails(case: Case) -> Iterator[str]:
    yield case.requester.email or ""
    yield (case.representative.email if case.representative else "") or ""
    for told in _told(case):
        yield from _ADDRESS.findall(told)


def _told(case: Case) -> Iterator[str]:
    """Yield the words of the request itself, in which a colleague may be named."""
    for claim in case.claims:
        yield claim.statement or ""
        yield from (value for value in claim.details.values() if isinstance(value, str))
