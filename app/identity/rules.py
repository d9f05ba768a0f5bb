"""The gate before everything that is read, decided or answered (ID-02a). Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from app.cases.model import Claim, IdentityResult
from app.documents.model import Document, DocumentKind, SignatureStatus
from app.errors import DeskError
from app.identity.model import DocumentFacts, Means


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


class IdentityNotProven(DeskError):
    """The gate is closed. Fact `missing`: the kinds of document that are not there, readable, in this case."""

    code: ClassVar[str] = "identityNotProven"


class ClaimUnknown(DeskError):
    """The case has no such open claim."""

    code: ClassVar[str] = "claimUnknown"


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
_OPENS: Final = frozenset({IdentityResult.VERIFIED, IdentityResult.NO_DOUBT})


def facts_of(documents: Sequence[Document]) -> tuple[DocumentFacts, ...]:
    """Return what the gate needs to know of the documents of a case."""
    return tuple(
        DocumentFacts(
            document_id=d.document_id,
            kind=d.kind,
            readable=d.readable,
            destroyed=d.stored_path is None,
            signature=None if d.signature is None else d.signature.status,
        )
        for d in documents
    )


def check_identity_check(
    result: IdentityResult,
    means: Means | None,
    note: str,
    *,
    documents: Sequence[DocumentFacts],
    allowed_means: frozenset[Means],
) -> tuple[DocumentKind, ...]:
    """Return the types of document the check rests on, when it may be recorded.

    `documents` are those of this case. Raises MeansUnexpected, MeansMissing, MeansNotAllowed,
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
    missing = tuple(kind for kind in needed if not _is_proven(kind, documents))
    # Proof that is missing or bad is what `insufficient` records (ID-10); it opens nothing.
    if missing and result is IdentityResult.VERIFIED:
        raise IdentityNotProven(missing=",".join(missing))
    return tuple(kind for kind in needed if kind not in missing)


def gate_open(claims: Sequence[Claim], *, needs_check: Mapping[str, bool]) -> bool:
    """Tell whether every open claim that needs a check passed one (`needs_check`: right → needed).

    A right that is not in the mapping needs a check; with no open claim there is nothing to open.
    """
    open_claims = [claim for claim in claims if claim.withdrawn_on is None]
    return bool(open_claims) and all(
        claim.identity in _OPENS or not needs_check.get(claim.right, True) for claim in open_claims
    )


def check_gate(claims: Sequence[Claim], *, needs_check: Mapping[str, bool]) -> None:
    """Refuse to go on while the gate is closed. Raises IdentityNotProven."""
    if not gate_open(claims, needs_check=needs_check):
        raise IdentityNotProven


def merge_result(
    claims: Sequence[Claim], result: IdentityResult, *, claim_ids: Collection[str] = ()
) -> tuple[Claim, ...]:
    """Return the claims with the result of a check on `claim_ids`, or on every open claim.

    `noDoubt` does not replace `verified`; `insufficient` replaces both, as new facts gave new doubt.
    Raises ClaimUnknown.
    """
    open_ids = {claim.claim_id for claim in claims if claim.withdrawn_on is None}
    wanted = set(claim_ids) or open_ids
    if not wanted <= open_ids:
        raise ClaimUnknown
    return tuple(
        replace(claim, identity=_stronger(claim.identity, result))
        if claim.claim_id in wanted
        else claim
        for claim in claims
    )


def _check_no_doubt(means: Means | None, note: str) -> None:
    if means is not None:
        raise MeansUnexpected
    if not note.strip():
        raise NoteMissing


def _is_proven(kind: DocumentKind, documents: Sequence[DocumentFacts]) -> bool:
    return any(
        document.kind is kind
        and document.readable
        and not document.destroyed
        and (kind not in _BY_SIGNATURE or document.signature is SignatureStatus.VALID)
        for document in documents
    )


def _stronger(known: IdentityResult | None, new: IdentityResult) -> IdentityResult:
    return known if known is IdentityResult.VERIFIED and new is IdentityResult.NO_DOUBT else new
