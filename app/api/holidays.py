"""The public holidays of a year: read by all who count days, and changed by who manages the service."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.answers.deadlines import HolidaysOut
from app.api.answers.parts import answers
from app.api.inputs import IsoDate, Line
from app.casework.designate import designate
from app.deadlines.holidays import Calendar
from app.designated.model import DesignatedDay, calendar_with
from app.http.bodies import json_body
from app.http.deps import DeskDep, NowDep, PartsDep, may_do
from app.http.paging import whole
from app.http.parsing import JsonModel
from app.http.problems import InputInvalid, Issue
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.language import Text
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Reference"])

_BAD_YEAR = Text(
    "Geef het jaar in vier cijfers",
    "Give the year in four digits",
    "Donnez l'année en quatre chiffres",
)
_OTHER_YEAR = Text(
    "Deze dag valt niet in dit jaar",
    "This day is not in this year",
    "Ce jour n'est pas dans cette année",
)
_TWICE = Text(
    "Deze dag staat er twee keer", "This day stands here twice", "Ce jour figure deux fois"
)


class DayIn(JsonModel):
    """A day, and the decision by which it became a holiday or ceased to be one."""

    date: IsoDate
    name: Line
    decree: Line


class HolidaysIn(JsonModel):
    """All days of the year that the law changed: what is not named any more is taken back."""

    designated_days: Annotated[tuple[DayIn, ...], Field(max_length=50)] = ()
    abolished_days: Annotated[tuple[DayIn, ...], Field(max_length=50)] = ()

    def days(self, year: int) -> tuple[DesignatedDay, ...]:
        """Return the days. Raises InputInvalid for one of another year, or one that stands twice."""
        found: list[DesignatedDay] = []
        lists = (("designatedDays", self.designated_days), ("abolishedDays", self.abolished_days))
        for name, days in lists:
            for place, one in enumerate(days):
                field = f"{name}[{place}].date"
                if one.date.year != year:
                    raise InputInvalid(Issue("body", field, _OTHER_YEAR))
                if one.date in {earlier.day for earlier in found}:
                    raise InputInvalid(Issue("body", field, _TWICE))
                abolished = name == "abolishedDays"
                found.append(DesignatedDay(one.date, one.name, one.decree, abolished=abolished))
        return tuple(found)


@router.get(
    "/holidays/{year}",
    operation_id="getHolidays",
    responses=answers(HolidaysOut),
    summary="Read the public holidays of a year",
)
def get_holidays(
    year: str,
    request: Request,
    _actor: Annotated[Actor, may_do(Act.CALCULATE)],
    _query: NoQuery,
    parts: PartsDep,
    desk: DeskDep,
) -> JSONResponse:
    """Return the days on which no period ends, as the clock counts them."""
    days = desk.designated.days()
    calendar = calendar_with(parts.calendars.base, days)
    return JSONResponse(_view(request, _year(year), calendar, days))


@router.put(
    "/holidays/{year}",
    operation_id="putHolidays",
    responses=answers(HolidaysOut),
    summary="Change the days that the law designates in a year",
)
def put_holidays(
    year: str,
    request: Request,
    actor: Annotated[Actor, may_do(Act.MANAGE)],
    body: Annotated[HolidaysIn, json_body(HolidaysIn)],
    parts: PartsDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Take the days; open cases are computed again within minutes, and those that ended stay as they are."""
    on = _year(year)
    base = parts.calendars.base
    base.days(on)
    calendar = designate(desk, base, on, body.days(on), by=actor, at=now)
    return JSONResponse(_view(request, on, calendar, desk.designated.days()))


def _year(year: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", year):
        raise InputInvalid(Issue("path", "year", _BAD_YEAR))
    return int(year)


def _view(
    request: Request, year: int, calendar: Calendar, days: Sequence[DesignatedDay]
) -> dict[str, Any]:
    names = {one.day: one.name for one in days if not one.abolished}
    items = [
        {"date": on.isoformat(), "label": {"nl": names[on]} if on in names else _label(label)}
        for on, label in calendar.days(year)
    ]
    return {
        **whole(request, items),
        "year": year,
        "holidaysVersion": calendar.version,
        "designatedDays": [_day(d) for d in days if d.day.year == year and not d.abolished],
        "abolishedDays": [_day(d) for d in days if d.day.year == year and d.abolished],
    }


def _day(one: DesignatedDay) -> dict[str, str]:
    return {"date": one.day.isoformat(), "name": one.name, "decree": one.decree}


def _label(label: Text) -> dict[str, str]:
    return {"nl": label.nl, "fr": label.fr, "en": label.en}
