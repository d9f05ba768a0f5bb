"""The identity gate: what proves, what opens, what never does."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from app.cases.model import Claim, IdentityResult
from app.documents.model import (
    Document,
    DocumentKind,
    MediaType,
    SignatureFinding,
    SignatureStatus,
)
from app.errors import DeskError
from app.identity.model import DEFAULT_MEANS, DocumentFacts, Means
from app.identity.rules import (
    NEEDED,
    ClaimUnknown,
    IdentityNotProven,
    MeansMissing,
    MeansNotAllowed,
    MeansUnexpected,
    NoteMissing,
    check_gate,
    check_identity_check,
    facts_of,
    gate_open,
    merge_result,
)

VERIFIED, NO_DOUBT = IdentityResult.VERIFIED, IdentityResult.NO_DOUBT
INSUFFICIENT = IdentityResult.INSUFFICIENT
WITH_COPY = Means.SIGNED_REQUEST_WITH_ID_COPY


def document(kind: DocumentKind, signature: SignatureStatus | None = None) -> DocumentFacts:
    return DocumentFacts(document_id=kind, kind=kind, readable=True, signature=signature)


REQUEST = document(DocumentKind.SIGNED_REQUEST)
CARD = document(DocumentKind.IDENTITY_CARD)


def check(
    result: IdentityResult,
    means: Means | None = None,
    note: str = "",
    *documents: DocumentFacts,
    allowed: frozenset[Means] = DEFAULT_MEANS,
) -> tuple[DocumentKind, ...]:
    return check_identity_check(result, means, note, documents=documents, allowed_means=allowed)


def test_a_signed_request_with_a_copy_proves_who_asks() -> None:
    rests_on = check(VERIFIED, WITH_COPY, "", REQUEST, CARD)
    assert rests_on == (DocumentKind.SIGNED_REQUEST, DocumentKind.IDENTITY_CARD)


NOT_PROVEN = {
    "nothing attached": ((), "signedRequest,identityCard"),
    "no copy of the card": ((REQUEST,), "identityCard"),
    "no signed request": ((CARD,), "signedRequest"),
    "a copy nobody can read": ((REQUEST, replace(CARD, readable=False)), "identityCard"),
    "a copy destroyed earlier": ((REQUEST, replace(CARD, destroyed=True)), "identityCard"),
    "something else instead": ((REQUEST, document(DocumentKind.EVIDENCE)), "identityCard"),
}


@pytest.mark.parametrize("case", NOT_PROVEN)
def test_without_the_readable_documents_nothing_is_verified(case: str) -> None:
    documents, missing = NOT_PROVEN[case]
    with pytest.raises(IdentityNotProven) as refused:
        check(VERIFIED, WITH_COPY, "Gezien.", *documents)
    assert refused.value.facts == {"missing": missing}


def test_proof_that_falls_short_can_be_recorded_as_insufficient() -> None:
    assert check(INSUFFICIENT, WITH_COPY, "", REQUEST) == (DocumentKind.SIGNED_REQUEST,)
    assert check(INSUFFICIENT, WITH_COPY) == ()


@pytest.mark.parametrize("status", [None, *SignatureStatus])
@pytest.mark.parametrize(
    ("means", "kind"),
    [(Means.SIGNED_EMAIL, DocumentKind.SIGNED_EMAIL), (Means.SIGNED_PDF, DocumentKind.SIGNED_PDF)],
)
def test_of_electronic_signatures_only_a_valid_one_proves(
    means: Means, kind: DocumentKind, status: SignatureStatus | None
) -> None:
    signed = document(kind, status)
    if status is SignatureStatus.VALID:
        assert check(VERIFIED, means, "", signed) == (kind,)
        return
    with pytest.raises(IdentityNotProven):
        check(VERIFIED, means, "", signed)


WRONG_INPUT: dict[str, tuple[IdentityResult, Means | None, str, type[DeskError]]] = {
    "verified without means": (VERIFIED, None, "Gezien.", MeansMissing),
    "insufficient without means": (INSUFFICIENT, None, "Vaag.", MeansMissing),
    "no doubt with a means": (NO_DOUBT, Means.IN_PERSON, "Bekend.", MeansUnexpected),
    "no doubt without facts": (NO_DOUBT, None, " ", NoteMissing),
    "in person without a note": (VERIFIED, Means.IN_PERSON, "\n", NoteMissing),
    "a means the settings do not list": (VERIFIED, Means.VIDEO, "Gezien.", MeansNotAllowed),
}


@pytest.mark.parametrize("case", WRONG_INPUT)
def test_a_check_that_says_too_little_or_too_much_is_refused(case: str) -> None:
    result, means, note, error = WRONG_INPUT[case]
    with pytest.raises(error):
        check(result, means, note, REQUEST, CARD)


@pytest.mark.parametrize("means", [m for m in Means if not NEEDED[m]])
def test_a_means_without_documents_rests_on_its_note_where_it_is_allowed(means: Means) -> None:
    assert check(VERIFIED, means, "Kaart getoond aan het loket.", allowed=frozenset(Means)) == ()
    with pytest.raises(MeansNotAllowed):
        check(VERIFIED, means, "Kaart getoond.", allowed=frozenset())


def test_no_doubt_needs_its_facts_only() -> None:
    assert check(NO_DOUBT, None, "Verzoek uit de sessie, bevestigd per telefoon.") == ()


def claim(number: int, right: str, identity: IdentityResult | None = None) -> Claim:
    return Claim(claim_id=f"c{number}", right=right, identity=identity)


NEEDS = {"access": True, "consentWithdrawal": False}
GATES = {
    "one claim, not checked": ((claim(1, "access"),), False),
    "one claim, insufficient": ((claim(1, "access", INSUFFICIENT),), False),
    "one claim, verified": ((claim(1, "access", VERIFIED),), True),
    "one claim, no doubt": ((claim(1, "access", NO_DOUBT),), True),
    "one of two": ((claim(1, "access", VERIFIED), claim(2, "access")), False),
    "a right that needs no check": ((claim(1, "consentWithdrawal"),), True),
    "beside a right that does": ((claim(1, "consentWithdrawal"), claim(2, "access")), False),
    "a right nobody knows": ((claim(1, "unheardOf"),), False),
    "the unchecked one withdrawn": (
        (claim(1, "access", VERIFIED), replace(claim(2, "access"), withdrawn_on=date(2026, 3, 5))),
        True,
    ),
    "all withdrawn": ((replace(claim(1, "access"), withdrawn_on=date(2026, 3, 5)),), False),
    "no claim": ((), False),
}


@pytest.mark.parametrize("case", GATES)
def test_the_gate_opens_for_checked_claims_alone(case: str) -> None:
    claims, is_open = GATES[case]
    assert gate_open(claims, needs_check=NEEDS) is is_open
    if not is_open:
        with pytest.raises(IdentityNotProven):
            check_gate(claims, needs_check=NEEDS)
    else:
        check_gate(claims, needs_check=NEEDS)


MERGES = {
    "first check": (None, VERIFIED, VERIFIED),
    "proof after no doubt": (NO_DOUBT, VERIFIED, VERIFIED),
    "no doubt after proof changes nothing": (VERIFIED, NO_DOUBT, VERIFIED),
    "new doubt closes again": (VERIFIED, INSUFFICIENT, INSUFFICIENT),
    "proof that came later": (INSUFFICIENT, VERIFIED, VERIFIED),
}


@pytest.mark.parametrize("case", MERGES)
def test_results_meet(case: str) -> None:
    known, new, expected = MERGES[case]
    (merged,) = merge_result([claim(1, "access", known)], new)
    assert merged.identity is expected


def test_a_check_touches_its_claims_alone() -> None:
    gone = replace(claim(3, "access"), withdrawn_on=date(2026, 3, 5))
    claims = (claim(1, "access"), claim(2, "erasure"), gone)
    one = merge_result(claims, VERIFIED, claim_ids=["c2"])
    assert [c.identity for c in one] == [None, VERIFIED, None]
    every = merge_result(claims, VERIFIED)
    assert [c.identity for c in every] == [VERIFIED, VERIFIED, None]
    for unknown in ("c3", "c9"):
        with pytest.raises(ClaimUnknown):
            merge_result(claims, VERIFIED, claim_ids=[unknown])


def test_the_gate_sees_of_a_document_what_it_needs() -> None:
    kept = Document(
        document_id="d1",
        case_id="a",
        kind=DocumentKind.SIGNED_PDF,
        media_type=MediaType.PDF,
        size=10,
        sha256="00",
        received_at=datetime(2026, 3, 5, tzinfo=UTC),
        added_by="clara",
        file_name="a.pdf",
        pages=1,
        readable=True,
        stored_path="cases/a/documents/d1",
        signature=SignatureFinding(SignatureStatus.VALID),
    )
    (facts,) = facts_of([kept])
    assert facts == DocumentFacts("d1", kept.kind, True, False, SignatureStatus.VALID)  # noqa: FBT003 - the fields in order
    (facts,) = facts_of([replace(kept, stored_path=None, signature=None)])
    assert facts.destroyed
    assert facts.signature is None
