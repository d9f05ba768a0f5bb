"""How somebody's identity was checked, by whom and with what result; never the proof itself."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.cases.model import IdentityResult
from app.documents.model import DocumentKind, SignatureStatus


class Means(StrEnum):
    """How an identity is proven (ID-01, ID-02)."""

    SIGNED_REQUEST_WITH_ID_COPY = "signedRequestWithIdCopy"
    SIGNED_EMAIL = "signedEmail"
    SIGNED_PDF = "signedPdf"
    IN_PERSON = "inPerson"
    VIDEO = "video"
    SESSION = "session"
    KNOWN_CHANNEL = "knownChannel"
    EARLIER_PROOF_IN_CASE = "earlierProofInCase"


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What the gate needs to know of a document attached to the case."""

    document_id: str
    kind: DocumentKind
    readable: bool
    destroyed: bool = False
    signature: SignatureStatus | None = None
    proves: bool = False
    """Whether its signature may prove who signed (ID-05)."""
    signers: tuple[str, ...] = ()
    """Names in the certificates."""
    confirmable: bool = False
    """Whether its signature would prove, if a handler confirms that nobody else sent it on."""
    doubts: tuple[str, ...] = ()
    """Codes of what says that somebody else may have."""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """One check, kept for good (RC): result, means, types of documents seen, who, when, for which claims."""

    check_id: str
    case_id: str
    result: IdentityResult
    means: Means | None
    """None with `noDoubt`: nothing was asked."""
    note: str
    document_types: tuple[DocumentKind, ...]
    checked_by: str
    checked_at: datetime
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifiedEmail:
    """An address of the person that somebody verified apart from the request: contents may be opened by it (ID-11)."""

    case_id: str
    address: str
    proof: str
    """How it was verified."""
    verified_by: str
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class CardReading:
    """What a handler read from a card that was shown: compared at once, never kept (ID-08)."""

    given_names: str
    family_name: str
    date_of_birth: date
    valid_until: date | None = None

    @property
    def full_name(self) -> str:
        """All names, as they are compared."""
        return f"{self.given_names} {self.family_name}"
