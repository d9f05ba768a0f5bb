"""The mapping file of a personnel store: which table holds what on a person, read from TOML and checked at start."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from app.personnel.mapping_changes import (
    FIXED,
    ConsentsPart,
    RestrictionsPart,
    StepsPart,
    SupplementsPart,
    fixed_value,
)
from app.personnel.mapping_errors import explain
from app.personnel.mapping_words import Column, ElementName, Labelled, Name, OneOf, Part, Table
from app.personnel.model import Element, Holding, Origin, SourceNever, Value, ValueKind


class MappingInvalid(SourceNever):
    """The mapping file cannot be used; the message names the file, each place in it, and the cure."""

    code: ClassVar[str] = "mappingInvalid"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(
            f"'{name}' is no time zone; give an IANA name such as Europe/Brussels"
        ) from error
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


class SystemPart(Labelled):
    """Who answers: the short name in the dossier, and the name for people."""

    name: Name


class PersonPart(Part):
    """The table that knows who somebody is.

    `number` is the staff number people are asked for; each line of `address` is a list of columns.
    `populations` and `employments` translate the store's own codes; without them codes are taken as they are.
    """

    table: Table
    key: Column
    given_name: Column
    family_name: Column
    population: Column
    date_of_birth: Column | None = None
    number: Column | None = None
    national_number: Column | None = None
    employment: Column | None = None
    entity_code: Column | None = None
    entity_name: Column | None = None
    address: tuple[tuple[Column, ...], ...] = ()
    populations: dict[str, str] = Field(default_factory=dict)
    employments: dict[str, Literal["statutory", "contractual"]] = Field(default_factory=dict)


class RecipientsPart(Part):
    """The table that says to whom data of this person went."""

    table: Table
    subject: Column
    name: Column
    recipient: Column | None = None
    category: Column | None = None
    on: Column | None = None


class RetentionPart(Labelled):
    """How long the store keeps a record, as confirmed by whoever wrote the mapping.

    `until` is the column with the last day of a record, `since` the one its `months` count from.
    """

    months: Annotated[int, Field(gt=0, le=1800)] | None = None
    until: Column | None = None
    since: Column | None = None

    @model_validator(mode="after")
    def _the_end_is_known_in_one_way(self) -> Self:
        if self.until and self.since:
            raise ValueError("'until' and 'since' both say when a record's period ends: remove one")
        if self.since and not self.months:
            raise ValueError("'since' needs the 'months' that count from it: add 'months'")
        return self

    @property
    def is_judged(self) -> bool:
        """Whether the end of a record's period can be told from its row."""
        return bool(self.until or self.since)


class ElementPart(Labelled):
    """One column. `zone` gives a column without offset the time zone its clock ran in.

    `erase` says what becomes of the value when it is erased while its row stays.
    """

    column: Column
    name: ElementName
    kind: ValueKind
    origin: Origin
    source: str | None = None
    register_element: str | None = None
    zone: Zone | None = None
    erase: Annotated[str, StringConstraints(pattern=r"^(null|keep|fixed:.+)$")] = "null"

    @property
    def kept(self) -> bool:
        """Whether an erasure leaves the value as it is."""
        return self.erase == "keep"

    @property
    def fixed(self) -> Value:
        """What an erasure writes in place of the value; None empties it. Raises ValueError."""
        if not self.erase.startswith(FIXED):
            return None
        return fixed_value(self.erase.removeprefix(FIXED), self.kind)

    @model_validator(mode="after")
    def _fixed_fits(self) -> Self:
        _ = self.fixed  # raises where the text is no value of that kind
        return self

    @model_validator(mode="after")
    def _zone_belongs_to_a_timestamp(self) -> Self:
        if self.zone and self.kind is not ValueKind.TIMESTAMP:
            raise ValueError("only an element of kind 'timestamp' has a zone: remove 'zone'")
        return self


