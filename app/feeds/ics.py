"""The dates of cases as a calendar (RFC 5545): references and dates, nothing of a person."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from app.cases.queries import DatedCase

_PRODUCT: Final = "-//Rechtenloket//Termijnen//NL"
_REFRESH: Final = "PT1H"
_ANSWER: Final = "Antwoord versturen: {reference}"
_SAFE_HARBOUR: Final = "Laten weten dat wij nog niet handelen: {reference}"
_PAUSED: Final = (
    "De termijn loopt niet: wij wachten op de persoon. Dit is de laatste dag om dat te laten weten."
)


def calendar_of(cases: Iterable[DatedCase], *, domain: str, at: datetime) -> bytes:
    """Return the calendar: one whole day per case. It changes with the case, under the same id."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Rechtenloket: termijnen")
    calendar.add("x-published-ttl", _REFRESH)
    for case in cases:
        calendar.add_component(_event(case, domain, at))
    return bytes(calendar.to_ical())


def _event(case: DatedCase, domain: str, at: datetime) -> Event:
    on = case.comes_on
    words = _ANSWER if case.due_on else _SAFE_HARBOUR
    event = Event()
    event.add("uid", f"{case.case_id}@{domain}")
    event.add("dtstamp", at)
    event.add("sequence", case.version)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", words.format(reference=case.reference))
    event.add("transp", "TRANSPARENT")
    if case.due_on is None:
        event.add("description", _PAUSED)
    return event
