"""Holds the mapping files against the register: no id the register does not know, no category that nobody searches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from app.personnel.mapping import invalid
from app.register.model import Register


@dataclass(frozen=True, slots=True)
class RegisterIds:
    """The ids of the register a mapping file may name."""

    categories: frozenset[str]
    sources: frozenset[str]
    recipients: frozenset[str]
    populations: frozenset[str]
    elements: frozenset[str]
    purposes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, register: Register) -> Self:
        """Take the ids out of a register."""
        return cls(
            categories=frozenset(c.category_id for c in register.categories),
            sources=frozenset(s.source_id for s in register.sources),
            recipients=frozenset(r.recipient_id for r in register.recipients),
            populations=frozenset(p.population_id for p in register.populations),
            elements=frozenset(e.element_id for c in register.categories for e in c.elements),
            purposes=frozenset(p.purpose_id for p in register.purposes),
        )


class NamesElement(Protocol):
    """An element of a mapping file, as far as it names ids of the register."""

    @property
    def name(self) -> str: ...
    @property
    def source(self) -> str | None: ...
    @property
    def register_element(self) -> str | None: ...


class NamesCategory(Protocol):
    """A holding of a mapping file, as far as it names ids of the register."""

    @property
    def name(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def source(self) -> str | None: ...
    @property
    def elements(self) -> Sequence[NamesElement]: ...


class NamesPopulations(Protocol):
    """The people of a mapping file, as far as they name ids of the register."""

    @property
    def populations(self) -> Mapping[str, str]: ...


class NamesPurposes(Protocol):
    """The consents of a mapping file, as far as they name ids of the register."""

    @property
    def purposes(self) -> Mapping[str, str]: ...
    @property
    def elements(self) -> Mapping[str, Sequence[str]]: ...


class NamesIds(Protocol):
    """A mapping file of any kind, as far as it names ids of the register."""

    @property
    def file(self) -> str: ...
    @property
    def person(self) -> NamesPopulations: ...
    @property
    def holding(self) -> Sequence[NamesCategory]: ...
    @property
    def consents(self) -> NamesPurposes | None: ...


def check_against_register(mapping: NamesIds, known: RegisterIds) -> None:
    """Raise MappingInvalid when the mapping names a category, source, population or element the register lacks."""
    problems = [
        f"{place}: '{value}' is not in the register of processing; use one of {', '.join(sorted(ids)) or 'none'}"
        for place, value, ids in _named(mapping, known)
        if value not in ids
    ]
    if problems:
        raise invalid(mapping.file, *problems)


def _named(mapping: NamesIds, known: RegisterIds) -> Iterator[tuple[str, str, frozenset[str]]]:
    for value, population in mapping.person.populations.items():
        yield f"key 'person.populations.{value}'", population, known.populations
    for part in mapping.holding:
        yield from _named_in(part, known)
    if mapping.consents:
        yield from _named_by(mapping.consents, known)


def _named_by(part: NamesPurposes, known: RegisterIds) -> Iterator[tuple[str, str, frozenset[str]]]:
    for code, purpose in part.purposes.items():
        yield f"key 'consents.purposes.{code}'", purpose, known.purposes
    for code, elements in part.elements.items():
        for element in elements:
            yield f"key 'consents.elements.{code}'", element, known.elements


def _named_in(part: NamesCategory, known: RegisterIds) -> Iterator[tuple[str, str, frozenset[str]]]:
    place = f"holding '{part.name}'"
    yield f"{place}, key 'category'", part.category, known.categories
    if part.source:
        yield f"{place}, key 'source'", part.source, known.sources
    for element in part.elements:
        here = f"{place}, element '{element.name}'"
        if element.source:
            yield f"{here}, key 'source'", element.source, known.sources
        if element.register_element:
            yield f"{here}, key 'register_element'", element.register_element, known.elements
