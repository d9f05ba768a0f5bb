"""Proof of identity: the check, the request for proof, the answer to it."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.case_view import case_answer
from app.api.inputs import Flag, Received, Sentence
from app.cases.model import Case, IdentityResult
from app.casework import identify, specify
from app.deadlines.model import SuspensionKind
from app.http.bodies import json_body
from app.http.deps import DeskDep, NowDep, RepeatDep, case_for, check_if_match, may_do
from app.http.parsing import JsonModel
from app.http.routes import DeskRoute
from app.identity.model import Means
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Identity"])


class CheckIn(JsonModel):
    """The result of an identity check."""

    result: IdentityResult
    means: Means | None = None
    note: Sentence | None = None


class IdentityRequestIn(JsonModel):
    """Why there is doubt, and how it can be taken away."""

    doubt: Sentence
    means: Annotated[list[Means], Field(min_length=1, max_length=8)]


class SpecificationIn(JsonModel):
    """Why the quantity is large, for colleagues; the letter shows what there is to choose from."""

    overview: Sentence | None = None


class AnswerIn(Received):
    """When the person answered, and whether that is enough."""

    kind: SuspensionKind
    sufficient: Flag


@router.post(
    "/cases/{case_id}/identityChecks",
    status_code=201,
    operation_id="checkIdentity",
    summary="Record an identity check",
)
def check_identity(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[CheckIn, json_body(CheckIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Open the gate, or record that the proof does not suffice."""
    check_if_match(request, case)
    changed = identify.record_check(
        desk, case, body.result, means=body.means, note=body.note, by=actor, at=now
    )
    return case_answer(changed, desk, actor, at=now, status=201)


@router.post(
    "/cases/{case_id}/identityRequests",
    status_code=201,
    operation_id="requestIdentity",
    summary="Ask for proof of identity",
)
def request_identity(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[IdentityRequestIn, json_body(IdentityRequestIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Send letter L02; the clock stops as the rules allow."""
    check_if_match(request, case)
    changed = identify.ask(desk, case, doubt=body.doubt, means=body.means, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now, status=201)


@router.post(
    "/cases/{case_id}/specificationRequests",
    status_code=201,
    operation_id="requestSpecification",
    summary="Ask which of very many data the person wants to see",
)
def request_specification(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[SpecificationIn, json_body(SpecificationIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Send letter L04; the clock stops until the answer, or for fourteen days."""
    check_if_match(request, case)
    changed = specify.ask(desk, case, overview=body.overview or "", by=actor, at=now)
    return case_answer(changed, desk, actor, at=now, status=201)


@router.post(
    "/cases/{case_id}/answersReceived",
    status_code=201,
    operation_id="receiveAnswer",
    summary="End an open suspension",
)
def receive_answer(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[AnswerIn, json_body(AnswerIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Record the day the answer came in."""
    received_on, _ = body.moment(desk.calendar, now=now)
    check_if_match(request, case)
    changed = identify.take_answer(
        desk, case, body.kind, on=received_on, sufficient=body.sufficient, by=actor, at=now
    )
    return case_answer(changed, desk, actor, at=now, status=201)
