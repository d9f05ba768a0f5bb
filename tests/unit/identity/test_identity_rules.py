"""The identity gate: what proves, what opens, what never does."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from app.cases.guards import IdentityNotProven
from app.cases.model import IdentityResult
from app.documents.model import (
    Document,
    DocumentKind,
    MediaType,
    SignatureFinding,
    SignatureStatus,
    SignerFinding,
)
from app.errors import DeskError
from app.identity.model import DocumentFacts, Means
from app.identity.rules import (
    NEEDED,
    MeansMissing,
    MeansNotAllowed,
    MeansUnexpected,
    NoteMissing,
    SignatureDoubted,
    check_identity_check,
    check_offer,
    facts_of,
)

MEANS = frozenset(
    {Means.SIGNED_REQUEST_WITH_ID_COPY, Means.SIGNED_EMAIL, Means.SIGNED_PDF, Means.IN_PERSON}
)
VERIFIED, NO_DOUBT = IdentityResult.VERIFIED, IdentityResult.NO_DOUBT
INSUFFICIENT = IdentityResult.INSUFFICIENT
WITH_COPY = Means.SIGNED_REQUEST_WITH_ID_COPY


def document(kind: DocumentKind, signature: SignatureStatus | None = None) -> DocumentFacts:
    proves = signature is not None
    return DocumentFacts(kind, kind, readable=True, signature=signature, proves=proves)


REQUEST = document(DocumentKind.SIGNED_REQUEST)
CARD = document(DocumentKind.IDENTITY_CARD)


def check(
    result: IdentityResult,
    means: Means | None = None,
    note: str = "",
    *documents: DocumentFacts,
    allowed: frozenset[Means] = MEANS,
    requester: str = "Anna Voorbeeld",
) -> tuple[DocumentKind, ...]:
    return check_identity_check(
        result, means, note, documents=documents, names=(requester,), allowed_means=allowed
    )


def test_a_signed_request_with_a_copy_proves_who_asks() -> None:
    rests_on = check(VERIFIED, WITH_COPY, "", REQUEST, CARD)
    assert rests_on == (DocumentKind.SIGNED_REQUEST, DocumentKind.IDENTITY_CARD)


DOUBTED = replace(
    document(DocumentKind.SIGNED_EMAIL, SignatureStatus.VALID),
    signers=("Anna Voorbeeld",),
    proves=False,
    confirmable=True,
    doubts=("forwarded",),
    file_name="bericht.eml",
)


@pytest.mark.parametrize(
    ("note", "changed", "accepted"),
    [
        ("Bericht.EML: ze belde zelf dat ze het doorstuurde.", {}, True),
        ("Over forwarded: bevestigd via haar werkadres.", {}, True),
        ("Document signedEmail is van haar.", {}, True),
        ("", {}, False),
        ("Gezien.", {}, False),
        ("bericht.eml", {"confirmable": False}, False),
        ("bericht.eml", {"readable": False}, False),
        ("bericht.eml", {"destroyed": True}, False),
        ("bericht.eml", {"signature": SignatureStatus.VALID_BUT_UNTRUSTED}, False),
    ],
)
def test_what_may_have_been_sent_on_proves_once_a_note_confirms_it_by_name(
    note: str, changed: dict[str, Any], *, accepted: bool
) -> None:
    doubted = replace(DOUBTED, **changed)
    if accepted:
        assert check(VERIFIED, Means.SIGNED_EMAIL, note, doubted) == (DocumentKind.SIGNED_EMAIL,)
        return
    wanted = IdentityNotProven if changed else SignatureDoubted
    with pytest.raises(wanted):
        check(VERIFIED, Means.SIGNED_EMAIL, note, doubted)


def test_what_may_have_been_sent_on_can_fall_short() -> None:
    assert check(INSUFFICIENT, Means.SIGNED_EMAIL, "", DOUBTED) == ()


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
    signed = replace(document(kind, status), signers=("Anna Voorbeeld",))
    if status is SignatureStatus.VALID:
        assert check(VERIFIED, means, "", signed) == (kind,)
        return
    with pytest.raises(IdentityNotProven):
        check(VERIFIED, means, "", signed)


@pytest.mark.parametrize("kind", [DocumentKind.SIGNED_EMAIL, DocumentKind.SIGNED_PDF])
def test_a_signature_of_a_level_that_is_not_accepted_proves_nothing(kind: DocumentKind) -> None:
    weak = replace(document(kind, SignatureStatus.VALID), signers=("Anna Voorbeeld",), proves=False)
    with pytest.raises(IdentityNotProven):
        check(VERIFIED, Means(kind.value), "", weak)


SIGNED_BY = {
    "the requester": ("Anna Voorbeeld", True),
    "the requester, as a card writes it": ("Anna Maria Voorbeeld (Signature)", True),
    "the requester in other letters": ("VOORBEELD Ánna", True),
    "somebody of the family": ("Berta Voorbeeld", False),
    "a certificate without a name": ("", False),
}


@pytest.mark.parametrize("case", SIGNED_BY)
def test_a_pdf_signed_under_another_name_needs_a_note(case: str) -> None:
    name, matches = SIGNED_BY[case]
    signed = replace(document(DocumentKind.SIGNED_PDF, SignatureStatus.VALID), signers=(name,))
    if not matches:
        with pytest.raises(NoteMissing):
            check(VERIFIED, Means.SIGNED_PDF, " ", signed)
        assert check(INSUFFICIENT, Means.SIGNED_PDF, "", signed) == (DocumentKind.SIGNED_PDF,)
    note = "" if matches else "De dochter, met volmacht."
    assert check(VERIFIED, Means.SIGNED_PDF, note, signed) == (DocumentKind.SIGNED_PDF,)


def test_a_request_without_a_name_matches_no_signer() -> None:
    signed = replace(document(DocumentKind.SIGNED_PDF, SignatureStatus.VALID), signers=("A B",))
    with pytest.raises(NoteMissing):
        check(VERIFIED, Means.SIGNED_PDF, "", signed, requester=" ")


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
        signature=SignatureFinding(
            SignatureStatus.VALID,
            (SignerFinding("Anna", SignatureStatus.VALID),),
            proves=True,
        ),
    )
    (facts,) = facts_of([kept])
    assert facts == DocumentFacts(
        "d1",
        kept.kind,
        readable=True,
        signature=SignatureStatus.VALID,
        proves=True,
        signers=("Anna",),
        file_name="a.pdf",
    )
    (facts,) = facts_of([replace(kept, stored_path=None, signature=None)])
    assert facts.destroyed
    assert facts.signature is None


def test_only_means_that_would_be_accepted_are_offered() -> None:
    check_offer([Means.IN_PERSON, WITH_COPY], allowed_means=MEANS)
    for refused in (Means.VIDEO, Means.EARLIER_PROOF_IN_CASE):
        with pytest.raises(MeansNotAllowed):
            check_offer([Means.IN_PERSON, refused], allowed_means=MEANS)


PROVING: dict[Means, tuple[DocumentFacts, ...]] = {
    Means.SIGNED_REQUEST_WITH_ID_COPY: (REQUEST, CARD),
    Means.SIGNED_EMAIL: (document(DocumentKind.SIGNED_EMAIL, SignatureStatus.VALID),),
    Means.SIGNED_PDF: (document(DocumentKind.SIGNED_PDF, SignatureStatus.VALID),),
}


@pytest.mark.parametrize("means", sorted(PROVING))
def test_who_acts_for_another_is_proven_in_words_too(means: Means) -> None:
    # ID-12: the note tells how both were proven.
    proof = [replace(d, signers=("Bert Voorbeeld",)) for d in PROVING[means]]
    names = ("Anna Voorbeeld", "Bert Voorbeeld")
    with pytest.raises(NoteMissing):
        check_identity_check(
            VERIFIED, means, " ", documents=proof, names=names, allowed_means=MEANS
        )
    check_identity_check(
        VERIFIED, means, "Beide kaarten.", documents=proof, names=names, allowed_means=MEANS
    )


@pytest.mark.parametrize(
    ("means", "kind"),
    [
        (Means.SIGNED_EMAIL, DocumentKind.SIGNED_EMAIL),
        (Means.SIGNED_PDF, DocumentKind.SIGNED_PDF),
    ],
)
@pytest.mark.parametrize(
    ("signers", "good"),
    [
        (("Anna Voorbeeld (Signature)",), True),
        (("ANNA MARIA VOORBEELD",), True),
        (("Voorbeeld Anna",), True),
        (("Bert Anders", "Anna Voorbeeld"), True),
        (("Bert Anders",), False),
        (("Anna",), False),
        ((), False),
    ],
)
def test_a_signer_who_is_not_named_needs_a_note(
    means: Means, kind: DocumentKind, signers: tuple[str, ...], *, good: bool
) -> None:
    signed = replace(document(kind, SignatureStatus.VALID), signers=signers)
    check(VERIFIED, means, "De kaart toont beide namen.", signed)
    if good:
        check(VERIFIED, means, "", signed)
        return
    with pytest.raises(NoteMissing):
        check(VERIFIED, means, "", signed)
