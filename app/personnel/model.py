"""What a personnel store can be asked, and what it answers: pure values, no database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple, Protocol, TypeAlias, runtime_checkable

from app.errors import DeskError
from app.language import Text

LARGEST_DOCUMENT: Final = 32_000_000
"""Bytes of one document in a store: a larger one is not taken along without a person."""


@dataclass(frozen=True, slots=True)
class OfferedDocument:
    """A document as a store offers it; its content is fetched when it is kept, a piece at a time."""

    content: Callable[[], Iterator[bytes]] = field(repr=False, compare=False)
    size: int | None = None
    """Bytes, where the store tells them before."""


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """What of a document stays back: some pages, or a passage wherever it stands."""

    part_id: str
    ground: str
    pages: tuple[int, ...] = ()
    passage: bytes | None = field(default=None, repr=False)
    """The text, encrypted; None where whole pages stay back."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was collected: what it is and where its content lies, never the content itself."""

    document_id: str
    media_type: str
    size: int
    sha256: str
    without: tuple[DocumentPart, ...] = ()
    """What is taken out before it is handed over."""


Value: TypeAlias = str | int | Decimal | date | datetime | bool | OfferedDocument | Document | None


class ValueKind(StrEnum):
    """How the values of one element are typed; a timestamp always carries its offset, a document is a file."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"
    DOCUMENT = "document"


class Origin(StrEnum):
    """Art. 20(1), WP242: what the person provided or what was observed is portable, what was derived is not."""

    PROVIDED = "provided"
    OBSERVED = "observed"
    DERIVED = "derived"
    THIRD_PARTY = "thirdParty"


class AnswerStatus(StrEnum):
    """What one system said of one category."""

    FOUND = "found"
    NOTHING_HELD = "nothingHeld"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Element:
    """One column of a holding: `name` is its lowerCamelCase key in every export and API answer."""

    name: str
    label: Text
    kind: ValueKind
    origin: Origin
    source_id: str | None = None
    """Id of a source of the register, where this element has one of its own."""
    register_element: str | None = None
    """Id of the element in the register (`elements[].id`), where the register tracks it apart."""
    file_name: str | None = None
    """Of a document: the element of its record that names the file."""
    media_type: str | None = None
    """Of a document: the element of its record that says of what type it is."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One table of one system that can hold data on a person, as its mapping file describes it."""

    system: str
    name: str
    category_id: str
    label: Text
    elements: tuple[Element, ...]
    source_id: str | None = None
    retention: Text | None = None
    """Stated in the mapping: a confirmed value that wins over the register's null (section 6)."""
    retention_months: int | None = None
    automated: bool = True

    @property
    def documents(self) -> tuple[int, ...]:
        """Where documents stand in a record."""
        return tuple([at for at, e in enumerate(self.elements) if e.kind is ValueKind.DOCUMENT])

    def place(self, name: str | None) -> int | None:
        """Return where the element of that name stands in a record, if it is there."""
        return next((at for at, e in enumerate(self.elements) if e.name == name), None)


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """The person as one system knows them."""

    system: str
    key: str


@dataclass(frozen=True, slots=True)
class PersonCriteria:
    """What the request says of the person. `national_number` is None unless ID-09 allows its use."""

    given_name: str
    family_name: str
    date_of_birth: date | None = None
    vlimpers_number: str | None = None
    national_number: str | None = None


class MatchCertainty(StrEnum):
    """`exact` may be used without a human; `suggested` (folded or partial names) never may."""

    EXACT = "exact"
    SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person of a store who may be the one who asks; shown to a handler only."""

    key: SubjectKey
    certainty: MatchCertainty
    given_name: str
    family_name: str
    date_of_birth: date | None
    population: str
    """Id of a `data_subject_populations` entry of the register."""
    reasons: tuple[str, ...] = ()
    """What agreed: `vlimpersNumber`, `nationalNumber`, `name`, `dateOfBirth`, `foldedName`."""


@dataclass(frozen=True, slots=True)
class SubjectProfile:
    """The few facts of a person that rules and letters need; no category data."""

    key: SubjectKey
    population: str
    employment: str | None
    """`statutory`, `contractual` or None where neither applies."""
    entity_code: str | None
    entity_name: str | None
    verified_address: tuple[str, ...] = ()
    """Postal address as the store holds it: the address AgO verified independently (ID-11)."""


class PersonalRecord(NamedTuple):
    """One row on one person, `values` in the order of the holding's elements; a tuple since there are so many."""

    record_id: str
    values: tuple[Value, ...]
    third_party: bool = False
    """Marked in the store as holding data on others: withheld whole until passages can be (Art. 15(4))."""


