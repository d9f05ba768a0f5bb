"""What is weighed in writing: the advice of the DPO, and the tests of Art. 21(1), 15(4) and 12(5)."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import model_validator

from app.api.answers.decisions import EarlierRequestListOut, OpinionListOut, OpinionOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.inputs import Code, Sentence
from app.cases.model import Case
from app.casework import advise
from app.casework.person_cases import earlier_requests
from app.decisions.model import Excess, Opinion, OpinionKind, OpinionResult
from app.http.bodies import json_body
from app.http.deps import DeskDep, NowDep, RepeatDep, case_for, check_if_match, may_do
from app.http.paging import BASE_PATH, whole
from app.http.parsing import JsonModel, Refused
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.language import Text
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Opinions"])

_KINDS = {
    "objection": OpinionKind.BALANCING,
    "thirdParty": OpinionKind.THIRD_PARTY,
    "excessive": OpinionKind.EXCESSIVE,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


class AdviceIn(JsonModel):
    """What the DPO advises, on the case or on one claim."""

    text: Sentence
    claim_id: Code | None = None


class ExcessIn(JsonModel):
    """What shows that a request is unfounded or excessive (Art. 12(5)); how often it came is not enough (C-416/23)."""

    facts: Sentence
    intention: Sentence | None = None
    repetition: Sentence | None = None
    unfounded: Sentence | None = None
    necessity: Sentence

    def excess(self) -> Excess:
        """Return what the test holds."""
        return Excess(
            facts=self.facts,
            necessity=self.necessity,
            intention=self.intention or "",
            repetition=self.repetition or "",
            unfounded=self.unfounded or "",
        )


class BalancingTestIn(JsonModel):
    """What was weighed, for whom it came out, and why."""

    kind: Literal["objection", "thirdParty", "excessive"]
    claim_id: Code
    purpose_id: Code | None = None
    result: OpinionResult
    reasons: Sentence
    excess: ExcessIn | None = None

    @model_validator(mode="after")
    def _held(self) -> Self:
        if (self.kind == "excessive") != (self.excess is not None):
            raise Refused(_EXCESS)
        return self


@router.post(
    "/cases/{case_id}/advice",
    status_code=201,
    operation_id="giveAdvice",
    responses=answers(OpinionOut, 201),
    summary="Give advice",
)
def give_advice(
    request: Request,
    case: Annotated[Case, case_for(Act.ADVISE)],
    actor: Annotated[Actor, may_do(Act.ADVISE)],
    body: Annotated[AdviceIn, json_body(AdviceIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep what the DPO advises; it stays as it was written."""
    check_if_match(request, case)
    made = advise.advise(desk, case, text=body.text, claim_id=body.claim_id, by=actor, at=now)
    return _written(made)


@router.post(
    "/cases/{case_id}/balancingTests",
    status_code=201,
    operation_id="writeBalancingTest",
    responses=answers(OpinionOut, 201),
    summary="Write a test",
)
def write_test(
    request: Request,
    case: Annotated[Case, case_for(Act.BALANCE)],
    actor: Annotated[Actor, may_do(Act.BALANCE)],
    body: Annotated[BalancingTestIn, json_body(BalancingTestIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep the test; the proposals of the claim follow the latest one, and a draft made before it falls."""
    check_if_match(request, case)
    made = advise.balance(
        desk,
        case,
        _KINDS[body.kind],
        claim_id=body.claim_id,
        purpose_id=body.purpose_id,
        result=body.result,
        reasons=body.reasons,
        excess=body.excess.excess() if body.excess else None,
        by=actor,
        at=now,
    )
    return _written(made)


@router.get(
    "/cases/{case_id}/opinions",
    operation_id="listOpinions",
    responses=answers(OpinionListOut),
    summary="List advice and tests",
)
def list_opinions(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_PROPOSALS)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return what was written, oldest first."""
    items = [opinion_view(one) for one in desk.decisions.opinions(case.case_id)]
    return JSONResponse(whole(request, items))


@router.get(
    "/cases/{case_id}/earlierRequests",
    operation_id="listEarlierRequests",
    responses=answers(EarlierRequestListOut),
    summary="List earlier requests of the same person",
)
def list_earlier_requests(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_PROPOSALS)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return them with their dates, oldest first: facts for a test of Art. 12(5), and no reason by themselves."""
    items = [
        {
            "caseId": one.case_id,
            "reference": one.reference,
            "receivedDate": one.received_on.isoformat(),
            "rights": sorted({claim.right for claim in one.claims}),
            "state": one.state.value,
        }
        for one in earlier_requests(desk, case)
    ]
    return JSONResponse(whole(request, items))


def _written(opinion: Opinion) -> JSONResponse:
    place = f"{BASE_PATH}/cases/{opinion.case_id}/opinions"
    return JSONResponse(opinion_view(opinion), 201, headers={"Location": place})


def opinion_view(one: Opinion) -> dict[str, Any]:
    """Return an advice or a test as JSON."""
    return compact(
        {
            "id": one.opinion_id,
            "kind": _NAMES.get(one.kind, one.kind.value),
            "claimId": one.claim_id,
            "purposeId": one.purpose_id,
            "result": one.result.value if one.result else None,
            "reasons": one.reasons,
            "excess": _excess_view(one.excess) if one.excess else None,
            "writtenBy": one.written_by,
            "writtenAt": instant(one.written_at),
        }
    )


def _excess_view(one: Excess) -> dict[str, Any]:
    return compact(
        {
            "facts": one.facts,
            "intention": one.intention or None,
            "repetition": one.repetition or None,
            "unfounded": one.unfounded or None,
            "necessity": one.necessity,
            "earlierRequests": [
                {"reference": e.reference, "receivedDate": e.received_on.isoformat()}
                for e in one.earlier
            ],
        }
    )


_EXCESS = Text(
    "Geef bij een test van soort excessive, en alleen daar, de bevindingen (excess)",
    "Give the findings (excess) with a test of kind excessive, and only there",
    "Donnez les constatations (excess) pour un test de type excessive, et seulement là",
)
