"""Connector to a system that is reached by files alone: a signed request file out, a signed answer file in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from app.language import Text
from app.personnel.asked_changes import asked, check_asked
from app.personnel.changes import ChangeKind, ChangeResult, ChangeStatus, StoreChange, StoreFacts
from app.personnel.drop_answers import DropReader
from app.personnel.drop_box import AnswerAwaited, DropBox
from app.personnel.drop_mapping import DropMapping
from app.personnel.matching import compact_number, judge_all
from app.personnel.model import (
    ActualRecipient,
    Candidate,
    Holding,
    PersonalRecord,
    PersonCriteria,
    SourceError,
    SourceNever,
    SubjectKey,
    SubjectProfile,
)


class FileDrop:
    """A store behind a folder. Until an answer is there every question raises SourceLater."""

    def __init__(self, box: DropBox, mapping: DropMapping) -> None:
        """Take the folder and what lies behind it; nothing is asked before the first question."""
        self._box, self._mapping = box, mapping
        self._read = DropReader(mapping)
        self._together: dict[SubjectKey, tuple[str, ...]] = {}

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
        known_of: dict[str, object] = {
            "givenName": criteria.given_name,
            "familyName": criteria.family_name,
            "dateOfBirth": criteria.date_of_birth,
            "number": compact_number(criteria.vlimpers_number),
        }
        if criteria.national_number:
            known_of["nationalNumber"] = criteria.national_number
        answer, _ = self._box.ask({"ask": "find", "criteria": known_of})
        known = [self._read.person(raw) for raw in self._read.listed(answer, "people")]
        return judge_all(known, criteria)

    def profile(self, key: SubjectKey) -> SubjectProfile:
        """Return the facts rules and letters need. Raises SourceError."""
        return self._read.profile(self._about(key), key)

    def recipients(self, key: SubjectKey) -> tuple[ActualRecipient, ...]:
        """Return to whom data of this person went, one line per recipient. Raises SourceError."""
        return self._read.recipients(self._about(key))

    def facts(self, key: SubjectKey, *, on: date) -> StoreFacts:
        """Return consents and ends of storage periods, as of the day they were asked. Raises SourceError."""
        del on  # the other side judges on the day of its answer
        return self._read.facts(self._about(key))

    def small_holdings(
        self, key: SubjectKey, holdings: Sequence[Holding]
    ) -> Mapping[str, Sequence[PersonalRecord]]:
        """Ask for all these holdings in one file; none of them where it is not answered yet."""
        self._together[key] = tuple(h.name for h in holdings)
        found: dict[str, Sequence[PersonalRecord]] = {}
        for holding in holdings:
            try:
                found[holding.name] = self._records(key, holding)
            except AnswerAwaited:
                return {}
            except SourceError:
                continue  # asked on its own it says what is wrong
        return found

    def records(self, key: SubjectKey, holding: Holding) -> Iterator[Sequence[PersonalRecord]]:
        """Yield the records of the answer. Raises SourceError."""
        records = self._records(key, holding)
        if records:
            yield records

    def can(self, kind: ChangeKind, holding: Holding) -> bool:
        """Whether the other side makes this kind of change there."""
        return kind in self._mapping.part(holding.name).changes

    def apply(self, change: StoreChange) -> ChangeResult:
        """Have the change made once, however often it is asked. Raises SourceError, ValueNotStored."""
        check_asked(self._mapping, change)
        answer, again = self._box.ask(asked(change), step_key=change.step_key)
        try:
            result = self._read.change(answer, self.system)
        except SourceError:
            self._box.forget(change.step_key)  # once somebody acted it is asked anew
            raise
        if result.status is ChangeStatus.NOTHING_THERE:
            self._box.forget(change.step_key)
        elif again:
            return ChangeResult(ChangeStatus.ALREADY_DONE)
        self._box.forget_about(change.subject.key)
        return result

    @property
    def keeps_steps(self) -> bool:
        """Whether the store itself keeps the keys of steps beside its changes: it does not."""
        return False

    def knows(self, step_keys: Iterable[str]) -> frozenset[str]:
        """Return which of these steps the other side reported done. Raises SourceError."""
        return frozenset(key for key in step_keys if self._box.knows(key))

    def identities(self, holding: Holding) -> Iterator[Sequence[tuple[str, str]]]:
        """Yield subject key and record id of every record of a holding. Raises SourceError."""
        if not self._mapping.part(holding.name).identities:
            raise SourceNever(
                f"{self._mapping.file}: holding '{holding.name}' does not list all its records: set identities = true"
            )
        answer, _ = self._box.ask({"ask": "identities", "holdings": [holding.name]})
        listed = self._read.listed(answer, "identities")
        if listed:
            yield [
                (self._read.identity(raw, "key"), self._read.identity(raw, "recordId"))
                for raw in listed
            ]

    def check(self) -> None:
        """Raise SourceError when the folder is not there or cannot be used."""
        self._box.check()

    def close(self) -> None:
        """Nothing is held open."""

    def _about(self, key: SubjectKey) -> Mapping[str, Any]:
        answer, _ = self._box.ask({"ask": "profile", "subjectKey": key.key})
        return answer

    def _records(self, key: SubjectKey, holding: Holding) -> list[PersonalRecord]:
        together = self._together.get(key, ())
        names = together if holding.name in together else (holding.name,)
        holdings = [
            {"name": n, "elements": [e.name for e in self._mapping.part(n).elements]} for n in names
        ]
        question = {"ask": "records", "subjectKey": key.key, "holdings": holdings}
        answer, _ = self._box.ask(question)
        files = partial(self._box.file, question)
        return self._read.records(answer, self._mapping.part(holding.name), files)
