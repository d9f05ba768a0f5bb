"""Who acts for the person: what a request says of them, and `PUT /cases/{id}/representative`."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.answers.case import CaseOut
from app.api.answers.parts import answers
from app.api.case_view import case_answer
from app.api.inputs import (
    Address,
    Code,
    Email,
    Flag,
    IsoDate,
    Line,
    Name,
    RightName,
    Sentence,
    check_not_future,
)
from app.cases.model import AgentKind, AnswerTo, Case, Representative
from app.casework import represent
from app.http.bodies import json_body
from app.http.deps import DeskDep, NowDep, case_for, check_if_match, may_do
from app.http.parsing import JsonModel
from app.http.routes import DeskRoute
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Identity"])


class AgentIn(JsonModel):
    """Who writes for the person, as the request says."""

    kind: Annotated[
        AgentKind,
        Field(
            description="`mandate` is anybody with a written mandate. `manager`, `hrBusinessPartner`, `hrSpecialist`,"
            " `colleague` and `spouse` give no standing: letter L21 goes out and nothing is collected."
        ),
    ]
    given_name: Name
    family_name: Name
    organisation: Line | None = None
    email: Email | None = None
    postal_address: Address | None = None

    def agent(self) -> Representative:
        """Return the representative with nothing yet to rest on."""
        return Representative(
            kind=self.kind,
            given_name=self.given_name,
            family_name=self.family_name,
            organisation=self.organisation or "",
            email=self.email,
            postal_address=self.postal_address.address() if self.postal_address else None,
        )


class RepresentativeIn(AgentIn):
    """Who acts for the person, and what that rests on."""

    mandate_document_id: Annotated[
        Code | None,
        Field(description="The mandate, court order, or proof of parental authority in this case."),
    ] = None
    signed_date: Annotated[IsoDate | None, Field(description="Date of that document.")] = None
    rights: Annotated[list[RightName], Field(max_length=7)] = Field(default_factory=list)
    scope: Annotated[
        list[Code] | None,
        Field(max_length=100, description="Categories of the register; absent: all."),
    ] = None
    valid_until: IsoDate | None = None
    answer_to: AnswerTo = AnswerTo.PERSON
    address_proof: Annotated[
        Sentence | None,
        Field(
            description="How their address was verified apart from the request. Without it no answer goes there."
        ),
    ] = None
    doubt: Annotated[
        Sentence | None, Field(description="Why a lawyer is asked for the mandate itself.")
    ] = None
    interest: Annotated[
        Sentence | None, Field(description="Of a parent: why this is in the child's interest.")
    ] = None
    disputed: Annotated[
        Flag,
        Field(
            description="Parents, or parent and child, disagree: the gate stays closed until the DPO says otherwise."
        ),
    ] = False

    def representative(self) -> Representative:
        """Return the representative with what their acting rests on."""
        found = self.agent()
        return Representative(
            kind=found.kind,
            given_name=found.given_name,
            family_name=found.family_name,
            organisation=found.organisation,
            email=found.email,
            postal_address=found.postal_address,
            address_proof=self.address_proof or "",
            document_id=self.mandate_document_id,
            signed_on=self.signed_date,
            rights=tuple(dict.fromkeys(self.rights)),
            scope=None if self.scope is None else tuple(dict.fromkeys(self.scope)),
            valid_until=self.valid_until,
            answer_to=self.answer_to,
            doubt=self.doubt or "",
            interest=self.interest or "",
            disputed=self.disputed,
        )


@router.put(
    "/cases/{case_id}/representative",
    operation_id="setRepresentative",
    responses=answers(CaseOut, tagged=True),
    summary="Say who acts for the person, and with which mandate",
)
def set_representative(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[RepresentativeIn, json_body(RepresentativeIn)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Record who acts; whether they may is judged when identity is checked, and on every later change."""
    _check_date(body.signed_date, now=now)
    check_if_match(request, case)
    changed = represent.record(desk, case, body.representative(), by=actor, at=now)
    return case_answer(changed, desk, actor, at=now)


def _check_date(signed: date | None, *, now: datetime) -> None:
    if signed is not None:
        check_not_future(signed, name="signedDate", now=now)
