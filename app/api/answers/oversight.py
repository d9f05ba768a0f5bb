"""Incidents and statistics, as answers give them."""

from typing import Annotated, Literal

from pydantic import Field

from app.api.answers.parts import Address, Answer, Day, Id, Instant, ListOut
from app.incidents.model import Choice, Recall, Risk
from app.statistics.model import Dimension, Step


class BreachClockOut(Answer):
    """The 72 hours of Art. 33: plan on `safeBy`; at `endsAt` they are over."""

    safe_by: Instant
    ends_at: Instant
    hours_left: Annotated[int, Field(description="Whole hours until `safeBy`, negative after")]
    overdue: bool


class NotificationOut(Answer):
    """What was decided on notifying the supervisory authority."""

    choice: Choice
    decided_by: Id
    decided_at: Instant
    notified_at: Instant | None = None
    reference: str | None = None
    reasons: str | None = None


class InformingOut(Answer):
    """What was decided on informing the person."""

    choice: Choice
    decided_by: Id
    decided_at: Instant
    informed_date: Day | None = None
    reasons: str | None = None


class RecallOut(Answer):
    """What became of asking the answer back."""

    result: Recall
    date: Day | None = None
    note: str | None = None


class IncidentOut(Answer):
    """A breach; what is told in words is absent once the key of the case is destroyed."""

    id: Id
    href: Address
    report_href: Address
    case_id: Id
    known_at: Instant
    clock: BreachClockOut
    open: bool
    reported_by: Id
    reported_at: Instant
    letter_ids: list[Id]
    export_ids: list[Id]
    people: Annotated[int, Field(ge=1)]
    wrong_recipient: str | None = None
    happened: str | None = None
    consequences: str | None = None
    measures: str | None = None
    risk: Risk | None = None
    notification: NotificationOut | None = None
    informing: InformingOut | None = None
    recall: RecallOut | None = None


class IncidentListOut(ListOut):
    """Incidents in the order in which they became known."""

    items: list[IncidentOut]


class CellOut(Answer):
    """One number; without `count` it is kept back."""

    code: str
    count: Annotated[int | None, Field(ge=5)] = None
    suppressed: bool


class TableOut(Answer):
    """Requests, or rights exercised, by one property."""

    by: Dimension
    unit: Literal["cases", "claims"]
    total: Annotated[int | None, Field(ge=5)] = None
    cells: list[CellOut]


class DurationOut(Answer):
    """Days a step took; nothing but its name where it is known of fewer than five requests."""

    step: Step
    median: Annotated[float | None, Field(description="Half of the requests took at most this")] = (
        None
    )
    ninth_decile: Annotated[float | None, Field(description="Nine in ten took at most this")] = None
    suppressed: bool


class StatisticsOut(Answer):
    """Requests received in a period, counted without names."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day
    entity: str | None = None
    cases: Annotated[int | None, Field(ge=5)] = None
    claims: Annotated[int | None, Field(ge=5)] = None
    tables: list[TableOut]
    durations: list[DurationOut]
