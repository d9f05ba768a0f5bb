"""A question to a person who searches a system by hand, and the port through which connectors ask it: pure values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Protocol, runtime_checkable

from app.language import Text
from app.personnel.manual_mapping import ManualMapping
from app.personnel.matching import compact_number
from app.personnel.model import PersonCriteria, SourceNeedsPerson
from app.personnel.suspended import SuspendedStore

SEARCH: Final = "search"
"""Kind of the question what is held on somebody; the other kinds are those of changes, and IDENTITIES."""
IDENTITIES: Final = "identities"
OPEN_FOR: Final = timedelta(days=14)
"""How long a link works."""
KEPT_FOR: Final = timedelta(hours=72)
"""How long an answer that nobody took over is kept."""

SHOWN_FOR: Final = timedelta(days=90)
"""How long name and birth date of a search are kept, to say who is meant when something is to be changed."""


class CollectorAwaited(SourceNeedsPerson):
    """The question is asked; the person who searches the system has not answered yet."""

    code: ClassVar[str] = "collectorAwaited"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `about` makes two questions the same; the collector is shown `asked` and nothing else."""

    system: str
    kind: str
    about: Mapping[str, object]
    asked: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CollectorTask:
    """A question as it is kept; the code of its link is known to the collector alone."""

    task_id: str
    system: str
    kind: str
    asked: Mapping[str, Any] = field(repr=False)
    created_at: datetime
    expires_at: datetime
    answered_at: datetime | None = None
    sent_at: datetime | None = None
    """When a link was sent by e-mail."""
    has_link: bool = False

    def is_open(self, at: datetime) -> bool:
        """Whether it can be answered now."""
        return self.answered_at is None and at < self.expires_at

    @property
    def is_change(self) -> bool:
        """Whether something is to be changed, and not only looked up."""
        return self.kind not in {SEARCH, IDENTITIES}


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was just made: the only place where its code stands."""

    task_id: str
    address: str
    system: Text
    code: str = field(repr=False)
    mark: str
    """Tells one link of a task from the next, without telling the code."""
    expires_at: datetime


class Tasks(Protocol):
    """Where questions to people are kept."""

    def ask(self, question: Question) -> tuple[Mapping[str, Any], bool]:
        """Return the answer, and whether it was used before. Raises CollectorAwaited, SourceLater."""
        ...

    def about(self, system: str, subject: str) -> Mapping[str, Any] | None:
        """Return the newest answer on the person a system knows under this key. Raises SourceLater."""
        ...

    def person(self, system: str, subject: str) -> Mapping[str, Any]:
        """Return what was asked last of this person: name, birth date, number. Raises SourceLater."""
        ...

    def knows(self, question: Question) -> bool:
        """Whether the question was answered. Raises SourceLater."""
        ...

    def forget(self, question: Question) -> None:
        """Let a question go, so that it is asked anew. Raises SourceLater."""
        ...

    def forget_about(self, system: str, subject: str) -> None:
        """Let what was answered on this person go: it is out of date. Raises SourceLater."""
        ...

    def check(self) -> None:
        """Raise SourceLater when questions cannot be kept."""
        ...


@runtime_checkable
class SearchedByHand(Protocol):
    """A collector behind which a person searches."""

    @property
    def mapping(self) -> ManualMapping:
        """What may be uploaded, and who searches."""
        ...


def mapping_of(collectors: Iterable[object], system: str) -> ManualMapping | None:
    """Return the mapping of a system that is searched by hand, on hold or not; None for any other."""
    for collector in collectors:
        inner = collector.inner if isinstance(collector, SuspendedStore) else collector
        if isinstance(inner, SearchedByHand) and inner.mapping.system.name == system:
            return inner.mapping
    return None


def search_for(system: str, criteria: PersonCriteria) -> Question:
    """Return the question who this is and what is held on them. The national number is never shown."""
    number = compact_number(criteria.vlimpers_number)
    born = criteria.date_of_birth.isoformat() if criteria.date_of_birth else None
    person: dict[str, object] = {
        "givenName": criteria.given_name,
        "familyName": criteria.family_name,
        "dateOfBirth": born,
        "number": number,
    }
    return Question(system, SEARCH, person, {"person": person})


def search_about(system: str, subject: str, person: Mapping[str, object]) -> Question:
    """Return the question what is held on a person the system has told us the key of."""
    asked = {"person": {**person, "key": subject}}
    return Question(system, SEARCH, {"subjectKey": subject}, asked)


def step_of(system: str, kind: str, step_key: str, asked: Mapping[str, object]) -> Question:
    """Return the question to make one change: the same for every repetition of its step."""
    return Question(system, kind, {"stepKey": step_key}, asked)
