"""From a step to what a store is told: the values of a correction are read from the claim at that moment."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.cases.model import Case, Claim
from app.casework.desk import Desk
from app.executions.correcting import corrections_of, statement_of
from app.executions.model import ExecutionStep
from app.personnel.changes import (
    ChangeKind,
    ChangeResult,
    ChangesData,
    ChangeStatus,
    RestrictionFlag,
    StoreChange,
)
from app.personnel.model import Holding, SourceNeedsPerson, SubjectKey, Value, ValueKind


def changer(desk: Desk, step: ExecutionStep) -> ChangesData:
    """Return the store of a step. Raises SourceNeedsPerson for one that cannot make such a change."""
    for collector in desk.collectors:
        if collector.system != step.system or not isinstance(collector, ChangesData):
            continue
        holding = next((h for h in collector.holdings if h.name == step.holding), None)
        if step.kind is ChangeKind.STOP_USE or (holding and collector.can(step.kind, holding)):
            return collector
    raise SourceNeedsPerson("This store cannot make the change by itself")


def change_of(desk: Desk, case: Case, step: ExecutionStep, *, on: date) -> StoreChange:
    """Return what the store is told. Raises SourceNeedsPerson for a value that does not fit its element."""
    claim = next(c for c in case.claims if c.claim_id == step.claim_id)
    expected, values = _values(desk, claim, step)
    return StoreChange(
        step_key=step.step_key,
        kind=step.kind,
        subject=SubjectKey(step.system, step.subject_key),
        holding=step.holding,
        on=on,
        record_ids=step.record_ids,
        elements=step.elements,
        expected=expected,
        values=values,
        expired_only=step.expired_only,
        statement=statement_of(claim) if step.kind is ChangeKind.SUPPLEMENT else "",
        flag=_flag(desk, step),
        purpose_ids=step.purpose_ids,
    )


def _flag(desk: Desk, step: ExecutionStep) -> RestrictionFlag | None:
    if step.restriction_id is None:
        return None
    kept = desk.restrictions.load(step.restriction_id)
    return RestrictionFlag(kept.restriction_id, kept.ground.value, kept.since, kept.allowed_uses)


def _values(
    desk: Desk, claim: Claim, step: ExecutionStep
) -> tuple[dict[str, Value], dict[str, Value]]:
    if step.correction is None:
        return {}, {}
    wanted = dict(corrections_of(claim))[step.correction]
    holding = next(
        h
        for c in desk.collectors
        for h in c.holdings
        if (h.system, h.name) == (step.system, step.holding)
    )
    (name,) = step.elements
    now = {name: typed(holding, name, wanted["currentValue"])} if "currentValue" in wanted else {}
    return now, {name: typed(holding, name, wanted.get("newValue"))}


def typed(holding: Holding, name: str, given: Any) -> Value:
    """Return a value of a claim as its element holds it. Raises SourceNeedsPerson where it does not fit."""
    kind = next(element.kind for element in holding.elements if element.name == name)
    if given is None or given == "":
        return None
    try:
        return _read(kind, given)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise SourceNeedsPerson("The new value does not fit its element") from error


def _read(kind: ValueKind, given: Any) -> Value:
    match kind:
        case ValueKind.DATE:
            return date.fromisoformat(str(given))
        case ValueKind.INTEGER:
            return int(str(given))
        case ValueKind.DECIMAL:
            return Decimal(str(given))
        case ValueKind.BOOLEAN if isinstance(given, bool):
            return given
        case ValueKind.BOOLEAN:
            return {"true": True, "false": False}[str(given).lower()]
        case ValueKind.TIMESTAMP | ValueKind.DOCUMENT:
            raise ValueError("what was observed is not corrected, a document where it was made")
        case ValueKind.TEXT:
            return str(given)


def result_of_none() -> ChangeResult:
    """Return the result of a change that a person made by hand."""
    return ChangeResult(ChangeStatus.DONE)
