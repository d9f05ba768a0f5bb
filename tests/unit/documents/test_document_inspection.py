"""Content decides what a file is; whatever is refused is refused with a reason people can read."""

import io
import zipfile
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

import pikepdf
import pytest
from app.documents.inspect import Inspection, inspect_file
from app.documents.model import DocumentFinding, DocumentKind, MediaType
from app.documents.rules import FileLimits, FileRejected, RejectReason
from PIL import Image, ImageChops, ImageOps, ImageStat
from PIL.PngImagePlugin import PngInfo
from pillow_heif import register_heif_opener

register_heif_opener()
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


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("x.exe", b"MZ")
    return out.getvalue()


def photo(
    kind: str = "JPEG", size: tuple[int, int] = (64, 40), *, mode: str = "RGB", **save: Any
) -> bytes:
    image = Image.new(mode, size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, kind, **save)
    return out.getvalue()


def heic(size: tuple[int, int] = (64, 40), exif: Image.Exif | None = None) -> bytes:
    with Image.open(io.BytesIO(photo("PNG", size))) as image:
        out = io.BytesIO()
        image.save(out, "HEIF", quality=90, exif=(exif or Image.Exif()).tobytes())
        return out.getvalue()


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


REFUSED: dict[str, tuple[bytes | Callable[[], bytes], str, RejectReason]] = {
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
    "a photo with too many pixels": (partial(photo, size=(2000, 600)), "a.jpg", RejectReason.TOO_MANY_PIXELS),
    "a picture that would fill the memory": (
        partial(photo, "PNG", size=(20_000, 10_000)), "a.png", RejectReason.TOO_MANY_PIXELS,
    ),
    "a HEIC cut short": (heic()[:-10], "a.heic", RejectReason.DAMAGED),
    "a HEIC without a picture": (heic()[:60], "a.heic", RejectReason.DAMAGED),
    "a HEIC with too many pixels": (partial(heic, (1500, 700)), "a.heic", RejectReason.TOO_MANY_PIXELS),
    "a picture of four colours with too many": (
        partial(photo, "PNG", (1200, 800), mode="RGBA"), "a.png", RejectReason.TOO_MANY_PIXELS,
    ),
    "a PDF that is an archive too": (pdf() + archive(), "a.pdf", RejectReason.SEVERAL_FORMATS),
    "a PDF that is a page of the web too": (
        pdf().replace(b"\n", b"\n%<HTML><script>alert(1)</script>\n", 1), "a.pdf",
        RejectReason.SEVERAL_FORMATS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_taken_says_why(case: str) -> None:
    made, name, reason = REFUSED[case]
    content = made() if callable(made) else made
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


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures look the same: JPEG loses a little."""
    apart = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return one.size == other.size and max(ImageStat.Stat(apart).mean) < 5


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("size", [(160, 96), (900, 700)])
@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photo_is_made_anew_upright_and_tells_no_place(
    kind: str, size: tuple[int, int], turned: int
) -> None:
    sent = photo(kind, size, exif=exif_with_place(turned))
    found = looked_at(sent)
    assert DocumentFinding.METADATA_REMOVED in found.findings
    assert found.sha256 == sha256(sent).hexdigest()
    assert b"Merk van het toestel" in sent
    assert b"Merk van het toestel" not in found.stored
    with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(found.stored)) as after:
        assert after.format == kind
        assert dict(after.getexif()) == {}
        assert alike(ImageOps.exif_transpose(before), after)


@pytest.mark.parametrize("turned", [1, 6])
def test_a_heic_becomes_a_jpeg_that_says_so(turned: int) -> None:
    sent = heic((160, 96), exif_with_place(turned))
    found = looked_at(sent, file_name="IMG.heic")
    assert set(found.findings) == {
        DocumentFinding.METADATA_REMOVED,
        DocumentFinding.CONVERTED_TO_JPEG,
    }
    assert b"Merk van het toestel" in sent
    assert b"Merk" not in found.stored
    with Image.open(io.BytesIO(found.stored)) as after:
        assert after.format == "JPEG"
        upright = Image.open(io.BytesIO(photo("PNG", (160, 96))))
        assert alike(
            upright if turned == 1 else upright.transpose(Image.Transpose.ROTATE_270), after
        )


def test_comments_profiles_a_second_picture_and_an_archive_go() -> None:
    second = photo(exif=exif_with_place(1))
    sent = (
        photo(comment=b"genomen bij Anna thuis", progressive=True, icc_profile=b"p" * 200)
        + second
        + archive()
    )
    stored = looked_at(sent).stored
    assert not {b"Anna", b"Merk", b"pppp", b"x.exe"} & {
        mark for mark in (b"Anna", b"Merk", b"pppp", b"x.exe") if mark in stored
    }
    assert stored.endswith(b"\xff\xd9")


def test_a_large_photo_is_read_at_half_its_size_and_one_that_takes_more_memory_refused() -> None:
    grey = Image.new("L", (6000, 4000))
    for progressive, refused in ((False, False), (True, True)):
        out = io.BytesIO()
        grey.save(out, "JPEG", progressive=progressive)
        if refused:
            with pytest.raises(FileRejected) as rejected:
                inspect_file(out.getvalue(), DocumentKind.IDENTITY_CARD)
            assert rejected.value.facts["limit"] == 20
        else:
            found = inspect_file(out.getvalue(), DocumentKind.IDENTITY_CARD)
            assert Image.open(io.BytesIO(found.stored)).size == (3000, 2000)


def test_words_in_a_png_go() -> None:
    words = PngInfo()
    words.add_text("Author", "Anna", zip=True)
    words.add_itxt("Comment", "bij Anna thuis")
    found = looked_at(photo("PNG", pnginfo=words))
    assert found.findings == (DocumentFinding.METADATA_REMOVED,)
    with Image.open(io.BytesIO(found.stored)) as after:
        after.load()
        assert after.info == {}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_picture_is_made_anew(mode: str) -> None:
    plain = Image.new(mode, (40, 30))
    out = io.BytesIO()
    plain.save(out, "JPEG" if mode == "CMYK" else "PNG")
    with Image.open(io.BytesIO(looked_at(out.getvalue()).stored)) as after:
        assert after.size == (40, 30)
        assert after.format == ("JPEG" if mode == "CMYK" else "PNG")


def test_a_photo_without_metadata_has_nothing_said_of_it() -> None:
    assert looked_at(photo("PNG"), file_name="a.png").findings == ()


def test_a_name_that_contradicts_is_noted() -> None:
    findings = looked_at(heic(), file_name="IMG.jpg").findings
    assert DocumentFinding.NAME_CORRECTED in findings


def test_a_photo_that_goes_over_itself_too_often_is_refused() -> None:
    sent = photo(progressive=True)
    scan = sent.index(b"\xff\xda")
    with pytest.raises(FileRejected):
        looked_at(sent[:scan] + sent[scan:-2] * 101 + sent[-2:])


def with_form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pikepdf.String("<xdp/>"))


ON_CARDS = {
    "a link": (pdf(change=with_link), RejectReason.ACTIVE_CONTENT),
    "a form that runs": (pdf(change=with_form), RejectReason.ACTIVE_CONTENT),
    "a lock without a password": (
        pdf(encryption=pikepdf.Encryption(owner="geheim", user="")), RejectReason.PASSWORD_PROTECTED,
    ),
    "something after the end": (pdf() + b"\n" + photo(), RejectReason.SEVERAL_FORMATS),
}  # fmt: skip


@pytest.mark.parametrize("case", ON_CARDS)
def test_a_copy_of_a_card_is_nothing_but_pages(case: str) -> None:
    content, reason = ON_CARDS[case]
    with pytest.raises(FileRejected) as rejected:
        looked_at(content, DocumentKind.IDENTITY_CARD)
    assert rejected.value.facts["reason"] == reason
    assert looked_at(content).media_type is MediaType.PDF


def test_a_copy_of_a_card_may_end_in_a_blank_line() -> None:
    assert looked_at(pdf() + b"\r\n\0", DocumentKind.IDENTITY_CARD).pages == 1


def test_a_pdf_whose_index_is_wrong_is_taken_as_scanners_make_them() -> None:
    head, _, tail = pdf().rpartition(b"startxref\n")
    mended = head + b"startxref\n0\n" + tail[tail.index(b"%%EOF") :]
    found = inspect_file(mended, DocumentKind.SIGNED_REQUEST, file_name="scan.pdf")
    assert (found.media_type, found.pages) == (MediaType.PDF, 1)
