"""End a case, or what needs proof in it, in which the person never proved who they are, with letter L15 (ID-10)."""

from dataclasses import replace
from datetime import datetime

from app.cases.model import ENDS, Case
from app.cases.ways import TASKS_OF_A_QUESTION, asked_on
from app.cases.ways import lapse as lapsed
from app.casework.copies_of_identity import with_copies_destroyed
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.casework.ending import save_end
from app.casework.facts import system_labels
from app.casework.waiting_proof import proof_waits
from app.deadlines.model import SuspensionKind
from app.kit.clock import brussels_date
from app.letters import compose_ways
from app.staff.model import Actor


def lapse(desk: Desk, case: Case, *, by: Actor, at: datetime) -> Case:
    """Tell the person that we do not act, why, and that proof reopens what lapsed.

    A withdrawal of consent in the same case goes on: it needs no proof (DL-18).
    Raises ProofWaits, LapseTooEarly, IllegalTransition, MissingPermission.
    """
    desk.cases.hold(case)
    on = brussels_date(at)
    change = lapsed(
        case,
        desk.rights,
        proof_waits=proof_waits(desk, case),
        calendar=desk.calendar,
        on=on,
        by=by,
        at=at,
    )
    asked = [s for s in case.suspensions if s.kind is SuspensionKind.IDENTITY]
    context = compose_ways.lapse(
        frame(desk, change.case, on=on),
        asked_on=asked_on(case.suspensions, SuspensionKind.IDENTITY),
        doubt=asked[-1].doubt,
        means=asked[-1].means,
        sign_in=next((label.nl for label in system_labels(desk).values()), ""),
    )
    written = issue_letter(desk, change.case, context, by=by, at=at)
    change = replace(change, entries=(*change.entries, written))
    if change.case.state not in ENDS:  # ID-08: the copies go where the case goes on, too
        change = with_copies_destroyed(desk, change, by=by, at=at)
        desk.cases.finish_tasks(case.case_id, *TASKS_OF_A_QUESTION, at=at)
    return save_end(desk, change, by=by, at=at)
