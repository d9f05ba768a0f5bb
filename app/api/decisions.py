"""Proposals, the draft, and its confirmation by somebody else."""

from datetime import date
from typing import Annotated, Any, Self

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, model_validator

from app.api.answers.decisions import ConfirmedCaseOut, DraftedCaseOut, DraftOut, ProposalListOut
from app.api.answers.parts import answers
from app.api.case_view import case_view, compact, spoken
from app.api.inputs import Code, Flag, Sentence
from app.cases.model import Case
from app.casework import decide
from app.casework.facts import proposals
from app.decisions.model import CaseProposal, DecisionKind, Draft, DraftDecision
from app.http.bodies import json_body
from app.http.deps import (
    DeskDep,
    LanguageDep,
    NowDep,
    RepeatDep,
    case_for,
    check_if_match,
    etag,
    may_do,
)
from app.http.paging import whole
from app.http.parsing import JsonModel, Refused
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.kit.clock import brussels_date
from app.language import Language, Text
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Decisions"])


class DecisionIn(JsonModel):
    """One line of a draft; the narrower key wins."""

    claim_id: Code
    category_id: Code | None = None
    purpose_id: Code | None = None
    legal_basis: Code | None = None
    element: Code | None = None
    decision: DecisionKind
    ground_codes: Annotated[tuple[Code, ...], Field(max_length=10)] = ()
    facts: Sentence | None = None
    reason: Sentence | None = None
    statute_ref: Sentence | None = None

    def line(self) -> DraftDecision:
        """Return the line as the rules take it."""
        return DraftDecision(
            claim_id=self.claim_id,
            decision=self.decision,
            category_id=self.category_id,
            purpose_id=self.purpose_id,
            legal_basis=self.legal_basis,
            element=self.element,
            ground_codes=self.ground_codes,
            facts=self.facts or "",
            reason=self.reason or "",
            statute_ref=self.statute_ref or "",
        )


