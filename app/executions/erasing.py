"""Plan an erasure: gone is only what no purpose carries any more, the rest stays with its reason (section 5.8)."""

from collections.abc import Iterator

from app.cases.model import Claim
from app.decisions.documents import is_container
from app.decisions.facts import facts_told, said_once
from app.decisions.model import DecisionKind, EffectiveDecision
from app.decisions.uses import Use
from app.executions.documents import document_stays, document_steps
from app.executions.model import ExecutionStep, Plan, StayingPart
from app.executions.situation import (
    Situation,
    Verdicts,
    names_of,
    step,
    uses_by_element,
    whole_uses,
)
from app.personnel.changes import ChangeKind
from app.personnel.model import Holding
from app.register.model import Category


def erasure(situation: Situation, claim: Claim) -> Plan:
    """Return what goes and what stays for one granted claim of erasure (ER-01 to ER-03)."""
    verdicts = Verdicts.of(claim, situation.decided)
    steps: list[ExecutionStep] = []
    stays: list[StayingPart] = []
    for category in situation.categories():
        each = is_container(category)
        going, staying = (document_steps, document_stays) if each else (_steps, _stays)
        steps += going(situation, claim, verdicts, category)
        stays += staying(situation, claim, verdicts, category)
    return Plan(steps=tuple(steps), stays=tuple(stays))


def is_free(uses: tuple[Use, ...], verdicts: Verdicts) -> bool:
    """Whether no use carries the data any more: every one was decided, and granted."""
    return bool(uses) and all(verdicts.kind(use) is DecisionKind.GRANT for use in uses)


def _steps(
    situation: Situation, claim: Claim, verdicts: Verdicts, category: Category
) -> Iterator[ExecutionStep]:
    whole = is_free(whole_uses(situation, category), verdicts)
    by_element = uses_by_element(situation, category)
    free = frozenset(e for e, uses in by_element.items() if is_free(uses, verdicts))
    kept = frozenset(by_element) - free
    for answer, holding in situation.found_in(category.category_id):
        expired = situation.expired.get((answer.system, answer.holding), 0)
        if whole and not names_of(holding, kept):
            yield step(situation, claim, ChangeKind.ERASE, answer)
            continue
        if names := _erased_names(holding, whole=whole, free=free, kept=kept):
            yield step(situation, claim, ChangeKind.ERASE, answer, elements=names)
        if expired and _in_part(situation, category, verdicts):
            yield step(
                situation, claim, ChangeKind.ERASE, answer, expired_only=True, records=expired
            )


def _erased_names(
    holding: Holding, *, whole: bool, free: frozenset[str], kept: frozenset[str]
) -> tuple[str, ...]:
    if whole:
        return tuple(e.name for e in holding.elements if e.register_element not in kept)
    return names_of(holding, free)


def _in_part(situation: Situation, category: Category, verdicts: Verdicts) -> bool:
    """Whether a part was granted, so that records past their storage period go (ER-03)."""
    given = {DecisionKind.GRANT, DecisionKind.PARTLY_GRANT}
    return all(verdicts.kind(use) in given for use in whole_uses(situation, category))


def _stays(
    situation: Situation, claim: Claim, verdicts: Verdicts, category: Category
) -> Iterator[StayingPart]:
    parts: dict[str | None, tuple[Use, ...]] = {None: whole_uses(situation, category)}
    parts.update(uses_by_element(situation, category))
    found = list(situation.found_in(category.category_id))
    if all(verdicts.kind(use) is None for use in parts[None]):
        return  # the claim is limited to other data
    for element, uses in parts.items():
        carrying = [use for use in uses if verdicts.kind(use) is not DecisionKind.GRANT]
        told = [d for use in carrying if (d := verdicts.on(use)) is not None and d.line]
        if not carrying or (element is not None and not _own(told, element)):
            continue
        gone = sum(situation.expired.get((a.system, a.holding), 0) for a, _ in found)
        in_part = _in_part(situation, category, verdicts)
        yield StayingPart(
            claim_id=claim.claim_id,
            category_id=category.category_id,
            element=element,
            records=sum(a.record_count for a, _ in found) - (gone if in_part else 0),
            ground_codes=tuple(
                dict.fromkeys(c for d in told if d.line for c in d.line.ground_codes)
            ),
            purpose_ids=tuple(dict.fromkeys(use.purpose.purpose_id for use in carrying)),
            facts=said_once(facts_told(d.line, counted=False) for d in told if d.line),
        )


def _own(told: list[EffectiveDecision], element: str) -> bool:
    """Whether some line speaks of this element alone; else it shares the lot of its category."""
    return any(d.proposal is not None and d.proposal.element == element for d in told)
