"""Prove who asks: ask for proof, take the answer, accept or reject it; the gate of the whole house."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app.cases.model import Case, IdentityResult, State
from app.cases.proof import check_identity, receive_answer, request_identity
from app.casework.copies_of_identity import with_copies_destroyed
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.casework.facts import system_labels
from app.casework.restrict import interim
from app.deadlines.model import SuspensionKind
from app.deadlines.rules import identity_request_in_time
from app.documents.model import Document, DocumentKind
from app.identity.model import IdentityCheck, Means
from app.identity.rules import check_identity_check, check_offer, facts_of, is_usable
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.letters import compose
from app.staff.model import Actor


def record_check(
    desk: Desk,
    case: Case,
    result: IdentityResult,
    *,
    means: Means | None,
    note: str | None,
    by: Actor,
    at: datetime,
) -> Case:
    """Record an identity check; with `verified` or `noDoubt` the search begins (ID-02a).

    Every ID copy is destroyed once it is accepted; method, document type, date and verifier stay
    (ID-08). Raises IdentityNotProven, MeansNotAllowed and what the rules of proof refuse.
    """
    desk.cases.hold(case)
    documents = desk.documents.list(case.case_id)
    rests_on = check_identity_check(
        result,
        means,
        note or "",
        documents=facts_of(documents),
        requester=case.requester.full_name,
        allowed_means=desk.policy.identity_means,
    )
    change = check_identity(
        case,
        result,
        desk.rights,
        means=means.value if means else "",
        proven_on=_proven_on(documents, rests_on, at),
        by=by,
        at=at,
    )
    desk.identity.add(_check(case, result, means, note=note, rests_on=rests_on, by=by, at=at))
    if result is not IdentityResult.INSUFFICIENT:
        change = with_copies_destroyed(desk, change, by=by, at=at)
    desk.cases.save(change)
    _rest_again(desk, case, change.case, at=at)
    return change.case


def _rest_again(desk: Desk, before: Case, now: Case, *, at: datetime) -> None:
    """Let what rested until the case lapsed rest again once it is reopened (DL-15)."""
    if before.state is State.LAPSED_IDENTITY and now.state is not before.state:
        interim(desk, now, at=at)


def ask(
    desk: Desk, case: Case, *, doubt: str, means: Sequence[Means], by: Actor, at: datetime
) -> Case:
    """Ask for proof with letter L02; the clock stops today, as the rules allow (section 1.3).

    Raises AlreadyAsked and MeansNotAllowed.
    """
    desk.cases.hold(case)
    check_offer(means, allowed_means=desk.policy.identity_means)
    on = brussels_date(at)
    change = request_identity(
        case, means=[m.value for m in means], doubt=doubt, on=on, by=by, at=at
    )
    context = compose.identity_request(
        frame(desk, change.case, on=on),
        doubt=doubt,
        means=[m.value for m in means],
        credited=identity_request_in_time(
            case.received_on, on, calendar=desk.calendar, suspensions=case.suspensions
        ),
        sign_in=next((label.nl for label in system_labels(desk).values()), ""),
    )
    written = issue_letter(desk, change.case, context, by=by, at=at)
    desk.cases.save(replace(change, entries=(*change.entries, written)))
    return change.case


def take_answer(
    desk: Desk,
    case: Case,
    kind: SuspensionKind,
    *,
    on: date,
    sufficient: bool,
    by: Actor,
    at: datetime,
) -> Case:
    """End an open suspension on the day the answer came in. Raises NothingAsked, InvalidSuspension."""
    change = receive_answer(case, kind, on=on, sufficient=sufficient, by=by, at=at)
    desk.cases.save(change)
    return change.case


def _check(
    case: Case,
    result: IdentityResult,
    means: Means | None,
    *,
    note: str | None,
    rests_on: tuple[DocumentKind, ...],
    by: Actor,
    at: datetime,
) -> IdentityCheck:
    return IdentityCheck(
        check_id=new_id(),
        case_id=case.case_id,
        result=result,
        means=means,
        note=note or "",
        document_types=rests_on,
        checked_by=by.actor_id,
        checked_at=at,
        claim_ids=tuple(claim.claim_id for claim in case.open_claims),
    )


def _proven_on(
    documents: Sequence[Document], rests_on: Sequence[DocumentKind], at: datetime
) -> date:
    """Return the day the proof was whole, or today where it rests on no document.

    Of each kind the earliest usable one counts: another copy that comes later moves no deadline.
    """
    usable = {facts.document_id for facts in facts_of(documents) if is_usable(facts)}
    earliest = (
        min(
            (d.received_at for d in documents if d.kind is kind and d.document_id in usable),
            default=at,
        )
        for kind in rests_on
    )
    return brussels_date(max(earliest, default=at))
