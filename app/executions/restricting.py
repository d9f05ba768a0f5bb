"""Plan what limits the use of data: a restriction, an objection that was upheld, a consent that was withdrawn."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from app.cases.model import Claim
from app.decisions.model import DecisionKind
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
from app.restrictions.model import Restriction, RestrictionGround, Scope

_GIVEN = frozenset({DecisionKind.GRANT, DecisionKind.PARTLY_GRANT})

GROUNDS: Mapping[str, RestrictionGround] = MappingProxyType(
    {
        "accuracy": RestrictionGround.ACCURACY,
        "unlawful": RestrictionGround.UNLAWFUL,
        "legalClaim": RestrictionGround.LEGAL_CLAIM,
        "objection": RestrictionGround.OBJECTION,
    }
)
"""Word in the details of a claim -> ground of Art. 18(1)."""


def restriction(situation: Situation, claim: Claim) -> Plan:
    """Return the marks of a granted restriction (RS-01 to RS-03)."""
    named = str(claim.details.get("ground", "accuracy"))
    return _limited(situation, claim, GROUNDS.get(named, RestrictionGround.ACCURACY))


def objection(situation: Situation, claim: Claim) -> Plan:
    """Return the marks of an objection that was upheld: the contested use has ended (OB-03)."""
    return _limited(situation, claim, RestrictionGround.OBJECTION_UPHELD)


def _limited(situation: Situation, claim: Claim, ground: RestrictionGround) -> Plan:
    verdicts = Verdicts.of(claim, situation.decided)
    limited = restriction_for(situation, claim, ground)
    steps: list[ExecutionStep] = []
    categories, purposes, allowed = [], set[str](), set[str]()
    for category in situation.categories():
        uses = whole_uses(situation, category)
        ended = {u.purpose.purpose_id for u in uses if verdicts.kind(u) in _GIVEN}
        if not ended:
            continue
        categories.append(category.category_id)
        purposes |= ended
        allowed |= {u.purpose.purpose_id for u in uses} - ended
        steps += [
            step(
                situation,
                claim,
                ChangeKind.RESTRICT,
                answer,
                restriction_id=limited.restriction_id,
            )
            for answer, _ in situation.found_in(category.category_id)
        ]
    if not categories:
        return Plan()
    scope = Scope(tuple(categories), purpose_ids=_contested(ground, purposes))
    return Plan(
        steps=tuple(steps),
        restrictions=(with_scope(limited, scope, allowed=tuple(sorted(allowed))),),
    )


def _contested(ground: RestrictionGround, purposes: set[str]) -> tuple[str, ...]:
    """Return the purposes an objection is about; a restriction is about every use (Art. 18(2))."""
    objected = {RestrictionGround.OBJECTION, RestrictionGround.OBJECTION_UPHELD}
    return tuple(sorted(purposes)) if ground in objected else ()


def restriction_for(situation: Situation, claim: Claim, ground: RestrictionGround) -> Restriction:
    """Return the restriction of a claim: the one that stands since registration, on its new ground, or a new one."""
    standing = situation.standing.get(claim.claim_id)
    return Restriction(
        restriction_id=standing.restriction_id
        if standing
        else key_of((situation.case.case_id, claim.claim_id, "restriction"))[:32],
        case_id=situation.case.case_id,
        claim_id=claim.claim_id,
        ground=ground,
        scope=Scope(),
        since=standing.since if standing else situation.at,
        subject_keys=dict(situation.case.subject_keys),
    )


def with_scope(limited: Restriction, scope: Scope, *, allowed: tuple[str, ...]) -> Restriction:
    """Return the restriction with its scope and the purposes that may go on."""
    return Restriction(
        restriction_id=limited.restriction_id,
        case_id=limited.case_id,
        claim_id=limited.claim_id,
        ground=limited.ground,
        scope=scope,
        since=limited.since,
        subject_keys=limited.subject_keys,
        allowed_uses=allowed,
    )


def consent_withdrawal(situation: Situation, claim: Claim) -> Plan:
    """Return how a use on consent ends: stopped, erased where nothing else carries the data (CW-02), kept
    for the other purpose alone where something does (CW-03)."""
    verdicts = Verdicts.of(claim, situation.decided)
    ended = _ended(situation, verdicts)
    if not ended:
        return Plan()
    steps = list(_stopped(situation, claim, frozenset(ended)))
    whole = restriction_for(situation, claim, RestrictionGround.CONSENT_WITHDRAWN)
    kept: dict[str, Restriction] = {}
    for category in situation.categories():
        for element, uses in _parts(situation, category).items():
            stopped = {u.purpose.purpose_id for u in uses if _withdrawn(u, verdicts)}
            if not stopped:
                continue
            carrying = {u.purpose.purpose_id for u in uses if not u.consent}
            free = not carrying and is_free(uses, verdicts)
            mark = _mark_of(whole, category, element)
            if not free:
                kept[mark.restriction_id] = _wider(
                    kept.get(mark.restriction_id, mark), category, element, stopped, carrying
                )
            steps += _after_withdrawal(situation, claim, category, element, free=free, mark=mark)
    return Plan(steps=tuple(steps), restrictions=tuple(kept.values()))


def _mark_of(whole: Restriction, category: Category, element: str | None) -> Restriction:
    """Return the restriction of a part: an element with a basis of its own has one of its own, so that it
    stays for its own other purpose alone (CW-03)."""
    if element is None:
        return whole
    parts = (whole.case_id, whole.claim_id, "restriction", category.category_id, element)
    return replace(whole, restriction_id=key_of(parts)[:32])


def _wider(
    kept: Restriction,
    category: Category,
    element: str | None,
    stopped: set[str],
    carrying: set[str],
) -> Restriction:
    scope = Scope(
        category_ids=tuple(dict.fromkeys((*kept.scope.category_ids, category.category_id))),
        elements=(element,) if element else (),
        purpose_ids=tuple(sorted({*kept.scope.purpose_ids, *stopped})),
    )
    return with_scope(kept, scope, allowed=tuple(sorted({*kept.allowed_uses, *carrying})))


def _ended(situation: Situation, verdicts: Verdicts) -> set[str]:
    return {
        use.purpose.purpose_id
        for category in situation.categories()
        for uses in _parts(situation, category).values()
        for use in uses
        if _withdrawn(use, verdicts)
    }


def _parts(situation: Situation, category: Category) -> dict[str | None, tuple[Use, ...]]:
    """Return the uses of each element with a basis of its own, or of the whole where there is none."""
    by_element = uses_by_element(situation, category)
    own = {e.element_id for e in category.elements if e.basis_by_purpose is not None}
    tracked: dict[str | None, tuple[Use, ...]] = {
        element: uses for element, uses in by_element.items() if element in own
    }
    return tracked or {None: whole_uses(situation, category)}


def _withdrawn(use: Use, verdicts: Verdicts) -> bool:
    return use.consent and verdicts.kind(use) in _GIVEN


def _stopped(
    situation: Situation, claim: Claim, purposes: frozenset[str]
) -> Iterator[ExecutionStep]:
    first = {answer.system: answer for answer in reversed(situation.answers)}
    for system in sorted(first):
        made = step(situation, claim, ChangeKind.STOP_USE, first[system], records=0)
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
            purpose_ids=tuple(sorted(purposes)),
        )


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
