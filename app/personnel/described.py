"""What every mapping file says of a system: who it is, its people's codes, what it holds; each connector adds its own."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Generic, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from app.personnel.mapping_words import ElementName, Labelled, Name, Part
from app.personnel.model import Element, Holding, Origin, ValueKind


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(
            f"'{name}' is no time zone; give an IANA name such as Europe/Brussels"
        ) from error
    return name


class SystemPart(Labelled):
    """Who answers: the short name in the dossier, and the name for people."""

    name: Name


class PeopleCodes(Part):
    """Translates the store's own codes; without them codes are taken as they are."""

    populations: dict[str, str] = Field(default_factory=dict)
    employments: dict[str, Literal["statutory", "contractual"]] = Field(default_factory=dict)


class DescribedRetention(Labelled):
    """How long the store keeps a record, as confirmed by whoever wrote the mapping."""

    months: Annotated[int, Field(gt=0, le=1800)] | None = None


class DescribedElement(Labelled):
    """One value of a record. `zone` gives a time without offset the zone its clock ran in.

    `file_name` and `media_type` name the elements of the same holding that tell of a document how its file is called
    and of what type it is.
    """

    name: ElementName
    kind: ValueKind
    origin: Origin
    source: str | None = None
    register_element: str | None = None
    zone: Annotated[str, AfterValidator(_known_zone)] | None = None
    file_name: ElementName | None = None
    media_type: ElementName | None = None

    @model_validator(mode="after")
    def _zone_belongs_to_a_timestamp(self) -> Self:
        if self.zone and self.kind is not ValueKind.TIMESTAMP:
            raise ValueError("only an element of kind 'timestamp' has a zone: remove 'zone'")
        return self

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
            file_name=self.file_name,
            media_type=self.media_type,
        )


class DescribedHolding(Labelled):
    """One list of records on a person."""

    name: Name
    category: str
    elements: Annotated[tuple[DescribedElement, ...], Field(min_length=1)]
    source: str | None = None
    retention: DescribedRetention | None = None
    automated: bool = True

    @model_validator(mode="after")
    def _elements_fit_together(self) -> Self:
        # The number of the record at its source is a column of every export already.
        _once(["recordId", *(e.name for e in self.elements)])
        for element in self.elements:
            self._check_document(element)
        return self

    def _check_document(self, element: DescribedElement) -> None:
        """Raise ValueError where a document is not described by texts of its own record."""
        texts = {e.name for e in self.elements if e.kind is ValueKind.TEXT}
        for key, named in (("file_name", element.file_name), ("media_type", element.media_type)):
            if named is not None and element.kind is not ValueKind.DOCUMENT:
                raise ValueError(
                    f"element '{element.name}': only a document has a '{key}': remove it"
                )
            if named is not None and named not in texts:
                raise ValueError(
                    f"element '{element.name}': '{key}' names '{named}', which is no text of this holding: "
                    "name an element of kind 'text'"
                )

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


Held = TypeVar("Held", bound=DescribedHolding)


class Described(Part, Generic[Held]):
    """A whole mapping file; `Held` is how its connector describes a holding."""

    system: SystemPart
    holding: Annotated[tuple[Held, ...], Field(min_length=1)]
    file: str = ""

    @model_validator(mode="after")
    def _holding_names_are_unique(self) -> Self:
        _once(h.name for h in self.holding)
        return self

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """The holdings as the rest of the house knows them, in the order of the file."""
        return tuple(part.holding(self.system.name) for part in self.holding)

    def part(self, name: str) -> Held:
        """Return the holding of that name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Held]:
        return {part.name: part for part in self.holding}


def _once(names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"'{name}' is there {count} times: give each its own name")
