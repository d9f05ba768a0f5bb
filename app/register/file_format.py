"""How a register file looks: one pydantic model per object, strict on types, tolerant of notes."""

from collections.abc import Callable
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.register.terms import (
    Basis,
    Nature,
    Provided,
    RecipientKind,
    SourceKind,
    SpecialFlag,
    Trait,
)


def one_of(terms: type[StrEnum], what: str) -> Callable[[str], str]:
    """Return a validator that accepts the values of `terms` only."""
    known = tuple(terms)

    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"unknown {what} '{value}': use one of {', '.join(known)}")
        return value

    return check


def a_date(value: str) -> str:
    """Accept a calendar date in ISO form."""
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValueError("no calendar date: write it as 2026-01-31") from None
    return value


Word = Annotated[str, Field(min_length=1)]
IsoDate = Annotated[str, AfterValidator(a_date)]
TraitWord = Annotated[str, AfterValidator(one_of(Trait, "trait"))]
NatureWord = Annotated[str, AfterValidator(one_of(Nature, "nature"))]
BasisWord = Annotated[str, AfterValidator(one_of(Basis, "legal basis"))]
ProvidedWord = Annotated[str, AfterValidator(one_of(Provided, "value"))]
FlagWord = Annotated[str, AfterValidator(one_of(SpecialFlag, "flag"))]
SourceWord = Annotated[str, AfterValidator(one_of(SourceKind, "kind of source"))]
RecipientWord = Annotated[str, AfterValidator(one_of(RecipientKind, "kind of recipient"))]


class Entry(BaseModel):
    """An object of the file: other fields are notes, unless they look like a misspelt known one."""

    model_config = ConfigDict(extra="ignore", strict=True)

    @model_validator(mode="before")
    @classmethod
    def refuse_misspelt_fields(cls, given: object) -> object:
        """Raise ValueError for a field whose name nearly is one we read: its value would be lost."""
        if isinstance(given, dict):
            for name in given.keys() - cls.model_fields.keys():
                near = get_close_matches(str(name), cls.model_fields, n=1, cutoff=0.85)
                if near and near[0] not in given:
                    raise ValueError(f"unknown field '{name}': call it '{near[0]}'")
        return given


class Labelled(Entry):
    """Has a name for people; Dutch is mandatory, the others fall back to it."""

    label_nl: Word
    label_en: str = ""
    label_fr: str = ""


class Named(Entry):
    """Like Labelled, for bodies."""

    name_nl: Word
    name_en: str = ""
    name_fr: str = ""


class Wording(Entry):
    """A sentence in each language."""

    text_nl: Word
    text_en: str = ""
    text_fr: str = ""


class PeriodEntry(Entry):
    """A period in words."""

    nl: Word
    en: str = ""
    fr: str = ""


class StatementEntry(Entry):
    title_nl: Word
    title_en: str = ""
    title_fr: str = ""
    version_date: IsoDate


class AddressEntry(Entry):
    street: Word
    postal_code: Word
    city: Word


class ControllerEntry(Named):
    abbreviation: Word
    address: AddressEntry
    kbo_number: str | None = None


class DpoEntry(Entry):
    role_nl: Word
    role_en: str = ""
    role_fr: str = ""
    name: str | None = None
    address: AddressEntry
    email: Word


class ContactEntry(Entry):
    """Contact data the statement does not give: printed once confirmed."""

    assumed: bool = True
    address: str | None = None
    phone: str | None = None
    email: str | None = None


class AuthorityEntry(Named):
    id: Word
    url: Word
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    not_in_statement: ContactEntry | None = None


class PopulationEntry(Labelled):
    id: Word
    category_group: Word
    nature: list[NatureWord] = []


class SpecialEntry(Entry):
    flag: FlagWord
    types: list[str] = []
    assumed: bool = False


class ProvidedEntry(Entry):
    value: ProvidedWord
    assumed: bool = False


class YesNoEntry(Entry):
    value: bool
    assumed: bool = False


class LinkEntry(Entry):
    purpose_id: Word
    assumed: bool


class RetentionEntry(Entry):
    period: str | PeriodEntry | None = None
    rule_nl: Word
    rule_en: str = ""
    rule_fr: str = ""


class ElementEntry(Labelled):
    id: Word
    source: str | None = None
    basis_by_purpose: dict[str, BasisWord] | None = None


class CategoryEntry(Labelled):
    order: int
    id: Word
    group: Word
    special_category: SpecialEntry
    provided_by_data_subject: ProvidedEntry
    automated_processing: YesNoEntry
    contains_third_party_data: YesNoEntry
    authentic_source: str | None = None
    usual_source: str | None = None
    purposes: list[LinkEntry]
    retention: RetentionEntry
    traits: list[TraitWord]
    elements: list[ElementEntry] = []


class BasisEntry(Labelled):
    code: BasisWord
    conditional: bool = False
    condition_nl: str | None = None
    condition_en: str | None = None
    condition_fr: str | None = None
    limited_to_categories: list[str] | None = None


class PurposeEntry(Labelled):
    id: Word
    key: Word
    legal_bases: Annotated[list[BasisEntry], Field(min_length=1)]
    nature: list[NatureWord]


class SourceEntry(Labelled):
    id: Word
    type: SourceWord
    category_ids: list[str] = []
    category_mapping_assumed: bool


class RecipientEntry(Labelled):
    id: Word
    type: RecipientWord
    name: str | None = None
    assumed: bool = False
    role_hint: str | None = None
    art19_notify_default: bool = True


class RetentionWording(Wording):
    period: str | PeriodEntry | None = None


class RegisterFile(Entry):
    """The whole file."""

    statement: StatementEntry
    controller: ControllerEntry
    dpo: DpoEntry
    authorities: Annotated[list[AuthorityEntry], Field(min_length=1)]
    data_subject_populations: list[PopulationEntry]
    data_categories: Annotated[list[CategoryEntry], Field(min_length=1)]
    data_categories_vlimpers_leren: list[CategoryEntry] = []
    purposes: Annotated[list[PurposeEntry], Field(min_length=1)]
    sources: list[SourceEntry]
    recipients: list[RecipientEntry]
    transfers: Wording
    automated_decision_making: Wording
    retention: RetentionWording


class ConfirmationEntry(Entry):
    path: Word
    value: object
    by: Word
    on: IsoDate


class ConfirmationsFile(Entry):
    """The second file, laid over the register."""

    confirmations: list[ConfirmationEntry]
