"""The letter to who writes for somebody else without a mandate; used at registration and by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.cases.model import Case, Change, Delivery, IdentityResult
from app.cases.rules import add
from app.casework.correspondence import frame, hand_over, seal_letter
from app.casework.desk import Desk
from app.kit.clock import brussels_date
from app.letters import compose_ways
from app.staff.model import Actor


def tell_mandate_missing(
    desk: Desk, case: Case, *, sender: Sequence[str] | None = None, by: Actor, at: datetime
) -> None:
    """Send L21 to the sender alone: the same whether or not we know the person (ID-13).

    The claims fall for want of a mandate, so that R12-ID can be decided (section 9). Raises LetterNotPrintable.
    """
    agent = case.representative
    lines = tuple(sender or (agent.lines if agent else ()))
    context = compose_ways.mandate_missing(
        frame(desk, case, on=brussels_date(at)), sender_lines=lines
    )
    letter, written = seal_letter(desk, case, context, by=by, at=at)
    hand_over(desk, letter, Delivery.POST, lines, at=at)
    fallen = tuple(
        claim if claim.withdrawn_on else replace(claim, identity=IdentityResult.INSUFFICIENT)
        for claim in case.claims
    )
    if fallen == case.claims:
        desk.cases.save(add(case, (written,)))
        return
    changed = replace(case, version=case.version + 1, claims=fallen)
    desk.cases.save(Change(changed, (written,)))
