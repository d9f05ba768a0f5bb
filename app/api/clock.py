"""The statutory clock: of a case, and of any receipt somebody wants to calculate."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field

from app.api.answers.clock import ClockOut
from app.api.answers.parts import answers
from app.api.inputs import Flag, IsoDate, Received
from app.cases.model import Case
from app.cases.rules import clock_of
from app.deadlines.explain import clock_json
from app.deadlines.model import Suspension, SuspensionKind
from app.deadlines.rules import compute
from app.http.bodies import json_body
from app.http.deps import DeskDep, case_for, may_do
from app.http.parsing import JsonModel
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Clock"])


class SuspensionIn(JsonModel):
    """A pause from the day asked until the day answered; open while unanswered."""

    kind: SuspensionKind
    asked_on: IsoDate
    answered_on: IsoDate | None = None

    def suspension(self) -> Suspension:
        """Return the pause as the rules take it."""
        return Suspension(self.kind, self.asked_on, self.answered_on)


class CalculationIn(Received):
    """What a clock needs; a receipt may lie in the future here."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"receivedDate": "2026-01-31"}]})

    suspensions: Annotated[tuple[SuspensionIn, ...], Field(max_length=100)] = ()
    extended: Flag = False


@router.post(
    "/clock/calculations",
    operation_id="calculateClock",
    responses=answers(ClockOut),
    summary="Calculate a deadline, explained",
)
def calculate(
    _actor: Annotated[Actor, may_do(Act.CALCULATE)],
    body: Annotated[CalculationIn, json_body(CalculationIn)],
    desk: DeskDep,
) -> JSONResponse:
    """Return the clock for a receipt; nothing is stored."""
    clock = compute(
        body.day(desk.calendar),
        calendar=desk.calendar,
        suspensions=tuple(s.suspension() for s in body.suspensions),
        extended=body.extended,
    )
    return JSONResponse(clock_json(clock))


@router.get(
    "/cases/{case_id}/clock",
    operation_id="getClock",
    responses=answers(ClockOut),
    summary="Read the clock of a case",
)
def case_clock(
    case: Annotated[Case, case_for(Act.READ_CASE)], _query: NoQuery, desk: DeskDep
) -> JSONResponse:
    """Return the clock of the case with every step explained."""
    return JSONResponse(clock_json(clock_of(case, desk.calendar)))
