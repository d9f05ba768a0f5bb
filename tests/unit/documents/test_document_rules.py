"""Names, kinds and limits of uploaded files."""

import unicodedata

import pytest
from app.documents.model import DocumentKind, MediaType, SignatureStatus
from app.documents.rules import (
    ALLOWED,
    EXTENSIONS,
    FileLimits,
    FileRejected,
    RejectReason,
    check_size,
    check_type,
    safe_name,
)
from app.documents.wording import REJECTIONS, SIGNATURES, rejection_text
from hypothesis import given
from hypothesis import strategies as st

NAMES = {
    "climbs out of the folder": ("../../x.pdf", "x.pdf"),
    "a Windows path": ("C:\\x.pdf", "x.pdf"),
    "a share": ("\\\\server\\map\\x.pdf", "x.pdf"),
    "a Unix path": ("/etc/x", "x.pdf"),
    "reversed by a direction mark": ("a\u202efdp.exe", "afdp.pdf"),
    "named as another type": ("foto.jpg", "foto.pdf"),
    "an ending in capitals": ("BRIEF.PDF", "BRIEF.pdf"),
    "no name at all": ("", "signedRequest.pdf"),
    "dots only": ("...", "signedRequest.pdf"),
    "an ending only": (".pdf", "signedRequest.pdf"),
    "a Windows device": ("CON.pdf", "_CON.pdf"),
    "a device with an ending": ("aux.txt.pdf", "_aux.txt.pdf"),
    "a control character": ("a\x00b\nc.pdf", "ab c.pdf"),
    "characters a disk refuses": ('a<b>:"|?*c.pdf', "a_b_c.pdf"),
    "letters with marks": ("Ann\u0065\u0301 brief.pdf", "Anné brief.pdf"),
    "a national number": ("Anna 85.07.30-033.28.pdf", "Anna x.pdf"),
    "a national number without separators": ("85073003328.pdf", "x.pdf"),
    "a date is no national number": ("2026-03-05.pdf", "2026-03-05.pdf"),
    "spaces and dots around": ("  brief . .pdf", "brief.pdf"),
    "two endings": ("brief.pdf.exe", "brief.pdf.pdf"),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_becomes_safe(case: str) -> None:
    sent, expected = NAMES[case]
    assert safe_name(sent, MediaType.PDF, kind=DocumentKind.SIGNED_REQUEST) == expected


def test_a_photo_gets_the_ending_of_its_content() -> None:
    assert safe_name("a.jpeg", MediaType.JPEG, kind=DocumentKind.OTHER) == "a.jpg"
    assert safe_name("IMG_1.jpg", MediaType.HEIC, kind=DocumentKind.OTHER) == "IMG_1.heic"


def test_two_of_the_same_name_are_told_apart_whatever_their_case() -> None:
    taken = ["Brief.pdf", "brief (2).pdf"]
    name = safe_name("brief.pdf", MediaType.PDF, kind=DocumentKind.OTHER, taken=taken)
    assert name == "brief (3).pdf"


def test_three_hundred_characters_become_less_than_a_hundred() -> None:
    name = safe_name("a" * 300 + ".pdf", MediaType.PDF, kind=DocumentKind.OTHER)
    assert name == "a" * 80 + ".pdf"


@given(st.text(max_size=200), st.sampled_from(MediaType))
def test_whatever_is_sent_the_name_is_safe(sent: str, media_type: MediaType) -> None:
    name = safe_name(sent, media_type, kind=DocumentKind.EVIDENCE)
    assert name.endswith(EXTENSIONS[media_type])
    assert 4 < len(name) <= 100
    assert not set(name) & set('/\\<>:"|?*')
    assert not name.startswith(".")
    assert all(c == " " or not unicodedata.category(c).startswith(("C", "Z")) for c in name)


def reason_of(rejected: pytest.ExceptionInfo[FileRejected]) -> str | int:
    return rejected.value.facts["reason"]


def test_the_limit_is_the_last_size_that_is_taken() -> None:
    limits = FileLimits(megabytes=1)
    check_size(1_000_000, DocumentKind.OTHER, limits=limits)
    with pytest.raises(FileRejected) as rejected:
        check_size(1_000_001, DocumentKind.OTHER, limits=limits)
    assert reason_of(rejected) == RejectReason.TOO_BIG
    assert rejection_text(rejected.value).nl == "Het bestand moet kleiner zijn dan 1 MB"
    with pytest.raises(FileRejected) as rejected:
        check_size(0, DocumentKind.OTHER, limits=limits)
    assert reason_of(rejected) == RejectReason.EMPTY


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_kind_takes_some_types_and_refuses_the_unknown(kind: DocumentKind) -> None:
    for media_type in ALLOWED[kind]:
        assert check_type(media_type, kind) is media_type
    with pytest.raises(FileRejected) as rejected:
        check_type(None, kind)
    assert reason_of(rejected) == RejectReason.WRONG_TYPE
    assert "{" not in rejection_text(rejected.value).nl


@pytest.mark.parametrize("kind", [DocumentKind.SIGNED_REQUEST, DocumentKind.MANDATE])
def test_a_mail_that_may_carry_a_card_along_is_no_paper_proof(kind: DocumentKind) -> None:
    with pytest.raises(FileRejected):
        check_type(MediaType.EMAIL, kind)
    assert check_type(MediaType.EMAIL, DocumentKind.SIGNED_EMAIL) is MediaType.EMAIL


@pytest.mark.parametrize("reason", RejectReason)
def test_every_reason_is_worded_in_every_language(reason: RejectReason) -> None:
    text = REJECTIONS[reason]
    assert text.nl
    assert text.fr
    assert text.en
    filled = rejection_text(FileRejected(reason=reason, kind=DocumentKind.OTHER, limit=7))
    assert not any("{" in words for words in (filled.nl, filled.fr, filled.en))


def test_every_signature_status_is_worded() -> None:
    assert set(SIGNATURES) == set(SignatureStatus)
