"""One action on several cases: each judged, done or refused on its own."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, Field
from sqlalchemy.orm import Session

from app.api.answers.bulk import BulkOut
from app.api.answers.parts import answers
from app.api.inputs import EXACT, Code
from app.cases.guards import MissingPermission
from app.cases.model import Case
from app.cases.store import VersionMismatch
from app.casework import close, collect, decide, lapse
from app.casework.conflicts import ConflictOfInterest, note_refused
from app.casework.desk import Desk
from app.errors import DeskError
from app.http.bodies import json_body
from app.http.deps import (
    DeskDep,
    LanguageDep,
    NowDep,
    RepeatDep,
    SessionDep,
    etag,
    may_do,
    visible_case,
)
from app.http.parsing import JsonModel, Refused
from app.http.problems import problem_body, problem_of
from app.http.routes import DeskRoute
from app.language import Language, Text
from app.staff.model import Actor
from app.staff.rules import Act, may

router = APIRouter(route_class=DeskRoute, tags=["Cases"])


class BulkAction(StrEnum):
    """Actions that ask for no more than the case; the values are those of `allowedActions`."""

    COLLECT = "collections"
    CONFIRM = "decisions/confirmation"
    LAPSE = "lapse"
    CLOSE = "closure"


class BulkItem(JsonModel):
    """A case, and the ETag it had when it was read."""

    case_id: Code
    if_match: Annotated[str, EXACT, Field(pattern=r'^"v[0-9]{1,9}"$', examples=['"v7"'])]


def _each_once(items: list[BulkItem]) -> list[BulkItem]:
    if len({item.case_id for item in items}) < len(items):
        raise Refused(_TWICE)
    return items


class BulkIn(JsonModel):
    """What to do, and with which cases."""

    action: BulkAction
    items: Annotated[list[BulkItem], Field(min_length=1, max_length=50), AfterValidator(_each_once)]


_Step = Callable[[Desk, Case, Actor, datetime], Case]


def _collect(desk: Desk, case: Case, by: Actor, at: datetime) -> Case:
    return collect.order(desk, case, subject_keys=None, by=by, at=at)


def _confirm(desk: Desk, case: Case, by: Actor, at: datetime) -> Case:
    return decide.confirm(desk, case, gaps_reason="", justification="", by=by, at=at)


def _lapse(desk: Desk, case: Case, by: Actor, at: datetime) -> Case:
    return lapse.lapse(desk, case, by=by, at=at)


def _close(desk: Desk, case: Case, by: Actor, at: datetime) -> Case:
    return close.close(desk, case, note=None, by=by, at=at)


_STEPS: Final[Mapping[BulkAction, tuple[Act, _Step]]] = {
    BulkAction.COLLECT: (Act.HANDLE, _collect),
    BulkAction.CONFIRM: (Act.CONFIRM, _confirm),
    BulkAction.LAPSE: (Act.HANDLE, _lapse),
    BulkAction.CLOSE: (Act.HANDLE, _close),
}


@router.post(
    "/cases/bulk",
    operation_id="actOnCases",
    responses=answers(BulkOut, spoken=True),
    summary="Do the same with several cases",
)
def act_on_cases(
    actor: Annotated[Actor, may_do(Act.BULK)],
    body: Annotated[BulkIn, json_body(BulkIn)],
    _repeat: RepeatDep,
    session: SessionDep,
    desk: DeskDep,
    now: NowDep,
    language: LanguageDep,
) -> JSONResponse:
    """Do it with each case that takes it, each by its own row of the role table; tell of the others why not."""
    items = [
        _result(session, desk, body.action, item, by=actor, at=now, language=language)
        for item in body.items
    ]
    done = sum("problem" not in item for item in items)
    told = {"action": body.action.value, "items": items, "done": done, "refused": len(items) - done}
    headers = {"Content-Language": language.value, "Vary": "Accept-Language"}
    return JSONResponse(told, headers=headers)


def _result(
    session: Session,
    desk: Desk,
    action: BulkAction,
    item: BulkItem,
    *,
    by: Actor,
    at: datetime,
    language: Language,
) -> dict[str, Any]:
    try:
        with session.begin_nested():
            changed = _done(desk, action, item, by=by, at=at)
    except DeskError as error:
        if isinstance(error, ConflictOfInterest):
            note_refused(desk, error, at=at)
        problem = problem_of(error)
        told = problem_body(problem, language)
        return {"caseId": item.case_id, "status": problem.status, "problem": told}
    return {
        "caseId": changed.case_id,
        "status": HTTPStatus.OK.value,
        "version": changed.version,
        "state": changed.state.value,
    }


def _done(desk: Desk, action: BulkAction, item: BulkItem, *, by: Actor, at: datetime) -> Case:
    """Return the case as it became, in the order of refusals of one call. Raises DeskError."""
    act, step = _STEPS[action]
    if not may(by, act):
        raise MissingPermission(f"{act.value} needs another role")
    case = visible_case(desk, item.case_id, by, act)
    if etag(case) != item.if_match:
        raise VersionMismatch("The case was changed in the meantime")
    return step(desk, case, by, at)


_TWICE = Text(
    "Noem elk dossier één keer", "Name each case once", "Indiquez chaque dossier une seule fois"
)
