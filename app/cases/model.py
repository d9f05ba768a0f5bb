"""A case: one request as received, one clock, one or more claims (DL-14)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.audit.model import NewEntry
from app.deadlines.model import Suspension, SuspensionKind
from app.language import Language
from app.outbox.model import Event, Task, Told


class State(StrEnum):
    """Where a case is (legal-rules section 9)."""

    RECEIVED = "received"
    IDENTITY_PENDING = "identityPending"
    SPECIFICATION_PENDING = "specificationPending"
    IN_SEARCH = "inSearch"
    IN_ASSESSMENT = "inAssessment"
    DECIDED = "decided"
    SENT = "sent"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    LAPSED_IDENTITY = "lapsedIdentity"
    REDIRECTED = "redirected"


ENDS = frozenset({State.CLOSED, State.WITHDRAWN, State.LAPSED_IDENTITY, State.REDIRECTED})


class Channel(StrEnum):
    """How the request came in."""

    FORM = "form"
    EMAIL = "email"
    POST = "post"
    COUNTER = "counter"
    PHONE = "phone"
    API = "api"
    EUDI_WALLET = "eudiWallet"


class Outcome(StrEnum):
    """How a claim, and the case, ended (section 4)."""

    GRANTED = "granted"
    PARTIALLY_GRANTED = "partiallyGranted"
    REFUSED = "refused"
    NO_DATA_HELD = "noDataHeld"
    WITHDRAWN = "withdrawn"
    LAPSED_IDENTITY = "lapsedIdentity"
    REDIRECTED = "redirected"


class IdentityResult(StrEnum):
    """Result of an identity check; the first two open the gate (ID-02a)."""

    VERIFIED = "verified"
    NO_DOUBT = "noDoubt"
    INSUFFICIENT = "insufficient"


class Delivery(StrEnum):
    """How the answer is handed over."""

    PORTAL = "portal"
    POST = "post"


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """An address as the requester gave it."""

    street: str
    postal_code: str
    city: str
    country: str = "BE"

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it stands on an envelope."""
        last = f"{self.postal_code} {self.city}".strip()
        return tuple(
            x for x in (self.street, last, "" if self.country == "BE" else self.country) if x
        )


@dataclass(frozen=True, slots=True)
class Requester:
    """Who writes to us. `national_number` is None unless ID-09 allows its use."""

    given_name: str
    family_name: str
    email: str | None = None
    postal_address: PostalAddress | None = None
    vlimpers_number: str | None = None
    national_number: str | None = None
    date_of_birth: date | None = None

    @property
    def full_name(self) -> str:
        """Given name and family name, as in an address."""
        return f"{self.given_name} {self.family_name}".strip()


class AgentKind(StrEnum):
    """As what somebody writes for somebody else (ID-12 to ID-16)."""

    MANDATE = "mandate"
    LAWYER = "lawyer"
    UNION = "union"
    PARENT = "parent"
    ADMINISTRATOR = "administrator"
    HEIR = "heir"
    MANAGER = "manager"
    HR_BUSINESS_PARTNER = "hrBusinessPartner"
    HR_SPECIALIST = "hrSpecialist"
    COLLEAGUE = "colleague"
    SPOUSE = "spouse"


NO_STANDING = frozenset(
    {
        AgentKind.MANAGER,
        AgentKind.HR_BUSINESS_PARTNER,
        AgentKind.HR_SPECIALIST,
        AgentKind.COLLEAGUE,
        AgentKind.SPOUSE,
    }
)
"""What somebody is to the person gives no right to ask for them (ID-13)."""


class AnswerTo(StrEnum):
    """To whom the answer goes: the person, unless their mandate says otherwise (ID-12)."""

    PERSON = "person"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True, slots=True)
