"""Reads people, records, recipients and consents out of the JSON of an API, as its mapping file says."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from app.personnel.api_mapping import ApiHolding, ApiMapping, ConsentsPart, RecipientsPart
from app.personnel.described import PeopleCodes
from app.personnel.json_values import NotAsMapped, at, read_id, read_value
from app.personnel.matching import KnownPerson
from app.personnel.model import (
    ActualRecipient,
    ConsentRecord,
    OfferedDocument,
    PersonalRecord,
    SubjectKey,
    SubjectProfile,
    Value,
    ValueKind,
)


class ApiReader:
    """Reads by one mapping file. Every method raises NotAsMapped with the place, never with a value."""

    def __init__(self, mapping: ApiMapping, fetch: Callable[[str, str], bytes]) -> None:
        """Take the mapping file, and what fetches the document behind a link, given what it is called in errors."""
        self._mapping, self._fetch = mapping, fetch
        self._system = mapping.system.name

    def listed(self, content: Any, pointer: str, what: str) -> list[Any]:
        """Return the list in a page."""
        try:
            found = at(content, pointer)
        except KeyError:
            found = None
        if not isinstance(found, list):
            raise self._wrong(what, "list", "there is no list there")
        return found

    def person(self, raw: Any, *, with_national_number: bool) -> KnownPerson:
        """Return one person of a search."""
        person, what = self._mapping.person, "search"
        national = person.national_number if with_national_number else None
        return KnownPerson(
            key=SubjectKey(self._system, self._id(raw, person.key, what)),
            given_name=self.text(raw, person.given_name, what) or "",
            family_name=self.text(raw, person.family_name, what) or "",
            date_of_birth=self._day(raw, person.date_of_birth, what),
            population=self._population(self.text(raw, person.population, what)),
            number=self.text(raw, person.number, what),
            national_number=self.text(raw, national, what),
        )

    def profile(self, content: Any, key: SubjectKey) -> SubjectProfile:
        """Return the facts of the one person."""
        person, what = self._mapping.person, "person"
        raw = self._value(content, person.item, what)
        if self._id(raw, person.key, what) != key.key:
            raise self._wrong(what, "key", "it is somebody else's")
        lines = (
            " ".join(filter(None, (self.text(raw, spot, what) for spot in line)))
            for line in person.address
        )
        return SubjectProfile(
            key=key,
            population=self._population(self.text(raw, person.population, what)),
            employment=employment_of(person, self.text(raw, person.employment, what)),
            entity_code=self.text(raw, person.entity_code, what),
            entity_name=self.text(raw, person.entity_name, what),
            verified_address=tuple(filter(None, lines)),
        )

    def recipients(self, part: RecipientsPart, raw: Iterable[Any]) -> tuple[ActualRecipient, ...]:
        """Return the recipients, one per name and id."""
        what = "recipients"
        return merged_recipients(
            (
                self.text(item, part.name, what) or "",
                self.text(item, part.recipient, what),
                self.text(item, part.category, what),
                self._day(item, part.on, what),
            )
            for item in raw
        )

    def consent(self, part: ConsentsPart, raw: Any) -> ConsentRecord | None:
        """Return a consent, or None for one that is not in the mapping file."""
        what = "consents"
        code, withdrawn_on = self.consent_code(part, raw)
        if code not in part.purposes:
            return None
        return ConsentRecord(
            purpose_id=part.purposes[code],
            given_on=self._day(raw, part.given, what),
            withdrawn_on=withdrawn_on,
            elements=part.elements.get(code, ()),
        )

    def consent_code(self, part: ConsentsPart, raw: Any) -> tuple[str, date | None]:
        """Return by which code the system knows a consent, and when it ended."""
        what = "consents"
        code = self.text(raw, part.purpose, what) or ""
        return code, self._day(raw, part.withdrawn, what)

    def record(self, part: ApiHolding, raw: Any) -> PersonalRecord:
        """Return one record."""
        what = f"holding '{part.name}'"
        others = False
        if part.third_party_flag:
            flag = self._read(raw, part.third_party_flag, ValueKind.BOOLEAN, what)
            others = flag is True
        return PersonalRecord(
            self._id(raw, part.record_id, what), tuple(self._values(part, raw)), others
        )

    def subject(self, part: ApiHolding, raw: Any) -> tuple[str, str]:
        """Return subject key and record id of one record of a whole holding."""
        what = f"holding '{part.name}'"
        return self._id(raw, part.subject or "", what), self._id(raw, part.record_id, what)

    def check_subject(self, part: ApiHolding, raw: Any, key: SubjectKey) -> None:
        """Raise NotAsMapped for a record that says it is somebody else's; one need not say whose it is."""
        if part.subject is None:
            return
        what = f"holding '{part.name}'"
        try:
            told = at(raw, part.subject)
        except KeyError:
            return
        if told is not None and self._id(raw, part.subject, what) != key.key:
            raise self._wrong(what, part.subject, "it is somebody else's")

    def until(self, part: ApiHolding, raw: Any) -> date | None:
        """Return the last day of a record's storage period; None where it has none."""
        retention = part.retention
        return self._day(raw, retention.until if retention else None, f"holding '{part.name}'")

    def text(self, raw: Any, spot: str | None, what: str) -> str | None:
        """Return a text, or None where the mapping file or the record has none."""
        value = self._read(raw, spot, ValueKind.TEXT, what) if spot else None
        return value if isinstance(value, str) else None

    def _values(self, part: ApiHolding, raw: Any) -> Iterator[Value]:
        for element in part.elements:
            what = f"holding '{part.name}', element '{element.name}'"
            try:
                found = at(raw, element.spot)
            except KeyError:
                if not element.optional:
                    raise self._wrong(what, element.spot, "it is not there") from None
                found = None
            if element.link:
                yield self._behind(found, what, element.spot)
            else:
                yield self._typed(found, element.kind, what, element.spot, zone=element.zone)

    def _behind(self, link: Any, what: str, spot: str) -> OfferedDocument | None:
        if link is None or link == "":
            return None
        if not isinstance(link, str):
            raise self._wrong(what, spot, "it is no link")
        return OfferedDocument(lambda: iter((self._fetch(what, link),)))

    def _day(self, raw: Any, spot: str | None, what: str) -> date | None:
        value = self._read(raw, spot, ValueKind.DATE, what) if spot else None
        return value if isinstance(value, date) else None

    def _id(self, raw: Any, spot: str, what: str) -> str:
        try:
            return read_id(self._value(raw, spot, what))
        except ValueError as error:
            raise self._wrong(what, spot, str(error)) from None

    def _read(self, raw: Any, spot: str, kind: ValueKind, what: str) -> Value:
        return self._typed(self._value(raw, spot, what), kind, what, spot)

    def _typed(
        self, found: Any, kind: ValueKind, what: str, spot: str, *, zone: str | None = None
    ) -> Value:
        try:
            return read_value(found, kind, zone=zone)
        except ValueError as error:
            raise self._wrong(what, spot, str(error)) from None

    def _value(self, raw: Any, spot: str, what: str) -> Any:
        try:
            return at(raw, spot)
        except KeyError:
            raise self._wrong(what, spot, "it is not there") from None

    def _population(self, code: str | None) -> str:
        return population_of(self._mapping.person, code, file=self._mapping.file)

    def _wrong(self, what: str, spot: str, why: str) -> NotAsMapped:
        return NotAsMapped(f"{self._system}: {what}, field '{spot}': {why}")


