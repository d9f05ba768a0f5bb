"""The gate before everything that is read, decided or answered (ID-02a). Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, Final

from app.cases.guards import IdentityNotProven
from app.cases.model import IdentityResult
from app.documents.model import (
    DOUBTS,
    Document,
    DocumentKind,
    SignatureFinding,
    SignatureStatus,
)
from app.errors import DeskError
from app.identity.comparison import Likeness, Reason, compare_dates, compare_names, overall
from app.identity.model import CardReading, DocumentFacts, Means
from app.personnel.names import fold


class MeansMissing(DeskError):
    """This result needs the means by which it was reached."""

    code: ClassVar[str] = "meansMissing"


class MeansUnexpected(DeskError):
    """With no doubt nothing was asked, so there is no means."""

    code: ClassVar[str] = "meansUnexpected"


class MeansNotAllowed(DeskError):
    """The settings do not allow this means. Fact `means`."""

    code: ClassVar[str] = "meansNotAllowed"


class NoteMissing(DeskError):
    """The facts have to be noted: what was seen, or why there is no doubt."""

    code: ClassVar[str] = "noteMissing"


class SignatureDoubted(DeskError):
    """Somebody else may have sent on what was signed: a note has to confirm it by name. Facts `documentId`, `doubts`."""

    code: ClassVar[str] = "signatureDoubted"


NEEDED: Final[Mapping[Means, tuple[DocumentKind, ...]]] = {
    Means.SIGNED_REQUEST_WITH_ID_COPY: (DocumentKind.SIGNED_REQUEST, DocumentKind.IDENTITY_CARD),
    Means.SIGNED_EMAIL: (DocumentKind.SIGNED_EMAIL,),
    Means.SIGNED_PDF: (DocumentKind.SIGNED_PDF,),
    Means.IN_PERSON: (),
    Means.VIDEO: (),
    Means.SESSION: (),
    Means.KNOWN_CHANNEL: (),
    Means.EARLIER_PROOF_IN_CASE: (),
}
"""Documents of this case each means rests on; a means without documents rests on its note."""

_BY_SIGNATURE: Final = frozenset({DocumentKind.SIGNED_EMAIL, DocumentKind.SIGNED_PDF})


def facts_of(documents: Sequence[Document]) -> tuple[DocumentFacts, ...]:
    """Return what the gate needs to know of the documents of a case."""
    return tuple(
        DocumentFacts(
            document_id=d.document_id,
            kind=d.kind,
            readable=d.readable,
            destroyed=d.stored_path is None or d.destroyed_at is not None,
            signature=None if d.signature is None else d.signature.status,
            proves=d.signature is not None and d.signature.proves,
            signers=() if d.signature is None else tuple(s.name for s in d.signature.signers),
            confirmable=d.signature is not None and d.signature.confirmable,
            doubts=() if d.signature is None else _doubts(d.signature),
            file_name=d.file_name,
        )
        for d in documents
    )


def _doubts(found: SignatureFinding) -> tuple[str, ...]:
    return tuple(warning.value for warning in found.warnings if warning in DOUBTS)


def check_identity_check(
    result: IdentityResult,
    means: Means | None,
    note: str,
    *,
    documents: Sequence[DocumentFacts],
    names: Sequence[str],
    allowed_means: frozenset[Means],
) -> tuple[DocumentKind, ...]:
    """Return the types of document the check rests on, when it may be recorded.

    `documents` are those of this case, `names` who the request says asks, and who acts for them: a
    mail or PDF signed under another name needs a note that tells why it is theirs, and so does any
    proof of somebody who acts for another (ID-12). A signature that somebody else may have sent on counts
    where the note confirms it by name. Raises MeansUnexpected, MeansMissing, MeansNotAllowed,
    NoteMissing (invalid input), SignatureDoubted and IdentityNotProven (ID-01, ID-02a).
    """
    if result is IdentityResult.NO_DOUBT:
        _check_no_doubt(means, note)
        return ()
    if means is None:
        raise MeansMissing
    if means not in allowed_means:
        raise MeansNotAllowed(means=means)
    needed = NEEDED[means]
    if not needed and not note.strip():
        raise NoteMissing
    if result is IdentityResult.VERIFIED and not note.strip():
        _check_signer(names, [d for d in documents if d.kind in needed])
    proven = {d.kind for d in documents if is_usable(d) or is_confirmed(d, note)}
    missing = tuple(kind for kind in needed if kind not in proven)
    # Proof that is missing or bad is what `insufficient` records (ID-10); it opens nothing.
    if missing and result is IdentityResult.VERIFIED:
        _check_doubts([d for d in documents if d.kind in missing])
        raise IdentityNotProven(missing=",".join(missing))
    return tuple(kind for kind in needed if kind not in missing)


def check_offer(means: Sequence[Means], *, allowed_means: frozenset[Means]) -> None:
    """Refuse to offer a means of proof that would not be accepted. Raises MeansNotAllowed."""
    for one in means:
        if one not in allowed_means or one is Means.EARLIER_PROOF_IN_CASE:
            raise MeansNotAllowed(means=one)


def check_card(
    card: CardReading, *, names: Sequence[str], born_on: date | None, note: str, on: date
) -> Likeness:
    """Return how a card that was shown agrees with who the request says asks; nothing of it is kept.

    `names` and `born_on` as in the request: who acts for them may have shown theirs. Raises NoteMissing
    for another name or birth date, and for a card that is no longer valid, unless the note tells why it is them.
    """
    compared = [compare_names(name, card.full_name) for name in names]
    name = min(compared, key=lambda one: list(Likeness).index(one.likeness))
    own = compared.index(name) == 0
    found = overall((name, *((compare_dates(born_on, card.date_of_birth),) if own else ())))
    expired = card.valid_until is not None and card.valid_until < on
    doubted = found.likeness is Likeness.DIFFERS or Reason.DAY_AND_MONTH in found.reasons
    if (doubted or expired or Reason.ONE_DIGIT in found.reasons) and not note.strip():
        raise NoteMissing
    return found.likeness


def _check_no_doubt(means: Means | None, note: str) -> None:
    if means is not None:
        raise MeansUnexpected
    if not note.strip():
        raise NoteMissing


def is_usable(document: DocumentFacts) -> bool:
    """Whether a check can rest on the document: it is there, can be read, and its signature holds."""
    by_signature = document.kind in _BY_SIGNATURE
    return (
        document.readable
        and not document.destroyed
        and (
            not by_signature
            or (document.signature is SignatureStatus.VALID and document.proves)  # ID-05
        )
    )


def is_confirmed(document: DocumentFacts, note: str) -> bool:
    """Whether the note confirms that a doubted signature is theirs: it names the document, or what is doubted of it."""
    told = note.casefold()
    named = (document.document_id, document.file_name, *document.doubts)
    return _may_be_confirmed(document) and any(n and n.casefold() in told for n in named)


def _may_be_confirmed(document: DocumentFacts) -> bool:
    return (
        document.kind in _BY_SIGNATURE
        and document.readable
        and not document.destroyed
        and document.signature is SignatureStatus.VALID
        and document.confirmable
    )


def _check_doubts(documents: Sequence[DocumentFacts]) -> None:
    """Raise SignatureDoubted where a note could make one of these proof."""
    for document in documents:
        if _may_be_confirmed(document):
            doubts = ",".join(document.doubts)
            raise SignatureDoubted(documentId=document.document_id, doubts=doubts)


def _check_signer(names: Sequence[str], documents: Sequence[DocumentFacts]) -> None:
    """Raise NoteMissing when somebody acts for another, or what could prove it is signed by nobody named."""
    if len(names) > 1:
        raise NoteMissing
    signed = [d for d in documents if d.kind in _BY_SIGNATURE and is_usable(d)]
    asked = set(fold(names[0]))
    # A certificate tells more than the name: second given names, "(Signature)".
    if signed and not any(asked and asked <= set(fold(n)) for d in signed for n in d.signers):
        raise NoteMissing
