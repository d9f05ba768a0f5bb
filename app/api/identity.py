"""Proof of identity: the check, the request for proof, the answer to it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from app.api.answers.case import CaseOut
from app.api.answers.identity import ComparisonOut
from app.api.answers.parts import answers
from app.api.case_view import case_answer
from app.api.inputs import Flag, IsoDate, Name, Received, Sentence
from app.cases.model import Case, IdentityResult
from app.casework import compare, identify, specify
from app.deadlines.model import SuspensionKind
from app.http.bodies import json_body
from app.http.deps import DeskDep, NowDep, RepeatDep, case_for, check_if_match, may_do
from app.http.parsing import JsonModel
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.identity.assurance import Level
from app.identity.comparison import Compared
from app.identity.model import CardReading, Means
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Identity"])


class CardIn(JsonModel):
    """What was read from a card that was shown; compared at once, never kept."""

    given_names: Name
    family_name: Name
    date_of_birth: IsoDate
    valid_until: IsoDate | None = None

    def reading(self) -> CardReading:
        """Return what was read."""
        return CardReading(self.given_names, self.family_name, self.date_of_birth, self.valid_until)


class CheckIn(JsonModel):
    """The result of an identity check."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"result": "verified", "means": "signedRequestWithIdCopy"}]}
    )

    result: IdentityResult
    means: Means | None = None
    note: Sentence | None = None
    session_level: Annotated[
        Literal["low", "substantial", "high"] | None,
        Field(description="With `session`: the level at which they signed in, where it was lower."),
    ] = None
    read_from_card: CardIn | None = None

    def seen(self) -> identify.Seen:
        """Return what is compared and not kept."""
        level, card = self.session_level, self.read_from_card
        return identify.Seen(
            session_level=Level.read(level) if level else None,
            card=card.reading() if card else None,
        )


class IdentityRequestIn(JsonModel):
    """Why there is doubt, and how it can be taken away."""

    doubt: Sentence
    means: Annotated[list[Means], Field(min_length=1, max_length=8)]


class SpecificationIn(JsonModel):
    """Why the quantity is large, for colleagues; the letter shows what there is to choose from."""

    overview: Sentence | None = None


class AnswerIn(Received):
    """When the person answered, and whether that is enough."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"kind": "identity", "receivedDate": "2026-03-09", "sufficient": True}]
        }
    )

    kind: SuspensionKind
    sufficient: Flag


@router.post(
    "/cases/{case_id}/identityChecks",
    status_code=201,
    operation_id="checkIdentity",
    responses=answers(CaseOut, 201, tagged=True),
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
        desk,
        case,
        body.result,
        means=body.means,
        note=body.note,
        seen=body.seen(),
        by=actor,
        at=now,
    )
    return case_answer(changed, desk, actor, at=now, status=201)


@router.get(
    "/cases/{case_id}/identityComparison",
    operation_id="compareIdentity",
    responses=answers(ComparisonOut),
    summary="Set beside each other what request, proof and stores say of who asks",
)
def compare_identity(
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return per fact whether it is the same, close, different or not held; no value of a store is shown."""
    found = compare.compare(desk, case, by=actor, at=now)
    return JSONResponse(
        {
            "fields": [
                {
                    "field": field.name,
                    "request": field.request,
                    "proof": [_side(side, "documentId") for side in field.proof],
                    "store": [_side(side, "system") for side in field.store],
                }
                for field in found.fields
            ],
            "match": {
                "proof": _compared(found.proof),
                "store": _compared(found.store),
                "people": found.people,
                "silentSystems": list(found.silent),
            },
        }
    )


def _side(side: compare.Side, source: str) -> dict[str, Any]:
    said = {"says": side.says} if side.says else {}
    return {source: side.source, **said, **_compared(side.compared)}


def _compared(compared: Compared) -> dict[str, Any]:
    return {"result": compared.likeness.value, "reasons": [r.value for r in compared.reasons]}


@router.post(
    "/cases/{case_id}/identityRequests",
    status_code=201,
    operation_id="requestIdentity",
    responses=answers(CaseOut, 201, tagged=True),
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
    responses=answers(CaseOut, 201, tagged=True),
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
    responses=answers(CaseOut, 201, tagged=True),
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
