"""Record what of a request another controller or another regime answers; nothing is sent on by itself (IN-03, IN-05)."""

from datetime import date, datetime

from app.audit.model import JournalDetail, NewEntry
from app.cases.guards import IllegalTransition, MissingPermission, UnknownClaim
from app.cases.model import ENDS, Case, State
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.decisions.referrals import (
    REFERRAL_GROUNDS,
    Agreement,
    Forwarding,
    Referral,
    check_removable,
    forwarded,
)
from app.staff.model import Actor
from app.staff.rules import Act, may

_ANSWERED = ENDS | {State.SENT}


def refer(desk: Desk, case: Case, referral: Referral, *, by: Actor) -> Referral:
    """Keep what somebody else answers; the answer letter prints it.

    Raises VersionMismatch, IllegalTransition once the answer has gone, MissingPermission, UnknownClaim.
    """
    desk.cases.hold(case)
    _check_open(case, by)
    if referral.claim_id not in {None, *(claim.claim_id for claim in case.open_claims)}:
        raise UnknownClaim("The case has no such open claim")
    desk.decisions.keep_referral(referral)
    told = _journalled(JournalKind.REFERRAL_ADDED, referral, by, referral.written_at)
    desk.cases.save(add(case, (told,)))
    return referral


def take_back(desk: Desk, case: Case, referral_id: str, *, by: Actor, at: datetime) -> None:
    """Take a referral out again, before the answer.

    Raises VersionMismatch, ReferralUnknown, ForwardedAlready, IllegalTransition, MissingPermission.
    """
    desk.cases.hold(case)
    _check_open(case, by)
    referral = desk.decisions.referral(case.case_id, referral_id)
    check_removable(referral)
    desk.decisions.remove_referral(referral)
    told = _journalled(JournalKind.REFERRAL_REMOVED, referral, by, at)
    desk.cases.save(add(case, (told,)))


def record_forwarding(
    desk: Desk,
    case: Case,
    referral_id: str,
    *,
    on: date,
    how: str,
    agreed: Agreement | None,
    by: Actor,
    at: datetime,
) -> Referral:
    """Record that a colleague sent the request on, with the agreement of the person; we send nothing.

    Possible until the case has ended: who reads the answer may agree only then.
    Raises VersionMismatch, ReferralUnknown, ForwardingNotAgreed, ForwardedAlready, IllegalTransition, MissingPermission.
    """
    desk.cases.hold(case)
    _check_may(by)
    if case.state in ENDS:
        raise IllegalTransition("The case has ended")
    sent_on = Forwarding(on=on, how=how, by=by.actor_id)
    referral = forwarded(desk.decisions.referral(case.case_id, referral_id), sent_on, agreed=agreed)
    desk.decisions.keep_referral(referral)
    told = _journalled(JournalKind.REFERRAL_FORWARDED, referral, by, at)
    desk.cases.save(add(case, (told,)))
    return referral


def _check_open(case: Case, by: Actor) -> None:
    _check_may(by)
    if case.state in _ANSWERED:
        raise IllegalTransition("The answer has gone")


def _check_may(by: Actor) -> None:
    if not may(by, Act.HANDLE):
        raise MissingPermission("Referrals are recorded by a handler")


def _journalled(kind: JournalKind, referral: Referral, by: Actor, at: datetime) -> NewEntry:
    """Return the journal entry: codes, ids and days alone; the words stay in the case."""
    sent_on = referral.forwarding
    details: JournalDetail = {
        "referralId": referral.referral_id,
        "kind": referral.kind.value,
        "ground": REFERRAL_GROUNDS[referral.kind],
        "agreed": referral.agreement is not None,
        **({"forwardedOn": sent_on.on.isoformat()} if sent_on else {}),
    }
    return entry(kind, by, at, details)
