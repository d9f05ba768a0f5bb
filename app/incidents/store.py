"""Keep breaches; what is told in words only under the key of the case."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Select, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.incidents.model import Choice, Incident, Informing, Notification, Recall, Risk, Story
from app.incidents.tables import IncidentRow
from app.kit.case_key import CaseKey, KeyDestroyed
from app.kit.crypto import seal_small, unseal_small

KeyOf = Callable[[str], CaseKey]
"""Gives the key of a case. Raises KeyDestroyed."""


class IncidentUnknown(DeskError):
    """The case has no such incident."""

    code: ClassVar[str] = "incidentUnknown"


class IncidentStore:
    """Incidents in the service's database, on one session."""

    def __init__(self, session: Session, key_of: KeyOf) -> None:
        self._session = session
        self._key_of = key_of

    def keep(self, incident: Incident) -> None:
        """Keep an incident, new or further decided."""
        values = self._columns(incident)
        self._session.execute(
            insert(IncidentRow)
            .values(incident_id=incident.incident_id, **values)
            .on_conflict_do_update(index_elements=[IncidentRow.incident_id], set_=values)
        )

    def of_case(self, case_id: str) -> tuple[Incident, ...]:
        """Return the incidents of a case, in the order in which they became known."""
        return self._read(_ORDERED.where(IncidentRow.case_id == case_id))

    def get(self, case_id: str, incident_id: str) -> Incident:
        """Return one incident of the case. Raises IncidentUnknown."""
        for incident in self.of_case(case_id):
            if incident.incident_id == incident_id:
                return incident
        raise IncidentUnknown("There is no such incident in this case")

    def page(
        self, *, cases: Select[str] | None, after: tuple[datetime, str] | None, size: int
    ) -> tuple[Incident, ...]:
        """Return up to `size` incidents after the given place; `cases` limits to those."""
        query = _ORDERED.limit(size)
        if cases is not None:
            query = query.where(IncidentRow.case_id.in_(cases))
        if after is not None:
            query = query.where(tuple_(IncidentRow.known_at, IncidentRow.incident_id) > after)
        return self._read(query)

    def _read(self, query: Select[IncidentRow]) -> tuple[Incident, ...]:
        rows = self._session.scalars(query, execution_options={"populate_existing": True})
        return tuple(_incident(row, self._story(row)) for row in rows)

    def _columns(self, incident: Incident) -> dict[str, Any]:
        if incident.story is None:
            raise KeyDestroyed
        plain = json.dumps(asdict(incident.story)).encode()
        key = self._key_of(incident.case_id).value
        return {
            "case_id": incident.case_id,
            "known_at": incident.known_at,
            "letter_ids": list(incident.letter_ids),
            "export_ids": list(incident.export_ids),
            "reported_by": incident.reported_by,
            "reported_at": incident.reported_at,
            "people": incident.people,
            "risk": incident.risk,
            "notification": _stored(incident.notification),
            "informing": _stored(incident.informing),
            "recall": incident.recall,
            "recalled_on": incident.recalled_on,
            "story": seal_small(plain, key=key, context=_context(incident.incident_id)),
        }

    def _story(self, row: IncidentRow) -> Story | None:
        try:
            key = self._key_of(row.case_id).value
        except KeyDestroyed:
            return None
        plain = unseal_small(row.story, key=key, context=_context(row.incident_id))
        return Story(**json.loads(plain))


_ORDERED = select(IncidentRow).order_by(IncidentRow.known_at, IncidentRow.incident_id)


def _context(incident_id: str) -> str:
    return f"incident\x00{incident_id}"


def _stored(decided: Notification | Informing | None) -> dict[str, Any] | None:
    if decided is None:
        return None
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(decided).items()
    }


def _incident(row: IncidentRow, story: Story | None) -> Incident:
    return Incident(
        incident_id=row.incident_id,
        case_id=row.case_id,
        known_at=row.known_at,
        letter_ids=tuple(row.letter_ids),
        export_ids=tuple(row.export_ids),
        reported_by=row.reported_by,
        reported_at=row.reported_at,
        story=story,
        people=row.people,
        risk=Risk(row.risk) if row.risk else None,
        notification=_notification(row.notification),
        informing=_informing(row.informing),
        recall=Recall(row.recall) if row.recall else None,
        recalled_on=row.recalled_on,
    )


def _notification(stored: dict[str, Any] | None) -> Notification | None:
    if stored is None:
        return None
    notified = stored["notified_at"]
    return Notification(
        choice=Choice(stored["choice"]),
        decided_by=stored["decided_by"],
        decided_at=datetime.fromisoformat(stored["decided_at"]),
        notified_at=datetime.fromisoformat(notified) if notified else None,
        reference=stored["reference"],
    )


def _informing(stored: dict[str, Any] | None) -> Informing | None:
    if stored is None:
        return None
    told = stored["informed_on"]
    return Informing(
        choice=Choice(stored["choice"]),
        decided_by=stored["decided_by"],
        decided_at=datetime.fromisoformat(stored["decided_at"]),
        informed_on=date.fromisoformat(told) if told else None,
    )
