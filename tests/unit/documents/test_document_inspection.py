"""Content decides what a file is; whatever is refused is refused with a reason people can read."""

import io
import struct
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pikepdf
import pytest
from app.documents.inspect import Inspection, inspect_file
from app.documents.model import DocumentFinding, DocumentKind, MediaType
from app.documents.rules import FileLimits, FileRejected, RejectReason
from PIL import Image, ImageOps

LIMITS = FileLimits(megabytes=2, pages=3, megapixels=1)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MAIL = (
    b"From: anna@voorbeeld.be\r\nTo: dpo@voorbeeld.be\r\nSubject: Inzage\r\n\r\nGraag inzage.\r\n"
)


def pdf(
    pages: int = 1, *, change: Callable[[pikepdf.Pdf], None] | None = None, **save: Any
) -> bytes:
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        if change is not None:
            change(document)
        out = io.BytesIO()
        document.save(out, **save)
        return out.getvalue()


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 40), **save: Any) -> bytes:
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, kind, **save)
    return out.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def heic() -> bytes:
    head = box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic")
    return head + box(b"meta", bytes(40)) + box(b"mdat", bytes(100))


def looked_at(
    content: bytes, kind: DocumentKind = DocumentKind.SIGNED_REQUEST, **told: str
) -> Inspection:
    return inspect_file(content, kind, limits=LIMITS, **told)


TAKEN = {
    "a PDF": (pdf(), "brief.pdf", "application/pdf", MediaType.PDF),
    "a PDF with a line before it": (b"\r\n" + pdf(), "brief.pdf", "", MediaType.PDF),
    "a PDF named .png": (pdf(), "brief.png", "image/png", MediaType.PDF),
    "a JPEG with an empty type": (photo(), "foto.jpg", "", MediaType.JPEG),
    "a JPEG without a name": (photo(), "", "", MediaType.JPEG),
    "a PNG declared as JPEG": (photo("PNG"), "foto.jpg", "image/jpeg", MediaType.PNG),
    "a HEIC": (heic(), "IMG_1.heic", "image/heic", MediaType.HEIC),
    "a HEIC named .jpg": (heic(), "IMG_1.jpg", "image/jpeg", MediaType.HEIC),
    "a mail": (MAIL, "mail.eml", "message/rfc822", MediaType.EMAIL),
    "a PDF with object streams": (
        pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "a.pdf", "", MediaType.PDF,
    ),
    "a PDF that anybody may open but not print": (
        pdf(encryption=pikepdf.Encryption(owner="geheim", user="")), "a.pdf", "", MediaType.PDF,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TAKEN)
def test_content_decides(case: str) -> None:
    content, name, declared, expected = TAKEN[case]
    found = looked_at(content, DocumentKind.OTHER, file_name=name, declared_type=declared)
    assert found.media_type is expected
    assert found.size == len(content)
    assert found.sha256 == sha256(content).hexdigest()
    assert found.pages == 1
    assert found.readable


def with_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def with_named_script(document: pikepdf.Pdf) -> None:
    script = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x"))
    tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script]))
    document.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def with_launch(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
    )
    document.pages[0].obj.Annots = pikepdf.Array([link])


def with_attachment(document: pikepdf.Pdf) -> None:
    document.attachments["x.exe"] = b"MZ"


def with_deep_nesting(document: pikepdf.Pdf) -> None:
    inner = pikepdf.Dictionary(S=pikepdf.Name.Launch)
    for _ in range(40):
        inner = pikepdf.Dictionary(A=inner)
    document.Root.Extra = inner


def with_link(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://voorbeeld.be"))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
    )
    document.pages[0].obj.Annots = pikepdf.Array([link])


