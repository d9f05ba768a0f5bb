"""What a store may hold something of can no longer be taken back."""

import pytest
from app.executions.model import ExecutionStep, StepStatus
from app.personnel.changes import ChangeKind

AWAITS_ORDER, PLANNED, DONE, WAITS, NEEDS_PERSON = StepStatus


@pytest.mark.parametrize(
    ("status", "attempts", "begun"),
    [
        pytest.param(AWAITS_ORDER, 0, False, id="not ordered"),
        pytest.param(PLANNED, 0, False, id="ordered, not tried"),
        pytest.param(PLANNED, 1, True, id="tried, and in line again"),
        pytest.param(WAITS, 1, True, id="waits after an attempt"),
        pytest.param(NEEDS_PERSON, 0, True, id="left to a person"),
        pytest.param(DONE, 0, True, id="done"),
    ],
)
def test_what_is_begun(*, status: StepStatus, attempts: int, begun: bool) -> None:
    step = ExecutionStep(
        step_key="s",
        case_id="c",
        claim_id="a",
        position=0,
        kind=ChangeKind.ERASE,
        system="store",
        holding="slips",
        category_id="payroll",
        subject_key="1",
        status=status,
        attempts=attempts,
    )
    assert step.is_begun is begun
