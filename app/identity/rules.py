"""The gate before everything that is read, decided or answered (ID-02a). Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, Final

from app.cases.guards import IdentityNotProven
from app.cases.model import IdentityResult
from app.documents.model import Document, DocumentKind, SignatureStatus
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
        )
        for d in documents
    )


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
    proof of somebody who acts for another (ID-12). Raises MeansUnexpected, MeansMissing, MeansNotAllowed,
    NoteMissing (invalid input) and IdentityNotProven (ID-01, ID-02a).
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
    missing = tuple(kind for kind in needed if not _is_proven(kind, documents))
    # Proof that is missing or bad is what `insufficient` records (ID-10); it opens nothing.
    if missing and result is IdentityResult.VERIFIED:
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


def _check_signer(names: Sequence[str], documents: Sequence[DocumentFacts]) -> None:
    """Raise NoteMissing when somebody acts for another, or what could prove it is signed by nobody named."""
    if len(names) > 1:
        raise NoteMissing
    signed = [d for d in documents if d.kind in _BY_SIGNATURE and is_usable(d)]
    asked = set(fold(names[0]))
    # A certificate tells more than the name: second given names, "(Signature)".
    if signed and not any(asked and asked <= set(fold(n)) for d in signed for n in d.signers):
        raise NoteMissing


def _is_proven(kind: DocumentKind, documents: Sequence[DocumentFacts]) -> bool:
    return any(document.kind is kind and is_usable(document) for document in documents)
