"""The parts of a mapping file that say how a store is changed: consents, marks, statements of people, steps done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.personnel.mapping_words import Column, OneOf, Part, Table
from app.personnel.model import Value, ValueKind

FIXED = "fixed:"


def ended_codes(
    purposes: Mapping[str, str],
    covered: Mapping[str, Sequence[str]],
    purpose_ids: Sequence[str],
    elements: Sequence[str],
) -> tuple[str, ...]:
    """Return the codes of consents that end for these purposes; with `elements` only those about these alone.

    A consent that covers more goes on: to end it would end what nobody withdrew (CW-01).
    """
    return tuple(
        code
        for code, purpose in purposes.items()
        if purpose in purpose_ids
        and (not elements or (bool(covered.get(code)) and set(covered[code]) <= set(elements)))
    )


class _BesidePart(Part):
    """A table beside the data; every key but `table` that holds one text names a column."""

    table: Table

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The keys that name columns, and the columns they name."""
        found = ((key, getattr(self, key)) for key in type(self).model_fields if key != "table")
        return tuple((key, value) for key, value in found if isinstance(value, str))


class ConsentsPart(_BesidePart):
    """The table of consents. `purposes` translates the store's own codes to purposes of the register.

    `elements` says which elements of the register a code covers, where it is not all that the purpose uses.
    """

    subject: Column
    purpose: Column
    withdrawn: Column
    given: Column | None = None
    purposes: Annotated[dict[str, str], Field(min_length=1)]
    elements: dict[str, OneOf] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _elements_are_of_a_known_code(self) -> Self:
        for code in self.elements:
            if code not in self.purposes:
                raise ValueError(f"'{code}' has elements but no purpose: add it to 'purposes'")
        return self

    def codes(self, purpose_ids: Sequence[str], elements: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the store's codes of these purposes; of `elements` those that cover nothing else."""
        return ended_codes(self.purposes, self.elements, purpose_ids, elements)


class RestrictionsPart(_BesidePart):
    """The table in which marks are written beside the data (RS-03).

    A mark without a record is on the whole holding, one without an element on the whole record.
    """

    restriction: Column
    subject: Column
    holding: Column
    record: Column
    element: Column
    ground: Column
    since: Column
    allowed: Column
    lifted: Column
    recipient: Column | None = None
    """Where a mark names the recipient to whom the data do not go; without it such marks are not written."""


class SupplementsPart(_BesidePart):
    """The table in which statements of people are filed with their data (Art. 16, second sentence)."""

    subject: Column
    holding: Column
    statement: Column
    record: Column | None = None
    element: Column | None = None
    filed: Column | None = None


class StepsPart(_BesidePart):
    """The table of steps done, written in the transaction of the change itself; `key` is unique."""

    key: Column
    at: Column | None = None


def fixed_value(text: str, kind: ValueKind) -> Value:
    """Read the text that takes the place of an erased value. Raises ValueError."""
    try:
        return _READ[kind](text)
    except (ValueError, KeyError, InvalidOperation) as error:
        raise ValueError(
            f"'{text}' is no value of kind '{kind}': correct what follows 'fixed:'"
        ) from error


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def _decimal(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError(text)
    return found


_READ: Mapping[ValueKind, Callable[[str], Value]] = MappingProxyType(
    {
        ValueKind.TEXT: str,
        ValueKind.INTEGER: int,
        ValueKind.DECIMAL: _decimal,
        ValueKind.DATE: date.fromisoformat,
        ValueKind.TIMESTAMP: _instant,
        ValueKind.BOOLEAN: {"true": True, "false": False}.__getitem__,
    }
)
