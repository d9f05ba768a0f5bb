"""Tell recipients that data do not go to them any more, and later that what limited the data has ended (OB-05)."""

from collections.abc import Iterable
from datetime import datetime

from app.cases.model import Case
from app.casework.desk import Desk
from app.casework.notify import notices_for, tell_ended
from app.kit.clock import brussels_date
from app.notices.model import NoticeAction, NoticeStatus
from app.notices.rules import Done
from app.restrictions.model import Restriction, RestrictionState


def tell_stopped(desk: Desk, case: Case, standing: Iterable[Restriction], *, at: datetime) -> None:
    """Plan the notice to each recipient to whom nothing may go, as far as the data go there at all.

    Before the search that is who the register names and has a contact; after it also whom the store
    names. Planned again nothing is told twice. Raises CalendarEnds.
    """
    for restriction in standing:
        scope = restriction.scope
        if not scope.recipient_ids or restriction.state is RestrictionState.LIFTED:
            continue
        claim = next(c for c in case.claims if c.claim_id == restriction.claim_id)
        notices_for(
            desk,
            case,
            claim,
            NoticeAction.DISCLOSURE_STOPPED,
            category_ids=scope.category_ids,
            elements=(),
            on=brussels_date(restriction.since),
            at=at,
            recipient_ids=frozenset(scope.recipient_ids),
        )


def tell_lifted(desk: Desk, case: Case, ended: Restriction, *, at: datetime) -> None:
    """Plan the notice that a restriction has ended, to each recipient who was told of it. Raises CalendarEnds."""
    flow = frozenset(ended.scope.recipient_ids)
    action = NoticeAction.DISCLOSURE_STOPPED if flow else NoticeAction.RESTRICTED
    told = [
        n
        for n in desk.notices.list(case.case_id)
        if n.claim_id == ended.claim_id
        and n.action is action
        and n.status is not NoticeStatus.NOT_SENT
        and (not flow or n.recipient_id in flow)
    ]
    done = Done(
        case.case_id,
        ended.claim_id,
        NoticeAction.LIFTED,
        ended.scope.category_ids,
        (),
        brussels_date(at),
    )
    tell_ended(desk, case, done, told, at=at)
