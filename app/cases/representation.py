"""Somebody acts for the person: pure functions from a case and a representative to a `Change` (ID-12)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from app.audit.model import JournalDetail, NewEntry
from app.cases.guards import PROVEN, IllegalTransition, MissingPermission
from app.cases.model import ENDS, NO_STANDING, Case, Change, IdentityResult, Representative, State
from app.cases.transitions import JournalKind
from app.staff.model import Actor, Role

DISPUTE_TASK: Final = "representationDisputed"
"""Task of the DPO: parents, or parent and child, do not want the same (ID-14)."""

_SETTLED: Final = ENDS | {State.SENT}


def opened_for(
    case: Case, agent: Representative | None, *, by: Actor, at: datetime
) -> tuple[Case, tuple[NewEntry, ...]]:
    """Return a case that is registered, with what its representative adds to it and to the journal."""
    if agent is None:
        return case, ()
    return acted_for(case, agent), (represented(agent, by, at),)


def acted_for(case: Case, agent: Representative) -> Case:
    """Return the case as asked by a representative; without standing nothing of it is proven (ID-13)."""
    found = IdentityResult.INSUFFICIENT if agent.kind in NO_STANDING else None
    claims = tuple(
        claim if claim.identity in PROVEN or claim.withdrawn_on else replace(claim, identity=found)
        for claim in case.claims
    )
    return replace(case, representative=agent, claims=claims)


def represented(agent: Representative, by: Actor, at: datetime) -> NewEntry:
    """Return the journal entry of a representative: as what they write, never who they are."""
    details: JournalDetail = {
        "kind": agent.kind.value,
        "answerTo": agent.answer_to.value,
        "documentId": agent.document_id or "",
    }
    lacking = agent.kind in NO_STANDING
    kind = JournalKind.NO_STANDING if lacking else JournalKind.REPRESENTED
    return NewEntry(kind.value, by.actor_id, at, details)


def represent(case: Case, agent: Representative, *, by: Actor, at: datetime) -> Change:
    """Record who acts for the person; a draft falls with it, as it rests on who asked.

    Only the DPO says that a dispute is over (ID-14). Raises IllegalTransition once the answer has
    gone, and MissingPermission.
    """
    if case.state in _SETTLED:
        raise IllegalTransition("The case was answered or has ended")
    before = case.representative
    if before is not None and before.disputed and not agent.disputed and Role.DPO not in by.roles:
        raise MissingPermission("Only the DPO ends a dispute about who acts")
    changed = acted_for(case, agent)
    decided = case.state is State.DECIDED
    drafters = case.drafters if decided else ()
    changed = replace(changed, version=case.version + 1, drafters=drafters)
    return Change(changed, (represented(agent, by, at),))
