"""The mapping file of a system reached over HTTPS: its addresses, the fields of its JSON, and what it lets us change."""

import re
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from app.personnel.described import Described, PeopleCodes
from app.personnel.json_mapping import JsonHolding, Pointer, Spot
from app.personnel.mapping_words import OneOf, Part

_PLACES = re.compile(r"\{([^{}]*)\}")
_KNOWN = frozenset({"key", "record", "restriction", "purpose"})


def _is_path(text: str) -> str:
    if not text.startswith("/") or text.startswith("//") or "#" in text:
        raise ValueError(f"'{text}' is no path: begin with one '/', as in /people/{{key}}/leave")
    for name in set(_PLACES.findall(text)) - _KNOWN:
        raise ValueError(f"'{{{name}}}' means nothing here: use {{key}}, {{record}}, …")
    return text


Path = Annotated[str, AfterValidator(_is_path)]


def places(path: str) -> frozenset[str]:
    """Return the names between braces in a path."""
    return frozenset(_PLACES.findall(path))


class PagingPart(Part):
    """How a long list goes on: a link to the next page, or a cursor that is sent back; without either it is whole."""

    next: Spot | None = None
    cursor: Spot | None = None
    parameter: str = "cursor"
    size_parameter: str | None = None
    size: Annotated[int, Field(ge=1, le=10_000)] = 200

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.next and self.cursor:
            raise ValueError("'next' and 'cursor' both say how a list goes on: remove one")
        return self


class SearchPart(Part):
    """Where people are searched, and under which names the API takes what is known of them."""

    path: Path
    method: Literal["POST", "GET"] = "POST"
    list: Pointer = ""
    given_name: str
    family_name: str
    date_of_birth: str | None = None
    number: str | None = None
    national_number: str | None = None


class PersonPart(PeopleCodes):
    """The one person by key, and the fields of a person, there and in what a search gives."""

    path: Path
    item: Pointer = ""
    key: Spot
    given_name: Spot
    family_name: Spot
    population: Spot
    date_of_birth: Spot | None = None
    number: Spot | None = None
    national_number: Spot | None = None
    employment: Spot | None = None
    entity_code: Spot | None = None
    entity_name: Spot | None = None
    address: tuple[tuple[Spot, ...], ...] = ()


class RecipientsPart(Part):
    """Where the API says to whom data of a person went."""

    path: Path
    list: Pointer = ""
    name: Spot
    recipient: Spot | None = None
    category: Spot | None = None
    on: Spot | None = None


class ConsentsPart(Part):
    """Where the consents of a person are. `stop` is the address at which one is ended (PUT)."""

    path: Path
    list: Pointer = ""
    purpose: Spot
    given: Spot | None = None
    withdrawn: Spot
    purposes: Annotated[dict[str, str], Field(min_length=1)]
    elements: dict[str, OneOf] = Field(default_factory=dict)
    stop: Path | None = None


class ApiHolding(JsonHolding):
    """One list of records, and the addresses at which they are changed; what has none is not changed."""

    path: Path
    list: Pointer = ""
    record_id: Spot
    third_party_flag: Spot | None = None
    absent_is_empty: bool = False
    rectify: Path | None = None
    erase: Path | None = None
    restrict: Path | None = None
    supplement: Path | None = None
    identities: Path | None = None
    subject: Spot | None = None

    @model_validator(mode="after")
    def _paths_name_what_is_meant(self) -> Self:
        _needs("path", self.path, ["key"])
        _needs("rectify", self.rectify, ["record"])
        _needs("erase", self.erase, ["record"])
        _needs("restrict", self.restrict, ["restriction", "key"])
        _needs("supplement", self.supplement, ["key"])
        if self.identities and not self.subject:
            raise ValueError("'identities' needs 'subject': the field that says whose record it is")
        return self


class ApiMapping(Described[ApiHolding]):
    """A whole mapping file."""

    search: SearchPart
    person: PersonPart
    paging: PagingPart = PagingPart()
    recipients: RecipientsPart | None = None
    consents: ConsentsPart | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _needs("person.path", self.person.path, ["key"])
        _needs("recipients.path", self.recipients.path if self.recipients else None, ["key"])
        _needs("consents.path", self.consents.path if self.consents else None, ["key"])
        stop = self.consents.stop if self.consents else None
        _needs("consents.stop", stop, ["key", "purpose"])
        return self


def _needs(key: str, path: str | None, names: Iterable[str]) -> None:
    for name in names:
        if path is not None and name not in places(path):
            raise ValueError(f"'{key}' does not say which one: put {{{name}}} in it")