class Representative:
    """Who writes for the person, and what that rests on (ID-12)."""

    kind: AgentKind
    given_name: str
    family_name: str
    organisation: str = ""
    email: str | None = None
    postal_address: PostalAddress | None = None
    address_proof: str = ""
    """How their address was verified, apart from what they wrote; empty: it was not (ID-11)."""
    document_id: str | None = None
    """The mandate, the court order, or what proves parental authority."""
    signed_on: date | None = None
    rights: tuple[str, ...] = ()
    scope: tuple[str, ...] | None = None
    """Categories the mandate is limited to; None: all."""
    valid_until: date | None = None
    answer_to: AnswerTo = AnswerTo.PERSON
    doubt: str = ""
    """Why a lawyer is asked for the mandate itself."""
    interest: str = ""
    """What makes a request of a parent one in the interest of the child (ID-14)."""
    disputed: bool = False
    """Parents, or parent and child, do not want the same: the DPO looks at it (ID-14)."""

    @property
    def full_name(self) -> str:
        """Given name and family name, as in an address."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def lines(self) -> tuple[str, ...]:
        """Name and address as they gave it."""
        place = self.postal_address.lines if self.postal_address else ()
        return tuple(x for x in (self.full_name, self.organisation, *place) if x)


@dataclass(frozen=True, slots=True)
class Claim:
    """One right exercised, with its own outcome. `right` is an id of the catalogue of rights."""

    claim_id: str
    right: str
    statement: str | None = None
    scope: tuple[str, ...] | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    identity: IdentityResult | None = None
    outcome: Outcome | None = None
    withdrawn_on: date | None = None
    executed_at: datetime | None = None
    """When everything that was granted had been carried out in the stores; None while it is not."""
    harm: str = ""
    """What acting for the wrong person could do, as a handler says: then even this waits for proof (4.1). Empty: nothing."""


@dataclass(frozen=True, slots=True)
class Extension:
    """The one extension of two months (DL-08, DL-09)."""

    reason_code: str
    reasons: str
    planned_on: date
    extended_on: date


@dataclass(frozen=True, slots=True)
class Case:
    """The request as received. Frozen: every change makes a new one inside a `Change`."""

    case_id: str
    reference: str
    version: int
    state: State
    channel: Channel
    entity: str
    language: Language
    received_on: date
    """Brussels calendar date (DL-02)."""
    received_at: datetime | None
    """UTC instant; None for paper, which has a date and no hour."""
    registered_at: datetime
    registered_by: str
    requester: Requester
    claims: tuple[Claim, ...]
    register_version: str
    """Version of the register in force at receipt."""
    to_be_clarified: bool = False
    suspensions: tuple[Suspension, ...] = ()
    extension: Extension | None = None
    representative: Representative | None = None
    assignee: str | None = None
    linked_cases: tuple[str, ...] = ()
    identity_checked_by: str | None = None
    subject_keys: Mapping[str, str] = field(default_factory=dict)
    """The matched person: system -> key. Empty until matched, or when nobody matches.

    While a handler's choice waits for its search, an empty key rules a system's candidates out."""
    collected_at: datetime | None = None
    """State of the data: the moment the search was complete (AC-10)."""
    drafters: tuple[str, ...] = ()
    """Whose lines the draft holds, the last one to touch it last; empty without a draft."""
    decided_by: str | None = None
    decided_at: datetime | None = None
    letter_register_version: str | None = None
    sent_at: datetime | None = None
    delivery: Delivery | None = None
    ended_at: datetime | None = None
    redirected_to: str | None = None
    holidays_version: str = field(default="", compare=False)
    """The holidays its dates were last computed with; empty before it was saved."""
    legal_hold: bool = False
    """Nothing of the case is destroyed while it stands (legal-rules 8)."""

    @property
    def lacks_standing(self) -> bool:
        """Whether somebody asks who has no right to ask for the person (ID-13): nothing follows from it."""
        return self.representative is not None and self.representative.kind in NO_STANDING

    @property
    def suspended(self) -> bool:
        """Whether an interval is open."""
        return any(s.answered_on is None for s in self.pauses)

    @property
    def open_claims(self) -> tuple[Claim, ...]:
        """The claims that were not withdrawn, and did not lapse while the rest of the case goes on."""
        lapsed = self.lapsed_claims
        return tuple(c for c in self.claims if c.withdrawn_on is None and c not in lapsed)

    @property
    def lapsed_claims(self) -> tuple[Claim, ...]:
        """The claims that lapsed while those that need no proof go on; proof reopens them (ID-10)."""
        if self.state is State.LAPSED_IDENTITY:
            return ()
        return tuple(c for c in self.claims if c.outcome is Outcome.LAPSED_IDENTITY)

    @property
    def pauses(self) -> tuple[Suspension, ...]:
        """The suspensions that count: what needs no proof never waited for any (section 1.3)."""
        counted = tuple(s for s in self.suspensions if s.counts)
        if not self.lapsed_claims:
            return counted
        return tuple(s for s in counted if s.kind is not SuspensionKind.IDENTITY)


@dataclass(frozen=True, slots=True)
class Change:
    """The only thing that can be saved: a case with what is to be journalled, told and done."""

    case: Case
    entries: tuple[NewEntry, ...]
    events: tuple[Event | Told, ...] = ()
    tasks: tuple[Task, ...] = ()
    is_new: bool = False
    additive: bool = False
    """Only adds beside the case (a document, a letter): the case's version stays as it is."""
