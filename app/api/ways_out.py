"""The ends of a case and what moves them: extension, answer, receipts, withdrawal, closure."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.answers.case import CaseOut
from app.api.answers.letters import DeliveryOut
from app.api.answers.parts import answers
from app.api.case_view import case_answer
from app.api.inputs import Code, IsoDate, Remarks, Sentence, check_not_future
from app.api.letters import handed_over, handover_view
from app.cases.model import Case, Delivery
from app.casework import answer, close, deliver, extend, lapse, redirect, withdraw
from app.delivery.model import DeliveryStatus, Handover
from app.http.bodies import json_body
from app.http.deps import (
    DeskDep,
    NowDep,
    RepeatDep,
    case_for,
    check_if_match,
    may_do,
    named_in_case,
)
from app.http.paging import BASE_PATH
from app.http.parsing import JsonModel
from app.http.problems import InputInvalid, Issue
from app.http.routes import DeskRoute
from app.kit.clock import brussels_date
from app.language import Language, Text
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Ways Out"])


class ExtensionIn(JsonModel):
    """Why more time is needed, in this case."""

    reason_code: Literal["complexity", "numberOfRequests"]
    reasons: Sentence
    planned_date: IsoDate | None = None


class AnswerOrder(JsonModel):
    """How to answer."""

    language: Language | None = None
    delivery: Delivery = Delivery.PORTAL
    remarks: Remarks = Field(default_factory=list)


class ReceiptIn(JsonModel):
    """What the courier reports."""

    status: Literal["sent", "arrived", "bounced"]
    date: IsoDate
    proof: Sentence | None = None


class WithdrawalIn(JsonModel):
    """What the person takes back."""

    reason: Sentence | None = None
    claim_ids: Annotated[list[Code], Field(min_length=1, max_length=20)] | None = None


class LapseIn(JsonModel):
    """Nothing to add: the letter says what was asked, and when."""


class RedirectionIn(JsonModel):
    """Who answers instead of us, how to reach them, and why."""

    to: Sentence
    contact: Sentence | None = None
    reason: Sentence


class ClosureIn(JsonModel):
    """A last word for colleagues."""

    note: Sentence | None = None


@router.post(
    "/cases/{case_id}/extensions",
    status_code=201,
    operation_id="extendPeriod",
    responses=answers(CaseOut, 201, tagged=True),
    summary="Extend the period by two months, once",
)
def extend_period(
    request: Request,
    case: Annotated[Case, case_for(Act.EXTEND)],
    actor: Annotated[Actor, may_do(Act.EXTEND)],
    body: Annotated[ExtensionIn, json_body(ExtensionIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Send letter L05 and extend."""
    if body.planned_date is not None and body.planned_date < brussels_date(now):
        raise InputInvalid(Issue("body", "plannedDate", _PLANNED_IN_PAST))
    check_if_match(request, case)
    changed = extend.extend(
        desk,
        case,
        reason_code=body.reason_code,
        reasons=body.reasons,
        planned_on=body.planned_date,
        by=actor,
        at=now,
    )
    return case_answer(changed, desk, actor, at=now, status=201)


@router.post(
    "/cases/{case_id}/answer",
    operation_id="answerCase",
    responses=answers(CaseOut, tagged=True),
    summary="Answer the person",
)
def answer_case(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[AnswerOrder, json_body(AnswerOrder)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Seal the copy and the letter, close the package, hand both over."""
    check_if_match(request, case)
    changed = answer.answer(
        desk,
        case,
        language=body.language,
        delivery=body.delivery,
        remarks=body.remarks,
        by=actor,
        at=now,
    )
    return case_answer(changed, desk, actor, at=now)


@router.post(
    "/cases/{case_id}/deliveries/{delivery_id}/receipt",
    status_code=201,
    operation_id="recordReceipt",
    responses=answers(DeliveryOut, 201),
    summary="Record dispatch, arrival or bounce",
)
def record_receipt(
    delivery_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _handover: Annotated[Handover, named_in_case(Act.HANDLE, handed_over)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[ReceiptIn, json_body(ReceiptIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep what the courier reports."""
    check_not_future(body.date, name="date", now=now)
    check_if_match(request, case)
    handover = deliver.record_receipt(
        desk,
        case,
        delivery_id,
        DeliveryStatus(body.status),
        on=body.date,
        proof=body.proof or "",
        by=actor,
        at=now,
    )
    place = f"{BASE_PATH}/cases/{case.case_id}/letters"
    return JSONResponse(handover_view(handover), 201, headers={"Location": place})


@router.post(
    "/cases/{case_id}/withdrawal",
    operation_id="withdrawCase",
    responses=answers(CaseOut, tagged=True),
    summary="Withdraw the request",
)
def withdraw_case(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[WithdrawalIn, json_body(WithdrawalIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Take back all claims, or some."""
    check_if_match(request, case)
    changed = withdraw.withdraw(desk, case, body.claim_ids, reason=body.reason, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now)


@router.post(
    "/cases/{case_id}/lapse",
    operation_id="lapseCase",
    responses=answers(CaseOut, tagged=True),
    summary="End a case in which the identity was never proven",
)
def lapse_case(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    _body: Annotated[LapseIn, json_body(LapseIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Send letter L15; proof that comes later reopens the case."""
    check_if_match(request, case)
    changed = lapse.lapse(desk, case, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now)


@router.post(
    "/cases/{case_id}/redirection",
    operation_id="redirectCase",
    responses=answers(CaseOut, tagged=True),
    summary="Refer the person to another controller or regime",
)
def redirect_case(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[RedirectionIn, json_body(RedirectionIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Send letter L20; nothing is forwarded."""
    check_if_match(request, case)
    changed = redirect.redirect(
        desk,
        case,
        to=body.to,
        contact=body.contact or "",
        reason=body.reason,
        by=actor,
        at=now,
    )
    return case_answer(changed, desk, actor, at=now)


@router.post(
    "/cases/{case_id}/closure",
    operation_id="closeCase",
    responses=answers(CaseOut, tagged=True),
    summary="Close an answered case",
)
def close_case(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[ClosureIn, json_body(ClosureIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Close the case."""
    check_if_match(request, case)
    changed = close.close(desk, case, note=body.note, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now)


_PLANNED_IN_PAST = Text(
    "De geplande dag ligt in het verleden",
    "The planned day lies in the past",
    "Le jour prévu est passé",
)
