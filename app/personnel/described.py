"""What every mapping file of JSON says of a system: who it is, its people's codes, what it holds; each connector adds its own."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from app.language import Text
from app.personnel.mapping import SystemPart, Zone, invalid
from app.personnel.mapping_errors import explain
from app.personnel.mapping_words import ElementName, Name, Part, Words
from app.personnel.model import Element, Holding, Origin, ValueKind

Pointer = Annotated[str, StringConstraints(pattern=r"^(/.*|[^/].*)?$")]
"""A key of an object, or a JSON pointer such as `/gross/amount`; empty for the whole."""
Spot = Annotated[Pointer, StringConstraints(min_length=1)]


class Labelled(Part):
    """Something with a name for people in the three languages."""

    nl: Words
    fr: Words
    en: Words

    @property
    def text(self) -> Text:
        """The label in the three languages."""
        return Text(nl=self.nl, fr=self.fr, en=self.en)


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


Mapped = TypeVar("Mapped", bound=Described)


def load_described(kind: type[Mapped], path: Path) -> Mapped:
    """Read and check one mapping file of this kind. Raises MappingInvalid with every error it has."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise invalid(
            path.name, "the file cannot be read: check its path and its rights"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise invalid(path.name, f"this is not TOML: {error}") from error
    try:
        return kind.model_validate({**content, "file": path.name})
    except ValidationError as error:
        raise invalid(path.name, *explain(error, content)) from error


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
