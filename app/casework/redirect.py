"""Tell the person that another controller or another regime answers them, with letter L20 (IN-03, IN-05)."""

from dataclasses import replace
from datetime import datetime

from app.cases.guards import IllegalTransition
from app.cases.model import Case
from app.cases.ways import redirect as redirected
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.casework.ending import save_end
from app.kit.clock import brussels_date
from app.language import Text
from app.letters import compose_ways
from app.staff.model import Actor


def redirect(desk: Desk, case: Case, *, to: str, reason: str, by: Actor, at: datetime) -> Case:
    """Refer the person; nothing is forwarded, since that needs their agreement (IN-05).

    Raises IllegalTransition, also when something of the case was carried out, and MissingPermission.
    """
    desk.cases.hold(case)
    change = redirected(case, to, by=by, at=at)
    if any(claim.executed_at for claim in case.claims):
        raise IllegalTransition("Something of this case was carried out: answer it")
    context = compose_ways.redirection(
        frame(desk, change.case, on=brussels_date(at)),
        to=Text(to),
        contact=to,
        reason=Text(reason),
    )
    written = issue_letter(desk, change.case, context, by=by, at=at)
    change = replace(change, entries=(*change.entries, written))
    return save_end(desk, change, by=by, at=at)
