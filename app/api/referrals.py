"""What others answer: another controller, another regime; recorded, printed in the answer, sent on by people alone."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import model_validator

from app.api.answers.decisions import ReferralListOut, ReferralOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.inputs import Code, Flag, IsoDate, Line, Sentence, check_not_future
from app.cases.model import Case
from app.casework import refer
from app.decisions.referrals import REFERRAL_GROUNDS, Agreement, Referral, ReferralKind
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
from app.http.paging import BASE_PATH, whole
from app.http.parsing import JsonModel, Refused
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.kit.ids import new_id
from app.language import Text
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Referrals"])


class _Agreeing(JsonModel):
    """That the person wants us to send the request on: when they said so, and how."""

    agreed_date: IsoDate | None = None
    agreed_how: Sentence | None = None

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.agreed_date is None) != (self.agreed_how is None):
            raise Refused(_WHEN_AND_HOW)
        return self

    def agreement(self) -> Agreement | None:
        """Return the agreement, where there is one."""
        if self.agreed_date is None or self.agreed_how is None:
            return None
        return Agreement(self.agreed_date, self.agreed_how)


class ReferralIn(_Agreeing):
    """Which part, who answers it instead of us, and why; in Dutch, since the letter prints it."""

    kind: ReferralKind
    what: Line
    to: Line
    contact: Sentence | None = None
    reason: Sentence
    claim_id: Code | None = None
    forward_agreed: Flag = False

    @model_validator(mode="after")
    def _recorded(self) -> Self:
        if self.forward_agreed != (self.agreed_date is not None):
            raise Refused(_WHEN_AND_HOW)
        return self


class ForwardingIn(_Agreeing):
    """When and how a colleague sent the request on; with the agreement if it came later."""

    date: IsoDate
    how: Sentence


@router.post(
    "/cases/{case_id}/referrals",
    status_code=201,
    operation_id="addReferral",
    responses=answers(ReferralOut, 201),
    summary="Record what somebody else answers",
)
def add_referral(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[ReferralIn, json_body(ReferralIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep it for the answer letter; nothing is sent on."""
    if body.agreed_date is not None:
        check_not_future(body.agreed_date, name="agreedDate", now=now)
    check_if_match(request, case)
    wanted = Referral(
        referral_id=new_id(),
        case_id=case.case_id,
        kind=body.kind,
        what=body.what,
        to=body.to,
        contact=body.contact or "",
        reason=body.reason,
        written_by=actor.actor_id,
        written_at=now,
        claim_id=body.claim_id,
        agreement=body.agreement(),
    )
    made = refer.refer(desk, case, wanted, by=actor)
    return JSONResponse(referral_view(made), 201, headers={"Location": _place(case)})


@router.get(
    "/cases/{case_id}/referrals",
    operation_id="listReferrals",
    responses=answers(ReferralListOut),
    summary="List referrals",
)
def list_referrals(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_PROPOSALS)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return what others answer, oldest first."""
    items = [referral_view(one) for one in desk.decisions.referrals(case.case_id)]
    return JSONResponse(whole(request, items))


def _known(asked: Asked, case: Case) -> Referral:
    return asked.desk.decisions.referral(case.case_id, asked.path["referral_id"])


@router.delete(
    "/cases/{case_id}/referrals/{referral_id}",
    status_code=204,
    operation_id="removeReferral",
    summary="Take a referral out",
)
def remove_referral(
    referral_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _referral: Annotated[Referral, named_in_case(Act.HANDLE, _known)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Take it out, before the answer and before it was sent on."""
    check_if_match(request, case)
    refer.take_back(desk, case, referral_id, by=actor, at=now)
    return Response(status_code=204)


@router.post(
    "/cases/{case_id}/referrals/{referral_id}/forwarding",
    status_code=201,
    operation_id="recordForwarding",
    responses=answers(ReferralOut, 201),
    summary="Record that a colleague sent the request on",
)
def record_forwarding(
    referral_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _referral: Annotated[Referral, named_in_case(Act.HANDLE, _known)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[ForwardingIn, json_body(ForwardingIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep who sent it on and when; refused without the agreement of the person."""
    check_not_future(body.date, name="date", now=now)
    check_if_match(request, case)
    made = refer.record_forwarding(
        desk,
        case,
        referral_id,
        on=body.date,
        how=body.how,
        agreed=body.agreement(),
        by=actor,
        at=now,
    )
    return JSONResponse(referral_view(made), 201, headers={"Location": _place(case)})


def _place(case: Case) -> str:
    return f"{BASE_PATH}/cases/{case.case_id}/referrals"


def referral_view(one: Referral) -> dict[str, Any]:
    """Return a referral as JSON."""
    agreed, sent_on = one.agreement, one.forwarding
    return compact(
        {
            "id": one.referral_id,
            "kind": one.kind.value,
            "groundCode": REFERRAL_GROUNDS[one.kind],
            "claimId": one.claim_id,
            "what": one.what,
            "to": one.to,
            "contact": one.contact or None,
            "reason": one.reason,
            "forwardAgreed": agreed is not None,
            "agreedDate": agreed.on.isoformat() if agreed else None,
            "agreedHow": agreed.how if agreed else None,
            "forwardedDate": sent_on.on.isoformat() if sent_on else None,
            "forwardedHow": sent_on.how if sent_on else None,
            "forwardedBy": sent_on.by if sent_on else None,
            "writtenBy": one.written_by,
            "writtenAt": instant(one.written_at),
        }
    )


_WHEN_AND_HOW = Text(
    "Noteer bij een akkoord wanneer (agreedDate) en hoe (agreedHow) de persoon het gaf",
    "With an agreement note when (agreedDate) and how (agreedHow) the person gave it",
    "Pour un accord, notez quand (agreedDate) et comment (agreedHow) la personne l'a donné",
)
