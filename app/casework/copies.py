"""Seal the copies of the data: ordered with the decision or by hand, before anything is changed."""

from dataclasses import replace
from datetime import datetime

from app.cases.guards import IllegalTransition, UnknownClaim
from app.cases.model import Case, State
from app.cases.rules import add
from app.casework.desk import Desk
from app.casework.packaging import close_around
from app.casework.sealed_copies import claims_with_copy, seal, sealed_copy_of
from app.casework.tickets import give_missing
from app.exports.model import Export
from app.language import Language
from app.outbox.model import FAILURES, Event, TaskName, Told
from app.staff.model import SERVICE, Actor

_DECIDED = frozenset({State.DECIDED, State.SENT, State.CLOSED})


def seal_ordered(desk: Desk, case_id: str, *, at: datetime) -> None:
    """Seal every copy the case needs and does not have yet: the worker's job after the decision."""
    case = desk.cases.load(case_id, hold=True)
    desk.dossiers.forget_older(case_id)
    for claim in claims_with_copy(desk, case):
        sealed_copy_of(desk, case, claim, by=SERVICE, at=at)
    desk.cases.finish_tasks(case_id, FAILURES[TaskName.SEAL_COPY], at=at)


def order(desk: Desk, case: Case, claim_id: str | None, *, by: Actor, at: datetime) -> Export:
    """Return the sealed copy of a claim; where the answer has gone, a new closed package.

    Raises IllegalTransition before the decision, UnknownClaim where no claim carries a copy.
    """
    if case.state not in _DECIDED:
        raise IllegalTransition("A copy can be sealed once the decision is taken")
    held = desk.cases.load(case.case_id, hold=True)
    claims = [c for c in claims_with_copy(desk, held) if claim_id in {None, c.claim_id}]
    if not claims:
        raise UnknownClaim("No claim of this case carries a copy")
    if held.state is State.DECIDED:
        return sealed_copy_of(desk, held, claims[0], by=by, at=at)
    export = seal(desk, held, claims[0], by=by, at=at)
    letters = desk.letters.list(case.case_id)
    answers = {right.letters.decision for right in desk.rights.values()}
    answer = next(
        one
        for one in letters
        if one.kind.value in answers and one.language is Language.NL  # the original (LT-01)
    )
    closed = close_around(desk, held, export, answer, by=by, at=at)
    ready = Told(Event.EXPORT_READY, resource_id=export.export_id)
    desk.cases.save(replace(add(held, (closed,)), events=(ready,)))
    give_missing(desk, held, by=by, at=at)
    return desk.exports.get(export.export_id)
