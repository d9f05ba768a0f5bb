"""What another side answers from a database of people: JSON, whichever way it travels."""

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from app.personnel.changes import ChangeKind, RestrictionFlag, StoreChange, ValueNotStored
from app.personnel.json_values import read_value
from app.personnel.model import Collector, OfferedDocument, SourceNeedsPerson, SubjectKey, Value
from sqlalchemy import create_engine, make_url, text

_PEOPLE = "SELECT persoon_id::text, voornaam, naam, geboortedatum, soort, vlimpersnummer, rijksregisternummer FROM persoon"
_FIELDS = (
    "key",
    "givenName",
    "familyName",
    "dateOfBirth",
    "population",
    "number",
    "nationalNumber",
)
_COLUMNS = {
    "number": "vlimpersnummer",
    "nationalNumber": "rijksregisternummer",
    "givenName": "voornaam",
    "familyName": "naam",
    "dateOfBirth": "geboortedatum",
}


Told = Callable[[Value, str], Any]
"""Says how a value is given, given where it stands."""


class StoreAnswers:
    """Answers on the people of a database, through the connector that is proven on it."""

    def __init__(self, collector: Collector, url: str) -> None:
        """Take the database and its connector."""
        self.collector: Any = collector
        self._engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))

    def close(self) -> None:
        """Give every connection back."""
        self.collector.close()
        self._engine.dispose()

    def people(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the people for whom every value that is given is right."""
        given = {name: value for name, value in asked.items() if value and name in _COLUMNS}
        where = " AND ".join(f"{_COLUMNS[name]} = :{name}" for name in given)
        values = {n: date.fromisoformat(v) if n == "dateOfBirth" else v for n, v in given.items()}
        with self._engine.connect() as connection:
            rows = connection.execute(text(f"{_PEOPLE} WHERE {where}"), values).all()
        return [dict(zip(_FIELDS, row, strict=True)) for row in rows]

    def person(self, key: str) -> dict[str, Any]:
        """Return the facts of one person."""
        profile = self.collector.profile(self.subject(key))
        return {
            **dict.fromkeys(_FIELDS),
            "key": key,
            "population": profile.population,
            "employment": profile.employment,
            "entityCode": profile.entity_code,
            "entityName": profile.entity_name,
            "address": list(profile.verified_address),
            "street": profile.verified_address[0] if profile.verified_address else None,
            "town": "".join(profile.verified_address[1:]) or None,
        }

    def recipients(self, key: str) -> list[dict[str, Any]]:
        """Return to whom data went, a line per category."""
        return [
            {
                "name": r.name,
                "recipientId": r.recipient_id,
                "categoryId": category,
                "on": r.last_on,
            }
            for r in self.collector.recipients(self.subject(key))
            for category in r.category_ids or (None,)
        ]

    def consents(self, key: str, on: date) -> list[dict[str, Any]]:
        """Return the consents."""
        return [
            {"purposeId": c.purpose_id, "givenOn": c.given_on, "withdrawnOn": c.withdrawn_on}
            for c in self.collector.facts(self.subject(key), on=on).consents
        ]

    def records(self, key: str, holding: str, told: Told | None = None) -> list[dict[str, Any]]:
        """Return the records of a person in a holding; `told` says how a document is given."""
        part = self.holding(holding)
        told = told or _told
        names = [e.name for e in part.elements]
        return [
            {
                "id": r.record_id,
                "recordId": r.record_id,
                "concernsOthers": r.third_party,
                "thirdParty": r.third_party,
                "values": {
                    name: told(v, f"{key}/{holding}/{r.record_id}/{name}")
                    for name, v in zip(names, r.values, strict=True)
                },
            }
            for batch in self.collector.records(self.subject(key), part)
            for r in batch
        ]

    def document(self, key: str, holding: str, record: str, element: str) -> bytes:
        """Return a document."""
        part = self.holding(holding)
        at = [e.name for e in part.elements].index(element)
        (found,) = [
            r.values[at]
            for batch in self.collector.records(self.subject(key), part)
            for r in batch
            if r.record_id == record
        ]
        return b"".join(found.content())

    def identities(self, holding: str) -> list[dict[str, str]]:
        """Return whose every record of a holding is."""
        return [
            {"subject": key, "key": key, "id": record, "recordId": record}
            for batch in self.collector.identities(self.holding(holding))
            for key, record in batch
        ]

    def holding(self, name: str) -> Any:
        """Return a holding of the store."""
        return next(h for h in self.collector.holdings if h.name == name)

    def subject(self, key: str) -> SubjectKey:
        """Return a person of the store."""
        return SubjectKey(self.collector.system, key)

    def typed(self, holding: str, values: Mapping[str, Any]) -> dict[str, Value]:
        """Return values of JSON as the kinds of their elements."""
        kinds = {e.name: e.kind for e in self.holding(holding).elements}
        return {name: read_value(value, kinds[name]) for name, value in values.items()}

    def change(self, kind: str, key: str, holding: str, step: str, **more: Any) -> Any:
        """Make a change and return what became of it."""
        on = more.pop("on", date(2026, 11, 25))
        flag = more.pop("restriction", None)
        return self.collector.apply(
            StoreChange(
                step, ChangeKind(kind), self.subject(key), holding, on, flag=_flag(flag), **more
            )
        )

    def changed(self, kind: str, key: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Make the change that was asked for and return what is told of it."""
        holding = asked["holding"]
        try:
            done = self.change(
                kind,
                key,
                holding,
                asked["stepKey"],
                on=date.fromisoformat(asked["on"]),
                record_ids=tuple(asked["recordIds"]),
                elements=tuple(asked["elements"]),
                expected=self.typed(holding, asked["expected"]) if holding else {},
                values=self.typed(holding, asked["values"]) if holding else {},
                expired_only=asked["expiredOnly"],
                statement=asked["statement"],
                restriction=asked["restriction"],
                purpose_ids=tuple(asked["purposeIds"]),
            )
        except ValueNotStored:
            return {"status": "valueNotStored"}
        except SourceNeedsPerson:
            return {"status": "needsPerson"}
        return {
            "status": done.status,
            "records": done.records,
            "recordIds": done.record_ids,
            "remaining": done.remaining,
        }


def _told(value: Value, _place: str) -> Any:
    if isinstance(value, OfferedDocument):
        return {"base64": base64.b64encode(b"".join(value.content())).decode()}
    return value


def _flag(given: Mapping[str, Any] | None) -> RestrictionFlag | None:
    if given is None:
        return None
    since = given.get("since")
    return RestrictionFlag(
        given["restrictionId"],
        given.get("ground", ""),
        datetime.fromisoformat(since) if since else datetime(2026, 1, 1).astimezone(),
        tuple(given.get("allowedUses", ())),
    )
