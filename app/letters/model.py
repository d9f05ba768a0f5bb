"""Letters as values: what goes into one, and what is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from app.cases.model import Case, Outcome
from app.deadlines.model import Clock
from app.language import Language, Text
from app.register.model import Register

PlainValue: TypeAlias = "str | int | bool | Sequence[PlainValue] | Mapping[str, PlainValue] | None"


class LetterKind(StrEnum):
    """Kinds of letter, by the codes of the rule base (section 7.3)."""

    RECEIPT = "L01"
    IDENTITY_REQUEST = "L02"
    IDENTITY_REMINDER = "L03"
    SPECIFICATION = "L04"
    EXTENSION = "L05"
    ACCESS = "L06"
    RECTIFICATION = "L07"
    ERASURE = "L08"
    RESTRICTION = "L09"
    OBJECTION_INTERIM = "L10"
    OBJECTION = "L11"
    PORTABILITY = "L12"
    CONSENT_WITHDRAWAL = "L13"
    REFUSAL = "L14"
    LAPSE = "L15"
    WITHDRAWAL = "L16"
    LIFTING = "L17"
    RECIPIENT_NOTICE = "L18"
    RECIPIENT_OVERVIEW = "L19"
    REDIRECTION = "L20"
    MANDATE_MISSING = "L21"
    FEE = "L22"
    OVERDUE = "L23"
    NO_DATA = "L24"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who handles the case, as printed (LT-02; Bestuursdecreet art. II.20)."""

    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class LetterFrame:
    """What every letter of a case needs: made once, passed to each function of `compose`."""

    case: Case
    language: Language
    on: date
    """Date on the letter, Brussels."""
    clock: Clock
    handler: Contact
    register: Register
    addressee_lines: tuple[str, ...]
    """Name and verified address, as on the envelope (ID-11)."""
    right_labels: Mapping[str, Text]
    """Label of each right, lower case, e.g. `access` -> `inzage`."""
    demo_seal: bool


class IdentityStatus(StrEnum):
    """What L01 says of the identity check."""

    PROOF_RECEIVED = "proofReceived"
    MAY_BE_ASKED = "mayBeAsked"
    ESTABLISHED = "established"
    NOT_NEEDED = "notNeeded"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground code as printed: the law in plain words beside its article."""

    code: str
    article: Text
    """As a sentence names it, e.g. `artikel 17(3)(b) AVG`; empty where no article says it."""
    plain: Text


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """One of several categories that are refused together, with the facts that are its own."""

    label: Text
    facts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class RefusedPart:
    """What of a claim is not granted; facts are mandatory (section 4)."""

    label: Text
    grounds: tuple[Ground, ...]
    facts: tuple[Text, ...]
    """Sentences; one that exists in Dutch alone was written by a handler."""
    reason: str = ""
    items: tuple[RefusedItem, ...] = ()
    """What the label stands for, where not all of it rests on the same facts."""


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """The decision on one claim: a section of the letter."""

    right: str
    outcome: Outcome
    granted: tuple[Text, ...] = ()
    refused: tuple[RefusedPart, ...] = ()
    remains: tuple[Text, ...] = ()
    """What the person can still do or get."""


@dataclass(frozen=True, slots=True)
class SystemSearch:
    """One system that was searched, with zero hits too (AC-03)."""

    system: Text
    searched_on: date
    record_count: int
    unavailable: tuple[Text, ...] = ()
    """Why it could not answer, in plain words; empty when it did."""


@dataclass(frozen=True, slots=True)
class CopyFile:
    """One table of the copy: its files, their rows and their size together in bytes."""

    label: Text
    paths: tuple[str, ...]
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class CopyAnnex:
    """The sealed copy as the letter names it (Art. 15(3))."""

    files: tuple[CopyFile, ...]
    descriptor_sha256: str
    """SHA-256 of `datapackage.json`, which lists every data file."""
    record_count: int
    available_until: date | None = None


@dataclass(frozen=True, slots=True)
class Omission:
    """What was left out of the copy and why (Art. 15(4), section 6)."""

    category: Text
    count: int
    ground: Ground
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class LetterContext:
    """Everything one letter prints: plain values only, dates already in words in its language."""

    kind: LetterKind
    language: Language
    values: Mapping[str, PlainValue]


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """The immutable result (LT-06)."""

    content: bytes
    sha256: str
    template_version: str
    pages: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was issued; `content_path` is where its encrypted bytes lie."""

    letter_id: str
    case_id: str
    kind: LetterKind
    language: Language
    issued_at: datetime
    sha256: str
    size: int
    template_version: str
    rules_version: str
    content_path: str
