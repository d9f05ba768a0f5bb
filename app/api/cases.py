"""Read one case, its timeline; add a note; say who handles it."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.answers.case import CaseOut, NoteOut, TimelineOut
from app.api.answers.parts import answers
from app.api.case_view import case_answer, compact, instant
from app.api.claim_details import check_known, read_details
from app.api.inputs import Code, Line, RightName, Sentence
from app.cases.model import Case, Claim
from app.casework import clarify, note
from app.casework.mail_parts import MailTask
from app.http.bodies import json_body
from app.http.deps import (
    Asked,
    DeskDep,
    NowDep,
    PartsDep,
    RepeatDep,
    ResourceNotFound,
    SessionDep,
    case_for,
    check_if_match,
    may_do,
    named_in_case,
)
from app.http.paging import BASE_PATH, Cursors, PageQuery, page
from app.http.parsing import JsonModel
from app.http.queries import NoQuery, query
from app.http.routes import DeskRoute
from app.kit.ids import new_id
from app.staff.model import Actor
from app.staff.rules import Act
from app.staff.store import StaffStore

router = APIRouter(route_class=DeskRoute, tags=["Cases"])


class NoteIn(JsonModel):
    """A note for colleagues; `settles` names the tasks of a mail that are done with it."""

    text: Sentence
    settles: Annotated[tuple[MailTask, ...], Field(max_length=10)] = ()


class AssigneeIn(JsonModel):
    """Who handles the case; absent means nobody."""

    assignee: Code | None = None


class ClaimReading(JsonModel):
    """How a claim is to be read; `right` where it was taken for another one."""

    right: RightName | None = None
    scope: Annotated[list[Line], Field(max_length=100)] | None = None
    statement: Sentence | None = None
    details: Annotated[dict[Code, Any], Field(max_length=100)] | None = None
    harm: Annotated[
        Sentence | None,
        Field(
            description="What acting for the wrong person could do: then a withdrawal of consent waits for proof too. Rare."
        ),
    ] = None


class FoundClaim(ClaimReading):
    """A right that the request asks too."""

    right: RightName


class TimelineQuery(PageQuery):
    """Which part of the timeline."""

    after_event: str | None = None


@router.get(
    "/cases/{case_id}",
    operation_id="getCase",
    responses=answers(CaseOut, tagged=True),
    summary="Read one case",
)
def get_case(
    case: Annotated[Case, case_for(Act.READ_CASE)],
    actor: Annotated[Actor, may_do(Act.READ_CASE)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return the case with its entity tag; 304 when the reader has this version.

    A version tells that nobody changed the case. Days left, flags and allowed actions change by themselves:
    whoever shows them reads the case without `If-None-Match`.
    """
    return case_answer(case, desk, actor, at=now)


@router.put(
    "/cases/{case_id}/assignee",
    operation_id="assignCase",
    responses=answers(CaseOut, tagged=True),
    summary="Give a case to somebody",
)
def assign_case(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[AssigneeIn, json_body(AssigneeIn)],
    desk: DeskDep,
    session: SessionDep,
    now: NowDep,
) -> JSONResponse:
    """Record who handles the case."""
    check_if_match(request, case)
    known = StaffStore(session).of_id(body.assignee) if body.assignee else None
    holder = known.actor if known else None
    changed = note.assign_to(desk, case, body.assignee, holder=holder, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now)


def _open_claim(asked: Asked, case: Case) -> Claim:
    found = {claim.claim_id: claim for claim in case.open_claims}.get(asked.path["claim_id"])
    if found is None:
        raise ResourceNotFound("The case has no such open claim")
    return found


@router.put(
    "/cases/{case_id}/claims/{claim_id}",
    operation_id="clarifyClaim",
    responses=answers(CaseOut, tagged=True),
    summary="Say how a claim is to be read",
)
def clarify_claim(
    claim_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    claim: Annotated[Claim, named_in_case(Act.HANDLE, _open_claim)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[ClaimReading, json_body(ClaimReading)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Put right, scope, words and details in place of the earlier reading, before anything is decided.

    Without `right` the claim keeps its own, and is confirmed by it. With another one, what rested for the
    claim ends, and what the new right restricts rests at once; the proof of identity it needs is asked.
    """
    right = body.right or claim.right
    details = read_details(right, body.details)
    check_known(right, details, desk, place="details")
    check_if_match(request, case)
    changed = clarify.clarify(
        desk,
        case,
        claim_id,
        right=right,
        scope=body.scope,
        statement=body.statement,
        details=details,
        harm=body.harm or "",
        by=actor,
        at=now,
    )
    return case_answer(changed, desk, actor, at=now)


@router.post(
    "/cases/{case_id}/claims",
    status_code=201,
    operation_id="addClaim",
    responses=answers(CaseOut, 201, tagged=True),
    summary="Add a right that the same request asks",
)
def add_claim(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[FoundClaim, json_body(FoundClaim)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Add a claim for a right that was overlooked in this very request, on the same clock, before anything is decided.

    A right that the person asks later is a request of its own: register it as a new case, linked to this one.
    """
    details = read_details(body.right, body.details)
    check_known(body.right, details, desk, place="details")
    check_if_match(request, case)
    found = Claim(
        claim_id=new_id(),
        right=body.right,
        statement=body.statement,
        scope=None if body.scope is None else tuple(body.scope),
        details=details,
        harm=body.harm or "",
    )
    changed = clarify.add_claim(desk, case, found, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now, status=201)


@router.post(
    "/cases/{case_id}/notes",
    status_code=201,
    operation_id="addNote",
    responses=answers(NoteOut, 201),
    summary="Add a note",
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
    note_id = note.write(desk, case, body.text, settles=body.settles, by=actor, at=now)
    return JSONResponse(
        {"id": note_id, "text": body.text, "writtenAt": instant(now)},
        201,
        headers={"Location": f"{BASE_PATH}/cases/{case.case_id}/timeline"},
    )


@router.get(
    "/cases/{case_id}/timeline",
    operation_id="getTimeline",
    responses=answers(TimelineOut),
    summary="Read what happened",
)
def timeline(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_CASE)],
    asked: Annotated[TimelineQuery, query(TimelineQuery)],
    parts: PartsDep,
    desk: DeskDep,
) -> JSONResponse:
    """Return the events of the case, newest first."""
    cursors = Cursors(parts.session_key, "timeline", case.case_id)
    place = cursors.read(asked.after_event, name="afterEvent")
    entries = [
        entry
        for entry in reversed(desk.journal.entries(case.case_id))
        if place is None or entry.sequence < place[0]
    ]
    shown = entries[: asked.page_size]
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
        for entry in shown
    ]
    more = len(entries) > len(shown)
    after = ("afterEvent", cursors.write([shown[-1].sequence])) if more else None
    return JSONResponse(page(request, items, size=asked.page_size, after=after))
