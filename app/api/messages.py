"""Messages of a case: written to the person, and read with what the person wrote."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from app.api.answers.messages import MessageListOut, WrittenMessageOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.inputs import MessageText
from app.cases.model import Case
from app.casework import converse
from app.casework.mail_parts import MailTask
from app.casework.on_page import opens_here
from app.http.bodies import json_body
from app.http.deps import DeskDep, NowDep, PartsDep, RepeatDep, case_for, may_do
from app.http.paging import BASE_PATH, Cursors, PageQuery, page
from app.http.parsing import JsonModel
from app.http.queries import query
from app.http.routes import DeskRoute
from app.messages.model import CaseMessage
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Messages"])


class MessageIn(JsonModel):
    """What to write to the person; `settles` names the tasks of a mail or a message that are done with it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "Uw brief is onderweg. U krijgt hem uiterlijk vrijdag.",
                    "settles": ["messageReceived"],
                }
            ]
        }
    )

    text: MessageText
    settles: Annotated[tuple[MailTask, ...], Field(max_length=10)] = ()


class MessageQuery(PageQuery):
    """Which part of the messages."""

    after_message: str | None = None


@router.post(
    "/cases/{case_id}/messages",
    status_code=201,
    operation_id="writeMessage",
    responses=answers(WrittenMessageOut, 201) | {410: {}},
    summary="Write a message to the person",
)
def write_message(
    case: Annotated[Case, case_for(Act.ADD)],
    actor: Annotated[Actor, may_do(Act.ADD)],
    body: Annotated[MessageIn, json_body(MessageIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep a message on the status page of the person, sealed, and tell them by mail that there is one.

    It moves neither the state nor the clock. What the law wants in writing is a letter, never a message.
    """
    made = converse.write(desk, case, body.text, settles=body.settles, by=actor, at=now)
    view = message_view(made) | {"opensOnPage": opens_here(desk, case)}
    return JSONResponse(
        view, 201, headers={"Location": f"{BASE_PATH}/cases/{case.case_id}/messages"}
    )


@router.get(
    "/cases/{case_id}/messages",
    operation_id="listMessages",
    responses=answers(MessageListOut),
    summary="Read the messages of a case",
)
def list_messages(
    request: Request,
    case: Annotated[Case, case_for(Act.ADD)],
    actor: Annotated[Actor, may_do(Act.ADD)],
    asked: Annotated[MessageQuery, query(MessageQuery)],
    parts: PartsDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return a page of messages of both sides, newest first; the reading is journalled."""
    cursors = Cursors(parts.session_key, "messages", case.case_id)
    place = cursors.read(asked.after_message, name="afterMessage")
    found = desk.messages.newest(
        case.case_id,
        limit=asked.page_size + 1,
        before=(datetime.fromisoformat(place[0]), place[1]) if place else None,
    )
    shown = found[: asked.page_size]
    after = None
    if len(found) > len(shown):
        last = shown[-1]
        after = ("afterMessage", cursors.write([last.written_at.isoformat(), last.message_id]))
    converse.shown_to_staff(desk, case, shown, by=actor, at=now)
    items = [message_view(one) for one in shown]
    return JSONResponse(page(request, items, size=asked.page_size, after=after))


def message_view(message: CaseMessage) -> dict[str, Any]:
    """Return a message as JSON."""
    return compact(
        {
            "id": message.message_id,
            "direction": message.direction.value,
            "writtenBy": message.written_by,
            "writtenAt": instant(message.written_at),
            "text": message.text,
            "readAt": instant(message.read_at),
        }
    )
