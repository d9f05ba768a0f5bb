"""What every mapping file of JSON says of a system: who it is, its people's codes, what it holds; each connector adds its own."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.personnel.mapping import SystemPart, Zone
from app.personnel.mapping_words import ElementName, Labelled, Name, Part
from app.personnel.model import Element, Holding, Origin, ValueKind

Pointer = Annotated[str, StringConstraints(pattern=r"^(/.*|[^/].*)?$")]
"""A key of an object, or a JSON pointer such as `/gross/amount`; empty for the whole."""
Spot = Annotated[Pointer, StringConstraints(min_length=1)]


class PeopleCodes(Part):
    """Translates the store's own codes; without them codes are taken as they are."""

    populations: dict[str, str] = Field(default_factory=dict)
    employments: dict[str, Literal["statutory", "contractual"]] = Field(default_factory=dict)


class DescribedRetention(Labelled):
    """How long the store keeps a record, as confirmed by whoever wrote the mapping; `until` holds its last day."""

    months: Annotated[int, Field(gt=0, le=1800)] | None = None
    until: Spot | None = None


class DescribedElement(Labelled):
    """One value of a record. `optional` says that a record may lack it; else its absence is an error."""

    name: ElementName
    kind: ValueKind
    origin: Origin
    field: Spot | None = None
    source: str | None = None
    register_element: str | None = None
    zone: Zone | None = None
    optional: bool = False

    @property
    def spot(self) -> str:
        """Where the value stands in a record: its own name unless the file says otherwise."""
        return self.field or self.name

    @property
    def element(self) -> Element:
        """The element as the rest of the house knows it."""
        return Element(
            name=self.name,
            label=self.text,
            kind=self.kind,
            origin=self.origin,
            source_id=self.source,
            register_element=self.register_element,
        )


class DescribedHolding(Labelled):
    """One list of records on a person."""

    name: Name
    category: str
    elements: Annotated[tuple[DescribedElement, ...], Field(min_length=1)]
    source: str | None = None
    retention: DescribedRetention | None = None
    automated: bool = True

    def holding(self, system: str) -> Holding:
        """Return the holding as the rest of the house knows it."""
        return Holding(
            system=system,
            name=self.name,
            category_id=self.category,
            label=self.text,
            elements=tuple(e.element for e in self.elements),
            source_id=self.source,
            retention=self.retention.text if self.retention else None,
            retention_months=self.retention.months if self.retention else None,
            automated=self.automated,
        )


class Described(Part):
    """The head of a mapping file."""

    system: SystemPart
    file: str = ""


def check_names(holdings: Iterable[DescribedHolding]) -> None:
    """Raise ValueError where a holding, or an element of one, has the name of another."""
    listed = tuple(holdings)
    _once(h.name for h in listed)
    for part in listed:
        # The number of the record at its source is a column of every export already.
        _once(["recordId", *(e.name for e in part.elements)])


def _once(names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"'{name}' is there {count} times: give each its own name")
