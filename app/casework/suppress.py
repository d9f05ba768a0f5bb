"""Note as keyed hashes what was erased, so that it can be erased again when a store is restored."""

from collections.abc import Sequence
from datetime import datetime

from app.casework.desk import Desk
from app.executions.model import ExecutionStep
from app.executions.store import EXPIRED, EXPIRED_OF, Suppression
from app.kit.keyed_hash import keyed_hash
from app.personnel.changes import ChangeResult


def suppress(desk: Desk, step: ExecutionStep, result: ChangeResult, *, at: datetime) -> None:
    """Note what a step erased: the records it names, those past their period, or all of the person.

    What was past its period is noted as the rule, not by record: a store that had done the step
    before we heard of it cannot say any more which records those were.
    """
    key = desk.policy.suppression_key
    hashes: Sequence[str] = ("",)
    if step.record_ids:
        ids = (not step.expired_only and result.record_ids) or step.record_ids
        rule = EXPIRED_OF if step.expired_only else ""
        hashes = [rule + keyed_hash(key, step.system, step.holding, record) for record in ids]
    elif step.expired_only:
        hashes = (EXPIRED,)
    desk.executions.suppress(
        [
            Suppression(
                step_key=step.step_key,
                system=step.system,
                holding=step.holding,
                subject_hash=keyed_hash(key, step.system, step.subject_key),
                record_hash=record_hash,
                elements=step.elements,
                case_id=step.case_id,
                erased_at=at,
            )
            for record_hash in hashes
        ]
    )
