"""End a case in which the person never proved who they are, with letter L15 (ID-10)."""

from dataclasses import replace
from datetime import datetime

from app.cases.model import Case
from app.cases.ways import asked_on
from app.cases.ways import lapse as lapsed
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
    """Tell the person that we do not act, why, and that proof reopens the case.

    Raises ProofWaits, IllegalTransition, MissingPermission.
    """
    desk.cases.hold(case)
    change = lapsed(case, proof_waits=proof_waits(desk, case), by=by, at=at)
    asked = [s for s in case.suspensions if s.kind is SuspensionKind.IDENTITY]
    context = compose_ways.lapse(
        frame(desk, change.case, on=brussels_date(at)),
        asked_on=asked_on(case.suspensions, SuspensionKind.IDENTITY),
        doubt=asked[-1].doubt,
        means=asked[-1].means,
        sign_in=next((label.nl for label in system_labels(desk).values()), ""),
    )
    written = issue_letter(desk, change.case, context, by=by, at=at)
    change = replace(change, entries=(*change.entries, written))
    return save_end(desk, change, by=by, at=at)
