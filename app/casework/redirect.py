"""Tell the person that another controller or another regime answers them, with letter L20 (IN-03, IN-05)."""

from dataclasses import replace
from datetime import datetime

from app.cases.model import ENDS, Case
from app.cases.ways import redirect as redirected
from app.casework.beside_parts import elsewhere
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.casework.ending import save_end
from app.casework.execution_plan import execution_begun
from app.kit.clock import brussels_date
from app.language import Language, Text
from app.letters import compose_ways
from app.staff.model import Actor


def redirect(
    desk: Desk, case: Case, *, to: str, contact: str, reason: str, by: Actor, at: datetime
) -> Case:
    """Refer the person; nothing is forwarded, since that needs their agreement (IN-05).

    Raises IllegalTransition, ExecutionBegun once changes in the stores were ordered, MissingPermission.
    """
    desk.cases.hold(case)
    change = redirected(case, to, begun=execution_begun(desk, case), by=by, at=at)
    context = compose_ways.redirection(
        frame(desk, change.case, on=brussels_date(at)),
        to=Text(to),
        contact=contact,
        reason=Text(reason),
        answered=_answered(desk, case),
        elsewhere=elsewhere(desk, case),
    )
    written = issue_letter(desk, change.case, context, by=by, at=at)
    first, *others = change.entries
    told = replace(first, personal={"reason": reason})
    change = replace(change, entries=(told, *others, written))
    return save_end(desk, change, by=by, at=at)


def _answered(desk: Desk, case: Case) -> tuple[Text, ...]:
    """Return the linked requests of the same controller that we answer ourselves.

    Who writes for somebody else does not hear what that person asked (ID-13).
    """
    if case.representative is not None:
        return ()
    linked = (c for c in desk.cases.linked_to(case) if c.entity == case.entity)
    return tuple(
        _named(desk, one.reference, claim.right)
        for one in linked
        if one.state not in ENDS
        for claim in one.open_claims
    )


def _named(desk: Desk, reference: str, right: str) -> Text:
    label = desk.rights[right].label
    return Text(
        *(
            f"{label.into(language)} ({reference})"
            for language in (Language.NL, Language.EN, Language.FR)
        )
    )
