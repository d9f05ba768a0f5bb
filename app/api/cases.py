"""`GET /cases` and what only reads or adds: one case, the list, notes, the assignee, the timeline."""

import base64
import hashlib
import hmac
import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BeforeValidator, Field

from app.api.case_view import case_answer, compact, instant
from app.api.inputs import IsoDate, Sentence
from app.cases.model import Case, State
from app.cases.queries import CaseFilter, CaseLine, CaseQueries
from app.casework import note
from app.http.bodies import JsonModel, json_body, parse
from app.http.deps import (
    DeskDep,
    NowDep,
    PartsDep,
    RepeatDep,
    SessionDep,
    case_for,
    check_if_match,
    etag,
    may_do,
)
from app.http.problems import InputInvalid, Issue
from app.http.routes import DeskRoute
from app.language import Text
from app.staff.model import Actor
from app.staff.rules import Act, own_registrations_only

router = APIRouter(route_class=DeskRoute, tags=["Cases"])

_BAD_CURSOR = Text(
    "Deze plaats in de lijst bestaat niet. Begin opnieuw",
    "This place in the list does not exist. Start again",
    "Cet endroit de la liste n'existe pas. Recommencez",
)


def _many(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


class ListQuery(JsonModel):
    """Filters of the list; a repeated name means or, different names mean and."""

    state: Annotated[tuple[State, ...], BeforeValidator(_many)] = ()
    right: Annotated[tuple[str, ...], BeforeValidator(_many)] = ()
    due_before: IsoDate | None = None
    sort: str = Field(default="dueDate", pattern="^dueDate$")
    page_size: int = Field(default=25, ge=1, le=100)
    after_case: str | None = None


class NoteIn(JsonModel):
    """A note for colleagues."""

    text: Sentence


class AssigneeIn(JsonModel):
    """Who handles the case; absent means nobody."""

    assignee: Annotated[str, Field(min_length=1, max_length=100)] | None = None


def query_of(request: Request) -> dict[str, Any]:
    """Return the query parameters; a repeated one as a list."""
    found: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in found:
            found[name] = [*_many(found[name]), value]
        else:
            found[name] = value
    return found


@router.get("/cases", operation_id="listCases", summary="List cases by due date")
def list_cases(
    request: Request,
    actor: Annotated[Actor, may_do(Act.READ_CASE)],
    parts: PartsDep,
    session: SessionDep,
) -> JSONResponse:
    """Return one page of the cases this actor may see."""
    query = parse(ListQuery, query_of(request), place="query")
    own = own_registrations_only(actor, Act.READ_CASE)
    wanted = CaseFilter(
        states=tuple(state.value for state in query.state),
        rights=query.right,
        due_before=query.due_before,
        entities=actor.entities,
        registered_by=actor.actor_id if own else None,
    )
    after = _read_cursor(query.after_case, wanted, parts.session_key) if query.after_case else None
    lines = CaseQueries(session).page(wanted, after=after, size=query.page_size + 1)
    shown = lines[: query.page_size]
    body: dict[str, Any] = {
        "self": str(request.url),
        "items": [_line(line) for line in shown],
        "pageSize": query.page_size,
    }
    if len(lines) > len(shown):
        cursor = _cursor(shown[-1], wanted, parts.session_key)
        body["next"] = str(request.url.include_query_params(afterCase=cursor))
    return JSONResponse(body)


@router.get("/cases/{case_id}", operation_id="getCase", summary="Read one case")
def get_case(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_CASE)],
    actor: Annotated[Actor, may_do(Act.READ_CASE)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return the case with its entity tag; 304 when the reader has this version."""
    if request.headers.get("if-none-match") == etag(case):
        return JSONResponse(None, 304, headers={"ETag": etag(case)})
    return case_answer(case, desk, actor, at=now)


@router.put(
    "/cases/{case_id}/assignee", operation_id="assignCase", summary="Give a case to somebody"
)
def assign_case(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[AssigneeIn, json_body(AssigneeIn)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Record who handles the case."""
    check_if_match(request, case)
    changed = note.assign_to(desk, case, body.assignee, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now)


@router.post(
    "/cases/{case_id}/notes", status_code=201, operation_id="addNote", summary="Add a note"
)
def add_note(
    case: Annotated[Case, case_for(Act.ADD)],
    actor: Annotated[Actor, may_do(Act.ADD)],
    body: Annotated[NoteIn, json_body(NoteIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep a note beside the case."""
    note_id = note.write(desk, case, body.text, by=actor, at=now)
    return JSONResponse({"id": note_id, "text": body.text, "writtenAt": now.isoformat()}, 201)


@router.get("/cases/{case_id}/timeline", operation_id="getTimeline", summary="Read what happened")
def timeline(case: Annotated[Case, case_for(Act.READ_CASE)], desk: DeskDep) -> JSONResponse:
    """Return every event of the case, newest first."""
    items = [
        compact(
            {
                "sequence": entry.sequence,
                "kind": entry.kind,
                "at": instant(entry.at),
                "actor": entry.actor_id,
                "details": dict(entry.details) or None,
            }
        )
        for entry in reversed(desk.journal.entries(case.case_id))
    ]
    return JSONResponse({"items": items, "pageSize": len(items)})


def _line(line: CaseLine) -> dict[str, Any]:
    return compact(
        {
            "href": f"/dsr/v1/cases/{line.case_id}",
            "id": line.case_id,
            "reference": line.reference,
            "rights": list(line.rights),
            "state": line.state,
            "dueDate": line.due_on and line.due_on.isoformat(),
            "version": line.version,
        }
    )


def _mark(payload: str, key: bytes) -> str:
    return hmac.new(key, payload.encode(), hashlib.sha256).hexdigest()[:32]


def _cursor(line: CaseLine, wanted: CaseFilter, key: bytes) -> str:
    payload = json.dumps([line.sort_on.isoformat(), line.case_id])
    signed = json.dumps([payload, _mark(payload + repr(wanted), key)])
    return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")


def _read_cursor(text: str, wanted: CaseFilter, key: bytes) -> tuple[date, str]:
    """Return the place a cursor of this very list names. Raises InputInvalid for a foreign one."""
    try:
        signed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        payload, mark = json.loads(signed)
        sort_on, case_id = json.loads(payload)
        place = date.fromisoformat(sort_on), str(case_id)
        known = hmac.compare_digest(mark, _mark(payload + repr(wanted), key))
    except (ValueError, TypeError) as error:
        raise InputInvalid(Issue("query", "afterCase", _BAD_CURSOR)) from error
    if not known:
        raise InputInvalid(Issue("query", "afterCase", _BAD_CURSOR))
    return place
