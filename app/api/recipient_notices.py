"""Notices to recipients (Art. 19): list, answers, sending again, and the overview for the person."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from app.api.answers.executions import NoticeListOut, NoticeOut
from app.api.answers.letters import LetterOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.inputs import IsoDate, Sentence, check_not_future
from app.api.letters import letter_view
from app.cases.model import Case, Delivery
from app.casework import recipient_answers, tell_recipients
from app.http.bodies import json_body
from app.http.deps import (
    Asked,
    DeskDep,
    NowDep,
    RepeatDep,
    case_for,
    check_if_match,
    may_do,
    named_in_case,
)
from app.http.paging import BASE_PATH, address, whole
from app.http.parsing import JsonModel
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.notices.model import NoticeStatus, RecipientNotice
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Recipients"])


class NoticeAnswerIn(JsonModel):
    """What the recipient answered; `notSent` says why it is impossible or takes disproportionate effort."""

    result: Literal["acknowledged", "refused", "notSent"]
    reason: Sentence | None = None
    date: IsoDate


class SendingIn(JsonModel):
    """Nothing more to say."""


class OverviewIn(JsonModel):
    """How the person gets the overview."""

    delivery: Delivery = Delivery.PORTAL


@router.get(
    "/cases/{case_id}/recipientNotices",
    operation_id="listRecipientNotices",
    responses=answers(NoticeListOut),
    summary="List notices to recipients",
)
def list_notices(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_NOTICES)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return the notices of the case, oldest first, with what became of each."""
    items = [notice_view(request, notice) for notice in desk.notices.list(case.case_id)]
    return JSONResponse(whole(request, items))


@router.post(
    "/cases/{case_id}/recipientNotices/overview",
    status_code=201,
    operation_id="issueRecipientOverview",
    responses=answers(LetterOut, 201),
    summary="Tell the person who was told",
)
def issue_overview(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[OverviewIn, json_body(OverviewIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Issue letter L19."""
    check_if_match(request, case)
    letter = recipient_answers.overview(desk, case, delivery=body.delivery, by=actor, at=now)
    view = letter_view(request, letter)
    return JSONResponse(view, 201, headers={"Location": view["href"]})


def _known(asked: Asked, case: Case) -> RecipientNotice:
    return asked.desk.notices.get(case.case_id, asked.path["notice_id"])


@router.post(
    "/cases/{case_id}/recipientNotices/{notice_id}/acknowledgements",
    status_code=201,
    operation_id="recordRecipientAnswer",
    responses=answers(NoticeOut, 201),
    summary="Record what a recipient answered",
)
def record_answer(
    notice_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _notice: Annotated[RecipientNotice, named_in_case(Act.HANDLE, _known)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[NoticeAnswerIn, json_body(NoticeAnswerIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep the answer, or why the recipient is not told."""
    check_not_future(body.date, name="date", now=now)
    check_if_match(request, case)
    notice = recipient_answers.record_answer(
        desk,
        case,
        notice_id,
        NoticeStatus(body.result),
        reason=body.reason or "",
        on=body.date,
        by=actor,
        at=now,
    )
    return _answer(request, notice, 201)


@router.post(
    "/cases/{case_id}/recipientNotices/{notice_id}/sendings",
    status_code=202,
    operation_id="sendRecipientNoticeAgain",
    responses=answers(NoticeOut, 202),
    summary="Send a notice again that failed",
)
def send_again(
    notice_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _notice: Annotated[RecipientNotice, named_in_case(Act.HANDLE, _known)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    _body: Annotated[SendingIn, json_body(SendingIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Order the same message once more, under the same id."""
    check_if_match(request, case)
    notice = tell_recipients.send_again(desk, case, notice_id, by=actor, at=now)
    return _answer(request, notice, 202)


def _answer(request: Request, notice: RecipientNotice, status: int) -> JSONResponse:
    place = f"{BASE_PATH}/cases/{notice.case_id}/recipientNotices"
    return JSONResponse(notice_view(request, notice), status, headers={"Location": place})


def notice_view(request: Request, notice: RecipientNotice) -> dict[str, Any]:
    """Return a notice as JSON."""
    letters = f"{BASE_PATH}/cases/{notice.case_id}/letters"
    return compact(
        {
            "id": notice.notice_id,
            "claimId": notice.claim_id,
            "recipient": compact({"id": notice.recipient_id, "name": notice.recipient_name}),
            "action": notice.action.value,
            "categories": list(notice.category_ids),
            "elements": list(notice.elements),
            "effectiveDate": notice.effective_on.isoformat(),
            "channel": notice.channel.value,
            "status": notice.status.value,
            "dueDate": notice.due_on.isoformat(),
            "createdAt": instant(notice.created_at),
            "letterHref": address(request, f"{letters}/{notice.letter_id}")
            if notice.letter_id
            else None,
            "messageId": notice.message_id,
            "sentAt": instant(notice.sent_at),
            "remindedAt": instant(notice.reminded_at),
            "answeredDate": notice.answered_on.isoformat() if notice.answered_on else None,
            "reason": notice.answer or None,
        }
    )
