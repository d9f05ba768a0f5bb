"""What routes ask for, as annotated aliases: in the order of refusals of the API contract.

All are coroutines: FastAPI hands every other function to a thread of its own choice (see `threads`).
Desk, moment and actor are worked out once for a call and asked of each other as functions: FastAPI walks the
whole tree of dependencies for every place where one is named.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.cases.guards import MissingPermission
from app.cases.model import Case
from app.cases.store import CaseNotFound, VersionMismatch
from app.casework.conflicts import check_apart
from app.casework.desk import Desk
from app.errors import DeskError
from app.http.accepting import check_accept
from app.http.parts import Parts, parts_of
from app.http.problems import language_of
from app.http.repeats import read_key, slot_of
from app.http.threads import has_own_thread, in_thread
from app.kit.row_security import see_only
from app.language import Language
from app.staff.access import ExpiredAccessToken, InvalidAccessToken
from app.staff.model import Actor
from app.staff.rules import Act, may, own_registrations_only

Found = TypeVar("Found")


class NoAccessToken(DeskError):
    """The call carries no token."""

    code = "noAccessToken"


class PreconditionRequired(DeskError):
    """A change of a case needs If-Match."""

    code = "preconditionRequired"


class ResourceNotFound(DeskError):
    """Nothing has such an address."""

    code = "addressUnknown"


class Replay(Exception):
    """Carries the stored answer of an earlier call with the same key."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


_ID = re.compile(r"[A-Za-z0-9_.-]{1,100}")
"""Every id of ours, and every code of a list; what else stands in a path names nothing."""


async def _parts(request: Request) -> Parts:
    return parts_of(request)


PartsDep = Annotated[Parts, Depends(_parts)]


async def _session(request: Request) -> Session:
    session: Session = request.state.session  # its beginning and its end are with the route
    return session


def _rest(session: Session) -> None:
    """Hold no connection while a body is read or a thread is awaited; a call that has its own goes on with it."""
    if not has_own_thread():
        session.rollback()


SessionDep = Annotated[Session, Depends(_session)]


async def _desk(request: Request) -> Desk:
    known = request.state
    if not hasattr(known, "desk"):
        parts = parts_of(request)
        if parts.calendars.is_fresh():
            known.desk = parts.desk_on(known.session)
        else:
            known.desk = await in_thread(_dated_desk, parts, known.session)
    desk: Desk = known.desk
    return desk


def _dated_desk(parts: Parts, session: Session) -> Desk:
    session.rollback()  # the calendar is asked with a connection of its own
    return parts.desk_on(session)


DeskDep = Annotated[Desk, Depends(_desk)]


async def _now(request: Request) -> datetime:
    known = request.state
    if not hasattr(known, "now"):
        known.now = parts_of(request).clock()
    now: datetime = known.now
    return now


NowDep = Annotated[datetime, Depends(_now)]


async def _language(request: Request) -> Language:
    return language_of(request)


LanguageDep = Annotated[Language, Depends(_language)]


async def _staff(request: Request) -> Actor:
    known = request.state
    if not hasattr(known, "actor"):
        known.actor = await in_thread(_known, request, known.session, await _now(request))
    actor: Actor = known.actor
    return actor


def _known(request: Request, session: Session, now: datetime) -> Actor:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    access = parts_of(request).access
    if scheme.lower() != "bearer" or not token.strip():
        access.count_stranger(request, at=now)
        raise NoAccessToken("Send Authorization: Bearer <token>")
    try:
        actor = access.actor(token.strip(), session, at=now)
    except (InvalidAccessToken, ExpiredAccessToken):
        session.rollback()
        access.count_stranger(request, at=now)
        raise
    _rest(session)
    # The count is asked in a transaction of its own: nobody holds a connection who waits for another.
    access.calls.count(actor.actor_id, at=now, before=session.rollback)
    see_only(session, actor.entities)
    return actor


StaffDep = Annotated[Actor, Depends(_staff)]


def may_do(act: Act) -> Any:
    """Return the dependency that lets through who may do `act`, and gives the actor."""
    return Depends(_checking(act))


@cache
def _checking(act: Act) -> Callable[[Request], Awaitable[Actor]]:
    async def check(request: Request) -> Actor:
        actor = await _staff(request)
        if not may(actor, act):
            raise MissingPermission(f"{act.value} needs another role")
        check_accept(request)
        for value in request.path_params.values():
            if not _ID.fullmatch(str(value)):
                raise ResourceNotFound("Nothing has such an id")
        return actor

    checker: Callable[[Request], Awaitable[Actor]] = check
    checker.act = act  # type: ignore[attr-defined]  # read by the guard on unprotected routes
    return checker