REFUSED = {
    "nothing in it": (b"", "a.pdf", RejectReason.EMPTY),
    "over the limit": (bytes(2_000_001), "a.pdf", RejectReason.TOO_BIG),
    "a virus test text named .pdf": (EICAR, "a.pdf", RejectReason.WRONG_TYPE),
    "a program": (b"MZ\x90\x00" + bytes(200), "a.pdf", RejectReason.WRONG_TYPE),
    "a zip": (b"PK\x03\x04" + bytes(200), "a.docx", RejectReason.WRONG_TYPE),
    "a web page": (b"<html><script>x</script></html>", "a.pdf", RejectReason.WRONG_TYPE),
    "a drawing with a script": (b"<svg xmlns='x'><script/></svg>", "a.png", RejectReason.WRONG_TYPE),
    "a GIF": (photo("GIF"), "a.gif", RejectReason.WRONG_TYPE),
    "random bytes": (bytes(range(256)), "a.jpg", RejectReason.WRONG_TYPE),
    "a PDF with a password": (
        pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "a.pdf", RejectReason.PASSWORD_PROTECTED,
    ),
    "a PDF cut short": (pdf()[:-200], "a.pdf", RejectReason.DAMAGED),
    "only the head of a PDF": (b"%PDF-1.7\n", "a.pdf", RejectReason.DAMAGED),
    "a PDF without pages": (pdf(0), "a.pdf", RejectReason.DAMAGED),
    "a PDF with a script that starts": (pdf(change=with_script), "a.pdf", RejectReason.ACTIVE_CONTENT),
    "a PDF with a named script": (pdf(change=with_named_script), "a.pdf", RejectReason.ACTIVE_CONTENT),
    "a PDF that starts a program": (pdf(change=with_launch), "a.pdf", RejectReason.ACTIVE_CONTENT),
    "a PDF with a file in it": (pdf(change=with_attachment), "a.pdf", RejectReason.ACTIVE_CONTENT),
    "a script hidden in an object stream": (
        pdf(change=with_named_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "a.pdf", RejectReason.ACTIVE_CONTENT,
    ),
    "a PDF that hides deep inside": (pdf(change=with_deep_nesting), "a.pdf", RejectReason.DAMAGED),
    "a PDF with too many pages": (pdf(4), "a.pdf", RejectReason.TOO_MANY_PAGES),
    "a JPEG cut short": (photo()[:-60], "a.jpg", RejectReason.DAMAGED),
    "the head of a JPEG": (photo()[:30], "a.jpg", RejectReason.DAMAGED),
    "a PNG cut short": (photo("PNG")[:-30], "a.png", RejectReason.DAMAGED),
    "a photo with too many pixels": (photo(size=(2000, 600)), "a.jpg", RejectReason.TOO_MANY_PIXELS),
    "a picture that would fill the memory": (
        photo("PNG", size=(20_000, 10_000)), "a.png", RejectReason.TOO_MANY_PIXELS,
    ),
    "a HEIC cut short": (heic()[:-10], "a.heic", RejectReason.DAMAGED),
    "a HEIC without a picture": (heic()[:24], "a.heic", RejectReason.DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_taken_says_why(case: str) -> None:
    content, name, reason = REFUSED[case]
    with pytest.raises(FileRejected) as rejected:
        looked_at(content, file_name=name)
    assert rejected.value.code == "fileRejected"
    assert rejected.value.facts["reason"] == reason


def test_an_ordinary_link_is_no_danger() -> None:
    assert looked_at(pdf(change=with_link)).media_type is MediaType.PDF


KINDS = {
    "a photo as signed mail": (photo(), DocumentKind.SIGNED_EMAIL),
    "a PDF as signed mail": (pdf(), DocumentKind.SIGNED_EMAIL),
    "a photo as signed PDF": (photo(), DocumentKind.SIGNED_PDF),
    "a mail as identity card": (MAIL, DocumentKind.IDENTITY_CARD),
}


@pytest.mark.parametrize("case", KINDS)
def test_a_kind_takes_only_what_it_can_be(case: str) -> None:
    content, kind = KINDS[case]
    with pytest.raises(FileRejected) as rejected:
        looked_at(content, kind)
    assert rejected.value.facts["reason"] == RejectReason.WRONG_TYPE


def test_text_is_text_only_where_the_sender_says_so() -> None:
    words = b"Mijn verklaring, zonder opmaak.\n"
    assert looked_at(words, DocumentKind.EVIDENCE, file_name="a.txt").media_type is MediaType.TEXT
    assert (
        looked_at(words, DocumentKind.SIGNED_EMAIL, declared_type="text/plain").media_type
        is MediaType.TEXT
    )
    for name in ("a.pdf", "a.html", "a"):
        with pytest.raises(FileRejected):
            looked_at(words, DocumentKind.EVIDENCE, file_name=name, declared_type="text/plain")


def exif_with_place(turned: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "Merk van het toestel"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 51.0, 2.0)})
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("size", [(16, 10), (900, 700)])
@pytest.mark.parametrize("turned", [1, 3, 6, 8])
def test_a_photo_keeps_its_pixels_and_side_but_tells_no_place(
    kind: str, size: tuple[int, int], turned: int
) -> None:
    sent = photo(kind, size, exif=exif_with_place(turned))
    found = looked_at(sent)
    assert DocumentFinding.METADATA_REMOVED in found.findings
    assert found.sha256 == sha256(sent).hexdigest()
    assert b"Merk van het toestel" in sent
    assert b"Merk van het toestel" not in found.stored
    with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(found.stored)) as after:
        assert dict(after.getexif()) == ({} if turned == 1 else {0x0112: turned})
        assert ImageOps.exif_transpose(before).tobytes() == ImageOps.exif_transpose(after).tobytes()


def test_comments_thumbnails_and_a_second_picture_go() -> None:
    second = photo(exif=exif_with_place(1))
    sent = (
        photo(comment=b"genomen bij Anna thuis", progressive=True, icc_profile=b"p" * 200) + second
    )
    stored = looked_at(sent).stored
    assert b"Anna" not in stored
    assert b"Merk" not in stored
    assert stored.endswith(b"\xff\xd9")
    with Image.open(io.BytesIO(stored)) as after, Image.open(io.BytesIO(sent)) as before:
        assert after.info["icc_profile"] == b"p" * 200
        assert after.tobytes() == before.tobytes()


def test_a_photo_without_metadata_stays_as_it_is() -> None:
    found = looked_at(photo("PNG"), file_name="a.png")
    assert found.stored == photo("PNG")
    assert found.findings == ()


def test_a_name_that_contradicts_is_noted_and_a_heic_says_what_was_not_done() -> None:
    findings = looked_at(heic(), file_name="IMG.jpg").findings
    assert set(findings) == {
        DocumentFinding.NOT_DECODED,
        DocumentFinding.METADATA_KEPT,
        DocumentFinding.NAME_CORRECTED,
    }


def test_a_pdf_whose_index_is_wrong_is_taken_as_scanners_make_them() -> None:
    head, _, tail = pdf().rpartition(b"startxref\n")
    mended = head + b"startxref\n0\n" + tail[tail.index(b"%%EOF") :]
    found = inspect_file(mended, DocumentKind.SIGNED_REQUEST, file_name="scan.pdf")
    assert (found.media_type, found.pages) == (MediaType.PDF, 1)
