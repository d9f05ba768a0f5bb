"""An uploaded document as values: what was sent, what it turned out to be, and whether it is still kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DocumentKind(StrEnum):
    """What the sender says the document is."""

    SIGNED_REQUEST = "signedRequest"
    IDENTITY_CARD = "identityCard"
    SIGNED_EMAIL = "signedEmail"
    SIGNED_PDF = "signedPdf"
    MANDATE = "mandate"
    EVIDENCE = "evidence"
    OTHER = "other"


class MediaType(StrEnum):
    """What the content turned out to be; nothing else is taken."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    EMAIL = "message/rfc822"
    TEXT = "text/plain"


class SignatureStatus(StrEnum):
    """What the check of an electronic signature gave."""

    VALID = "valid"
    VALID_BUT_UNTRUSTED = "validButUntrusted"
    MODIFIED_AFTER_SIGNING = "modifiedAfterSigning"
    EXPIRED = "expired"
    REVOKED = "revoked"
    INVALID = "invalid"
    NOT_A_SIGNATURE = "notASignature"


class SignatureLevel(StrEnum):
    """How strong an electronic signature is in law (eIDAS art. 3(10)-(12), 25(2); ID-05)."""

    QUALIFIED = "qualified"
    ADVANCED_QUALIFIED_CERTIFICATE = "advancedQualifiedCertificate"
    ADVANCED = "advanced"
    """By a certificate of a trusted issuer that names the person."""


class SignatureWarning(StrEnum):
    """What the reader of a finding must know beside its status."""

    REVOCATION_NOT_CHECKED = "revocationNotChecked"
    NO_TRUST_ANCHORS = "noTrustAnchors"
    LATER_SIGNATURE = "signedAgainLater"
    FILLED_IN_LATER = "filledInLater"
    STAMPED_LATER = "stampedLater"
    ANNOTATED_LATER = "annotatedLater"
    CERTIFIED = "certified"
    EMPTY_FIELD = "emptySignatureField"
    PARTLY_COVERED = "partlyCovered"
    SEVERAL_SIGNERS = "severalSigners"
    NOT_FOR_SIGNING = "certificateNotForSigning"
    AUTHENTICATION_CERTIFICATE = "authenticationCertificate"
    LEVEL_NOT_ACCEPTED = "levelNotAccepted"
    ENCRYPTED_ONLY = "encryptedOnly"
    UNSIGNED_TEXT = "unsignedTextAround"
    ADDRESS_DIFFERS = "addressDiffers"
    FORWARDED = "forwarded"
    HEADERS_DIFFER = "signedHeadersDiffer"
    SIGNED_LONG_BEFORE = "signedLongBefore"
    TAKEN_BEFORE = "takenBefore"


DOUBTS = frozenset(
    {
        SignatureWarning.FORWARDED,
        SignatureWarning.ADDRESS_DIFFERS,
        SignatureWarning.HEADERS_DIFFER,
        SignatureWarning.SIGNED_LONG_BEFORE,
        SignatureWarning.TAKEN_BEFORE,
    }
)
"""What was signed can be another's, sent on: it proves nothing until a handler confirms that it is theirs."""


class DocumentFinding(StrEnum):
    """What was noticed about the stored copy."""

    METADATA_REMOVED = "metadataRemoved"
    CONVERTED_TO_JPEG = "convertedToJpeg"
    NAME_CORRECTED = "nameCorrected"
    MASKED = "masked"
    WAITS_FOR_CHECK = "waitsForCheck"
    """Nobody said yet whether it holds a virus: nobody can read it, and it proves nothing."""
    ENVELOPE_DESTROYED = "envelopeDestroyed"
    """The signature with the signer's certificate is gone; what was signed stays."""
    POSSIBLE_COPY = "possibleIdentityCopy"
    """It, or something that came along in it, may be a copy of an identity card: it is destroyed as one (ID-08)."""
    COPIES_DESTROYED = "identityCopiesDestroyed"
    """What came along in it and may have been a copy of an identity card is gone."""


@dataclass(frozen=True, slots=True)
class SignerFinding:
    """One signer. `national_number` stays None unless ID-09 allows reading it from the certificate."""

    name: str
    status: SignatureStatus
    national_number: str | None = None
    level: SignatureLevel | None = None
    """None where the certificate is not trusted, or carries no signature in law."""
    emails: tuple[str, ...] = ()
    """Addresses in the certificate, in lower case: compared and forgotten with it (ID-08)."""


@dataclass(frozen=True, slots=True)
class SignatureFinding:
    """What was found of electronic signatures in one document."""

    status: SignatureStatus
    signers: tuple[SignerFinding, ...] = ()
    warnings: tuple[SignatureWarning, ...] = ()
    text: str = ""
    """The finding in plain Dutch, for the handler."""
    proves: bool = False
    """Whether it may prove who the signer is, by what the settings accept (ID-05), and nothing says it was sent on."""
    confirmable: bool = False
    """Whether it would prove, if a handler confirms that no other sent it on (`DOUBTS`)."""
    seals: tuple[str, ...] = ()
    """Hash per signature of what was signed, by whom and when: the same one again was sent on."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of one case."""

    document_id: str
    case_id: str
    kind: DocumentKind
    media_type: MediaType
    size: int
    """Bytes of what was sent; the stored copy can be smaller (metadata of photos is removed)."""
    sha256: str
    """Of what was sent, hexadecimal."""
    received_at: datetime
    added_by: str
    file_name: str
    """Safe name for display and for packages; not the name as sent."""
    pages: int
    readable: bool
    stored_path: str | None = None
    """Where the vault keeps the copy; None once it is destroyed."""
    destroyed_at: datetime | None = None
    findings: tuple[DocumentFinding, ...] = ()
    signature: SignatureFinding | None = None
