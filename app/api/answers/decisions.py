"""Proposals, drafts, advice and what others answer, as answers give them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.answers.case import CaseOut
from app.api.answers.parts import Answer, Day, Id, Instant, ListOut
from app.api.inputs import RightName
from app.cases.model import State
from app.decisions.model import DecisionKind, OpinionResult, Proposal, Resolved
from app.decisions.referrals import ReferralKind
from app.register.terms import Basis


class ProposalOut(Answer):
    """What register and rules propose for one claim, category, purpose and legal basis."""

    claim_id: Id
    right: RightName
    category_id: str | None = None
    purpose_id: str | None = None
    legal_basis: Basis | None = None
    element: str | None = None
    proposal: Proposal
    ground_codes: list[str]
    legal_references: list[str]
    reason: str
    resolved: Resolved
    facts: dict[str, Any]


class RegisterGapOut(Answer):
    """Something the register leaves open."""

    path: str
    text: str


class ProposalListOut(ListOut):
    """The proposals of a case."""

    items: list[ProposalOut]
    register_gaps: list[RegisterGapOut] | None = None


class DecisionOut(Answer):
    """One line of a draft or a decision."""

    claim_id: Id
    category_id: str | None = None
    purpose_id: str | None = None
    legal_basis: Basis | None = None
    element: str | None = None
    decision: DecisionKind
    ground_codes: list[str] | None = None
    facts: str | None = None
    reason: str | None = None
    statute_ref: str | None = None


class LateRefusalOut(Answer):
    """The day by which a refusal had to be confirmed."""

    refuse_by: Day


class DraftOut(Answer):
    """The draft, or the decision once it is taken; without a draft an empty list."""

    decisions: list[DecisionOut]
    drafted_at: Instant | None = None
    confirmed_at: Instant | None = None
    late_refusal: LateRefusalOut | None = None


class DraftedCaseOut(CaseOut):
    """The case with its draft, and the proposals that are still open."""

    draft: DraftOut
    open_proposals: list[ProposalOut]


class ConfirmedCaseOut(CaseOut):
    """The case with its decision; `registerGaps` counts what the register leaves open in this answer."""

    register_gaps: Annotated[int | None, Field(ge=1)] = None


class EarlierOut(Answer):
    """An earlier request that a test names."""

    reference: str
    received_date: Day


class ExcessOut(Answer):
    """What shows that a request is unfounded or excessive."""

    facts: str
    intention: str | None = None
    repetition: str | None = None
    unfounded: str | None = None
    necessity: str
    earlier_requests: list[EarlierOut]


class OpinionOut(Answer):
    """An advice of the DPO, or a test."""

    id: Id
    kind: Literal["advice", "objection", "thirdParty", "excessive"]
    claim_id: Id | None = None
    purpose_id: str | None = None
    result: OpinionResult | None = None
    reasons: str
    excess: ExcessOut | None = None
    written_by: str
    written_at: Instant


class OpinionListOut(ListOut):
    """What was written, oldest first."""

    items: list[OpinionOut]


class EarlierRequestOut(EarlierOut):
    """An earlier request of the same person."""

    case_id: Id
    rights: list[RightName]
    state: State


class EarlierRequestListOut(ListOut):
    """Earlier requests of the same person, oldest first."""

    items: list[EarlierRequestOut]


class ReferralOut(Answer):
    """What another controller or another regime answers."""

    id: Id
    kind: ReferralKind
    ground_code: str
    claim_id: Id | None = None
    what: str
    to: str
    contact: str | None = None
    reason: str
    forward_agreed: bool
    agreed_date: Day | None = None
    agreed_how: str | None = None
    forwarded_date: Day | None = None
    forwarded_how: str | None = None
    forwarded_by: str | None = None
    written_by: str
    written_at: Instant


class ReferralListOut(ListOut):
    """What others answer, oldest first."""

    items: list[ReferralOut]
