"""The mapping file of a personnel store: which table holds what on a person, read from TOML and checked at start."""

import tomllib
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self, TypeVar

from pydantic import Field, StringConstraints, ValidationError, model_validator

from app.personnel.described import (
    Described,
    DescribedElement,
    DescribedHolding,
    DescribedRetention,
    PeopleCodes,
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
from app.personnel.mapping_words import Column, OneOf, Part, Table
from app.personnel.model import SourceNever, Value


class MappingInvalid(SourceNever):
    """The mapping file cannot be used; the message names the file, each place in it, and the cure."""

    code: ClassVar[str] = "mappingInvalid"


class PersonPart(PeopleCodes):
    """The table that knows who somebody is.

    `number` is the staff number people are asked for; each line of `address` is a list of columns.
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


class RecipientsPart(Part):
    """The table that says to whom data of this person went."""

    table: Table
    subject: Column
    name: Column
    recipient: Column | None = None
    category: Column | None = None
    on: Column | None = None


class RetentionPart(DescribedRetention):
    """`until` is the column with the last day of a record, `since` the one its `months` count from."""

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


class ElementPart(DescribedElement):
    """One column. `erase` says what becomes of the value when it is erased while its row stays."""

    column: Column
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


class HoldingPart(DescribedHolding):
    """One table, or the part of it chosen by `where`, as far as it holds data on a person.

    With `skip_empty` a row without a value in any element is no record; what an erasure keeps does not count.
    `erase` says how a record is erased; without it the store cannot. `correct` says whether values are corrected here.
    """

    table: Table
    subject: Column
    record_id: Column
    elements: Annotated[tuple[ElementPart, ...], Field(min_length=1)]
    order: Column | None = None
    where: dict[Column, OneOf] = Field(default_factory=dict)
    skip_empty: bool = False
    third_party_flag: Column | None = None
    retention: RetentionPart | None = None
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


class StoreMapping(Described[HoldingPart]):
    """A whole mapping file."""

    person: PersonPart
    recipients: RecipientsPart | None = None
    consents: ConsentsPart | None = None
    restrictions: RestrictionsPart | None = None
    supplements: SupplementsPart | None = None
    steps: StepsPart | None = None

    @model_validator(mode="after")
    def _the_row_of_the_person_is_emptied(self) -> Self:
        for part in filter(self.on_person, self.holding):
            _check_on_person(part, self.person)
        return self

    def on_person(self, part: HoldingPart) -> bool:
        """Whether a holding is a part of the row that says who somebody is."""
        return part.table == self.person.table and part.subject == self.person.key


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