class HoldingPart(Labelled):
    """One table, or the part of it chosen by `where`, as far as it holds data on a person.

    With `skip_empty` a row without a value in any element is no record; what an erasure keeps does not count.
    `erase` says how a record is erased; without it the store cannot. `correct` says whether values are corrected here.
    """

    name: Name
    table: Table
    subject: Column
    record_id: Column
    category: str
    elements: Annotated[tuple[ElementPart, ...], Field(min_length=1)]
    order: Column | None = None
    where: dict[Column, OneOf] = Field(default_factory=dict)
    skip_empty: bool = False
    source: str | None = None
    third_party_flag: Column | None = None
    retention: RetentionPart | None = None
    automated: bool = True
    erase: Literal["delete", "anonymise"] | None = None
    correct: bool = True

    @model_validator(mode="after")
    def _what_chooses_the_rows_stays(self) -> Self:
        chooses = {self.subject, self.record_id, *self.where}
        for element in self.elements if self.erase == "anonymise" else ():
            if element.column in chooses and element.erase == "null":
                raise ValueError(
                    f"element '{element.name}' is in a column that chooses the rows: "
                    'set erase = "keep" on it'
                )
        return self

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        # The number of the record at its source is a column of every export already.
        _once(["recordId", *(e.name for e in self.elements)])
        return self


def _once(names: Iterable[str]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            raise ValueError(f"'{name}' is there {count} times: give each its own name")


def _check_on_person(part: HoldingPart, person: PersonPart) -> None:
    if part.erase == "delete":
        raise ValueError(
            f"holding '{part.name}' is a part of the row of the person: set erase = \"anonymise\"; "
            "the row goes by itself once nothing is left in it"
        )
    if part.erase is None:
        return
    for element in part.elements:
        if element.column in {person.key, person.population} and not element.kept:
            raise ValueError(
                f"holding '{part.name}', element '{element.name}': the row is found by this column: "
                'set erase = "keep" on it'
            )
    if all(element.kept for element in part.elements):
        raise ValueError(
            f"holding '{part.name}' keeps every element: its erasure would erase nothing"
        )


class StoreMapping(Part):
    """A whole mapping file."""

    system: SystemPart
    person: PersonPart
    holding: Annotated[tuple[HoldingPart, ...], Field(min_length=1)]
    recipients: RecipientsPart | None = None
    consents: ConsentsPart | None = None
    restrictions: RestrictionsPart | None = None
    supplements: SupplementsPart | None = None
    steps: StepsPart | None = None
    file: str = ""

    @model_validator(mode="after")
    def _the_row_of_the_person_is_emptied(self) -> Self:
        for part in filter(self.on_person, self.holding):
            _check_on_person(part, self.person)
        return self

    def on_person(self, part: HoldingPart) -> bool:
        """Whether a holding is a part of the row that says who somebody is."""
        return part.table == self.person.table and part.subject == self.person.key

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        _once(h.name for h in self.holding)
        return self

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """The holdings as the rest of the house knows them, in the order of the file."""
        return tuple(_holding(self.system.name, part) for part in self.holding)

    def part(self, name: str) -> HoldingPart:
        """Return the holding of that name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, HoldingPart]:
        return {part.name: part for part in self.holding}


def load_mapping(path: Path) -> StoreMapping:
    """Read and check the mapping file of a database. Raises MappingInvalid with every error it has."""
    return load_file(StoreMapping, path)


Mapped = TypeVar("Mapped", bound=Part)


def load_file(kind: type[Mapped], path: Path) -> Mapped:
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


def invalid(file: str, *problems: str) -> MappingInvalid:
    """Return the error for the problems of one file, one per line."""
    lines = "".join(f"\n  {file}: {problem}" for problem in problems)
    return MappingInvalid(f"The mapping file cannot be used:{lines}", file=file)


def _holding(system: str, part: HoldingPart) -> Holding:
    return Holding(
        system=system,
        name=part.name,
        category_id=part.category,
        label=part.text,
        elements=tuple(_element(e) for e in part.elements),
        source_id=part.source,
        retention=part.retention.text if part.retention else None,
        retention_months=part.retention.months if part.retention else None,
        automated=part.automated,
    )


def _element(part: ElementPart) -> Element:
    return Element(
        name=part.name,
        label=part.text,
        kind=part.kind,
        origin=part.origin,
        source_id=part.source,
        register_element=part.register_element,
    )
