"""What routes ask for, as annotated aliases: in the order of refusals of the API contract.

What does not wait is a coroutine: FastAPI hands every other function to a thread, one after the other.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Protocol

import anyio
from anyio.to_thread import run_sync
from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.cases.guards import MissingPermission
from app.cases.model import Case
from app.cases.store import CaseNotFound, VersionMismatch
from app.casework.conflicts import ConflictOfInterest, check_apart, note_refused
from app.casework.desk import Desk
from app.errors import DeskError
from app.http.accepting import check_accept
from app.http.parts import Parts, parts_of
from app.http.problems import language_of
from app.http.repeats import Slot, read_key, slot_of
from app.kit.row_security import see_only
from app.language import Language
from app.staff.access import ExpiredAccessToken, InvalidAccessToken
from app.staff.model import Actor
from app.staff.rules import Act, may, own_registrations_only


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


async def _session(request: Request, parts: PartsDep) -> AsyncIterator[Session]:
    """Give a session whose work is committed before the answer leaves, or not at all.

    With it stands or falls the slot of an Idempotency-Key: a call that fails gives it back.
    """
    session = Session(parts.engine)
    request.state.session = session
    try:
        yield session
        await _in_own_thread(_end, session)
    except BaseException as error:
        await _in_own_thread(_undo, session, parts, error, getattr(request.state, "slot", None))
        raise


async def _in_own_thread(work: Callable[..., None], *given: object) -> None:
    """Run to the end, cancelled or not, in a thread besides the usual ones.

    Those may all be held by calls that wait for the very connection this one gives back.
    """
    with anyio.CancelScope(shield=True):
        await run_sync(work, *given, limiter=anyio.CapacityLimiter(1))


def _end(session: Session) -> None:
    session.commit()
    session.close()


def _undo(session: Session, parts: Parts, error: BaseException, slot: Slot | None) -> None:
    session.rollback()
    session.close()
    if isinstance(error, ConflictOfInterest):
        with parts.desk() as desk:
            note_refused(desk, error, at=parts.clock())
    if slot is not None:
        parts.kept_answers.release(slot)


SessionDep = Annotated[Session, Depends(_session, scope="function")]


async def _desk(parts: PartsDep, session: SessionDep) -> Desk:
    if parts.calendars.is_fresh():
        return parts.desk_on(session)
    return await run_sync(parts.desk_on, session)  # asks the database for the calendar


DeskDep = Annotated[Desk, Depends(_desk, scope="function")]


async def _now(parts: PartsDep) -> datetime:
    return parts.clock()


NowDep = Annotated[datetime, Depends(_now)]


async def _language(request: Request) -> Language:
    return language_of(request)


LanguageDep = Annotated[Language, Depends(_language)]


def _staff(request: Request, parts: PartsDep, session: SessionDep, now: NowDep) -> Actor:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    access = parts.access
    if scheme.lower() != "bearer" or not token.strip():
        access.count_stranger(request, at=now)
        raise NoAccessToken("Send Authorization: Bearer <token>")
    try:
        actor = access.actor(token.strip(), session, at=now)
    except (InvalidAccessToken, ExpiredAccessToken):
        session.rollback()
        access.count_stranger(request, at=now)
        raise
    # No connection is held while a body is read, nor while one is awaited for the next question.
    session.rollback()
    access.calls.count(actor.actor_id, at=now)
    see_only(session, actor.entities)
    return actor


StaffDep = Annotated[Actor, Depends(_staff, scope="function")]


def may_do(act: Act) -> Any:
    """Return the dependency that lets through who may do `act`, and gives the actor."""

    async def check(request: Request, actor: StaffDep) -> Actor:
        if not may(actor, act):
            raise MissingPermission(f"{act.value} needs another role")
        check_accept(request)
        for value in request.path_params.values():
            if not _ID.fullmatch(str(value)):
                raise ResourceNotFound("Nothing has such an id")
        return actor

    checker: Callable[[Request, Actor], Awaitable[Actor]] = check
    checker.act = act  # type: ignore[attr-defined]  # read by the guard on unprotected routes
    return Depends(checker, scope="function")


def case_for(act: Act) -> Any:
    """Return the dependency that gives the case of the path to who may do `act` on it.

    A case of another entity, or not registered by an intake of its own, does not exist for them.
    """

    def load(
        case_id: str, desk: DeskDep, session: SessionDep, actor: Annotated[Actor, may_do(act)]
    ) -> Case:
        case = visible_case(desk, case_id, actor, act)
        # As in `_staff`. A change made meanwhile is found when this one is saved.
        session.rollback()
        return case

    loader: Callable[[str, Desk, Session, Actor], Case] = load
    loader.act = act  # type: ignore[attr-defined]  # read by the guard on unprotected routes
    return Depends(loader, scope="function")


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


def has_version(request: Request, header: str, case: Versioned) -> bool:
    """Whether a conditional header names the version of the case; `*` names none, so it never does."""
    return etag(case) in {part.strip() for part in request.headers.get(header, "").split(",")}


def check_if_match(request: Request, case: Versioned) -> None:
    """Raise PreconditionRequired without If-Match, VersionMismatch with a stale one."""
    if "if-match" not in request.headers:
        raise PreconditionRequired("Send If-Match with the ETag of the case")
    if not has_version(request, "if-match", case):
        raise VersionMismatch("The case was changed in the meantime")


def _repeat(request: Request, parts: PartsDep, actor: StaffDep, now: NowDep) -> None:
    """Give the stored answer for a repeated Idempotency-Key, or take its slot."""
    header = request.headers.get("idempotency-key")
    if header is None:
        return
    slot = slot_of(
        client=actor.actor_id,
        method=request.method,
        path=request.url.path,
        key=read_key(header),
        body=getattr(request.state, "raw_body", b""),
    )
    stored = parts.kept_answers.claim(slot, at=now)
    if stored is not None:
        raise Replay(stored)
    request.state.slot = slot


RepeatDep = Annotated[None, Depends(_repeat, scope="function")]
"""Stands after the body and before If-Match in a route's signature."""
