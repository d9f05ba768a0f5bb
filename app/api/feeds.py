"""The dates of cases in somebody's own calendar program: a feed with a secret of its own, that can be shut."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.api.answers.deadlines import CalendarFeedOut
from app.api.answers.parts import answers, file
from app.feeds.ics import calendar_of
from app.http.bodies import json_body
from app.http.deps import Asked, DeskDep, NowDep, PartsDep, RepeatDep, SessionDep, may_do, named
from app.http.paging import BASE_PATH, address
from app.http.parsing import JsonModel
from app.http.queries import NoQuery, query
from app.http.routes import DeskRoute
from app.kit.row_security import see_only
from app.staff.access import InvalidAccessToken
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Clock"])

MOST_EVENTS = 2000
"""Cases in one calendar, the nearest dates first: calendar programs choke on more."""
MEDIA_TYPE = "text/calendar"
_HEADERS = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="deadlines.ics"'}


class FeedIn(JsonModel):
    """Nothing is asked: the feed shows what the token sees."""


class FeedQuery(JsonModel):
    """The secret of the feed: a calendar program sends no headers."""

    token: str


@router.post(
    "/calendarFeeds",
    operation_id="addCalendarFeed",
    status_code=201,
    responses=answers(CalendarFeedOut, 201),
    summary="Get the address of a calendar of due dates",
)
def add_feed(
    request: Request,
    actor: Annotated[Actor, may_do(Act.CALENDAR_FEED)],
    _body: Annotated[FeedIn, json_body(FeedIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return an address that shows the dates of the cases of this token's entities, until it is shut.

    It ends with the token it was made with.
    """
    feed_id, secret = desk.feeds.issue(actor, at=now)
    url = address(request, f"{BASE_PATH}/deadlines.ics?token={secret}")
    return JSONResponse({"id": feed_id, "url": url}, 201, {"Location": url})


def _own_feed(asked: Asked) -> None:
    asked.desk.feeds.check_own(asked.path["feed_id"], asked.actor)


@router.delete(
    "/calendarFeeds/{feed_id}",
    operation_id="removeCalendarFeed",
    status_code=204,
    summary="Shut a calendar feed",
)
def remove_feed(
    feed_id: str,
    actor: Annotated[Actor, may_do(Act.CALENDAR_FEED)],
    _own: Annotated[None, named(Act.CALENDAR_FEED, _own_feed)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Shut a feed of one's own: its address shows nothing any more."""
    desk.feeds.revoke(feed_id, actor, at=now)
    return Response(status_code=204)


@router.get(
    "/deadlines.ics",
    operation_id="getDeadlines",
    responses=file(MEDIA_TYPE) | {status: {"description": ""} for status in (401, 429)},
    summary="Read the due dates as a calendar",
)
def deadlines(
    request: Request,
    asked: Annotated[FeedQuery, query(FeedQuery)],
    parts: PartsDep,
    session: SessionDep,
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Return references and dates of open cases, nothing of a person; a suspended case has its safe-harbour date."""
    entities = desk.feeds.entities(asked.token, at=now)
    if entities is None:
        session.rollback()  # the count is kept with a connection of its own
        parts.access.count_stranger(request, at=now)
        raise InvalidAccessToken("The feed is unknown or was shut")
    see_only(session, entities)
    cases = desk.dates.coming(entities=entities, limit=MOST_EVENTS)
    body = calendar_of(cases, domain=parts.policy.mail_domain, at=now)
    return Response(body, media_type=MEDIA_TYPE, headers=_HEADERS)
