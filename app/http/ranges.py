"""Which bytes of a representation a reader asks for (RFC 9110, section 14): one range, the whole, or a refusal."""

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from app.errors import DeskError

_ONE: Final = re.compile(r"(?P<first>\d{0,18})-(?P<last>\d{0,18})")


class RangeNotSatisfiable(DeskError):
    """The range lies outside of what there is, or it is more than one. Fact `size`."""

    code: ClassVar[str] = "rangeNotSatisfiable"


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `first` up to `end`, which is not among them."""

    first: int
    end: int


def span_of(asked: str | None, *, size: int, if_range: str | None, etag: str) -> Span | None:
    """Return the one range that was asked for; None stands for the whole.

    A unit or a form that nobody knows is passed over, as is a range of an older representation. Several
    ranges at once are refused: each would be decrypted anew. Raises RangeNotSatisfiable.
    """
    if asked is None or (if_range is not None and if_range.strip() != etag):
        return None
    unit, equals, ranges = asked.partition("=")
    if not equals or unit.strip().lower() != "bytes":
        return None
    if "," in ranges:
        raise RangeNotSatisfiable("One range at a time", size=size)
    found = _ONE.fullmatch(ranges.strip())
    if found is None or found.group() == "-":
        return None
    return _within(found["first"], found["last"], size)


def _within(first: str, last: str, size: int) -> Span | None:
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start = int(first)
        end = min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None  # no range at all
    if start >= end:
        raise RangeNotSatisfiable("There are no such bytes", size=size)
    return Span(start, end)