def population_of(codes: PeopleCodes, code: str | None, *, file: str) -> str:
    """Return the register's population of a store's code. Raises NotAsMapped."""
    if code is not None and (not codes.populations or code in codes.populations):
        return codes.populations.get(code, code)
    raise NotAsMapped(
        f"{file}: key 'person.populations': the system uses a code that is not in it: add it"
    )


def employment_of(codes: PeopleCodes, code: str | None) -> str | None:
    """Return `statutory`, `contractual` or None for a store's code."""
    if not codes.employments:
        return code
    return codes.employments.get(code or "")


def merged_recipients(
    went: Iterable[tuple[str, str | None, str | None, date | None]],
) -> tuple[ActualRecipient, ...]:
    """Return one line per recipient from name, id, category and day of each disclosure."""
    by_recipient: dict[tuple[str, str | None], list[tuple[str | None, date | None]]] = {}
    for name, recipient_id, category_id, on in went:
        by_recipient.setdefault((name, recipient_id), []).append((category_id, on))
    return tuple(
        ActualRecipient(
            name=name,
            recipient_id=recipient_id,
            category_ids=tuple(dict.fromkeys(c for c, _ in each if c)),
            last_on=max((on for _, on in each if on), default=None),
        )
        for (name, recipient_id), each in by_recipient.items()
    )
