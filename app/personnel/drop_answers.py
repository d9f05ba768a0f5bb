"""Reads the answers of a system reached by files: every field is named in errors, no value ever."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeAlias

from app.personnel.api_values import employment_of, merged_recipients, population_of
from app.personnel.changes import ChangeResult, ChangeStatus, StoreFacts, ValueNotStored
from app.personnel.drop_mapping import DropHolding, DropMapping
from app.personnel.json_values import NotAsMapped, at, read_id, read_value
from app.personnel.matching import KnownPerson
from app.personnel.model import (
    ActualRecipient,
    ConsentRecord,
    OfferedDocument,
    PersonalRecord,
    SourceNeedsPerson,
    SourceNever,
    SubjectKey,
    SubjectProfile,
    Value,
    ValueKind,
)

Files: TypeAlias = Callable[[str], bytes]
"""Gives a file that came with an answer, by its hash. Raises SourceLater."""


def no_files(sha256: str) -> bytes:
    """Stand where answers have no files beside them. Raises NotAsMapped."""
    del sha256
    raise NotAsMapped("a file is named, and there are none beside the answer")


def is_file(raw: Any) -> bool:
    """Whether a value of an answer names a file beside it: `{"file": …, "sha256": …}`."""
    return isinstance(raw, dict) and set(raw) == {"file", "sha256"}


def _read_of(files: Files, sha256: str) -> Iterator[bytes]:
    yield files(sha256)


@dataclass(frozen=True, slots=True)
class DropReader:
    """Reads by one mapping file. Every method raises NotAsMapped with the place."""

    mapping: DropMapping

    def person(self, raw: Any) -> KnownPerson:
        """Return one of the people in an answer to `find`."""
        return KnownPerson(
            key=SubjectKey(self._system, self.identity(raw, "key")),
            given_name=self._text(raw, "givenName") or "",
            family_name=self._text(raw, "familyName") or "",
            date_of_birth=self._day(raw, "dateOfBirth"),
            population=self._population(raw),
            number=self._text(raw, "number"),
            national_number=self._text(raw, "nationalNumber"),
        )

    def profile(self, answer: Any, key: SubjectKey) -> SubjectProfile:
        """Return the facts in an answer to `profile`. Raises SourceNever where the person is not known."""
        raw = self._value(answer, "person")
        if raw is None:
            raise SourceNever(f"{self._system}: the store does not know this person (any more)")
        if self._key_if_told(raw) not in {None, key.key}:
            raise self._wrong("person/key", "it is somebody else's")
        lines = self.listed(raw, "address")
        return SubjectProfile(
            key=key,
            population=self._population(raw),
            employment=employment_of(self.mapping.person, self._text(raw, "employment")),
            entity_code=self._text(raw, "entityCode"),
            entity_name=self._text(raw, "entityName"),
            verified_address=tuple(str(line) for line in lines if isinstance(line, str) and line),
        )

    def recipients(self, answer: Any) -> tuple[ActualRecipient, ...]:
        """Return to whom data went."""
        return merged_recipients(
            (
                self._text(raw, "name") or "",
                self._text(raw, "recipientId"),
                self._text(raw, "categoryId"),
                self._day(raw, "on"),
            )
            for raw in self.listed(answer, "recipients")
        )

    def facts(self, answer: Any) -> StoreFacts:
        """Return consents and ends of storage periods."""
        expired = self._value(answer, "expired")
        known = {h.name for h in self.mapping.holding}
        if not isinstance(expired, dict) or not all(type(n) is int for n in expired.values()):
            raise self._wrong("expired", "it holds no number per holding")
        return StoreFacts(
            consents=tuple(
                ConsentRecord(
                    purpose_id=self.identity(raw, "purposeId"),
                    given_on=self._day(raw, "givenOn"),
                    withdrawn_on=self._day(raw, "withdrawnOn"),
                )
                for raw in self.listed(answer, "consents")
            ),
            expired={name: number for name, number in expired.items() if name in known},
        )

    def records(
        self, answer: Any, part: DropHolding, files: Files = no_files
    ) -> list[PersonalRecord]:
        """Return the records of one holding; `files` gives what lies beside the answer."""
        listed = self.listed(self._value(answer, "holdings"), part.name)
        records = [self._record(part, raw, files) for raw in listed]
        if len({r.record_id for r in records}) < len(records):
            raise self._wrong(part.name, "two records have the same 'recordId'")
        return records

    def change(self, answer: Any, system: str) -> ChangeResult:
        """Return what became of a change. Raises ValueNotStored, SourceNeedsPerson."""
        status = self._text(answer, "status")
        if status == ValueNotStored.code:
            raise ValueNotStored(f"{system}: another value is stored: look at the record again")
        if status == "needsPerson":
            raise SourceNeedsPerson(f"{system}: the change was not made: somebody has to act there")
        if status not in set(ChangeStatus):
            raise self._wrong("status", "it is none of those the reference lists")
        return ChangeResult(
            ChangeStatus(status or ""),
            records=self._number(answer, "records"),
            record_ids=tuple(self._ids(answer)),
            remaining=self._number(answer, "remaining"),
        )

    def identity(self, raw: Any, name: str) -> str:
        """Return a key or an id."""
        try:
            return read_id(self._value(raw, name))
        except ValueError as error:
            raise self._wrong(name, str(error)) from None

    def listed(self, raw: Any, name: str) -> list[Any]:
        """Return a list."""
        found = self._value(raw, name)
        if not isinstance(found, list):
            raise self._wrong(name, "there is no list there")
        return found

    @property
    def _system(self) -> str:
        return self.mapping.system.name

    def _record(self, part: DropHolding, raw: Any, files: Files) -> PersonalRecord:
        values, others = self._value(raw, "values"), self._value(raw, "thirdParty")
        if not isinstance(others, bool):
            raise self._wrong("thirdParty", "it is not true or false")
        return PersonalRecord(
            self.identity(raw, "recordId"), tuple(self._values(part, values, files)), others
        )

    def _values(
        self, part: DropHolding, values: Mapping[str, Any], files: Files
    ) -> Iterator[Value]:
        for element in part.elements:
            place = f"{part.name}/{element.name}"
            if element.optional and isinstance(values, dict) and element.name not in values:
                yield None
                continue
            found = self._value(values, element.name)
            if element.kind is ValueKind.DOCUMENT and is_file(found):
                yield OfferedDocument(partial(_read_of, files, found["sha256"]))
                continue
            try:
                yield read_value(found, element.kind, zone=element.zone)
            except ValueError as error:
                raise self._wrong(place, str(error)) from None

    def _ids(self, answer: Any) -> Iterator[str]:
        for raw in self.listed(answer, "recordIds"):
            try:
                yield read_id(raw)
            except ValueError as error:
                raise self._wrong("recordIds", str(error)) from None

    def _key_if_told(self, raw: Any) -> str | None:
        told = isinstance(raw, dict) and raw.get("key") is not None
        return self.identity(raw, "key") if told else None

    def _population(self, raw: Any) -> str:
        code = self._text(raw, "population")
        return population_of(self.mapping.person, code, file=self.mapping.file)

    def _text(self, raw: Any, name: str) -> str | None:
        value = self._typed(raw, name, ValueKind.TEXT)
        return value if isinstance(value, str) else None

    def _day(self, raw: Any, name: str) -> date | None:
        value = self._typed(raw, name, ValueKind.DATE)
        return value if isinstance(value, date) else None

    def _number(self, raw: Any, name: str) -> int:
        value = self._typed(raw, name, ValueKind.INTEGER)
        return value if isinstance(value, int) else 0

    def _typed(self, raw: Any, name: str, kind: ValueKind) -> Value:
        try:
            return read_value(self._value(raw, name), kind)
        except ValueError as error:
            raise self._wrong(name, str(error)) from None

    def _value(self, raw: Any, name: str) -> Any:
        try:
            return at(raw, name)
        except KeyError:
            raise self._wrong(name, "it is not there") from None

    def _wrong(self, place: str, why: str) -> NotAsMapped:
        return NotAsMapped(f"{self._system}: answer file, '{place}': {why}")
