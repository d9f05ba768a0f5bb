"""What can be fetched on the pages, until when, and what was fetched: as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date, format_time

from app.cases.model import Case
from app.casework.desk import Desk
from app.casework.hand_out import handed_out
from app.casework.on_page import copies_handed_over, discloses, letters_on_page
from app.exports.model import Export
from app.exports.rules import newest_packages
from app.kit.clock import BRUSSELS, brussels_date
from app.language import Language
from app.letters.languages import date_in_words, size_in_words


@dataclass(frozen=True, slots=True)
class Day:
    """A date for people: `days` counts from today, negative for the past."""

    iso: str
    words: str
    days: int


@dataclass(frozen=True, slots=True)
class File:
    """Something to fetch."""

    file_id: str
    kind: str
    language: str
    size: str
    day: Day
    path: str
    """Where it is fetched; empty where its link is over, or it opens with a ticket and has none."""
    until: Day | None = None
    """The last day it can be fetched; None for what discloses nothing."""
    gone: bool = False
    """The contents were destroyed."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One download: what, when, by whom and how far."""

    kind: str
    day: Day
    time: str
    by_person: bool
    whole: bool | None


def day(on: date, *, today: date, language: Language) -> Day:
    """Return the date with its weekday, e.g. `donderdag 17 december 2026`."""
    weekday = format_date(on, "EEEE", locale=language.value)
    return Day(on.isoformat(), f"{weekday} {date_in_words(on, language)}", (on - today).days)


def masked(address: str) -> str:
    """Return an address as its owner knows it again: the first letter and the domain."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def letter_files(desk: Desk, case: Case, *, language: Language, at: datetime) -> tuple[File, ...]:
    """Return the letters on the page: what discloses nothing has a way of its own, the rest a ticket."""
    live, today = desk.downloads.live(case.case_id), brussels_date(at)
    found = []
    for letter in letters_on_page(desk, case):
        ticket = live.get(letter.letter_id)
        opens = ticket is not None and today <= ticket.expires_on
        path = f"/status/brief/{letter.letter_id}"
        if discloses(letter):
            path = f"/ophalen/{desk.downloads.secret(ticket)}" if ticket and opens else ""
        found.append(
            File(
                file_id=letter.letter_id,
                kind=letter.kind.value,
                language=letter.language.value,
                size=size_in_words(letter.size, language),
                day=day(brussels_date(letter.issued_at), today=today, language=language),
                path=path,
                until=day(ticket.expires_on, today=today, language=language) if ticket else None,
            )
        )
    return tuple(found)


def copy_files(desk: Desk, case: Case, *, language: Language, at: datetime) -> tuple[File, ...]:
    """Return the newest package of each claim, those that are gone too."""
    live, today = desk.downloads.live(case.case_id), brussels_date(at)
    over = copies_handed_over(desk, case)
    newest = {e.claim_id: e for e in (*over, *newest_packages(over))}
    found = []
    for export in newest.values():
        until, ticket = export.available_until, live.get(export.export_id)
        gone = export.expired_at is not None or (until is not None and today > until)
        opens = ticket is not None and not gone
        found.append(
            File(
                file_id=export.export_id,
                kind="copy",
                language=language.value,
                size=size_in_words(export.package.size if export.package else 0, language),
                day=day(_closed_on(export), today=today, language=language),
                path=f"/ophalen/{desk.downloads.secret(ticket)}" if ticket and opens else "",
                until=day(until, today=today, language=language) if until else None,
                gone=gone,
            )
        )
    return tuple(found)


def fetches(desk: Desk, case: Case, *, language: Language, at: datetime) -> tuple[Fetch, ...]:
    """Return who fetched what lately, newest first."""
    kinds = {x.letter_id: x.kind.value for x in letters_on_page(desk, case)}
    kinds |= {e.export_id: "copy" for e in copies_handed_over(desk, case)}
    today = brussels_date(at)
    return tuple(
        Fetch(
            kind=kinds[one.item_id],
            day=day(brussels_date(one.at), today=today, language=language),
            time=format_time(one.at, "HH:mm", tzinfo=BRUSSELS, locale=language.value),
            by_person=one.by_person,
            whole=one.whole,
        )
        for one in handed_out(desk, case)
        if one.item_id in kinds
    )


def _closed_on(export: Export) -> date:
    return brussels_date(export.closed_at or export.created_at)