@cache  # one dependency per act: what is named in a case asks for the very case of its route
def case_for(act: Act) -> Any:
    """Return the dependency that gives the case of the path to who may do `act` on it.

    A case of another entity, or not registered by an intake of its own, does not exist for them.
    """

    check = _checking(act)

    async def load(case_id: str, request: Request) -> Case:
        desk, actor = await _desk(request), await check(request)
        return await in_thread(look, request.state.session, desk, case_id, actor)

    def look(session: Session, desk: Desk, case_id: str, actor: Actor) -> Case:
        case = visible_case(desk, case_id, actor, act)
        _rest(session)  # a change made meanwhile is found when this one is saved
        return case

    loader: Callable[[str, Request], Awaitable[Case]] = load
    loader.act = act  # type: ignore[attr-defined]  # read by the guard on unprotected routes
    return Depends(loader)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for what a path names."""

    desk: Desk
    actor: Actor
    path: Mapping[str, str]
    at: datetime


def named(act: Act, find: Callable[[Asked], Found]) -> Any:
    """Return the dependency that gives what the path names, without a case, to who may do `act`.

    `find` raises where there is none: that is told before whatever else is wrong with the call. What it
    finds is as it was then: a route that changes it reads it again.
    """

    check = _checking(act)

    async def load(request: Request) -> Found:
        actor = await check(request)
        asked = await _asked(request, actor)
        return await in_thread(_rested, request.state.session, partial(find, asked))

    loader: Callable[[Request], Awaitable[Found]] = load
    loader.act = act  # type: ignore[attr-defined]  # read by the guard on unprotected routes
    return Depends(loader)


def named_in_case(act: Act, find: Callable[[Asked, Case], Found]) -> Any:
    """Return the dependency that gives what the path names in its case, as `named` does without one."""

    async def load(request: Request, case: Annotated[Case, case_for(act)]) -> Found:
        asked = await _asked(request, await _staff(request))
        return await in_thread(_rested, request.state.session, partial(find, asked, case))

    loader: Callable[[Request, Case], Awaitable[Found]] = load
    loader.act = act  # type: ignore[attr-defined]  # read by the guard on unprotected routes
    return Depends(loader)


async def _asked(request: Request, actor: Actor) -> Asked:
    return Asked(await _desk(request), actor, request.path_params, await _now(request))


def _rested(session: Session, find: Callable[[], Found]) -> Found:
    found = find()
    _rest(session)
    return found


def visible_case(desk: Desk, case_id: str, actor: Actor, act: Act) -> Case:
    """Return the case as far as it exists for this actor, who has to be free to do this with it.

    Raises CaseNotFound and ConflictOfInterest.
    """
    case = desk.cases.load(case_id)
    hidden = own_registrations_only(actor, act) and case.registered_by != actor.actor_id
    if hidden or not actor.sees(case.entity):
        raise CaseNotFound("There is no such case")
    check_apart(case, actor, act, key=desk.policy.person_key)
    return case


class Versioned(Protocol):
    """What changes one version at a time: a case, an endpoint."""

    @property
    def version(self) -> int:
        """The number of its present version."""
        ...


def etag(case: Versioned) -> str:
    """Return the entity tag of a case."""
    return f'"v{case.version}"'


def check_if_match(request: Request, case: Versioned) -> None:
    """Raise PreconditionRequired without If-Match, VersionMismatch with a stale one; `*` names no version, so it is stale."""
    named = request.headers.get("if-match")
    if named is None:
        raise PreconditionRequired("Send If-Match with the ETag of the case")
    if etag(case) not in {part.strip() for part in named.split(",")}:
        raise VersionMismatch("The case was changed in the meantime")


async def _repeat(request: Request, actor: StaffDep, now: NowDep) -> None:
    """Give the stored answer for a repeated Idempotency-Key, or take its slot."""
    header = request.headers.get("idempotency-key")
    if header is None:
        return
    kept = parts_of(request).kept_answers
    slot = slot_of(
        client=actor.actor_id,
        method=request.method,
        path=request.url.path,
        key=read_key(header),
        body=getattr(request.state, "raw_body", b""),
    )
    stored = await in_thread(kept.claim, slot, at=now)
    if stored is not None:
        raise Replay(stored)
    request.state.slot = slot


RepeatDep = Annotated[None, Depends(_repeat)]
"""Stands after the body and before If-Match in a route's signature."""
