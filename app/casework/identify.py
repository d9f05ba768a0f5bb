"""Prove who asks: ask for proof, take the answer, accept or reject it; the gate of the whole house."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.audit.model import JournalDetail
from app.cases.model import Case, Change, IdentityResult, State
from app.cases.proof import check_identity, receive_answer, request_identity
from app.cases.ways import TASKS_OF_A_QUESTION
from app.casework.acting import check_acts, names_of
from app.casework.copies_of_identity import with_copies_destroyed
from app.casework.correspondence import frame, issue_letter
from app.casework.desk import Desk
from app.casework.facts import system_labels
from app.casework.mail_parts import MailTask
from app.casework.restrict import interim
from app.casework.retention_hold import with_hold_told
from app.deadlines.model import SuspensionKind
from app.deadlines.rules import identity_request_in_time
from app.documents.model import Document, DocumentKind
from app.identity.assurance import Level
from app.identity.model import CardReading, IdentityCheck, Means
from app.identity.rules import (
    check_card,
    check_identity_check,
    check_offer,
    facts_of,
    is_confirmed,
    is_usable,
)
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.letters import compose
from app.staff.model import Actor


@dataclass(frozen=True, slots=True)
class Seen:
    """What a handler saw beside the documents: compared, not kept."""

    session_level: Level | None = None
    card: CardReading | None = None


NOTHING_SEEN = Seen()


def record_check(
    desk: Desk,
    case: Case,
    result: IdentityResult,
    *,
    means: Means | None,
    note: str | None,
    seen: Seen = NOTHING_SEEN,
    by: Actor,
    at: datetime,
) -> Case:
    """Record an identity check; with `verified` or `noDoubt` the search begins (ID-02a).

    It also says that who acts for the person may: the note tells how both were proven (ID-12). Every
    ID copy is destroyed once it is accepted; method, document type, date and verifier stay (ID-08).
    Raises IdentityNotProven, MeansNotAllowed, AssuranceTooLow and what the rules of proof
    and of representation refuse.
    """
    desk.cases.hold(case)
    documents = desk.documents.list(case.case_id)
    rests_on = _rests_on(desk, case, documents, result, means=means, note=note)
    found = _check_enough(desk, case, seen, means=means, result=result, note=note, at=at)
    change = check_identity(
        case,
        result,
        desk.rights,
        means=means.value if means else "",
        proven_on=_proven_on(documents, rests_on, note or "", at),
        by=by,
        at=at,
    )
    desk.identity.add(_check(case, result, means, note=note, rests_on=rests_on, by=by, at=at))
    if result is not IdentityResult.INSUFFICIENT:
        change = with_copies_destroyed(desk, change, by=by, at=at)
    change = _with_details(change, {**found, **_confirmed(documents, rests_on, note or "")}, note)
    desk.cases.save(with_hold_told(desk, case, change, by=by, at=at))  # IN-07
    _settle_question(desk, case, change.case, at=at)
    return change.case


def _rests_on(
    desk: Desk,
    case: Case,
    documents: Sequence[Document],
    result: IdentityResult,
    *,
    means: Means | None,
    note: str | None,
) -> tuple[DocumentKind, ...]:
    return check_identity_check(
        result,
        means,
        note or "",
        documents=facts_of(documents),
        names=names_of(case),
        allowed_means=desk.policy.identity_means,
    )


def _check_enough(
    desk: Desk,
    case: Case,
    seen: Seen,
    *,
    means: Means | None,
    result: IdentityResult,
    note: str | None,
    at: datetime,
) -> JournalDetail:
    """Raise unless who acts may, and the proof is strong enough for what is asked (ID-04, ID-12).

    Returns what the journal keeps of a card that was shown: how it agrees, not what it says.
    """
    if result is IdentityResult.INSUFFICIENT:
        return {}
    on = brussels_date(at)
    check_acts(desk, case, on=on)
    if means is not None:  # with no doubt nothing was asked: its note tells the facts
        desk.policy.assurance.check(
            means,
            [c for c in case.claims if c.withdrawn_on is None],
            desk.register,
            stated=seen.session_level,
            allowed=desk.policy.identity_means,
        )
    if seen.card is None:
        return {}
    born_on = case.requester.date_of_birth
    agrees = check_card(seen.card, names=names_of(case), born_on=born_on, note=note or "", on=on)
    return {"card": agrees.value}


def _with_details(change: Change, details: JournalDetail, note: str | None) -> Change:
    """Return the change whose entry tells what was found; the handler's note is kept as evidence beside it."""
    first, *others = change.entries
    personal = {"note": note} if note else {}
    told = replace(first, details={**first.details, **details}, personal=personal)
    return replace(change, entries=(told, *others))


def _confirmed(
    documents: Sequence[Document], rests_on: Sequence[DocumentKind], note: str
) -> JournalDetail:
    """Return the doubts about a signature that the note of a handler took away."""
    facts = [f for f in facts_of(documents) if f.kind in rests_on]
    if any(is_usable(f) for f in facts):
        return {}
    told = {doubt for f in facts if is_confirmed(f, note) for doubt in f.doubts}
    return {"confirmed": ",".join(sorted(told))} if told else {}


def _settle_question(desk: Desk, before: Case, now: Case, *, at: datetime) -> None:
    """End what waited for the answer; what rested until a claim lapsed rests again (DL-15)."""
    desk.cases.finish_tasks(before.case_id, *TASKS_OF_A_QUESTION, at=at)
    if before.state is State.LAPSED_IDENTITY or before.lapsed_claims:
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
    desk.cases.hold(case)
    change = receive_answer(case, kind, on=on, sufficient=sufficient, by=by, at=at)
    tasks = TASKS_OF_A_QUESTION if kind is SuspensionKind.IDENTITY else ()
    said = (MailTask.REPLY_WAITS, MailTask.MESSAGE_RECEIVED)
    desk.cases.finish_tasks(case.case_id, *said, *tasks, at=at)
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
        claim_ids=tuple(claim.claim_id for claim in case.claims if not claim.withdrawn_on),
    )


def _proven_on(
    documents: Sequence[Document], rests_on: Sequence[DocumentKind], note: str, at: datetime
) -> date:
    """Return the day the proof was whole, or today where it rests on no document.

    Of each kind the earliest usable one counts: another copy that comes later moves no deadline.
    """
    usable = {f.document_id for f in facts_of(documents) if is_usable(f) or is_confirmed(f, note)}
    earliest = (
        min(
            (d.received_at for d in documents if d.kind is kind and d.document_id in usable),
            default=at,
        )
        for kind in rests_on
    )
    return brussels_date(max(earliest, default=at))
