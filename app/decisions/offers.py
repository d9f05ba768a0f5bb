"""The uses of a register with what the law gives for each, worked out once per loaded register, before any case."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from app.decisions.cells import CELLS, Cell
from app.decisions.uses import Use, element_uses, uses_of
from app.register.model import Category, Register


@dataclass(frozen=True, slots=True)
class Offer:
    """A use with its cell for one right, and the same for each element that has a use of its own."""

    use: Use
    cell: Cell
    parts: tuple[tuple[Use, Cell], ...]


Offers: TypeAlias = dict[tuple[str, str], tuple[Offer, ...]]


_KNOWN: Final[dict[int, tuple[Register, Offers]]] = {}
"""By the register object itself: to compare two whole registers would take longer than to work them out."""
_MOST: Final = 4
"""Registers that are remembered; a process has one, and another only after the register was changed."""


def offers_of(register: Register, category: Category, right: str) -> tuple[Offer, ...]:
    """Return each use of a category of this register with its cell for a right, in the register's order."""
    known = _known(register)
    place = category.category_id, right
    if place not in known:
        known[place] = tuple(_offers(register, category, right))
    return known[place]


def _known(register: Register) -> Offers:
    known = _KNOWN.get(id(register))
    if known is None:
        for oldest in tuple(_KNOWN)[: -_MOST + 1]:
            _KNOWN.pop(oldest, None)
        known = _KNOWN[id(register)] = (register, {})  # kept, so that its id is not dealt again
    return known[1]


def _offers(register: Register, category: Category, right: str) -> Iterator[Offer]:
    cell_of = CELLS[right]
    for use in uses_of(register, category):
        parts = tuple((part, cell_of(part)) for part in element_uses(register, use))
        yield Offer(use, cell_of(use), parts)
