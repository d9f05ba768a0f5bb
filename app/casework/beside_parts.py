"""What a letter tells beside the claims: who else answers, and short remarks of a handler."""

from collections.abc import Sequence

from app.cases.model import Case
from app.casework.desk import Desk
from app.casework.told import printed_ground
from app.decisions.referrals import REFERRAL_GROUNDS, Referral
from app.letters.sections import Beside, Elsewhere


def beside(desk: Desk, case: Case, remarks: Sequence[str]) -> Beside:
    """Return what the answer of a case tells beside its claims."""
    return Beside(elsewhere=elsewhere(desk, case), remarks=tuple(remarks))


def elsewhere(desk: Desk, case: Case) -> tuple[Elsewhere, ...]:
    """Return what of a case others answer (IN-03, IN-05)."""
    return tuple(_printed(referral) for referral in desk.decisions.referrals(case.case_id))


def _printed(referral: Referral) -> Elsewhere:
    sent_on = referral.forwarding
    return Elsewhere(
        what=referral.what,
        to=referral.to,
        contact=referral.contact,
        reason=referral.reason,
        ground=printed_ground(REFERRAL_GROUNDS[referral.kind]),
        agreed=referral.agreement is not None,
        forwarded_on=sent_on.on if sent_on else None,
    )
