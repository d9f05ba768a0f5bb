"""Hand over through the status page: the address codes go to, and tickets made anew."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict

from app.api.answers.downloads import TicketsOut, VerifiedEmailOut
from app.api.answers.parts import answers
from app.api.case_view import instant
from app.api.inputs import Code, Email, Sentence
from app.api.letters import handed_over
from app.cases.model import Case
from app.casework import step_up, tickets
from app.casework.desk import Desk
from app.delivery.model import Handover
from app.exports.tickets import Ticket
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
from app.http.parsing import JsonModel
from app.http.routes import DeskRoute
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Letters"])


class VerifiedEmailIn(JsonModel):
    """An address of the person, and how it was verified apart from the request."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "address": "anna.peeters@voorbeeld.be",
                    "proof": "Gebeld op het nummer in de personeelsadministratie.",
                }
            ]
        }
    )
    address: Email
    proof: Sentence


class RenewalIn(JsonModel):
    """Which letter or copy; absent means the letter that was handed over, and with the answer its copies."""

    item_id: Code | None = None


@router.put(
    "/cases/{case_id}/verifiedEmail",
    operation_id="verifyEmail",
    responses=answers(VerifiedEmailOut),
    summary="Record the e-mail address that was verified",
)
def verify_email(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[VerifiedEmailIn, json_body(VerifiedEmailIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep where codes go that open letter and copy; one from the request alone is no proof (ID-11)."""
    check_if_match(request, case)
    email = step_up.verify_email(desk, case, body.address, proof=body.proof, by=actor, at=now)
    return JSONResponse(
        {
            "address": email.address,
            "proof": email.proof,
            "verifiedBy": email.verified_by,
            "verifiedAt": instant(email.verified_at),
        }
    )


@router.post(
    "/cases/{case_id}/deliveries/{delivery_id}/tickets",
    status_code=201,
    operation_id="renewTickets",
    responses=answers(TicketsOut, 201),
    summary="Make new links to a letter and its copy",
)
def renew_tickets(
    delivery_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _handover: Annotated[Handover, named_in_case(Act.HANDLE, handed_over)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[RenewalIn, json_body(RenewalIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Make new tickets; the old ones open nothing any more. A code by mail is needed to use one."""
    check_if_match(request, case)
    made = tickets.renew_delivery(desk, case, delivery_id, item_id=body.item_id, by=actor, at=now)
    items = [_view(desk, ticket) for ticket in made]
    place = items[0]["href"] if items else desk.policy.status_url
    return JSONResponse({"items": items}, 201, headers={"Location": place})


def _view(desk: Desk, ticket: Ticket) -> dict[str, Any]:
    public = desk.policy.status_url.removesuffix("/status")
    return {
        "kind": "letter" if ticket.letter_id else "export",
        "itemId": ticket.item_id,
        "href": f"{public}/ophalen/{desk.downloads.secret(ticket)}",
        "expiresDate": ticket.expires_on.isoformat(),
    }
