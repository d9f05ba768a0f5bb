"""Carry out what was granted: a dry run, the order, and how far it is."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field, StrictInt

from app.api.answers.case import CaseOut
from app.api.answers.executions import ExecutionListOut, ExecutionOut, PlanOut
from app.api.answers.parts import answers
from app.api.case_view import case_answer, case_view, compact, instant, spoken
from app.api.inputs import WHOLE, Flag, Line
from app.api.restrictions import limit_view
from app.cases.model import Case
from app.casework import carrying_out, execute
from app.executions.model import ExecutionStep, Plan, StayingPart
from app.http.bodies import json_body
from app.http.deps import (
    Asked,
    DeskDep,
    LanguageDep,
    NowDep,
    PartsDep,
    RepeatDep,
    ResourceNotFound,
    case_for,
    check_if_match,
    etag,
    may_do,
    named_in_case,
)
from app.http.paging import whole
from app.http.parsing import JsonModel
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.language import Language
from app.register.model import Register
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Executions"])


class ExecutionIn(JsonModel):
    """Try it, or do it; an erasure asks for the reference of the case."""

    dry_run: Flag = False
    confirm_reference: Line | None = None


class AttestationIn(JsonModel):
    """What a person did by hand at the source."""

    records: Annotated[StrictInt, Field(ge=0, le=10_000_000), WHOLE]


@router.post(
    "/cases/{case_id}/executions",
    operation_id="executeCase",
    responses=answers(PlanOut | ExecutionOut, spoken=True)
    | answers(ExecutionOut, 202, tagged=True, spoken=True, at=False),
    summary="Carry out what was granted",
)
def execute_case(
    request: Request,
    case: Annotated[Case, case_for(Act.EXECUTE_ANY)],
    actor: Annotated[Actor, may_do(Act.EXECUTE_ANY)],
    body: Annotated[ExecutionIn, json_body(ExecutionIn)],
    _repeat: RepeatDep,
    parts: PartsDep,
    now: NowDep,
    language: LanguageDep,
) -> JSONResponse:
    """Rectify, restrict, erase, stop what was granted; with `dryRun` only tell what would change and why the rest stays."""
    if body.dry_run:
        with parts.desk() as desk:
            plan = execute.dry_run(desk, case, by=actor, at=now)
            view = plan_view(plan, desk.register, language)
        return JSONResponse({"dryRun": True, **view}, headers=spoken(language))
    check_if_match(request, case)
    with parts.desk() as desk:
        execute.order(desk, case, confirm_reference=body.confirm_reference or "", by=actor, at=now)
    # The order stands; the worker would do the same, and does what is left.
    carrying_out.carry_out(parts.desk, case.case_id, at=parts.clock)
    with parts.desk() as desk:
        changed = desk.cases.load(case.case_id)
        done = execute.progress(desk, changed)
        view = {
            "state": done.state,
            "steps": [step_view(s, desk.register, language) for s in done.steps],
            "case": case_view(changed, desk, actor, at=now),
        }
    status = 200 if done.state == "done" else 202
    headers = {"ETag": etag(changed), "Cache-Control": "no-store", **spoken(language)}
    return JSONResponse(view, status, headers=headers)


@router.get(
    "/cases/{case_id}/executions",
    operation_id="getExecutions",
    responses=answers(ExecutionListOut, spoken=True),
    summary="Read how far it is",
)
def get_executions(
    request: Request,
    case: Annotated[Case, case_for(Act.EXECUTE_ANY)],
    _query: NoQuery,
    desk: DeskDep,
    language: LanguageDep,
) -> JSONResponse:
    """Return each step with what became of it."""
    done = execute.progress(desk, case)
    items = [step_view(step, desk.register, language) for step in done.steps]
    return JSONResponse({**whole(request, items), "state": done.state}, headers=spoken(language))


def _known(asked: Asked, case: Case) -> ExecutionStep:
    for step in asked.desk.executions.list(case.case_id):
        if step.step_key == asked.path["step_id"]:
            return step
    raise ResourceNotFound("The case has no such step")


@router.post(
    "/cases/{case_id}/executions/{step_id}/attestations",
    status_code=201,
    operation_id="attestStep",
    responses=answers(CaseOut, 201, tagged=True),
    summary="Record that a step was done by hand",
)
def attest_step(
    step_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.EXECUTE_ANY)],
    _step: Annotated[ExecutionStep, named_in_case(Act.EXECUTE_ANY, _known)],
    actor: Annotated[Actor, may_do(Act.EXECUTE_ANY)],
    body: Annotated[AttestationIn, json_body(AttestationIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep who did it and how many records it touched."""
    check_if_match(request, case)
    changed = execute.attest(desk, case, step_id, records=body.records, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now, status=201)


def plan_view(plan: Plan, register: Register, language: Language) -> dict[str, Any]:
    """Return what would change, what would rest or end without a change, and what stays as JSON."""
    return {
        "steps": [step_view(step, register, language) for step in plan.steps],
        "restrictions": [{**limit_view(r), "claimId": r.claim_id} for r in plan.restrictions],
        "stays": [stay_view(stay, register, language) for stay in plan.stays],
    }


def step_view(step: ExecutionStep, register: Register, language: Language) -> dict[str, Any]:
    """Return a step as JSON; no key of the person and no value is in it."""
    return compact(
        {
            "id": step.step_key,
            "claimId": step.claim_id,
            "kind": step.kind.value,
            "system": step.system,
            "holding": step.holding or None,
            "categoryId": step.category_id or None,
            "category": _label(register, step.category_id, language),
            "recordIds": list(step.record_ids) or None,
            "elements": list(step.elements) or None,
            "expiredOnly": step.expired_only or None,
            "purposeIds": list(step.purpose_ids) or None,
            "records": step.records,
            "status": step.status.value,
            "doneAt": instant(step.done_at) if step.done_at else None,
            "reason": step.reason or None,
        }
    )


def stay_view(stay: StayingPart, register: Register, language: Language) -> dict[str, Any]:
    """Return a part that stays as JSON, with why."""
    return compact(
        {
            "claimId": stay.claim_id,
            "categoryId": stay.category_id,
            "category": _label(register, stay.category_id, language),
            "element": stay.element,
            "system": stay.place[0] if stay.place else None,
            "holding": stay.place[1] if stay.place else None,
            "recordIds": list(stay.record_ids) or None,
            "records": stay.records,
            "groundCodes": list(stay.ground_codes),
            "purposeIds": list(stay.purpose_ids),
            "facts": " ".join(fact.into(language) for fact in stay.facts) or None,
        }
    )


def _label(register: Register, category_id: str, language: Language) -> str | None:
    labels = {c.category_id: c.label for c in register.categories}
    return labels[category_id].into(language) if category_id in labels else None
