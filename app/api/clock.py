"""The statutory clock: of a case, and of any receipt somebody wants to calculate."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.inputs import IsoDate, IsoInstant
from app.cases.model import Case
from app.cases.rules import clock_of
from app.deadlines.explain import clock_json
from app.deadlines.model import Suspension, SuspensionKind
from app.deadlines.rules import compute
from app.http.bodies import JsonModel, json_body
from app.http.deps import DeskDep, case_for, may_do
from app.http.problems import InputInvalid, Issue
from app.http.routes import DeskRoute
from app.kit.clock import brussels_date
from app.language import Text
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


class CalculationIn(JsonModel):
    """What a clock needs; a receipt may lie in the future here."""

    received_at: IsoInstant | None = None
    received_date: IsoDate | None = None
    suspensions: Annotated[tuple[SuspensionIn, ...], Field(max_length=100)] = ()
    extended: bool = False


@router.post(
    "/clock/calculations", operation_id="calculateClock", summary="Calculate a deadline, explained"
)
def calculate(
    _actor: Annotated[Actor, may_do(Act.CALCULATE)],
    body: Annotated[CalculationIn, json_body(CalculationIn)],
    desk: DeskDep,
) -> JSONResponse:
    """Return the clock for a receipt; nothing is stored."""
    if (body.received_at is None) == (body.received_date is None):
        raise InputInvalid(Issue("body", "receivedAt", _ONE_OF_BOTH))
    received_on = brussels_date(body.received_at) if body.received_at else body.received_date
    if received_on is None:
        raise InputInvalid(Issue("body", "receivedDate", _ONE_OF_BOTH))
    clock = compute(
        received_on,
        calendar=desk.calendar,
        suspensions=tuple(s.suspension() for s in body.suspensions),
        extended=body.extended,
    )
    return JSONResponse(clock_json(clock))


@router.get("/cases/{case_id}/clock", operation_id="getClock", summary="Read the clock of a case")
def case_clock(case: Annotated[Case, case_for(Act.READ_CASE)], desk: DeskDep) -> JSONResponse:
    """Return the clock of the case with every step explained."""
    return JSONResponse(clock_json(clock_of(case, desk.calendar)))


_ONE_OF_BOTH = Text(
    "Geef receivedAt of receivedDate, één van beide",
    "Give receivedAt or receivedDate, one of both",
    "Donnez receivedAt ou receivedDate, l'un des deux",
)