@dataclass(frozen=True, slots=True)
class ActualRecipient:
    """To whom the store says data of this person really went (Art. 15(1)(c), C-154/21)."""

    name: str
    recipient_id: str | None
    category_ids: tuple[str, ...]
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """What one system answered for one holding; kept with zero hits too (AC-03)."""

    system: str
    holding: str
    category_id: str
    status: AnswerStatus
    record_count: int
    third_party_count: int
    searched_at: datetime
    reason: str = ""
    """Why it is unavailable, in plain words without personal data."""
    expired_count: int | None = None
    """Records whose storage period is over; None where the store knows no end of its own."""


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """A consent as the store keeps it; `purpose_id` is one of the register."""

    purpose_id: str
    given_on: date | None
    withdrawn_on: date | None = None
    elements: tuple[str, ...] = ()
    """Register ids of the elements it covers; empty means all that the purpose uses on consent."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All answers of all systems for one case, at one moment."""

    answers: tuple[SourceAnswer, ...] = ()
    profile: SubjectProfile | None = None
    recipients: tuple[ActualRecipient, ...] = ()
    consents: tuple[ConsentRecord, ...] | None = None
    """What consents the stores keep; None where none of them keeps any."""

    @property
    def complete(self) -> bool:
        """Whether every system answered."""
        return all(a.status is not AnswerStatus.UNAVAILABLE for a in self.answers)

    @property
    def found(self) -> tuple[SourceAnswer, ...]:
        """The answers that hold at least one record."""
        return tuple(a for a in self.answers if a.status is AnswerStatus.FOUND)


@dataclass(frozen=True, slots=True)
class DossierRecord:
    """One record as the desk shows it: where it comes from, and its values by element name."""

    system: str
    holding: str
    record_id: str
    values: Mapping[str, Value]
    third_party: bool = False


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of the records of one category; `next_after` is None on the last one."""

    records: tuple[DossierRecord, ...]
    total: int
    next_after: int | None = None


class SourceError(DeskError):
    """A connector could not answer."""

    code: ClassVar[str] = "sourceError"


class SourceLater(SourceError):
    """It may work later: retried."""

    code: ClassVar[str] = "sourceUnavailable"


class SourceNever(SourceError):
    """It will not work without a change of configuration."""

    code: ClassVar[str] = "sourceMisconfigured"


class SourceNeedsPerson(SourceError):
    """A human has to act at the source."""

    code: ClassVar[str] = "sourceNeedsPerson"


class DocumentTooLarge(SourceNeedsPerson):
    """A document is larger than is taken along: a human has to make it smaller, or hand it over another way."""

    code: ClassVar[str] = "documentTooLarge"


class Collector(Protocol):
    """A door into one personnel store."""

    @property
    def system(self) -> str:
        """Short name, e.g. `vlimpers`: stands in the dossier and in the letter's list of systems."""
        ...

    @property
    def label(self) -> Text:
        """Name of the system for people."""
        ...

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Everything this system can hold, whether or not it does for somebody."""
        ...

    def people(self, criteria: PersonCriteria) -> tuple[Candidate, ...]:
        """Return who may be meant. Raises SourceError."""
        ...

    def profile(self, key: SubjectKey) -> SubjectProfile:
        """Return the facts rules and letters need. Raises SourceError."""
        ...

    def recipients(self, key: SubjectKey) -> tuple[ActualRecipient, ...]:
        """Return to whom data of this person went. Raises SourceError."""
        ...

    def records(self, key: SubjectKey, holding: Holding) -> Iterator[Sequence[PersonalRecord]]:
        """Yield the records in batches, in a stable order, without ever holding them all. Raises SourceError."""
        ...

    def check(self) -> None:
        """Raise SourceError when the store cannot be reached or the mapping does not fit it."""
        ...

    def close(self) -> None:
        """Let go of every connection; a later question opens one again."""
        ...


@runtime_checkable
class AsksAtOnce(Protocol):
    """A collector that can ask for many holdings in one exchange; every other one is asked holding by holding."""

    def small_holdings(
        self, key: SubjectKey, holdings: Sequence[Holding]
    ) -> Mapping[str, Sequence[PersonalRecord]]:
        """Return by name the holdings that hold little or nothing, whole; what is not in it is asked on its own."""
        ...


@dataclass(frozen=True, slots=True)
class Match:
    """What matching over all systems gave: one key per system, or candidates for a human."""

    keys: tuple[SubjectKey, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    unavailable: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_choice(self) -> bool:
        """Whether a handler has to choose before anything is collected."""
        return bool(self.candidates) and not self.keys
