"""The register, lists of codes, holidays, health and the journal, as answers give them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.answers.parts import Address, Answer, Day, Instant, Label, ListOut
from app.audit.findings import Fault
from app.cases.transitions import JournalKind
from app.casework.evidence import Shown
from app.register.terms import Basis, Nature, SpecialFlag, Trait

ServiceKind = Literal[
    "calendar.changed",
    "calendar.recomputed",
    "instance.released",
    "token.issued",
    "token.revoked",
]
"""Kinds of entries that belong to no case."""


class LinkedPurposeOut(Answer):
    """A purpose of a category."""

    purpose_id: str
    assumed: bool


class CategoryOut(Answer):
    """A category of data."""

    id: str
    group: str
    label: Label
    traits: list[Trait]
    special_category: SpecialFlag | None = None
    authentic_source: str | None = None
    purposes: list[LinkedPurposeOut]


class PurposeOut(Answer):
    """A purpose of processing."""

    id: str
    key: str
    label: Label
    legal_bases: list[Basis]
    nature: list[Nature]


class RegisterOut(Answer):
    """The register of processing."""

    version: str
    statement_date: Day
    controller: Label
    categories: list[CategoryOut]
    purposes: list[PurposeOut]


class CodeLabel(Answer):
    """What a code means, in the four languages of the guide."""

    nl: str
    fr: str
    en: str
    de: str


class CodeOut(Answer):
    """A code with what it means."""

    code: str
    label: CodeLabel
    article: str | None = None
    articles: list[str] | None = None


class CodeListOut(ListOut):
    """A list of codes, whole."""

    items: list[CodeOut]


class CodeListLineOut(Answer):
    """A list of codes, by where it is."""

    name: str
    href: Address
    count: Annotated[int, Field(ge=1)]


class CodeListsOut(ListOut):
    """Every list of codes."""

    items: list[CodeListLineOut]


class HealthOut(Answer):
    """Whether the service is up; no details for the public."""

    status: Literal["UP", "DEGRADED", "DOWN"]


class PersonalValueOut(Answer):
    """Words that staff wrote, kept beside an entry under the key of its case: the DPO alone reads them."""

    name: str
    shown: Shown
    text: str | None = None


class JournalEntryOut(Answer):
    """An entry of the audit trail: codes, ids and hashes; personal data only for the DPO."""

    chain: str
    sequence: Annotated[int, Field(ge=1)]
    kind: JournalKind | ServiceKind
    actor: str
    at: Instant
    details: dict[str, Any]
    hash: str
    personal: list[PersonalValueOut] | None = None


class JournalOut(ListOut):
    """A page of entries, newest first."""

    items: list[JournalEntryOut]


class JournalFaultOut(Answer):
    """One fault: the first bad entry of a chain, or a checkpoint."""

    code: Fault
    chain: str | None = None
    entry: Annotated[int, Field(ge=1)] | None = None
    checkpoint: Annotated[int, Field(ge=1)] | None = None
    message: str


class VerificationOut(Answer):
    """How many entries there are, and what is wrong with them, if anything."""

    intact: bool
    chains: Annotated[int, Field(ge=0)]
    entries: Annotated[int, Field(ge=0)]
    checkpoints: Annotated[int, Field(ge=0)]
    stamped: Annotated[int, Field(ge=0)]
    not_anchored: Annotated[int, Field(ge=0)]
    anchored_at: Instant | None = None
    files: Annotated[int, Field(ge=0)]
    signers: list[str]
    faults: list[JournalFaultOut]
