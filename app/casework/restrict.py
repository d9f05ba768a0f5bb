"""Restrictions from registration to lifting: what rests at once, what a decision makes of it, how it ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from app.audit.model import JournalDetail, NewEntry
from app.cases.model import ENDS, Case, Claim, Delivery, IdentityResult, Outcome
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.addressing import addressee, answer_address, given_address
from app.casework.correspondence import frame, hand_over, seal_letter
from app.casework.desk import Desk
from app.casework.facts import holdings_of
from app.casework.on_page import opens_here
from app.casework.restriction_marks import data_of, processing, unmark
from app.casework.stopped_flows import tell_lifted
from app.decisions.outcomes import SOMETHING_GIVEN
from app.delivery.rules import provided
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.language import Text
from app.letters import compose_ways
from app.letters.model import Letter
from app.outbox.model import FAILURES, Task, TaskName
from app.register.model import Register
from app.restrictions import rules
from app.restrictions.claims import interims_of, register_names
from app.restrictions.model import (
    ENDS_WITH_NOTICE,
    Restriction,
    RestrictionGround,
    RestrictionState,
)
from app.restrictions.store import RestrictionNotFound
from app.staff.model import SERVICE, Actor

BALANCING: Final = "balancingTest"
"""Task of the decision maker, due the day of registration: weigh the reasons of an objection (DL-15)."""

_ALL_DATA = Text("al uw gegevens", "all your data", "toutes vos données")
_BACK = "U hebt uw verzoek ingetrokken."
_READ_AWAY = "We lazen uw bericht eerst als een bezwaar. U vraagt ons iets anders."
_ENDED = "We behandelen uw verzoek niet verder. U leest in een andere brief waarom."
_NOT_UPHELD = "We volgen uw bezwaar niet. U leest in onze beslissing waarom."
_NOTHING_HELD = "We vonden geen gegevens over u waarvoor de beperking kan gelden."


def interim(desk: Desk, case: Case, *, at: datetime) -> tuple[Restriction, ...]:
    """Restrict at once what the claims of a case contest or withdraw (DL-15, DL-18); return what is new or wider.

    In the transaction of the registration, of another reading of a claim, or of a reopening: what
    stands may grow, and is active again, but never shrinks. The stores are told by the worker.
    """
    if case.lacks_standing:  # ID-13: a request of a third party has no effect
        return ()
    changed = [r for claim in case.open_claims for r in _at_once(desk, case, claim, at=at)]
    if not changed:
        return ()
    for restriction in changed:
        desk.restrictions.keep(restriction)
    _settle_lifting(desk, case, at=at)
    entries = [_journalled(JournalKind.DATA_RESTRICTED, r, SERVICE, at) for r in changed]
    orders = [TaskName.RESTRICT_INTERIM]
    if any(r.ground is RestrictionGround.OBJECTION for r in changed):
        orders.append(TaskName.TELL_INTERIM)
        desk.cases.add_task(case.case_id, BALANCING, due_on=brussels_date(at), at=at)
    tasks = [Task(name, {"case_id": case.case_id}, lock=case.case_id) for name in orders]
    desk.cases.save(add(case, entries, tasks))
    return tuple(changed)


def _at_once(desk: Desk, case: Case, claim: Claim, *, at: datetime) -> Iterator[Restriction]:
    """Yield what a claim restricts that did not rest yet, or not as widely."""
    standing = {_place(r): r for r in _of_claim(desk, case, claim)}
    if claim.outcome is not None or any(not r.interim for r in standing.values()):
        return
    read = interims_of(
        claim,
        desk.register,
        case_id=case.case_id,
        since=at,
        ids=new_id,
        names=register_names(holdings_of(desk)),
    )
    for one in read:
        before = standing.get(_place(one))
        if before is None:
            yield one
        elif (wider := rules.widened(before, one)) != before:
            yield wider


def _place(restriction: Restriction) -> tuple[tuple[str, ...], ...]:
    """Return what makes two restrictions of a claim the same one: the recipient, or the element, they are about."""
    scope = restriction.scope
    return scope.recipient_ids, scope.elements, scope.category_ids if scope.elements else ()


def _of_claim(desk: Desk, case: Case, claim: Claim) -> tuple[Restriction, ...]:
    standing = desk.restrictions.of_case(case.case_id)
    mine = (r for r in standing if r.claim_id == claim.claim_id)
    return tuple(r for r in mine if not rules.is_read_away(r, (claim,)))


def keep_decided(
    desk: Desk, case: Case, decided: Sequence[Restriction], *, by: Actor, at: datetime
) -> tuple[Task, ...]:
    """Keep the restrictions that granted claims bring, in place of the interim ones; return what is left to order.

    Each is journalled, also the end of what they replace: nothing stands or falls in silence.
    What rested since registration and was not granted goes on resting until its end is announced.
    A disclosure that ended is marked by the worker: no step of the execution is about it.
    """
    held = frozenset(a.category_id for a in desk.dossiers.load(case.case_id).found)
    claims = {one.claim_id for one in decided}
    standing = {r.restriction_id: r for r in desk.restrictions.of_case(case.case_id)}
    before = [r for r in standing.values() if r.interim and not rules.is_read_away(r, case.claims)]
    new = [one for one in decided if one.restriction_id not in standing]
    entries = [_journalled(JournalKind.DATA_RESTRICTED, one, by, at) for one in new]
    for one in decided:
        desk.restrictions.keep(one)
    for interim_one in (r for r in before if r.claim_id in claims):
        mine = [d for d in decided if d.claim_id == interim_one.claim_id]
        left = None
        if interim_one.ground in ENDS_WITH_NOTICE:
            left = rules.rest_of(interim_one, mine, desk.register, held=held)
        desk.restrictions.keep(left or rules.replaced(interim_one, at=at))
        if left is None:
            entries.append(_journalled(JournalKind.RESTRICTION_REPLACED, interim_one, by, at))
    if entries:
        desk.cases.save(add(case, entries))
    if not any(one.scope.recipient_ids for one in decided):
        return ()
    return (Task(TaskName.RESTRICT_INTERIM, {"case_id": case.case_id}, lock=case.case_id),)


def announce_lifting(
    desk: Desk,
    case: Case,
    restriction_id: str,
    *,
    reason: str,
    lift_on: date | None,
    by: Actor,
    at: datetime,
) -> Restriction:
    """Tell the person before a restriction ends (L17); it can be lifted from `lift_on`, by default after 14 days.

    Raises RestrictionNotFound, AlreadyLifted, ClaimUndecided, LiftDateTooSoon, AddressNotVerified,
    LetterNotPrintable.
    """
    case = desk.cases.load(case.case_id, hold=True)
    restriction = _loaded(desk, case, restriction_id)
    rules.check_standing(restriction)
    if case.state not in ENDS:
        rules.check_decided(restriction, case.claims)
    day = rules.lifting_day(brussels_date(at), lift_on)
    return _announce(desk, case, restriction, reason=reason, lift_on=day, by=by, at=at)


def _announce(
    desk: Desk,
    case: Case,
    restriction: Restriction,
    *,
    reason: str,
    lift_on: date,
    by: Actor,
    at: datetime,
) -> Restriction:
    """Issue L17 and keep that it went."""
    reads = opens_here(desk, case)
    channel = Delivery.PORTAL if reads else Delivery.POST
    address = () if reads else _address(desk, case, restriction, on=brussels_date(at))
    context = compose_ways.lifting(
        frame(
            desk,
            case,
            on=brussels_date(at),
            addressee=addressee(case, address),
        ),
        data=described(restriction, desk.register),
        reason=reason,
        lift_on=lift_on,
    )
    letter, written = seal_letter(desk, case, context, by=by, at=at)
    hand_over(desk, letter, channel, address, at=at)
    told = rules.announced(restriction, letter_id=letter.letter_id, lift_on=lift_on, at=at)
    desk.restrictions.keep(told)
    kept = _journalled(JournalKind.LIFTING_ANNOUNCED, told, by, at)
    desk.cases.save(add(case, (written, kept)))
    return told


def _address(desk: Desk, case: Case, restriction: Restriction, *, on: date) -> tuple[str, ...]:
    """Return where L17 goes by post: what names data that are held needs a verified address (ID-11)."""
    if restriction.interim:
        return given_address(desk, case)
    return answer_address(desk, case, Delivery.POST, on=on)


def described(restriction: Restriction, register: Register) -> tuple[Text, ...]:
    """Return what a restriction is about, for the person: categories once decided, else uses alone."""
    if restriction.interim or not restriction.scope.category_ids:
        return processing([restriction.scope], register) or (_ALL_DATA,)
    return data_of(restriction.scope, register) or (_ALL_DATA,)


def lift(desk: Desk, restriction_id: str, *, reason: str, by: Actor, at: datetime) -> Restriction:
    """End a restriction, in our register and in every store that marks it; a silent store is told later.

    Raises RestrictionNotFound, AlreadyLifted, LiftingNotAnnounced, LiftingTooEarly, ClaimUndecided.
    """
    case = desk.cases.load(desk.restrictions.load(restriction_id).case_id, hold=True)
    standing = desk.restrictions.load(restriction_id)
    ended = rules.lifted(standing, reason=reason, at=at, on=brussels_date(at))
    rules.check_told(standing, told_on=_told_on(desk, standing), on=brussels_date(at))
    if standing.ground not in ENDS_WITH_NOTICE and case.state not in ENDS:
        # DL-18: a withdrawn consent, which no notice precedes, rests until it is decided.
        rules.check_decided(standing, case.claims)
    desk.restrictions.keep(ended)
    _settle_lifting(desk, case, at=at)
    tell_lifted(desk, case, ended, at=at)
    tasks: tuple[Task, ...] = ()
    if not unmark(desk, ended, on=brussels_date(at)):
        arguments = {"case_id": case.case_id, "restriction_id": restriction_id}
        tasks = (Task(TaskName.LIFT_RESTRICTION, arguments, lock=case.case_id),)
    told = _journalled(JournalKind.RESTRICTION_LIFTED, ended, by, at)
    desk.cases.save(add(case, (told,), tasks))
    return ended


def _told_on(desk: Desk, restriction: Restriction) -> date | None:
    """Return the first day on which the letter that announces the end was provided; None before it went."""
    handed_over = desk.deliveries.list(restriction.case_id)
    gone = provided(handed_over, restriction.announced_letter_id)
    return min((one.dispatched_on or brussels_date(one.created_at) for one in gone), default=None)


def _settle_lifting(desk: Desk, case: Case, *, at: datetime) -> None:
    """Finish the task to lift once nothing is left of which the announced day has come."""
    if not rules.days_due(desk.restrictions.of_case(case.case_id), brussels_date(at)):
        desk.cases.finish_tasks(case.case_id, rules.LIFT_TASK, at=at)


def plan_settlement(desk: Desk, case: Case, *, on: date) -> None:
    """Set the first day of lifting of what a refused objection restricted, before the letter that prints it."""
    for claim in case.open_claims:
        for restriction in _of_claim(desk, case, claim):
            if _is_pending(restriction) and _ends_by_answer(desk, case, claim):
                desk.restrictions.keep(replace(restriction, lift_on=rules.lifting_day(on)))


def settle_objections(desk: Desk, case: Case, letter: Letter, *, by: Actor, at: datetime) -> None:
    """Make of what rested since registration what the decision says, once the answer is sealed.

    Upheld: the use has ended for good. Refused: the answer letter announces the lifting; where it
    could not name it, L17 does. A withdrawal of consent that ended nothing leaves nothing behind.
    """
    entries: list[NewEntry] = []
    for claim in case.open_claims:
        kept = _of_claim(desk, case, claim)
        given = any(not r.interim for r in kept)
        for restriction in (r for r in kept if r.interim):
            entries += _settled(
                desk, case, claim, restriction, letter=letter, given=given, by=by, at=at
            )
    failed = (FAILURES[name] for name in (TaskName.RESTRICT_INTERIM, TaskName.TELL_INTERIM))
    desk.cases.finish_tasks(case.case_id, BALANCING, *failed, at=at)
    if entries:
        desk.cases.save(add(case, entries))


def _settled(
    desk: Desk,
    case: Case,
    claim: Claim,
    restriction: Restriction,
    *,
    letter: Letter,
    given: bool,
    by: Actor,
    at: datetime,
) -> list[NewEntry]:
    """Settle one interim restriction; `given` when another one carries what was granted of the claim."""
    if restriction.ground not in ENDS_WITH_NOTICE:
        if claim.outcome in SOMETHING_GIVEN:
            return _stays(desk, replace(restriction, interim=False), by=by, at=at)
        lift(desk, restriction.restriction_id, reason=str(claim.outcome), by=by, at=at)
        return []
    if claim.outcome in SOMETHING_GIVEN and not given:
        return _stays(desk, rules.upheld(restriction), by=by, at=at)
    if _announced_by_answer(claim):
        day = restriction.lift_on or rules.lifting_day(brussels_date(at))
        told = rules.announced(restriction, letter_id=letter.letter_id, lift_on=day, at=at)
        desk.restrictions.keep(told)
        return [_journalled(JournalKind.LIFTING_ANNOUNCED, told, by, at)]
    reason = _NOTHING_HELD if claim.outcome is Outcome.NO_DATA_HELD else _NOT_UPHELD
    day = rules.lifting_day(brussels_date(at))
    _announce(desk, case, restriction, reason=reason, lift_on=day, by=by, at=at)
    return []


def _stays(desk: Desk, restriction: Restriction, *, by: Actor, at: datetime) -> list[NewEntry]:
    desk.restrictions.keep(restriction)
    return [_journalled(JournalKind.OBJECTION_UPHELD, restriction, by, at)]


def _announced_by_answer(claim: Claim) -> bool:
    """Whether the answer letter has a section on this objection that can name the day of lifting."""
    refused = {Outcome.REFUSED, Outcome.PARTIALLY_GRANTED}
    return claim.outcome in refused and claim.identity is not IdentityResult.INSUFFICIENT


def _ends_by_answer(desk: Desk, case: Case, claim: Claim) -> bool:
    """Whether the answer announces the end of what rested: of all that was refused, or of what was not granted."""
    given = any(not r.interim for r in _of_claim(desk, case, claim))
    return _announced_by_answer(claim) and (given or claim.outcome is Outcome.REFUSED)


def _is_pending(restriction: Restriction) -> bool:
    return (
        restriction.interim
        and restriction.ground in ENDS_WITH_NOTICE
        and restriction.state is RestrictionState.ACTIVE
    )


def end_interims(desk: Desk, case: Case, *, by: Actor, at: datetime) -> None:
    """End lawfully what rested for claims that were taken back, lapsed or mean another right, or for a case that ended without an answer.

    An objection's restriction is announced first (L17); a withdrawn consent needs no notice.
    """
    gone = {c.claim_id for c in case.claims if c.withdrawn_on is not None}
    lapsed = {c.claim_id for c in case.lapsed_claims}
    over = case.state in ENDS and case.sent_at is None
    for restriction in desk.restrictions.of_case(case.case_id):
        read_away = rules.is_read_away(restriction, case.claims)
        ended = over or read_away or restriction.claim_id in gone | lapsed
        if not restriction.interim or not ended:
            continue
        if restriction.ground not in ENDS_WITH_NOTICE:
            lift(desk, restriction.restriction_id, reason="claimEnded", by=by, at=at)
        elif restriction.state is RestrictionState.ACTIVE:
            taken_back = restriction.claim_id in gone
            reason = _BACK if taken_back else _READ_AWAY if read_away else _ENDED
            day = rules.lifting_day(brussels_date(at))
            _announce(desk, case, restriction, reason=reason, lift_on=day, by=by, at=at)
    if not any(c.right == "objection" for c in case.open_claims):
        desk.cases.finish_tasks(case.case_id, BALANCING, at=at)


def _loaded(desk: Desk, case: Case, restriction_id: str) -> Restriction:
    restriction = desk.restrictions.load(restriction_id)
    if restriction.case_id != case.case_id:
        raise RestrictionNotFound("There is no such restriction")
    return restriction


def _journalled(kind: JournalKind, restriction: Restriction, by: Actor, at: datetime) -> NewEntry:
    """Return the journal entry on a restriction: codes, ids and days alone."""
    details: Mapping[str, str | None] = {
        "restrictionId": restriction.restriction_id,
        "claimId": restriction.claim_id,
        "ground": restriction.ground.value,
        "letterId": restriction.announced_letter_id,
        "liftDate": restriction.lift_on.isoformat() if restriction.lift_on else None,
    }
    told: JournalDetail = {name: value for name, value in details.items() if value is not None}
    return entry(kind, by, at, told)
