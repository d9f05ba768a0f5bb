"""Which days are public holidays for a period under EU law: the ten Belgian legal days, 2018-2040."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final

from dateutil.easter import easter

from app.errors import DeskError
from app.language import Text

FIRST_DAY: Final = date(2018, 1, 1)
LAST_DAY: Final = date(2040, 12, 31)
HOLIDAYS_VERSION: Final = "be-statutory-2026-11-25"

# Act of 4 January 1974, Royal Decree of 18 April 1974 art. 1: ten days, no others.
_FIXED: Final = (
    (1, 1, Text("Nieuwjaar", "New Year's Day", "jour de l'An")),
    (5, 1, Text("Dag van de Arbeid", "Labour Day", "fête du Travail")),
    (7, 21, Text("nationale feestdag", "National Day", "fête nationale")),
    (8, 15, Text("O.L.V.-Hemelvaart", "Assumption Day", "Assomption")),
    (11, 1, Text("Allerheiligen", "All Saints' Day", "Toussaint")),
    (11, 11, Text("Wapenstilstand", "Armistice Day", "Armistice")),
    (12, 25, Text("Kerstmis", "Christmas Day", "Noël")),
)
_AFTER_EASTER: Final = (
    (1, Text("paasmaandag", "Easter Monday", "lundi de Pâques")),
    (39, Text("Hemelvaartsdag", "Ascension Day", "Ascension")),
    (50, Text("pinkstermaandag", "Whit Monday", "lundi de Pentecôte")),
)
_FLEMISH_DAY: Final = Text(
    "Feest van de Vlaamse Gemeenschap, meegeteld omdat de instelling voor 11 juli aanstaat",
    "Day of the Flemish Community, counted because the setting for 11 July is on",
    "Fête de la Communauté flamande, comptée parce que le réglage pour le 11 juillet est activé",
)
_ADDED: Final = Text(
    "bij wet aangewezen feestdag",
    "public holiday designated by law",
    "jour férié désigné par la loi",
)


class CalendarEnds(DeskError):
    """A date falls outside the years the calendar knows: no answer instead of a guess."""

    code = "calendarEnds"


def is_flemish_day(on: date) -> bool:
    """Whether `on` is 11 July, the day of the Flemish Community."""
    return (on.month, on.day) == (7, 11)


@cache
def _ten_days(year: int) -> Mapping[date, Text]:
    fixed = {date(year, month, day): name for month, day, name in _FIXED}
    moving = {easter(year) + timedelta(days=days): name for days, name in _AFTER_EASTER}
    return MappingProxyType(dict(sorted((fixed | moving).items())))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which no period ends; a day off of the agency itself is never one of them."""

    roll_on_11_july: bool = False
    """Arguable, so off: not rolling can never be late (legal-rules 1.2)."""
    added: frozenset[date] = frozenset()
    """One-off days designated by law."""
    removed: frozenset[date] = frozenset()
    """Legal days that the law has taken away."""

    def check(self, on: date) -> None:
        """Raise CalendarEnds unless `on` lies within 2018-01-01 to 2040-12-31."""
        if not FIRST_DAY <= on <= LAST_DAY:
            raise CalendarEnds(f"The calendar covers {FIRST_DAY} to {LAST_DAY}")

    def is_statutory(self, on: date) -> bool:
        """Whether `on` is a legal holiday in force. Raises CalendarEnds."""
        self.check(on)
        return on in self.added or (on in _ten_days(on.year) and on not in self.removed)

    def holiday(self, on: date) -> Text | None:
        """Return the name of the holiday on which no period ends, None on another day. Raises CalendarEnds."""
        if self.is_statutory(on):
            return _ten_days(on.year).get(on, _ADDED)
        return _FLEMISH_DAY if self.roll_on_11_july and is_flemish_day(on) else None

    def is_working_day(self, on: date) -> bool:
        """Whether a period can end on `on` (Reg. 1182/71 art. 2(2)). Raises CalendarEnds."""
        return self.holiday(on) is None and on.isoweekday() <= 5  # noqa: PLR2004 - Friday

    def days(self, year: int) -> tuple[tuple[date, Text], ...]:
        """Return the holidays of a year with their names, in order. Raises CalendarEnds."""
        if not FIRST_DAY.year <= year <= LAST_DAY.year:
            raise CalendarEnds(f"The calendar covers {FIRST_DAY} to {LAST_DAY}")
        asked = {*_ten_days(year), date(year, 7, 11), *(d for d in self.added if d.year == year)}
        named = ((on, self.holiday(on)) for on in sorted(asked))
        return tuple((on, name) for on, name in named if name is not None)

    @classmethod
    def named(cls, version: str) -> "Calendar":
        """Return the calendar of a version, with which dates that stand since then were computed."""
        return _named(version)

    @property
    def version(self) -> str:
        """What was in force, written so that two equal versions mean equal days."""
        switch = ("11july",) if self.roll_on_11_july else ()
        added = (f"added-{on}" for on in sorted(self.added))
        removed = (f"removed-{on}" for on in sorted(self.removed))
        return "+".join((HOLIDAYS_VERSION, *switch, *added, *removed))


@cache
def _named(version: str) -> Calendar:
    _, *changes = version.split("+")
    days: dict[str, set[date]] = {"added": set(), "removed": set()}
    for change in changes:
        kind, _, day = change.partition("-")
        if kind in days:
            days[kind].add(date.fromisoformat(day))
    return Calendar(
        roll_on_11_july="11july" in changes,
        added=frozenset(days["added"]),
        removed=frozenset(days["removed"]),
    )
