"""Plan what limits the use of data: a restriction, an objection that was upheld, a consent that was withdrawn.

Each category has a restriction of its own, and each element with a basis of its own, so that what may
go on with one never goes on with another (Art. 18(2), RS-03).
"""

from collections.abc import Iterable, Iterator

from app.cases.model import Claim
from app.decisions.model import DecisionKind, EffectiveDecision, Resolved
from app.decisions.uses import Use
from app.executions.erasing import is_free
from app.executions.model import ExecutionStep, Plan
from app.executions.situation import (
    Situation,
    Verdicts,
    key_of,
    names_of,
    step,
    uses_by_element,
    whole_uses,
)
from app.personnel.changes import ChangeKind
from app.register.model import Category
from app.restrictions.claims import listed, named_elements
from app.restrictions.grounds import RestrictionGroundMissing, named_ground
from app.restrictions.marks import stopped_elements
from app.restrictions.model import Restriction, RestrictionGround, Scope

_GIVEN = frozenset({DecisionKind.GRANT, DecisionKind.PARTLY_GRANT})


def restriction(situation: Situation, claim: Claim) -> Plan:
    """Return the marks of a granted restriction (RS-01 to RS-03), on the ground that the claim names.

    Without one it rests on an objection of the same case, which is a ground by itself (Art. 18(1)(d)).
    """
    ground = named_ground(claim) or RestrictionGround.OBJECTION
    steps: list[ExecutionStep] = []
    kept: list[Restriction] = []
    for category, ended, allowed in _granted(situation, claim):
        # A restriction is about every use (Art. 18(2)), but for that of Art. 18(1)(d).
        contested = ended if ground is RestrictionGround.OBJECTION else ()
        scope = Scope((category.category_id,), purpose_ids=contested)
        limited = limited_to(situation, claim, ground, scope, allowed=allowed)
        kept.append(limited)
        steps += _marks(situation, claim, category, limited)
    return Plan(steps=tuple(steps), restrictions=tuple(kept))


def objection(situation: Situation, claim: Claim) -> Plan:
    """Return the marks of an objection that was upheld: the contested use has ended (OB-03).

    A disclosure that was objected to ends for the purposes that were granted, per recipient (OB-05);
    it needs no step of its own, since our own use of the data is not limited.
    """
    ground = RestrictionGround.OBJECTION_UPHELD
    known = {r.recipient_id for r in situation.register.recipients}
    recipients = [r for r in dict.fromkeys(listed(claim, "recipientIds")) if r in known]
    against_uses = bool(listed(claim, "purposeIds")) or not recipients
    steps: list[ExecutionStep] = []
    kept: list[Restriction] = []
    for category, ended, allowed in _granted(situation, claim):
        if against_uses:
            scope = Scope((category.category_id,), purpose_ids=ended)
            limited = limited_to(situation, claim, ground, scope, allowed=allowed)
            kept.append(limited)
            steps += _marks(situation, claim, category, limited)
        for recipient in recipients:
            flow = Scope((category.category_id,), recipient_ids=(recipient,))
            kept.append(limited_to(situation, claim, ground, flow, allowed=allowed))
    return Plan(steps=tuple(steps), restrictions=tuple(kept))


def check_grounds(claims: Iterable[Claim], decided: Iterable[EffectiveDecision]) -> None:
    """Raise RestrictionGroundMissing where a restriction is granted on a ground that nobody named (RS-01).

    A use that an objection of the same case contests needs none: the objection is its ground.
    """
    open_ones = {c.claim_id for c in claims if c.right == "restriction" and not named_ground(c)}
    for one in decided:
        if one.claim_id not in open_ones or one.line is None or one.line.decision not in _GIVEN:
            continue
        if one.proposal is None or one.proposal.resolved is not Resolved.GRANT:
            raise RestrictionGroundMissing("The claim names no ground", claim=one.claim_id)


def _granted(
    situation: Situation, claim: Claim
) -> Iterator[tuple[Category, tuple[str, ...], tuple[str, ...]]]:
    """Yield each category of which a use was granted, with the purposes that end and those that go on."""
    verdicts = Verdicts.of(claim, situation.decided)
    for category in situation.categories():
        uses = whole_uses(situation, category)
        ended = {u.purpose.purpose_id for u in uses if verdicts.kind(u) in _GIVEN}
        if ended:
            goes_on = {u.purpose.purpose_id for u in uses} - ended
            yield category, tuple(sorted(ended)), tuple(sorted(goes_on))


def _marks(
    situation: Situation, claim: Claim, category: Category, limited: Restriction
) -> Iterator[ExecutionStep]:
    for answer, _ in situation.found_in(category.category_id):
        mark_id = limited.restriction_id
        yield step(situation, claim, ChangeKind.RESTRICT, answer, restriction_id=mark_id)