class DraftIn(JsonModel):
    """The draft: lines of one's own, the proposals as they are, or both."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"acceptProposals": True}]})

    decisions: Annotated[list[DecisionIn], Field(max_length=5000)] | None = None
    accept_proposals: Flag | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.decisions is None and self.accept_proposals is None:
            raise Refused(
                Text(
                    "Geef beslissingen, of neem de voorstellen over met acceptProposals",
                    "Give decisions, or take the proposals with acceptProposals",
                    "Donnez des décisions, ou reprenez les propositions avec acceptProposals",
                )
            )
        return self


class ConfirmationIn(JsonModel):
    """Why gaps in the register are accepted, and why a late refusal is late."""

    register_gaps_reason: Sentence | None = None
    justification: Sentence | None = None


@router.get(
    "/cases/{case_id}/proposals",
    operation_id="getProposals",
    responses=answers(ProposalListOut, spoken=True),
    summary="What register and rules propose",
)
def get_proposals(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_PROPOSALS)],
    _query: NoQuery,
    desk: DeskDep,
    language: LanguageDep,
) -> JSONResponse:
    """Return a proposal per claim, category, purpose and legal basis, with reason and facts."""
    dossier = desk.dossiers.load(case.case_id)
    items = [proposal_view(p, language) for p in proposals(desk, case, dossier)]
    gaps = decide.register_gaps(desk, dossier)
    return JSONResponse(
        compact(
            {
                **whole(request, items),
                "registerGaps": [
                    {"path": gap.path, "text": gap.text.into(language)} for gap in gaps
                ]
                or None,
            }
        ),
        headers=spoken(language),
    )


@router.put(
    "/cases/{case_id}/decisions",
    operation_id="draftDecisions",
    responses=answers(DraftedCaseOut, tagged=True, spoken=True),
    summary="Draft the decision",
)
def draft_decisions(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[DraftIn, json_body(DraftIn)],
    desk: DeskDep,
    now: NowDep,
    language: LanguageDep,
) -> JSONResponse:
    """Keep the draft and tell which proposals are still open."""
    check_if_match(request, case)
    lines = None if body.decisions is None else [line.line() for line in body.decisions]
    changed, draft, left = decide.write_draft(
        desk, case, lines, accept_proposals=body.accept_proposals, by=actor, at=now
    )
    view = case_view(changed, desk, actor, at=now)
    late = decide.late_refusal(desk, changed, draft, on=brussels_date(now))
    return JSONResponse(
        {
            **view,
            "draft": draft_view(draft, late=late),
            "openProposals": [proposal_view(proposal, language) for proposal in left],
        },
        headers={"ETag": etag(changed), "Cache-Control": "no-store", **spoken(language)},
    )


@router.get(
    "/cases/{case_id}/decisions",
    operation_id="getDecisions",
    responses=answers(DraftOut),
    summary="Read the draft or decision",
)
def get_decisions(
    case: Annotated[Case, case_for(Act.READ_PROPOSALS)], _query: NoQuery, desk: DeskDep, now: NowDep
) -> JSONResponse:
    """Return the draft, or the decision once it is taken.

    `lateRefusal` warns that a draft which refuses everything is late, and needs a justification.
    """
    draft = desk.decisions.load(case.case_id) if case.drafters else None
    if draft is None:
        return JSONResponse({"decisions": []})
    late = decide.late_refusal(desk, case, draft, on=brussels_date(now))
    return JSONResponse(draft_view(draft, late=late))


@router.post(
    "/cases/{case_id}/decisions/confirmation",
    operation_id="confirmDecisions",
    responses=answers(ConfirmedCaseOut, tagged=True),
    summary="Take the decision",
)
def confirm_decisions(
    request: Request,
    case: Annotated[Case, case_for(Act.CONFIRM)],
    actor: Annotated[Actor, may_do(Act.CONFIRM)],
    body: Annotated[ConfirmationIn, json_body(ConfirmationIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Confirm the draft; never by who drafted it, where the role table says so.

    `registerGaps` counts what the register leaves open in this answer.
    """
    check_if_match(request, case)
    changed = decide.confirm(
        desk,
        case,
        gaps_reason=body.register_gaps_reason or "",
        justification=body.justification or "",
        by=actor,
        at=now,
    )
    gaps = len(decide.register_gaps(desk, desk.dossiers.load(case.case_id)))
    more = {"registerGaps": gaps} if gaps else {}
    return JSONResponse(
        {**case_view(changed, desk, actor, at=now), **more},
        headers={"ETag": etag(changed), "Cache-Control": "no-store"},
    )


def proposal_view(proposal: CaseProposal, language: Language) -> dict[str, Any]:
    """Return a proposal as JSON."""
    return compact(
        {
            "claimId": proposal.claim_id,
            "right": proposal.right,
            "categoryId": proposal.category_id,
            "purposeId": proposal.purpose_id,
            "legalBasis": proposal.legal_basis,
            "element": proposal.element,
            "proposal": proposal.proposal.value,
            "groundCodes": list(proposal.ground_codes),
            "legalReferences": list(proposal.legal_references),
            "reason": proposal.reason.into(language),
            "resolved": proposal.resolved.value,
            "facts": dict(proposal.facts),
        }
    )


def draft_view(draft: Draft, *, late: date | None = None) -> dict[str, Any]:
    """Return a draft as JSON; `late` is the day by which its refusal had to be confirmed."""
    return compact(
        {
            "lateRefusal": late and {"refuseBy": late.isoformat()},
            "decisions": [
                compact(
                    {
                        "claimId": line.claim_id,
                        "categoryId": line.category_id,
                        "purposeId": line.purpose_id,
                        "legalBasis": line.legal_basis,
                        "element": line.element,
                        "decision": line.decision.value,
                        "groundCodes": list(line.ground_codes) or None,
                        "facts": line.facts or None,
                        "reason": line.reason or None,
                        "statuteRef": line.statute_ref or None,
                    }
                )
                for line in draft.whole
            ],
            "draftedAt": draft.drafted_at.isoformat(),
            "confirmedAt": draft.confirmed_at and draft.confirmed_at.isoformat(),
        }
    )
