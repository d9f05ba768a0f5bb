"""Checks a letter by its file alone: the seal over the whole of it, and what it declares for archive and access."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import ClassVar, Final

import pikepdf

from app.errors import DeskError
from app.letters.cms_check import CertificateInfo, SignatureInvalid, cms_verify

_PDFUA_PART: Final = "{http://www.aiim.org/pdfua/ns/id/}part"
_HAS_PROGRAM: Final = ("/FontFile", "/FontFile2", "/FontFile3")
# A damaged file can break the reading anywhere.
_DAMAGE: Final = (
    pikepdf.PdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


class NotALetter(DeskError):
    """The file cannot be read as a PDF."""

    code: ClassVar[str] = "notALetter"


@dataclass(frozen=True, slots=True)
class LetterVerdict:
    """What the file itself proves and declares."""

    signed: bool
    covers_whole_file: bool
    intact: bool
    signer: CertificateInfo | None
    signed_at: datetime | None
    """As the seal says; proven only by a time stamp (`signer.stamped_at`)."""
    pdfa: str
    """Declared part and conformance, `2A`; empty when none is declared."""
    pdfua: str
    tagged: bool
    language: str
    title: str
    title_shown: bool
    fonts_embedded: bool
    pages: int

    @property
    def checks(self) -> tuple[tuple[str, bool], ...]:
        """Each check by name, with its result."""
        trusted = self.signer is not None and self.signer.trusted is not False
        return (
            ("signed", self.signed),
            ("coversWholeFile", self.covers_whole_file),
            ("intact", self.intact),
            ("trusted", trusted),
            ("pdfA2a", self.pdfa == "2A"),
            ("pdfUa1", self.pdfua == "1"),
            ("tagged", self.tagged),
            ("language", bool(self.language)),
            ("title", bool(self.title) and self.title_shown),
            ("fontsEmbedded", self.fonts_embedded),
        )

    @property
    def good(self) -> bool:
        """Whether every check passed."""
        return all(passed for _, passed in self.checks)


@dataclass(frozen=True, slots=True)
class _Seal:
    """The seal as it stands in the file."""

    byte_range: tuple[int, ...]
    contents: bytes
    signed_at: datetime | None


def verify(pdf: bytes, *, trust_anchors: Path | None = None) -> LetterVerdict:
    """Return what `pdf` proves and declares. Raises NotALetter.

    Without `trust_anchors` (a folder of certificates) nobody is held untrusted.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            return _verdict(pdf, opened, trust_anchors)
    except _DAMAGE as error:
        raise NotALetter("the file cannot be read as a PDF") from error


def _verdict(pdf: bytes, opened: pikepdf.Pdf, trust_anchors: Path | None) -> LetterVerdict:
    seal = _last_seal(opened)
    covers = seal is not None and _covers(pdf, seal)
    signer = _signer(pdf, seal, trust_anchors) if seal and covers else None
    root = opened.Root
    with opened.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        pdfa = f"{xmp.get('pdfaid:part', '')}{xmp.get('pdfaid:conformance', '')}"
        pdfua, title = str(xmp.get(_PDFUA_PART, "")), str(xmp.get("dc:title", ""))
    return LetterVerdict(
        signed=seal is not None,
        covers_whole_file=covers,
        intact=signer is not None,
        signer=signer,
        signed_at=seal.signed_at if seal else None,
        pdfa=pdfa,
        pdfua=pdfua,
        tagged=_says(root, "/MarkInfo", "/Marked") and "/StructTreeRoot" in root,
        language=str(root.get("/Lang", "")),
        title=title,
        title_shown=_says(root, "/ViewerPreferences", "/DisplayDocTitle"),
        fonts_embedded=_fonts_embedded(opened),
        pages=len(opened.pages),
    )


def _says(root: pikepdf.Object, group: str, name: str) -> bool:
    return group in root and bool(root[group].get(name, False))


def _last_seal(opened: pikepdf.Pdf) -> _Seal | None:
    found = [field.V for field in _fields(opened) if field.get("/FT") == "/Sig" and "/V" in field]
    if not found:
        return None
    last = max(found, key=lambda value: int(value.ByteRange[2]))
    at = pikepdf.models.metadata.decode_pdf_date(str(last.M)) if "/M" in last else None
    return _Seal(tuple(int(n) for n in last.ByteRange), bytes(last.Contents), at)


def _fields(opened: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    form = opened.Root.get("/AcroForm")
    if form is not None and "/Fields" in form:
        yield from form.Fields


def _covers(pdf: bytes, seal: _Seal) -> bool:
    """Return whether the seal's ranges are the whole file but for the one gap that holds the seal itself."""
    if len(seal.byte_range) != 4:  # noqa: PLR2004 - two ranges of two numbers
        return False
    start, length, second, rest = seal.byte_range
    if start != 0 or not 0 < length < second or second + rest != len(pdf):
        return False
    gap = pdf[length:second]
    held = seal.contents.hex().encode()
    return gap[:1] == b"<" and gap[-1:] == b">" and gap[1:-1].lower() == held


def _signer(pdf: bytes, seal: _Seal, trust_anchors: Path | None) -> CertificateInfo | None:
    start, length, second, rest = seal.byte_range
    data = pdf[start : start + length] + pdf[second : second + rest]
    try:
        return cms_verify(data, seal.contents, trust_anchors=trust_anchors, at=seal.signed_at)
    except SignatureInvalid:
        return None


def _fonts_embedded(opened: pikepdf.Pdf) -> bool:
    fonts = [
        o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
    ]
    simple = [f for f in fonts if f.get("/Subtype") not in ("/Type0", "/Type3")]
    return all(
        any(part in font.get("/FontDescriptor", {}) for part in _HAS_PROGRAM) for font in simple
    )
