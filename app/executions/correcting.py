"""Plan a rectification: the values to correct, the statement to file, the source to redirect to (Art. 16)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from app.cases.model import Claim
from app.decisions.documents import named_in
from app.decisions.model import DecisionKind
from app.errors import DeskError
from app.executions.model import ExecutionStep, Plan
from app.executions.restricting import limited_to
from app.executions.situation import (
    Situation,
    Verdicts,
    step,
    uses_by_element,
    whole_uses,
)
from app.personnel.changes import ChangeKind
from app.personnel.model import SourceAnswer
from app.register.model import Category
from app.restrictions.model import Restriction, RestrictionGround, Scope

AUTHENTIC = "R16-AUTHENTIC-SOURCE"


class CorrectionUnclear(DeskError):
    """What is to be corrected is held in several places, or nowhere: the holding has to be named."""

    code: ClassVar[str] = "correctionUnclear"


class CorrectionMissing(DeskError):
    """A correction was granted, but the claim says neither what is to be written nor what to file."""

    code: ClassVar[str] = "correctionMissing"


def rectification(situation: Situation, claim: Claim) -> Plan:
    """Return what is corrected, filed and, at an authentic source, restricted meanwhile (RE-01 to RE-04).

    Raises CorrectionUnclear and CorrectionMissing.
    """
    verdicts = Verdicts.of(claim, situation.decided)
    given = [c for c in situation.categories() if _is_given(situation, c, verdicts)]
    wanted = [
        c for c in corrections_of(claim) if c[1].get("categoryId") in {g.category_id for g in given}
    ]
    steps = [_correction(situation, claim, place, one) for place, one in wanted]
    if not wanted or claim.details.get("supplement"):
        steps += _supplements(situation, claim, given)
    if given and not steps:
        raise CorrectionMissing("Say what is to be corrected, or which statement is to be filed")
    marks = _meanwhile(situation, claim, verdicts)
    return Plan(steps=(*steps, *marks.steps), restrictions=marks.restrictions)


def corrections_of(claim: Claim) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the corrections a claim names, each with its place."""
    listed = claim.details.get("corrections")
    named: Sequence[object] = listed if isinstance(listed, list | tuple) else ()
    return [(place, one) for place, one in enumerate(named) if isinstance(one, Mapping)]


def statement_of(claim: Claim) -> str:
    """Return the words that are filed as a supplementary statement; empty when there are none."""
    return str(claim.details.get("supplement") or claim.statement or "").strip()


def _is_given(situation: Situation, category: Category, verdicts: Verdicts) -> bool:
    parts = [*whole_uses(situation, category)]
    for uses in uses_by_element(situation, category).values():
        parts += uses
    return any(
        verdicts.kind(use) in {DecisionKind.GRANT, DecisionKind.PARTLY_GRANT} for use in parts
    )


def _correction(
    situation: Situation, claim: Claim, place: int, wanted: Mapping[str, Any]
) -> ExecutionStep:
    name = str(wanted.get("element", ""))
    fitting = [
        (answer, holding)
        for answer, holding in situation.found_in(str(wanted.get("categoryId")))
        if wanted.get("system") in {None, answer.system}
        and wanted.get("holding") in {None, answer.holding}
        and any(element.name == name for element in holding.elements)
    ]
    if len(fitting) != 1:
        raise CorrectionUnclear("Name the system and the holding of the value", correction=place)
    answer, _ = fitting[0]
    record = wanted.get("recordId")
    return step(
        situation,
        claim,
        ChangeKind.RECTIFY,
        answer,
        record_ids=(str(record),) if record is not None else (),
        elements=(name,),
        correction=place,
        records=1,
    )


def _supplements(
    situation: Situation, claim: Claim, categories: Sequence[Category]
) -> Iterator[ExecutionStep]:
    if not statement_of(claim):
        return
    for category in categories:
        found = [answer for answer, _ in situation.found_in(category.category_id)]
        named = named_in(claim, category.category_id)
        if not named:
            # One place per category: beside the first data that were found.
            for answer in found[:1]:
                yield step(situation, claim, ChangeKind.SUPPLEMENT, answer, records=1)
        for answer in found:
            if ids := named.get((answer.system, answer.holding), ()):  # RE-04: with the document
                yield step(
                    situation,
                    claim,
                    ChangeKind.SUPPLEMENT,
                    answer,
                    record_ids=ids,
                    records=len(ids),
                )


def _meanwhile(situation: Situation, claim: Claim, verdicts: Verdicts) -> Plan:
    """Restrict what comes from an authentic source that is said to be wrong, until it is right there (RE-03)."""
    steps: list[ExecutionStep] = []
    kept: list[Restriction] = []
    for category in situation.categories():
        if not _is_redirected(situation, category, verdicts):
            continue
        named = frozenset(
            str(one.get("element"))
            for _, one in corrections_of(claim)
            if one.get("categoryId") == category.category_id
        )
        # Of several categories one source can be right before the other: each rests by itself.
        scope = Scope((category.category_id,), tuple(sorted(named)))
        limited = limited_to(situation, claim, RestrictionGround.ACCURACY, scope, allowed=())
        marked = [
            _mark(situation, claim, answer, names, limited.restriction_id)
            for answer, holding in situation.found_in(category.category_id)
            if (names := tuple(e.name for e in holding.elements if e.name in named)) or not named
        ]
        steps += marked
        if marked:
            kept.append(limited)
    return Plan(steps=tuple(steps), restrictions=tuple(kept))


def _mark(
    situation: Situation,
    claim: Claim,
    answer: SourceAnswer,
    names: tuple[str, ...],
    restriction_id: str,
) -> ExecutionStep:
    return step(
        situation,
        claim,
        ChangeKind.RESTRICT,
        answer,
        elements=names,
        restriction_id=restriction_id,
    )


def _is_redirected(situation: Situation, category: Category, verdicts: Verdicts) -> bool:
    lines = (verdicts.on(use) for use in whole_uses(situation, category))
    return any(
        d is not None
        and d.line is not None
        and d.line.decision is DecisionKind.PARTLY_GRANT
        and AUTHENTIC in d.line.ground_codes
        for d in lines
    )


__all__ = [
    "CorrectionMissing",
    "CorrectionUnclear",
    "corrections_of",
    "rectification",
    "statement_of",
]
