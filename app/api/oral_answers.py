"""Answers by word of mouth, with their summary in writing (Art. 12(1))."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from app.api.answers.letters import OralAnswerListOut, OralAnswerOut
from app.api.answers.parts import answers
from app.api.case_view import instant
from app.api.inputs import IsoDate, Line, Sentence, Yes, check_not_future
from app.cases.model import Case
from app.casework import tell_orally
from app.delivery.model import OralAnswer
from app.http.bodies import json_body
from app.http.deps import DeskDep, NowDep, RepeatDep, case_for, check_if_match, may_do
from app.http.paging import BASE_PATH, whole
from app.http.parsing import JsonModel
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.kit.ids import new_id
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Oral Answers"])


class OralAnswerIn(JsonModel):
    """That the person asked for it and how, how their identity was proven, and what was told."""

    asked_by_person: Yes
    asked_how: Sentence
    identity_proof: Sentence
    given_date: IsoDate
    given_by: Line
    summary: Sentence


@router.post(
    "/cases/{case_id}/oralAnswers",
    status_code=201,
    operation_id="recordOralAnswer",
    responses=answers(OralAnswerOut, 201),
    summary="Record an answer by word of mouth",
)
def record_oral_answer(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[OralAnswerIn, json_body(OralAnswerIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep the summary in the file; the written answer follows as usual."""
    check_not_future(body.given_date, name="givenDate", now=now)
    check_if_match(request, case)
    wanted = OralAnswer(
        oral_answer_id=new_id(),
        case_id=case.case_id,
        asked_how=body.asked_how,
        identity_proof=body.identity_proof,
        given_on=body.given_date,
        given_by=body.given_by,
        summary=body.summary,
        written_by=actor.actor_id,
        written_at=now,
    )
    made = tell_orally.record(desk, case, wanted, by=actor)
    place = f"{BASE_PATH}/cases/{case.case_id}/oralAnswers"
    return JSONResponse(oral_answer_view(made), 201, headers={"Location": place})


@router.get(
    "/cases/{case_id}/oralAnswers",
    operation_id="listOralAnswers",
    responses=answers(OralAnswerListOut),
    summary="List oral answers",
)
def list_oral_answers(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_LETTERS)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return what was told by word of mouth, oldest first."""
    items = [oral_answer_view(one) for one in desk.deliveries.oral(case.case_id)]
    return JSONResponse(whole(request, items))


def oral_answer_view(one: OralAnswer) -> dict[str, Any]:
    """Return an oral answer as JSON."""
    return {
        "id": one.oral_answer_id,
        "askedHow": one.asked_how,
        "identityProof": one.identity_proof,
        "givenDate": one.given_on.isoformat(),
        "givenBy": one.given_by,
        "summary": one.summary,
        "writtenBy": one.written_by,
        "writtenAt": instant(one.written_at),
    }
