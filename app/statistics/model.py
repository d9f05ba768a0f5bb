"""Counts of requests without names: what is counted, and how it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Dimension(StrEnum):
    """By what requests are counted."""

    RIGHT = "right"
    OUTCOME = "outcome"
    CHANNEL = "channel"
    TIMELINESS = "timeliness"
    EXTENSION = "extension"
    ENTITY = "entity"
    MONTH = "month"


BY_CLAIM = frozenset({Dimension.RIGHT, Dimension.OUTCOME})
"""A request can exercise several rights, each with an outcome of its own; the others count requests."""


class Timeliness(StrEnum):
    """Whether the answer came within the period (Art. 12(3))."""

    ON_TIME = "onTime"
    LATE = "late"
    OPEN = "open"
    """Not answered, and not late yet."""


class Step(StrEnum):
    """The way of a request, cut where it waits for somebody else."""

    IDENTITY = "identity"
    """From receipt to the proof of identity."""
    SEARCH = "search"
    """From there to the complete search."""
    DECISION = "decision"
    """From there to the decision."""
    ANSWER = "answer"
    """From there to the answer."""
    CLOSURE = "closure"
    """From there to the end."""
    WHOLE = "whole"
    """From receipt to the answer."""


@dataclass(frozen=True, slots=True)
class Span:
    """Of which requests: received from `since` up to and including `until`, of one entity or of all."""

    since: date
    until: date
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """How many days a step took: of how many requests, half of them at most `median`, nine in ten `ninth`."""

    count: int
    median: float
    ninth: float


@dataclass(frozen=True, slots=True)
class RawCounts:
    """What the database counts; never told as it is."""

    cases: int
    claims: int
    tables: Mapping[Dimension, Mapping[str, int]]
    durations: Mapping[Step, Duration]


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it is told: None stands for a cell that is kept back."""

    dimension: Dimension
    total: int | None
    cells: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of a span as they may be told."""

    span: Span
    cases: int | None
    claims: int | None
    tables: tuple[Table, ...]
    durations: Mapping[Step, Duration | None]
