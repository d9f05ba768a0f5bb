"""Tasks of people and programs that search a system by hand: for handlers per case, for a collector their own."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field, StrictInt, StringConstraints

from app.api.answers.dossier import AskedTaskOut, CollectorLinkOut, CollectorTaskListOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.inputs import WHOLE
from app.cases.model import Case
from app.casework import search_by_hand
from app.casework.search_by_hand import ShownTask
from app.http.bodies import json_body
from app.http.deps import (
    Asked,
    DeskDep,
    NowDep,
    RepeatDep,
    case_for,
    check_if_match,
    may_do,
    named,
    named_in_case,
)
from app.http.paging import BASE_PATH, whole
from app.http.parsing import JsonModel
from app.http.problems import InputInvalid, Issue
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.personnel.by_hand import CollectorTask
from app.personnel.hand_answers import AnswerUnfit, Fault, changed, nobody, records_of, somebody
from app.personnel.manual_mapping import ManualMapping
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Collector Tasks"])


_Key = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class LinkIn(JsonModel):
    """Nothing more to say."""


class CollectorAnswerIn(JsonModel):
    """The one answer. `found` and `nothing` take `subjectKey`, `found` takes records per holding, `changed` a status."""

    outcome: Literal["unknown", "nothing", "found", "changed", "listed"]
    subject_key: _Key | None = None
    person: dict[str, Any] | None = None
    holdings: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    recipients: list[dict[str, Any]] = Field(default_factory=list)
    consents: list[dict[str, Any]] = Field(default_factory=list)
    expired: dict[str, Annotated[StrictInt, WHOLE]] = Field(default_factory=dict)
    status: str | None = None
    records: Annotated[StrictInt, Field(ge=0), WHOLE] = 0
    record_ids: list[str] = Field(default_factory=list)
    identities: list[dict[str, str]] = Field(default_factory=list)


@router.get(
    "/cases/{case_id}/collectorTasks",
    operation_id="listCollectorTasks",
    responses=answers(CollectorTaskListOut),
    summary="List tasks of people who search by hand",
)
def list_tasks(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return the tasks of the case, oldest first; no answer and no code is in them."""
    tasks = search_by_hand.tasks_of(desk, case, at=now)
    return JSONResponse(whole(request, [task_view(task) for task in tasks]))


def _task_in(asked: Asked, case: Case) -> CollectorTask:
    return search_by_hand.task_in(asked.desk, case, asked.path["task_id"], at=asked.at)


def _own_task(asked: Asked) -> CollectorTask:
    return search_by_hand.own_task(asked.desk, asked.path["task_id"], by=asked.actor)


