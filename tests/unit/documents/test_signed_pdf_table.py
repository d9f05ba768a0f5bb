"""What is said of signed PDFs, kind by kind: what was signed, what came later, what is shown and not covered."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from app.documents.model import DocumentKind, MediaType, SignatureFinding, SignatureStatus
from app.documents.signatures import find_signature
from app.documents.trust.model import Trust
from app.letters.demo_seal import demo_signer
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator.authority import CertTrustAnchor
from tests.pki import AT, Pki
from tests.signed_pdfs import (
    annotated,
    archived,
    filled_in,
    locked,
    ranges_of,
    request_pdf,
    rewritten,
    saved_again,
    signed,
    signed_over,
    stamped,
    with_empty_field,
    with_other_font,
    with_page_more,
    wrapped,
)
from tests.trust_house import Case, House, told

VALID, UNTRUSTED = SignatureStatus.VALID, SignatureStatus.VALID_BUT_UNTRUSTED
ALTERED, INVALID = SignatureStatus.MODIFIED_AFTER_SIGNING, SignatureStatus.INVALID
EXPIRED, REVOKED = SignatureStatus.EXPIRED, SignatureStatus.REVOKED
NONE = SignatureStatus.NOT_A_SIGNATURE
SPECIMEN = Path(__file__).parents[4] / "shared" / "trust" / "specimen-eid-signed.pdf"
SPECIMEN_SIGNED = datetime(2024, 3, 23, 12, tzinfo=UTC)
"""The day after the specimen says that it was signed."""

PLAIN = request_pdf()


def once(house: House) -> bytes:
    return signed(PLAIN, house.anna)


def twice(house: House) -> bytes:
    return signed(once(house), house.bert, "Handtekening2")


def certified(house: House, level: int) -> bytes:
    return signed(PLAIN, house.anna, certify=level)


def after(house: House, change: Callable[[bytes], bytes], level: int = 0) -> bytes:
    """Return a signed PDF that was changed, certified where a level is given."""
    return change(certified(house, level) if level else once(house))


def stamp(house: House, content: bytes) -> bytes:
    return stamped(content, house.pki.stamps)


def over(house: House, change: Callable[[int, int, int], Sequence[int]]) -> bytes:
    """Return a PDF signed over other ranges, worked out from where the right ones end and begin."""
    made = once(house)
    _, first, second, length = ranges_of(made)
    return signed_over(made, change(first, second, length), house.anna)


def archive(house: House) -> bytes:
    return archived(PLAIN, house.anna, house.pki.stamps, house.full())


def spoil(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    assert len(old) == len(new)
    return content.replace(old, new, 1)


CASES = [
    Case("untouched", "card", once, VALID, proves=True),
    Case("untouched", "PAdES", lambda h: signed(PLAIN, h.anna, pades=True), VALID, proves=True),
    Case("untouched", "mail certificate", lambda h: signed(PLAIN, h.mailer), VALID, proves=True),
    Case("untouched", "without a form", lambda h: signed(request_pdf(form=False), h.anna), VALID, proves=True),
    Case("untouched", "SHA-512", lambda h: signed(PLAIN, h.anna, digest="sha512"), VALID, proves=True),
    Case("untouched", "a time stamp in the signature", lambda h: signed(PLAIN, h.anna, pades=True, stamps=h.pki.stamps), VALID, proves=True),
    Case("untouched", "a byte of the page", lambda h: spoil(once(h), b"inzage", b"Inzage"), ALTERED),
    Case("second signature", "both trusted", twice, VALID, "signedAgainLater severalSigners", proves=True, signers=2),
    Case("second signature", "three", lambda h: signed(twice(h), h.mailer, "H3"), VALID, "signedAgainLater severalSigners", proves=True, signers=3),
    Case("second signature", "of a stranger", lambda h: signed(once(h), h.stranger, "H2"), UNTRUSTED, "signedAgainLater severalSigners", signers=2),
    Case("second signature", "the first of a stranger", lambda h: signed(signed(PLAIN, h.stranger), h.anna, "H2"), UNTRUSTED, "signedAgainLater severalSigners", signers=2),
    Case("second signature", "expired", lambda h: signed(once(h), h.expired, "H2"), EXPIRED, "signedAgainLater severalSigners", signers=2),
    Case("second signature", "the page changed between", lambda h: signed(rewritten(once(h)), h.bert, "H2"), ALTERED, "severalSigners", signers=2),
    Case("second signature", "a remark between", lambda h: signed(annotated(once(h)), h.bert, "H2"), ALTERED, "severalSigners", signers=2),
    Case("annotation", "a remark", partial(after, change=annotated), ALTERED, "annotatedLater"),
    Case("annotation", "a mark", lambda h: annotated(once(h), "/Highlight"), ALTERED, "annotatedLater"),
    Case("annotation", "text over the page", lambda h: annotated(once(h), "/FreeText"), ALTERED, "annotatedLater"),
    Case("annotation", "where there was none before", lambda h: annotated(signed(request_pdf(form=False), h.anna)), ALTERED, "annotatedLater"),
    Case("annotation", "and the page changed", lambda h: rewritten(annotated(once(h))), ALTERED),
    Case("annotation", "before it was signed", lambda h: signed(annotated(PLAIN), h.anna), VALID, proves=True),
    Case("page changed", "other text", partial(after, change=rewritten), ALTERED),
    Case("page changed", "a page more", partial(after, change=with_page_more), ALTERED),
    Case("page changed", "another font", partial(after, change=with_other_font), ALTERED),
    Case("page changed", "after a second signature", lambda h: rewritten(twice(h)), ALTERED, "severalSigners", signers=2),
    Case("page changed", "before it was signed", lambda h: signed(rewritten(PLAIN), h.anna), VALID, proves=True),
    Case("form", "filled in later", partial(after, change=filled_in), VALID, "filledInLater", proves=True),
    Case("form", "filled in twice", lambda h: saved_again(once(h), 2), VALID, "filledInLater", proves=True),
    Case("form", "filled in and the page changed", lambda h: rewritten(filled_in(once(h))), ALTERED),
    Case("form", "filled in before", lambda h: signed(filled_in(PLAIN), h.anna), VALID, proves=True),
    Case("form", "filled in, then signed by another", lambda h: signed(filled_in(once(h)), h.bert, "H2"), VALID, "signedAgainLater severalSigners", proves=True),
    Case("time stamp", "later", lambda h: stamp(h, once(h)), VALID, "stampedLater", proves=True),
    Case("time stamp", "later, twice", lambda h: stamp(h, stamp(h, once(h))), VALID, "stampedLater", proves=True),
    Case("time stamp", "on a changed page", lambda h: stamp(h, rewritten(once(h))), ALTERED),
    Case("time stamp", "of a stranger's", lambda h: stamp(h, signed(PLAIN, h.stranger)), UNTRUSTED, "stampedLater"),
    Case("time stamp", "alone", lambda h: stamp(h, PLAIN), NONE),
    Case("archived", "LTA", archive, VALID, "stampedLater", proves=True),
    Case("archived", "and stamped again", lambda h: stamp(h, archive(h)), VALID, "stampedLater", proves=True),
    Case("archived", "and the page changed", lambda h: rewritten(archive(h)), ALTERED),
    Case("date", "expired", lambda h: signed(PLAIN, h.expired), EXPIRED),
    Case("date", "expired, PAdES", lambda h: signed(PLAIN, h.expired, pades=True), EXPIRED),
    Case("date", "not valid yet", lambda h: signed(PLAIN, h.too_early), EXPIRED),
    Case("date", "expired and changed", lambda h: rewritten(signed(PLAIN, h.expired)), ALTERED),
    Case("date", "valid beside it", lambda h: signed(PLAIN, h.bert), VALID, proves=True),
    Case("revoked", "by the list", lambda h: signed(PLAIN, h.revoked), REVOKED),
    Case("revoked", "by the responder", lambda h: signed(PLAIN, h.revoked), REVOKED, trust="responders"),
    Case("revoked", "by the list of its own issuer alone", lambda h: signed(PLAIN, h.revoked), REVOKED, trust="list of citizens alone"),
    Case("revoked", "one of two", lambda h: signed(once(h), h.revoked, "H2"), REVOKED, "signedAgainLater severalSigners"),
    Case("revoked", "nobody knows", once, VALID, "revocationNotChecked", proves=True, trust="no lists"),
    Case("revoked", "the responder knows it is good", once, VALID, proves=True, trust="responders"),
    Case("ranges", "as they should be", partial(over, change=lambda a, b, n: (0, a, b, n)), VALID, proves=True),
    Case("ranges", "gap too large, before", partial(over, change=lambda a, b, n: (0, a - 200, b, n)), ALTERED, "partlyCovered"),
    Case("ranges", "gap too large, behind", partial(over, change=lambda a, b, n: (0, a, b + 100, n - 100)), ALTERED, "partlyCovered"),
    Case("ranges", "the second too short", partial(over, change=lambda a, b, n: (0, a, b, n - 100)), ALTERED, "partlyCovered"),
    Case("ranges", "the second too short by its last byte", partial(over, change=lambda a, b, n: (0, a, b, n - 4)), ALTERED, "partlyCovered"),
    Case("ranges", "the first not from the start", partial(over, change=lambda a, b, n: (1, a - 1, b, n)), ALTERED, "partlyCovered"),
    Case("ranges", "overlapping", partial(over, change=lambda a, _b, _n: (0, a, a - 50, 50)), ALTERED, "partlyCovered"),
    Case("ranges", "beyond the end", partial(over, change=lambda a, b, n: (0, a, b, n + 10)), ALTERED, "partlyCovered"),
    Case("ranges", "one alone", partial(over, change=lambda a, _b, _n: (0, a)), ALTERED, "partlyCovered"),
    Case("ranges", "nothing", partial(over, change=lambda _a, _b, _n: (0, 0, 0, 0)), ALTERED, "partlyCovered"),
    Case("ranges", "what was signed moved apart", lambda h: wrapped(once(h)), ALTERED, "partlyCovered"),
    Case("behind the end", "a comment", lambda h: once(h) + b"% extra\n", ALTERED),
    Case("behind the end", "a zero byte", lambda h: once(h) + b"\0", ALTERED),
    Case("behind the end", "another file", lambda h: once(h) + b"<html>", ALTERED),
    Case("behind the end", "another PDF, which is what is shown", lambda h: once(h) + PLAIN, NONE),
    Case("behind the end", "nothing", once, VALID, proves=True),
    Case("empty field", "alone", lambda _: with_empty_field(PLAIN), NONE, "emptySignatureField"),
    Case("empty field", "two of them", lambda _: with_empty_field(with_empty_field(PLAIN), "Leeg2"), NONE, "emptySignatureField"),
    Case("empty field", "beside a signature", lambda h: signed(with_empty_field(PLAIN), h.anna), VALID, "emptySignatureField", proves=True),
    Case("empty field", "added later", partial(after, change=with_empty_field), VALID, "emptySignatureField", proves=True),
    Case("empty field", "signed after all", lambda h: signed(with_empty_field(PLAIN), h.anna, "Leeg"), VALID, proves=True),
    Case("certified", "nothing may change, nothing did", partial(certified, level=1), VALID, "certified", proves=True),
    Case("certified", "nothing may change, filled in", partial(after, change=filled_in, level=1), ALTERED, "certified"),
    Case("certified", "nothing may change, stamped", lambda h: stamp(h, certified(h, 1)), VALID, "certified stampedLater", proves=True),
    Case("certified", "forms may, filled in", partial(after, change=filled_in, level=2), VALID, "certified filledInLater", proves=True),
    Case("certified", "forms may, signed", lambda h: signed(certified(h, 2), h.bert, "H2"), VALID, "certified signedAgainLater severalSigners", proves=True),
    Case("certified", "forms may, a remark", partial(after, change=annotated, level=2), ALTERED, "certified annotatedLater"),
    Case("certified", "remarks may, filled in", partial(after, change=filled_in, level=3), VALID, "certified filledInLater", proves=True),
    Case("certified", "remarks may, a remark, which is not covered all the same", partial(after, change=annotated, level=3), ALTERED, "certified annotatedLater"),
    Case("certified", "remarks may, the page changed", partial(after, change=rewritten, level=3), ALTERED, "certified"),
    Case("not trusted", "stranger", lambda h: signed(PLAIN, h.stranger), UNTRUSTED),
    Case("not trusted", "signed by oneself", lambda h: signed(PLAIN, h.alone), UNTRUSTED),
    Case("not trusted", "stranger, changed", lambda h: rewritten(signed(PLAIN, h.stranger)), ALTERED),
    Case("not trusted", "nobody is trusted", once, UNTRUSTED, "noTrustAnchors", trust="nobody"),
    Case("not trusted", "trusted beside it", once, VALID, proves=True),
    Case("certificate", "authentication, does not count", lambda h: signed(PLAIN, h.sign_in), VALID, "authenticationCertificate"),
    Case("certificate", "authentication, counts", lambda h: signed(PLAIN, h.sign_in), VALID, "authenticationCertificate", proves=True, trust="sign-in counts"),
    Case("certificate", "of a web server", lambda h: signed(PLAIN, h.server), INVALID, "certificateNotForSigning"),
    Case("certificate", "for encryption", lambda h: signed(PLAIN, h.reader), INVALID, "certificateNotForSigning"),
    Case("certificate", "of an authority", lambda h: signed(PLAIN, h.pki.citizens), INVALID, "certificateNotForSigning"),
    Case("certificate", "level not accepted", lambda h: signed(PLAIN, h.not_on_card), VALID, "levelNotAccepted", trust="qualified alone"),
    Case("weak", "SHA-1", lambda h: signed(PLAIN, h.anna, digest="sha1"), INVALID),
    Case("weak", "a short key", lambda h: signed(PLAIN, h.weak), INVALID),
    Case("weak", "SHA-384", lambda h: signed(PLAIN, h.anna, digest="sha384"), VALID, proves=True),
    Case("no PDF", "behind a password", lambda h: locked(once(h)), INVALID),
    Case("no PDF", "only its first line", lambda _: b"%PDF-1.7 geen pdf", INVALID),
    Case("no PDF", "cut off", lambda h: once(h)[:-200], INVALID),
    Case("no PDF", "nothing", lambda _: b"", INVALID),
    Case("no PDF", "not signed", lambda _: PLAIN, NONE),
    Case("no PDF", "the signature overwritten", lambda h: spoil(once(h), b"/Contents <3082", b"/Contents <0000"), INVALID),
]  # fmt: skip


@pytest.fixture(scope="module")
def house() -> House:
    return House(Pki("http://issuer.example"))


def judged(content: bytes, trust: Trust, at: datetime = AT) -> SignatureFinding | None:
    kind = DocumentKind.SIGNED_PDF
    return find_signature(content, MediaType.PDF, kind=kind, trust=trust, at=at)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_is_said_of_a_pdf(case: Case, house: House) -> None:
    finding = judged(case.make(house), house.trust(case.trust))
    assert told(finding) == (case.status, set(case.warnings.split()), case.proves)
    if case.signers is not None:
        assert finding is not None
        assert len(finding.signers) == case.signers


def test_every_kind_has_examples_with_more_than_one_verdict() -> None:
    for kind in {case.kind for case in CASES}:
        mine = [(c.status, c.warnings, c.proves) for c in CASES if c.kind == kind]
        assert len(mine) >= 3, kind
        assert len(set(mine)) >= 2, kind
    assert len({case.id for case in CASES}) == len(CASES)


def test_five_things_that_happen_to_a_signed_pdf_give_five_verdicts(house: House) -> None:
    made = [
        once(house),
        twice(house),
        annotated(once(house)),
        rewritten(once(house)),
        signed(PLAIN, house.expired),
    ]
    findings = [judged(content, house.trust()) for content in made]
    texts = {finding.text for finding in findings if finding is not None}
    assert len(texts) == len(made)


def test_a_letter_of_our_own_stays_valid_under_a_stamp_for_the_archive(
    house: House, tmp_path: Path
) -> None:
    seal = demo_signer(tmp_path, at=AT)
    letter = stamp(house, seal.seal(PLAIN, reason="Antwoord", location="Brussel", at=AT))
    finding = judged(letter, trusting_signer_of(letter))
    assert told(finding)[0] is VALID
    assert "stampedLater" in told(finding)[1]
    assert told(judged(rewritten(letter), trusting_signer_of(letter)))[0] is ALTERED


def trusting_signer_of(content: bytes) -> Trust:
    """Return trust in what came with a PDF above its signer; in the signer where that is all."""
    signature = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures[0]
    known = signature.other_embedded_certs or [signature.signer_cert]
    return Trust(anchors=tuple(CertTrustAnchor(one) for one in known))


@pytest.mark.skipif(not SPECIMEN.exists(), reason="the public specimen is not beside the project")
def test_a_specimen_card_is_judged_right_with_its_own_chain_alone(house: House) -> None:
    content = SPECIMEN.read_bytes()
    own = trusting_signer_of(content)
    told_of = {"emptySignatureField"}
    assert told(judged(content, house.trust("no lists"), SPECIMEN_SIGNED)) == (
        UNTRUSTED,
        told_of,
        False,
    )
    told_of |= {"revocationNotChecked"}
    assert told(judged(content, own, SPECIMEN_SIGNED)) == (VALID, told_of, True)
    assert told(judged(content, own, AT)) == (VALID, told_of | {"signedLongBefore"}, False)
    assert told(judged(content + b"\n%", own, SPECIMEN_SIGNED))[0] is ALTERED
