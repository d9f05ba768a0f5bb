"""What a personnel store can be told to change, and what it answers: pure values, no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

from app.personnel.model import ConsentRecord, Holding, SourceNeedsPerson, SubjectKey, Value


class ChangeKind(StrEnum):
    """What is done to the data of one person; the values stand in plans, journal and API."""

    RECTIFY = "rectify"
    """A wrong value becomes the right one (Art. 16, first sentence)."""
    SUPPLEMENT = "supplement"
    """A statement of the person is filed with the data (Art. 16, second sentence)."""
    RESTRICT = "restrict"
    """The data stay but are marked: use only as the flag allows (Art. 18)."""
    LIFT = "lift"
    """The mark goes (Art. 18(3))."""
    ERASE = "erase"
    """The data go, by the strategy of the mapping (Art. 17)."""
    STOP_USE = "stopUse"
    """A use that rested on consent ends for the future (Art. 7(3))."""


@dataclass(frozen=True, slots=True)
class RestrictionFlag:
    """What the store keeps beside restricted data (RS-03)."""

    restriction_id: str
    ground: str
    """`18(1)(a)` … `18(1)(d)`, or `7(3)`, `21(1)` for a use that ended."""
    since: datetime
    """UTC."""
    allowed_uses: tuple[str, ...] = ()
    """Ids of purposes that may still use the data; empty means storage alone (Art. 18(2))."""
    recipient_ids: tuple[str, ...] = ()
    """Recipients to whom the data do not go meanwhile (Art. 21(1)); our own use is not limited then."""


@dataclass(frozen=True, slots=True)
class StoreChange:
    """One change in one holding of one system: applied as a whole or not at all, and only once.

    `step_key` is the same on every repetition: a store that can, keeps it beside the change.
    """

    step_key: str
    kind: ChangeKind
    subject: SubjectKey
    holding: str
    on: date
    """Brussels day on which storage periods are judged."""
    record_ids: tuple[str, ...] = ()
    """The records meant; empty means every record of the person in the holding."""
    elements: tuple[str, ...] = ()
    """The elements meant; empty means the whole record. STOP_USE: those of the register, empty means whole consents."""
    expected: Mapping[str, Value] = field(default_factory=dict)
    """RECTIFY: what the store must hold now, per element."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """RECTIFY: what it is to hold, per element."""
    expired_only: bool = False
    """ERASE: only the records whose storage period is over on `on` (ER-03)."""
    statement: str = ""
    """SUPPLEMENT: the words of the person."""
    flag: RestrictionFlag | None = None
    """RESTRICT and LIFT: the mark that is set, or taken away by its id."""
    purpose_ids: tuple[str, ...] = ()
    """STOP_USE: the purposes for which consent is withdrawn."""


class ChangeStatus(StrEnum):
    """What became of a change."""

    DONE = "done"
    ALREADY_DONE = "alreadyDone"
    """The store knew the step key, or held the result already."""
    NOTHING_THERE = "nothingThere"
    """The store holds no such data (any more)."""


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """What the store did. `record_ids` are those touched, as far as they are fewer than a thousand."""

    status: ChangeStatus
    records: int = 0
    record_ids: tuple[str, ...] = ()
    remaining: int = 0
    """Records of the holding that stay."""


class ValueNotStored(SourceNeedsPerson):
    """The value to be corrected is not the one that is stored: a human looks again before anything changes."""

    code: ClassVar[str] = "valueNotStored"


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """Facts of one person that decisions rest on, without any content."""

    consents: tuple[ConsentRecord, ...] = ()
    expired: Mapping[str, int] = field(default_factory=dict)
    """Holding -> records whose storage period is over; a holding without a date of its own is absent."""


@runtime_checkable
class KnowsFacts(Protocol):
    """A collector that knows consents and ends of storage periods."""

    def facts(self, key: SubjectKey, *, on: date) -> StoreFacts:
        """Return the facts of one person on a Brussels day. Raises SourceError."""
        ...


@runtime_checkable
class MarksRecipients(Protocol):
    """A collector whose store can say to whom data do not go; others would read such a mark as more than it is."""

    @property
    def marks_recipients(self) -> bool:
        """Whether the mapping says where a mark names its recipient."""
        ...


@runtime_checkable
class ChangesData(Protocol):
    """A collector that can change what its store holds; the same errors: never, later, a person must act."""

    @property
    def system(self) -> str:
        """Short name of the system."""
        ...

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Everything this system can hold."""
        ...

    def can(self, kind: ChangeKind, holding: Holding) -> bool:
        """Whether the store can make this kind of change there, as its mapping says."""
        ...

    def apply(self, change: StoreChange) -> ChangeResult:
        """Make the change once, however often it is asked. Raises SourceError, ValueNotStored."""
        ...

    def knows(self, step_keys: Iterable[str]) -> frozenset[str]:
        """Return which of these steps the store has carried out. Raises SourceError.

        A store that keeps no step keys answers with none; the caller then looks at the data.
        """
        ...

    @property
    def keeps_steps(self) -> bool:
        """Whether step keys are kept beside the changes, so that `knows` tells a store that was restored."""
        ...

    def identities(self, holding: Holding) -> Iterator[Sequence[tuple[str, str]]]:
        """Yield subject key and record id of every record of a holding, in batches: for the replay of erasures."""
        ...
