"""Keep the steps of an execution and what was suppressed, within the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.executions.model import ExecutionStep, StepStatus
from app.executions.tables import ExecutionStepRow, SuppressionRow
from app.kit.db import table_of
from app.kit.prepared import Prepared
from app.personnel.changes import ChangeKind

EXPIRED: Final = "expired"
"""In place of a record's hash: the records whose storage period was over on the day of the erasure."""
EXPIRED_OF: Final = f"{EXPIRED}:"
"""Before a record's hash: that record, if its storage period was over on the day of the erasure."""

_STEPS = table_of(ExecutionStepRow)
_OF_CASE = Prepared(
    select(_STEPS)
    .where(_STEPS.c.case_id == bindparam("of"))
    .order_by(_STEPS.c.position, _STEPS.c.step_key)
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """What was erased, as keyed hashes; `record_hash` is empty where everything of the person went, or EXPIRED."""

    step_key: str
    system: str
    holding: str
    subject_hash: str
    record_hash: str
    elements: tuple[str, ...]
    case_id: str
    erased_at: datetime


class ExecutionStore:
    """Steps and suppressions in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, steps: Iterable[ExecutionStep]) -> None:
        """Keep the steps; one that is there already stays as it is."""
        rows = [_columns(step) for step in steps]
        if rows:
            self._session.execute(insert(ExecutionStepRow).on_conflict_do_nothing(), rows)

    def list(self, case_id: str) -> tuple[ExecutionStep, ...]:
        """Return the steps of a case in their order."""
        found = _OF_CASE.rows(self._session, of=case_id)
        return tuple(_step(row) for row in found)

    def case_of(self, step_key: str) -> str | None:
        """Return the case a step belongs to."""
        found: str | None = self._session.scalar(
            select(ExecutionStepRow.case_id).where(ExecutionStepRow.step_key == step_key)
        )
        return found

    def put(self, step: ExecutionStep) -> None:
        """Write what became of a step."""
        self._session.execute(
            update(ExecutionStepRow)
            .where(ExecutionStepRow.step_key == step.step_key)
            .values(
                status=step.status.value,
                attempts=step.attempts,
                done_at=step.done_at,
                records=step.records,
                remaining=step.remaining,
                reason=step.reason,
            )
        )

    def suppress(self, suppressions: Sequence[Suppression]) -> None:
        """Add to the list of what must not come back."""
        rows = [
            {
                "step_key": one.step_key,
                "system": one.system,
                "holding": one.holding,
                "subject_hash": one.subject_hash,
                "record_hash": one.record_hash,
                "elements": list(one.elements),
                "case_id": one.case_id,
                "erased_at": one.erased_at,
            }
            for one in suppressions
        ]
        if rows:
            self._session.execute(insert(SuppressionRow).on_conflict_do_nothing(), rows)

    def suppressions(self, system: str) -> Iterator[Suppression]:
        """Yield what was erased in one system, by holding."""
        rows = self._session.scalars(
            select(SuppressionRow)
            .where(SuppressionRow.system == system)
            .order_by(SuppressionRow.holding, SuppressionRow.step_key)
        )
        for row in rows:
            yield Suppression(
                step_key=row.step_key,
                system=row.system,
                holding=row.holding,
                subject_hash=row.subject_hash,
                record_hash=row.record_hash,
                elements=tuple(row.elements),
                case_id=row.case_id,
                erased_at=row.erased_at,
            )


def _columns(step: ExecutionStep) -> dict[str, object]:
    return {
        "step_key": step.step_key,
        "case_id": step.case_id,
        "claim_id": step.claim_id,
        "position": step.position,
        "kind": step.kind.value,
        "system": step.system,
        "holding": step.holding,
        "category_id": step.category_id,
        "subject_key": step.subject_key,
        "record_ids": list(step.record_ids),
        "elements": list(step.elements),
        "expired_only": step.expired_only,
        "purpose_ids": list(step.purpose_ids),
        "restriction_id": step.restriction_id,
        "correction": step.correction,
        "status": step.status.value,
        "attempts": step.attempts,
        "done_at": step.done_at,
        "records": step.records,
        "remaining": step.remaining,
        "reason": step.reason,
    }


def _step(row: Any) -> ExecutionStep:
    return ExecutionStep(
        step_key=row.step_key,
        case_id=row.case_id,
        claim_id=row.claim_id,
        position=row.position,
        kind=ChangeKind(row.kind),
        system=row.system,
        holding=row.holding,
        category_id=row.category_id,
        subject_key=row.subject_key,
        record_ids=tuple(row.record_ids),
        elements=tuple(row.elements),
        expired_only=row.expired_only,
        purpose_ids=tuple(row.purpose_ids),
        restriction_id=row.restriction_id,
        correction=row.correction,
        status=StepStatus(row.status),
        attempts=row.attempts,
        done_at=row.done_at,
        records=row.records,
        remaining=row.remaining,
        reason=row.reason,
    )
