"""Connector to a system that a person searches by hand: every question becomes a task, and waits for their answer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from app.language import Text
from app.personnel.asked_changes import asked, check_asked
from app.personnel.by_hand import (
    IDENTITIES,
    Question,
    Tasks,
    search_about,
    search_for,
    step_of,
)
from app.personnel.changes import ChangeKind, ChangeResult, ChangeStatus, StoreChange, StoreFacts
from app.personnel.drop_answers import DropReader
from app.personnel.manual_mapping import ManualMapping
from app.personnel.matching import judge_all
from app.personnel.model import (
    ActualRecipient,
    Candidate,
    Holding,
    PersonalRecord,
    PersonCriteria,
    SourceError,
    SourceLater,
    SourceNever,
    SubjectKey,
    SubjectProfile,
)


class NobodyToAsk(SourceLater):
    """Questions to people are kept in the service's database, which is not there."""

    code: ClassVar[str] = "collectorTasksMissing"


class ManualTask:
    """A system without a door of its own. Until a person answered, every question raises CollectorAwaited."""

    def __init__(self, mapping: ManualMapping, tasks: Tasks | None) -> None:
        """Take what the system holds, and where questions are kept; nothing is asked before the first question."""
        self._mapping, self._kept = mapping, tasks
        self._read = DropReader(mapping)

    @property
    def mapping(self) -> ManualMapping:
        """What may be uploaded, and who searches."""
        return self._mapping

    @property
    def system(self) -> str:
        """Short name of the system."""
        return self._mapping.system.name

    @property
    def label(self) -> Text:
        """Name of the system for people."""
        return self._mapping.system.text

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Everything the mapping file describes."""
        return self._mapping.holdings

    def people(self, criteria: PersonCriteria) -> tuple[Candidate, ...]:
        """Return who may be meant, the exact ones first. Raises SourceError."""
        answer, _ = self._tasks.ask(search_for(self.system, criteria))
        known = [self._read.person(raw) for raw in self._read.listed(answer, "people")]
        return judge_all(known, criteria)

    def profile(self, key: SubjectKey) -> SubjectProfile:
        """Return the facts rules and letters need. Raises SourceError."""
        return self._read.profile(self._about(key), key)

    def recipients(self, key: SubjectKey) -> tuple[ActualRecipient, ...]:
        """Return to whom data of this person went, as far as it was told. Raises SourceError."""
        return self._read.recipients(self._about(key))

    def facts(self, key: SubjectKey, *, on: date) -> StoreFacts:
        """Return consents and ends of storage periods, as of the day of the answer. Raises SourceError."""
        del on  # whoever searched judged on the day of their answer
        return self._read.facts(self._about(key))

    def small_holdings(
        self, key: SubjectKey, holdings: Sequence[Holding]
    ) -> Mapping[str, Sequence[PersonalRecord]]:
        """Return what was handed in, opened once; none of it where it is not answered yet."""
        try:
            told = self._about(key)
            return {h.name: self._read.records(told, self._mapping.part(h.name)) for h in holdings}
        except SourceError:
            return {}  # asked one by one each says what is wrong

    def records(self, key: SubjectKey, holding: Holding) -> Iterator[Sequence[PersonalRecord]]:
        """Yield the records that were handed in. Raises SourceError."""
        records = self._read.records(self._about(key), self._mapping.part(holding.name))
        if records:
            yield records

    def can(self, kind: ChangeKind, holding: Holding) -> bool:
        """Whether the person behind the system makes this kind of change there."""
        return kind in self._mapping.part(holding.name).changes

    def apply(self, change: StoreChange) -> ChangeResult:
        """Have the change made once, however often it is asked. Raises SourceError, ValueNotStored."""
        check_asked(self._mapping, change)
        tasks, subject = self._tasks, change.subject.key
        person = {**tasks.person(self.system, subject), "key": subject}
        question = step_of(
            self.system, change.kind, change.step_key, {**asked(change), "person": person}
        )
        answer, again = tasks.ask(question)
        try:
            result = self._read.change(answer, self.system)
        except SourceError:
            tasks.forget(question)  # once somebody acted it is asked anew
            raise
        if result.status is ChangeStatus.NOTHING_THERE:
            return result
        if again:
            return ChangeResult(ChangeStatus.ALREADY_DONE)
        tasks.forget_about(self.system, subject)
        return result

    @property
    def keeps_steps(self) -> bool:
        """Whether the store itself keeps the keys of steps beside its changes: it does not."""
        return False

    def knows(self, step_keys: Iterable[str]) -> frozenset[str]:
        """Return which of these steps were answered. Raises SourceError."""
        return frozenset(
            key
            for key in step_keys
            if any(self._tasks.knows(step_of(self.system, kind, key, {})) for kind in ChangeKind)
        )

    def identities(self, holding: Holding) -> Iterator[Sequence[tuple[str, str]]]:
        """Yield subject key and record id of every record of a holding. Raises SourceError."""
        if not self._mapping.part(holding.name).identities:
            raise SourceNever(
                f"{self._mapping.file}: holding '{holding.name}' does not list all its records: set identities = true"
            )
        place: Mapping[str, object] = {"holding": holding.name}
        question = Question(self.system, IDENTITIES, place, place)
        answer, _ = self._tasks.ask(question)
        self._tasks.forget(question)  # the next time it may be otherwise
        listed = self._read.listed(answer, "identities")
        if listed:
            yield [
                (self._read.identity(raw, "key"), self._read.identity(raw, "recordId"))
                for raw in listed
            ]

    def check(self) -> None:
        """Raise SourceError when questions cannot be kept; whether anybody answers, nobody can tell."""
        if self._kept is not None:
            self._kept.check()

    def close(self) -> None:
        """Nothing is held open."""

    @property
    def _tasks(self) -> Tasks:
        if self._kept is None:
            raise NobodyToAsk(f"{self.system}: there is no database to keep the question in")
        return self._kept

    def _about(self, key: SubjectKey) -> Mapping[str, Any]:
        """Return what was told of a person: in the answer that named them, else in one of its own."""
        told = self._tasks.about(self.system, key.key)
        if told is not None:
            return told
        person = self._tasks.person(self.system, key.key)
        answer, _ = self._tasks.ask(search_about(self.system, key.key, person))
        return answer
