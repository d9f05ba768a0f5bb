"""Proposals and decisions per claim, category, purpose, legal basis and element: pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.language import Text


class Proposal(StrEnum):
    """What register and rules propose before the facts of the case are known (`default_decision`)."""

    GRANT = "grant"
    GRANT_IF = "grantIf"
    REFUSE = "refuse"
    DPO_REVIEW = "dpoReview"


class Resolved(StrEnum):
    """What the proposal becomes with the facts of the case."""

    GRANT = "grant"
    PARTLY_GRANT = "partlyGrant"
    REFUSE = "refuse"
    HUMAN_CHOICE = "humanChoice"


class DecisionKind(StrEnum):
    """What a human takes."""

    GRANT = "grant"
    PARTLY_GRANT = "partlyGrant"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class RecordedConsent:
    """A consent that stood when the request came in."""

    purpose_id: str
    elements: tuple[str, ...] = ()
    """Register ids of the elements it covers; empty means all that the purpose uses on consent."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of the case that resolve a `grantIf`. None = not known: the ground that needs it does not apply."""

    employment: str | None = None
    expired_count: int | None = None
    """Records whose storage period is over; None where the stores know no end of their own."""
    consents: tuple[RecordedConsent, ...] | None = None
    """Consents the stores keep; None where none of them keeps any."""
    third_party_records: int = 0
    record_count: int = 0
    statute_ref: str | None = None
    """Names the statute of an R23-LAW restriction; the ground is switched off without it."""
    inaccuracy_shown: bool | None = None
    objection_upheld: bool | None = None
    no_longer_necessary: bool | None = None

    @property
    def retention_passed(self) -> bool | None:
        """Whether the storage period of every record is over; None where that is not known."""
        if self.expired_count is None:
            return None
        return self.expired_count >= self.record_count > 0

    @property
    def expires_in_part(self) -> bool:
        """Whether the storage period of some records is over, and of others not."""
        return 0 < (self.expired_count or 0) < self.record_count

    def consent_for(self, purpose_id: str, elements: frozenset[str]) -> bool | None:
        """Whether a consent is recorded for this purpose and one of these elements; None where no store keeps consents.

        A consent that names no element covers all that the purpose uses on consent.
        """
        if self.consents is None:
            return None
        return any(
            c.purpose_id == purpose_id and (not c.elements or bool(elements & set(c.elements)))
            for c in self.consents
        )


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One cell of register x right: independent of any person."""

    category_group: str
    category_id: str
    purpose_id: str
    purpose_key: str
    legal_basis: str
    link_assumed: bool
    right: str
    proposal: Proposal
    ground_codes: tuple[str, ...]
    legal_references: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class CaseProposal:
    """A matrix row applied to one claim, with the facts it rests on."""

    claim_id: str
    category_id: str
    purpose_id: str
    legal_basis: str
    right: str
    proposal: Proposal
    ground_codes: tuple[str, ...]
    legal_references: tuple[str, ...]
    reason: Text
    resolved: Resolved
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)
    element: str | None = None
    applying_codes: tuple[str, ...] = ()
    """The grounds that apply on these facts: what an accepted refusal or part refusal rests on."""


@dataclass(frozen=True, slots=True)
class DraftDecision:
    """One line of a draft; the narrower key wins (element over basis over purpose over category over claim)."""

    claim_id: str
    decision: DecisionKind
    category_id: str | None = None
    purpose_id: str | None = None
    legal_basis: str | None = None
    element: str | None = None
    ground_codes: tuple[str, ...] = ()
    facts: str = ""
    """The facts of the case in words: mandatory with a refusal or part refusal (section 4)."""
    reason: str = ""
    statute_ref: str = ""
    """The act or decree that R23-LAW rests on (Art. 23)."""

    @property
    def told(self) -> str:
        """The facts as the person reads them, with the act or decree that restricts the right."""
        statute = self.statute_ref.strip()
        return " ".join(x for x in (self.facts, statute and f"Wet of decreet: {statute}.") if x)


@dataclass(frozen=True, slots=True)
class EffectiveDecision:
    """What a draft decides on one proposal; `line` is None while it is open.

    `proposal` is None for a line on a claim without proposals (nothing was collected).
    """

    claim_id: str
    proposal: CaseProposal | None
    line: DraftDecision | None


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of one case; `confirmed_at` is None until the decision is taken by somebody else."""

    case_id: str
    lines: tuple[DraftDecision, ...]
    """What a human wrote."""
    drafted_by: str
    drafted_at: datetime
    accepted: tuple[DraftDecision, ...] = ()
    """Proposals taken as they are; a line of a human that covers one stands in its place."""
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    gaps_accepted_reason: str = ""

    @property
    def whole(self) -> tuple[DraftDecision, ...]:
        """Every line of the draft."""
        return (*self.lines, *self.accepted)


@dataclass(frozen=True, slots=True)
class Backing:
    """What was written and done in a case beside its draft, on which some grounds may rest."""

    tested: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Claim -> grounds that a written test of Art. 12(5) shows."""
    covered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Category -> grounds on which passages of it are withheld."""


NO_BACKING = Backing()


class OpinionKind(StrEnum):
    """What is weighed in writing."""

    ADVICE = "advice"
    """The DPO advises (Art. 39(1)); it binds nobody."""
    BALANCING = "balancing"
    """The person's situation against compelling grounds (Art. 21(1))."""
    THIRD_PARTY = "thirdParty"
    """The rights of others against the copy (Art. 15(4))."""
    EXCESSIVE = "excessive"
    """Whether a request is manifestly unfounded or excessive (Art. 12(5))."""


class OpinionResult(StrEnum):
    """What the weighing gave: for the person who asks, or against."""

    FOR_THE_PERSON = "forThePerson"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """A request of the same person that came before: told by the service, not by who writes."""

    reference: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Excess:
    """What a test of Art. 12(5) holds; the burden of proof is the controller's (IN-09)."""

    facts: str
    """What happened, how often and since when."""
    necessity: str
    """Why nothing milder will do, such as answering only what changed."""
    intention: str = ""
    """What proves an abusive intention, foreign to checking the processing (C-526/24)."""
    repetition: str = ""
    """Why the interval is unreasonable, given how often the data change (rec. 63)."""
    unfounded: str = ""
    """Why anybody sees at once that the request has no ground."""
    earlier: tuple[EarlierRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """An advice or a test, as it was written; a later one stands beside it."""

    opinion_id: str
    case_id: str
    kind: OpinionKind
    reasons: str
    written_by: str
    written_at: datetime
    claim_id: str | None = None
    purpose_id: str | None = None
    result: OpinionResult | None = None
    excess: Excess | None = None
