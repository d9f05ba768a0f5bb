"""Connector to a personnel store behind an API: JSON over HTTPS, described by a mapping file, changed where it has addresses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.language import Text
from app.personnel.api_changes import ApiChanges, filled
from app.personnel.api_client import ApiClient, ApiPlace, Ask
from app.personnel.api_mapping import ApiHolding, ApiMapping
from app.personnel.api_values import ApiReader
from app.personnel.changes import ChangeKind, ChangeResult, StoreChange, StoreFacts
from app.personnel.json_values import NotAsMapped
from app.personnel.matching import KnownPerson, compact_number, judge_all
from app.personnel.model import (
    ActualRecipient,
    Candidate,
    Holding,
    MatchCertainty,
    PersonalRecord,
    PersonCriteria,
    SourceNever,
    SubjectKey,
    SubjectProfile,
)

_NOBODY: Final = "loket-check"
"""The key and name that `check` asks for: nobody's."""
_NO_SUCH: Final = frozenset({400, 404, 410, 422})
"""What an address may answer about nobody, and still be the right one."""


class HrApi:
    """A personnel store behind an API; any number of them, each with its own mapping file."""

    def __init__(self, place: ApiPlace, mapping: ApiMapping) -> None:
        """Take the address and what lies there; nothing is asked before the first question.

        Raises ValueError on an address that may not be called.
        """
        self._mapping = mapping
        self._client = ApiClient(place, system=mapping.system.name)
        self._read = ApiReader(mapping, self._client.document)
        self._changes = ApiChanges(self._client, mapping, self._rows)

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
        known: dict[str, KnownPerson] = {}
        found: tuple[Candidate, ...] = ()
        for asked in self._searches(criteria):
            for person in self._search(asked, criteria):
                known[person.key.key] = person
            found = judge_all(known.values(), criteria)
            if any(c.certainty is MatchCertainty.EXACT for c in found):
                return found
        return found

    def profile(self, key: SubjectKey) -> SubjectProfile:
        """Return the facts rules and letters need. Raises SourceError."""
        ask = Ask("person", filled(self._mapping.person.path, key=key.key))
        content = self._client.get(ask, absent=True)
        if content is None:
            raise SourceNever(f"{self.system}: the store does not know this person (any more)")
        return self._read.profile(content, key)

    def recipients(self, key: SubjectKey) -> tuple[ActualRecipient, ...]:
        """Return to whom data of this person went, one line per recipient. Raises SourceError."""
        part = self._mapping.recipients
        if part is None:
            return ()
        ask = Ask("recipients", filled(part.path, key=key.key))
        return self._read.recipients(part, self._all(ask, part.list))

    def records(self, key: SubjectKey, holding: Holding) -> Iterator[Sequence[PersonalRecord]]:
        """Yield the records page by page, in the order of the API. Raises SourceError."""
        part = self._mapping.part(holding.name)
        seen = set[str]()
        for page in self._row_pages(key, part):
            batch = [self._read.record(part, raw) for raw in page]
            ids = {record.record_id for record in batch}
            if len(ids) < len(batch) or ids & seen:
                raise NotAsMapped(
                    f"{self.system}: holding '{part.name}', field '{part.record_id}': two records have the same: "
                    "name a field that is each one's own"
                )
            seen |= ids
            if batch:
                yield batch

    def facts(self, key: SubjectKey, *, on: date) -> StoreFacts:
        """Return consents and ends of storage periods on a Brussels day. Raises SourceError."""
        judged = [h for h in self._mapping.holding if h.retention and h.retention.until]
        expired = {
            part.name: sum(
                until is not None and until < on
                for until in (self._read.until(part, raw) for raw in self._rows(key, part))
            )
            for part in judged
        }
        part = self._mapping.consents
        if part is None:
            return StoreFacts(expired=expired)
        raw = self._all(Ask("consents", filled(part.path, key=key.key)), part.list)
        consents = (self._read.consent(part, item) for item in raw)
        return StoreFacts(consents=tuple(c for c in consents if c), expired=expired)

    def can(self, kind: ChangeKind, holding: Holding) -> bool:
        """Whether the mapping file has an address for this kind of change there."""
        return self._changes.can(kind, self._mapping.part(holding.name))

    def apply(self, change: StoreChange) -> ChangeResult:
        """Make the change once, however often it is asked. Raises SourceError, ValueNotStored."""
        return self._changes.apply(change)

    @property
    def keeps_steps(self) -> bool:
        """Whether the store itself keeps the keys of steps beside its changes: it does not."""
        return False

    def knows(self, step_keys: Iterable[str]) -> frozenset[str]:
        """Return none: an API is not asked which keys it has seen; the caller looks at the data."""
        del step_keys
        return frozenset()

    def identities(self, holding: Holding) -> Iterator[Sequence[tuple[str, str]]]:
        """Yield subject key and record id of every record, page by page. Raises SourceError."""
        part = self._mapping.part(holding.name)
        if part.identities is None:
            raise SourceNever(
                f"{self._mapping.file}: holding '{part.name}' has no address of all its records: add 'identities'"
            )
        ask = Ask(f"holding '{part.name}', 'identities'", part.identities)
        for content in self._client.pages(ask, self._mapping.paging):
            page = self._read.listed(content, part.list, ask.what)
            if page:
                yield [self._read.subject(part, raw) for raw in page]

    def check(self) -> None:
        """Raise SourceError when the API cannot be reached, does not let us in, or answers otherwise than mapped."""
        self._client.check()
        nobody = PersonCriteria(_NOBODY, _NOBODY, date(1900, 1, 1), vlimpers_number=_NOBODY)
        for asked in self._searches(nobody):
            for _ in self._search(asked, nobody):
                break
        for part in self._mapping.holding:
            ask = Ask(f"holding '{part.name}'", filled(part.path, key=_NOBODY))
            reply = self._client.send(ask)
            if reply.status not in _NO_SUCH:
                self._client.refuse(ask, reply.status)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _searches(self, criteria: PersonCriteria) -> Iterator[Mapping[str, str]]:
        """Yield what is searched, the surest first: a number each, then the names with the birth date."""
        fields = self._mapping.search
        number = compact_number(criteria.vlimpers_number)
        if fields.number and number:
            yield {fields.number: number}
        if fields.national_number and criteria.national_number:
            yield {fields.national_number: criteria.national_number}
        named = {fields.given_name: criteria.given_name, fields.family_name: criteria.family_name}
        if fields.date_of_birth and criteria.date_of_birth:
            named[fields.date_of_birth] = criteria.date_of_birth.isoformat()
        yield named

    def _search(self, asked: Mapping[str, str], criteria: PersonCriteria) -> Iterator[KnownPerson]:
        part = self._mapping.search
        # In the body where the API takes it: addresses end up in logs.
        in_body = part.method == "POST"
        ask = Ask(
            "search",
            part.path,
            method=part.method,
            body=asked if in_body else None,
            query=None if in_body else asked,
        )
        national = criteria.national_number is not None
        for raw in self._all(ask, part.list):
            yield self._read.person(raw, with_national_number=national)

    def _row_pages(self, key: SubjectKey, part: ApiHolding) -> Iterator[list[Any]]:
        ask = Ask(f"holding '{part.name}'", filled(part.path, key=key.key))
        paging, absent = self._mapping.paging, part.absent_is_empty
        for content in self._client.pages(ask, paging, absent=absent):
            page = self._read.listed(content, part.list, ask.what)
            for raw in page:
                self._read.check_subject(part, raw, key)
            yield page

    def _rows(self, key: SubjectKey, part: ApiHolding) -> Iterator[Any]:
        return (raw for page in self._row_pages(key, part) for raw in page)

    def _all(self, ask: Ask, pointer: str) -> Iterator[Any]:
        for content in self._client.pages(ask, self._mapping.paging):
            yield from self._read.listed(content, pointer, ask.what)