@router.post(
    "/cases/{case_id}/collectorTasks/{task_id}/links",
    status_code=201,
    operation_id="issueCollectorLink",
    responses=answers(CollectorLinkOut, 201),
    summary="Make a new link for a task",
)
def issue_link(
    task_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _task: Annotated[CollectorTask, named_in_case(Act.HANDLE, _task_in)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    _body: Annotated[LinkIn, json_body(LinkIn)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Send a new code by e-mail, or give it to the handler where it cannot be sent; the old one is dead.

    No answer of this call is kept for repeats: a code stands nowhere but here.
    """
    check_if_match(request, case)
    task, code = search_by_hand.new_link(desk, case, task_id, by=actor, at=now)
    view = compact(
        {**task_view(task), "page": desk.policy.collector_mail.page, "code": code or None}
    )
    place = f"{BASE_PATH}/cases/{case.case_id}/collectorTasks"
    return JSONResponse(view, 201, headers={"Location": place})


@router.get(
    "/collectorTasks/{task_id}",
    operation_id="getCollectorTask",
    responses=answers(AskedTaskOut),
    summary="Read one's own task",
)
def read_task(
    task_id: str,
    actor: Annotated[Actor, may_do(Act.SEARCH_BY_HAND)],
    _task: Annotated[CollectorTask, named(Act.SEARCH_BY_HAND, _own_task)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return what is asked, and nothing of the request behind it."""
    shown = search_by_hand.of_client(desk, task_id, by=actor, at=now)
    # The labels of a mapping are Dutch alone.
    return JSONResponse(_asked_view(shown), headers={"Content-Language": "nl"})


@router.post(
    "/collectorTasks/{task_id}/answers",
    status_code=204,
    operation_id="answerCollectorTask",
    summary="Answer one's own task",
)
def answer_task(
    task_id: str,
    actor: Annotated[Actor, may_do(Act.SEARCH_BY_HAND)],
    _task: Annotated[CollectorTask, named(Act.SEARCH_BY_HAND, _own_task)],
    body: Annotated[CollectorAnswerIn, json_body(CollectorAnswerIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Take the one answer, whole or not at all; every case that waits for it goes on."""
    shown = search_by_hand.of_client(desk, task_id, by=actor, at=now)
    try:
        given = _given(shown.task, shown.mapping, body)
        search_by_hand.answer(desk, shown, given, by=actor, at=now)
    except AnswerUnfit as error:
        raise InputInvalid(*map(_issue, error.faults)) from None
    return Response(status_code=204)


def _given(
    task: CollectorTask, mapping: ManualMapping, body: CollectorAnswerIn
) -> Mapping[str, Any]:
    match body.outcome:
        case "unknown":
            return nobody()
        case "changed":
            return changed(body.status or "", records=body.records, record_ids=body.record_ids)
        case "listed":
            return {"identities": body.identities}
        case _:
            return _found(task, mapping, body)


def _found(
    task: CollectorTask, mapping: ManualMapping, body: CollectorAnswerIn
) -> Mapping[str, Any]:
    known = {part.name: part for part in mapping.holding}
    if body.outcome == "nothing":
        known = {}
    holdings = {
        name: records_of(known[name], list(enumerate(rows, 1)))
        for name, rows in body.holdings.items()
        if name in known
    }
    key = body.subject_key or str(task.asked.get("person", {}).get("key") or "")
    answer = somebody(task, mapping, key=key, holdings=holdings)
    person = {**answer["person"], **(body.person or {}), "key": key}
    more = {"recipients": body.recipients, "consents": body.consents, "expired": body.expired}
    return {**answer, **more, "people": [person], "person": person}


def _issue(fault: Fault) -> Issue:
    place = f"holdings.{fault.holding}" if fault.holding else "outcome"
    if fault.holding and fault.line:
        place = f"{place}[{fault.line - 1}]"
    return Issue("body", f"{place}.{fault.column}" if fault.column else place, fault.why)


def task_view(task: CollectorTask) -> dict[str, Any]:
    """Return a task as a handler sees it."""
    return compact(
        {
            "id": task.task_id,
            "system": task.system,
            "kind": task.kind,
            "createdAt": instant(task.created_at),
            "expiresAt": instant(task.expires_at),
            "sentAt": instant(task.sent_at),
            "answeredAt": instant(task.answered_at),
            "hasLink": task.has_link,
        }
    )


def _asked_view(shown: ShownTask) -> dict[str, Any]:
    asked = {k: v for k, v in shown.task.asked.items() if k not in _OURS}
    return {
        "id": shown.task.task_id,
        "system": shown.task.system,
        "kind": shown.task.kind,
        "expiresAt": instant(shown.task.expires_at),
        "asked": _plain(asked),
        "holdings": list(_holdings(shown)),
    }


_OURS = frozenset({"ask", "restriction"})
"""What the collector has no need of: the ground of a restriction tells why it was asked."""


def _holdings(shown: ShownTask) -> Iterator[dict[str, Any]]:
    wanted = shown.task.asked.get("holding")
    for part in shown.mapping.holding:
        if wanted in (None, "", part.name):
            elements = [
                {"name": e.name, "kind": e.kind.value, "optional": e.optional}
                for e in part.elements
            ]
            yield {"name": part.name, "label": part.text.nl, "elements": elements}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; a Decimal keeps its digits as text."""
    match value:
        case Mapping():
            return {k: _plain(v) for k, v in value.items() if v is not None}
        case list():
            return [_plain(v) for v in value]
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)
