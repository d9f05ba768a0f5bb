"""The Art. 12(3) clock as values: dates are Brussels calendar dates, inclusive."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.language import Text


class SuspensionKind(StrEnum):
    """The only two things that may stop the clock (EDPB 01/2022 s.5.3)."""

    IDENTITY = "identity"
    SPECIFICATION = "specification"


@dataclass(frozen=True, slots=True)
class Suspension:
    """A pause [asked_on, answered_on): `answered_on` is None while the person has not answered enough."""

    kind: SuspensionKind
    asked_on: date
    answered_on: date | None = None
    doubt: str = ""
    """Why we asked, as the letter said: told again in a reminder and where the case lapses."""
    means: tuple[str, ...] = ()
    counts: bool = True
    """False once nothing is left that waited for the answer: the clock never stood still for the rest."""


class Standing(StrEnum):
    """Where a case stands against its due date."""

    ON_TIME = "onTime"
    AT_RISK = "atRisk"
    OVERDUE = "overdue"


class Stage(StrEnum):
    """The warnings on the way to a deadline and the one after it, each given once (DL-10)."""

    INTERNAL_TARGET = "internalTarget"
    DAY_14 = "day14"
    DAY_7 = "day7"
    DAY_3 = "day3"
    DAY_1 = "day1"
    DUE = "due"
    DEADLINE_MISSED = "deadlineMissed"
    SAFE_HARBOUR_7 = "safeHarbour7"
    SAFE_HARBOUR_3 = "safeHarbour3"
    SAFE_HARBOUR_1 = "safeHarbour1"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation: rule `rule` moved `start` to `end`.

    The steps of a clock are one chain from the receipt to the date shown; a step that only tells
    something starts and ends on the same date.
    """

    rule: str
    source: str
    start: date
    end: date
    text: Text


@dataclass(frozen=True, slots=True)
class Clock:
    """The answer. Dates that do not exist while a suspension is open are None."""

    received_on: date
    safe_harbour_on: date
    credit_days: int
    first_on: date | None
    extended_on: date | None
    due_on: date | None
    ends_at: datetime | None
    """Exclusive end instant, UTC: the next day 00:00 in Brussels (DL-06)."""
    suspended_since: date | None
    steps: tuple[Step, ...]
    rules_version: str
    holidays_version: str
