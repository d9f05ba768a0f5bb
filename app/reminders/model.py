"""What became of a warning."""

from enum import StrEnum


class Settled(StrEnum):
    """How a warning was done with; each is once."""

    ON_TIME = "onTime"
    LATE = "late"
    """Given on a later day than its own: rounds were missed, or the case came in late."""
    PASSED_OVER = "passedOver"
    """Not given: a newer one of the same case was due as well."""