def limited_to(
    situation: Situation,
    claim: Claim,
    ground: RestrictionGround,
    scope: Scope,
    *,
    allowed: tuple[str, ...],
) -> Restriction:
    """Return the restriction of a claim on one category, element or recipient: the same however often it is planned."""
    place = (*scope.category_ids, *scope.elements, *scope.recipient_ids)
    parts = (situation.case.case_id, claim.claim_id, "restriction", *place)
    return Restriction(
        restriction_id=key_of(parts)[:32],
        case_id=situation.case.case_id,
        claim_id=claim.claim_id,
        ground=ground,
        scope=scope,
        since=situation.standing.get(claim.claim_id, situation.at),
        subject_keys=dict(situation.case.subject_keys),
        allowed_uses=allowed,
    )


def consent_withdrawal(situation: Situation, claim: Claim) -> Plan:
    """Return how a use on consent ends: stopped, erased where nothing else carries the data (CW-02), kept
    for the other purpose alone where something does (CW-03)."""
    verdicts = Verdicts.of(claim, situation.decided)
    steps = list(_stopped(situation, claim))
    kept: list[Restriction] = []
    for category in situation.categories():
        for element, uses in _parts(situation, claim, category).items():
            stopped = {u.purpose.purpose_id for u in uses if _withdrawn(u, verdicts)}
            if not stopped:
                continue
            carrying = {u.purpose.purpose_id for u in uses if not u.consent}
            free = not carrying and is_free(uses, verdicts)
            mark = _mark_of(situation, claim, category, element, stopped=stopped, carrying=carrying)
            if not free:
                kept.append(mark)
            steps += _after_withdrawal(situation, claim, category, element, free=free, mark=mark)
    return Plan(steps=tuple(steps), restrictions=tuple(kept))


def withdrawn(situation: Situation, claim: Claim) -> tuple[tuple[str | None, str], ...]:
    """Return each consent that ended: the element it is about, None for whole categories, and the purpose."""
    verdicts = Verdicts.of(claim, situation.decided)
    ended = {
        (element, use.purpose.purpose_id)
        for category in situation.categories()
        for element, uses in _parts(situation, claim, category).items()
        for use in uses
        if _withdrawn(use, verdicts)
    }
    return tuple(sorted(ended, key=lambda one: (one[1], one[0] or "")))


def _mark_of(
    situation: Situation,
    claim: Claim,
    category: Category,
    element: str | None,
    *,
    stopped: set[str],
    carrying: set[str],
) -> Restriction:
    """Return the restriction of a part, which stays for its own other purposes alone (CW-03)."""
    scope = Scope(
        category_ids=(category.category_id,),
        elements=(element,) if element else (),
        purpose_ids=tuple(sorted(stopped)),
    )
    ground = RestrictionGround.CONSENT_WITHDRAWN
    return limited_to(situation, claim, ground, scope, allowed=tuple(sorted(carrying)))


def _parts(
    situation: Situation, claim: Claim, category: Category
) -> dict[str | None, tuple[Use, ...]]:
    """Return the uses of each element that is named or has a basis of its own, and of the rest of the category."""
    by_element = uses_by_element(situation, category)
    own = {e.element_id for e in category.elements if e.basis_by_purpose is not None}
    own |= named_elements(claim, situation.names)
    whole = whole_uses(situation, category)
    tracked: dict[str | None, tuple[Use, ...]] = {
        element: uses for element, uses in by_element.items() if element in own
    }
    if not tracked:
        return {None: whole}
    # A conditional basis is there for the elements that name it, not for the rest.
    return {None: tuple(u for u in whole if not u.basis.conditional), **tracked}


def _withdrawn(use: Use, verdicts: Verdicts) -> bool:
    return use.consent and verdicts.kind(use) in _GIVEN


def _stopped(situation: Situation, claim: Claim) -> Iterator[ExecutionStep]:
    """Yield the end of the consents in each system: of the elements alone that the claim is limited to (CW-01)."""
    purposes = tuple(dict.fromkeys(purpose for _, purpose in withdrawn(situation, claim)))
    limited = tuple(c.category_id for c in situation.register.categories if _names(claim, c))
    scope = Scope(limited, tuple(sorted(named_elements(claim, situation.names))), purposes)
    elements = stopped_elements(scope, situation.register)
    if not purposes or elements is None:
        return
    first = {answer.system: answer for answer in reversed(situation.answers)}
    for system in sorted(first):
        made = step(
            situation, claim, ChangeKind.STOP_USE, first[system], elements=elements, records=0
        )
        yield ExecutionStep(
            step_key=made.step_key,
            case_id=made.case_id,
            claim_id=made.claim_id,
            position=0,
            kind=made.kind,
            system=system,
            holding="",
            category_id="",
            subject_key=made.subject_key,
            elements=elements,
            purpose_ids=purposes,
        )


def _names(claim: Claim, category: Category) -> bool:
    return category.category_id in (claim.scope or ())


def _after_withdrawal(
    situation: Situation,
    claim: Claim,
    category: Category,
    element: str | None,
    *,
    free: bool,
    mark: Restriction,
) -> Iterator[ExecutionStep]:
    for answer, holding in situation.found_in(category.category_id):
        names = names_of(holding, frozenset({element})) if element else ()
        if element and not names:
            continue
        kind = ChangeKind.ERASE if free else ChangeKind.RESTRICT
        mark_id = None if free else mark.restriction_id
        yield step(situation, claim, kind, answer, elements=names, restriction_id=mark_id)
