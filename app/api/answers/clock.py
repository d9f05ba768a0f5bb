"""The statutory clock as answers give it."""

from typing import Annotated

from pydantic import Field

from app.api.answers.parts import Answer, Day, Instant


class StepTextOut(Answer):
    """What a step does, in words."""

    nl: str
    en: str


class ClockStepOut(Answer):
    """One rule that was applied, with its source."""

    rule: Annotated[str, Field(examples=["DL-04"])]
    source: Annotated[str, Field(examples=["Reg. 1182/71 art. 3(2)(c)"])]
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    text: StepTextOut


class ClockOut(Answer):
    """The clock. While a suspension is open only `suspendedSince` and `safeHarbourDate` are known."""

    received_date: Day
    first_deadline: Day | None = None
    extended_deadline: Day | None = None
    due_date: Day | None = None
    ends_at: Instant | None = None
    suspended_since: Day | None = None
    credit_days: Annotated[int, Field(ge=0)]
    safe_harbour_date: Day
    rules_version: str
    holidays_version: str
    steps: list[ClockStepOut]
