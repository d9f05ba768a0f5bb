"""The register of processing as values: what is processed, why, on which basis, with whom it is shared."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.language import Text


@dataclass(frozen=True, slots=True)
class PurposeBasis:
    """One legal basis of one purpose, e.g. `6.1.c`."""

    code: str
    label: Text
    conditional: bool = False
    condition: Text | None = None
    limited_to_categories: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why data are processed. Rules look at `nature` and at the bases, never at `purpose_id`."""

    purpose_id: str
    key: str
    label: Text
    bases: tuple[PurposeBasis, ...]
    nature: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PurposeLink:
    """That a category serves a purpose; an assumed link is never printed as a fact (section 6)."""

    purpose_id: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class RegisterElement:
    """An element the register tracks apart from its category, with its own source and basis per purpose."""

    element_id: str
    label: Text
    source_id: str | None = None
    basis_by_purpose: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long: `period` is None where the statement gives none; `rule` is the statement's sentence."""

    period: Text | None
    rule: Text


@dataclass(frozen=True, slots=True)
class Category:
    """A category of personal data. Rules look at traits, sources and elements, never at `category_id`."""

    order: int
    category_id: str
    group: str
    label: Text
    special_flag: str
    provided: str
    """`yes`, `partly` or `no`."""
    automated: bool
    third_party: bool
    authentic_source: str | None
    usual_source: str | None
    purposes: tuple[PurposeLink, ...]
    retention: Retention
    traits: frozenset[str]
    elements: tuple[RegisterElement, ...] = ()
    special_assumed: bool = False
    """The flag was chosen here and the DPO did not confirm it yet."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where data come from (Art. 15(1)(g)); `kind` is data_subject, internal, third_party or authentic_source."""

    source_id: str
    label: Text
    kind: str
    category_ids: frozenset[str]
    mapping_assumed: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom data go (Art. 15(1)(c)); `kind` is named, category or internal. `name` is a confirmed real name."""

    recipient_id: str
    label: Text
    kind: str
    name: str | None = None
    assumed: bool = False
    """That data go there at all is not confirmed."""
    own_entity: bool = False
    """Stands for the person's own entity: named by it on an access request (C-154/21)."""
    notify: bool = True
    """Told of a rectification, erasure or restriction (Art. 19)."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Where to complain (Art. 77)."""

    authority_id: str
    name: Text
    address: str | None
    phone: str | None
    email: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Population:
    """A group of data subjects and the group of categories that applies to them (IN-04)."""

    population_id: str
    label: Text
    category_group: str
    nature: frozenset[str] = frozenset()
    """Natures of purpose that concern this population alone, such as suppliers."""


@dataclass(frozen=True, slots=True)
class Party:
    """The controller or the DPO: who they are and where they are reached."""

    name: Text
    abbreviation: str
    address: tuple[str, ...]
    number: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A value the DPO confirmed, laid over the register."""

    path: str
    value: object
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register, confirmations laid over it. `version` is a short hash of both files."""

    version: str
    statement_title: Text
    statement_date: str
    controller: Party
    dpo: Party
    authorities: tuple[Authority, ...]
    populations: tuple[Population, ...]
    categories: tuple[Category, ...]
    purposes: tuple[Purpose, ...]
    sources: tuple[Source, ...]
    recipients: tuple[Recipient, ...]
    transfers: Text
    automated_decisions: Text
    retention: Retention
    confirmations: tuple[Confirmation, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldCategory:
    """What the dossier says of one category of one person; the input of the Art. 15 block."""

    category_id: str
    systems: tuple[Text, ...]
    record_count: int
    withheld_count: int
    source_ids: frozenset[str] = frozenset()
    retention: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownRecipient:
    """A recipient to whom data of this person really went, by name, as the store says."""

    name: str
    recipient_id: str | None
    category_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BasisLine:
    """A legal basis as printed."""

    code: str
    label: Text
    condition: Text | None = None


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """A purpose that applies to this person, with the bases that carry it."""

    purpose_id: str
    label: Text
    bases: tuple[BasisLine, ...]


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """Everything Art. 15(1) asks for about one category that is held on this person."""

    category_id: str
    label: Text
    special: bool
    record_count: int
    withheld_count: int
    systems: tuple[Text, ...]
    purposes: tuple[PurposeLine, ...]
    retention: tuple[Text, ...]
    sources: tuple[Text, ...]
    recipients: tuple[str, ...]
    """Names of actual recipients of this category."""


@dataclass(frozen=True, slots=True)
class RegisterGap:
    """A missing or unconfirmed value that touches this answer: shown as `register onvolledig: n punten`."""

    path: str
    text: Text


@dataclass(frozen=True, slots=True)
class Article15:
    """The information of Art. 15(1)(a)-(h) and 15(2), tailored to one person."""

    register_version: str
    controller: Party
    dpo: Party
    entity_name: str | None
    purposes: tuple[PurposeLine, ...]
    categories: tuple[CategoryLine, ...]
    actual_recipients: tuple[str, ...]
    possible_recipients: tuple[Text, ...]
    """Categories of recipients that apply; one without a confirmed name says so in its text."""
    sources: tuple[Text, ...]
    internal_sources: tuple[Text, ...]
    retention: Retention
    portability_applies: bool
    consent_applies: bool
    authorities: tuple[Authority, ...]
    transfers: Text
    automated_decisions: Text
    gaps: tuple[RegisterGap, ...]
