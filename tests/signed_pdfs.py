"""Signed PDFs made by hand: signed, then left alone, added to, or tampered with."""

import asyncio
import io
import re
from collections.abc import Sequence

import pikepdf
from app.documents.trust.model import Trust
from asn1crypto import keys, x509  # type: ignore[import-untyped] # the library has no types
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from tests.pki import AT, Leaf

_RANGE = re.compile(rb"/ByteRange\s*\[[0-9 ]+\]")


def request_pdf(words: str = "Ik vraag inzage", *, form: bool = True) -> bytes:
    """Return one page with text, and a form with a field for a name."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(300, 200))
        page = document.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=document.make_indirect(font))
        )
        page.Contents = document.make_stream(f"BT /F1 12 Tf 20 150 Td ({words}) Tj ET".encode())
        if form:
            _add_form(document)
        out = io.BytesIO()
        document.save(out, compress_streams=False)
        return out.getvalue()


def _add_form(document: pikepdf.Pdf) -> None:
    page = document.pages[0]
    field = document.make_indirect(
        pikepdf.Dictionary(
            FT=pikepdf.Name.Tx,
            T="Naam",
            V="",
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            Rect=pikepdf.Array([20, 20, 120, 40]),
            P=page.obj,
        )
    )
    page.Annots = document.make_indirect(pikepdf.Array([field]))
    form = pikepdf.Dictionary(Fields=pikepdf.Array([field]), DA="/Helv 0 Tf 0 g")
    document.Root.AcroForm = document.make_indirect(form)


def signed(
    content: bytes,
    leaf: Leaf,
    name: str = "Handtekening1",
    *,
    pades: bool = False,
    certify: int = 0,
    digest: str = "sha256",
    stamps: Leaf | None = None,
    context: ValidationContext | None = None,
) -> bytes:
    """Return the PDF with a signature in a field of that name; with `context` for the archive (LTA)."""
    meta = PdfSignatureMetadata(
        field_name=name,
        md_algorithm=digest,
        subfilter=SigSeedSubFilter.PADES if pades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        certify=bool(certify),
        docmdp_permissions=MDPPerm(certify or 2),
        validation_context=context,
        embed_validation_info=context is not None,
        use_pades_lta=context is not None,
    )
    signer = PdfSigner(meta, leaf.signer(), timestamper=stamper(stamps) if stamps else None)
    return bytes(signer.sign_pdf(_writer(content)).getbuffer())


def stamper(leaf: Leaf) -> DummyTimeStamper:
    """Return a time-stamp authority that always says the instant of the tests."""
    key = leaf.key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return DummyTimeStamper(
        x509.Certificate.load(leaf.der), keys.PrivateKeyInfo.load(key), fixed_dt=AT
    )


def archived(content: bytes, leaf: Leaf, stamps: Leaf, trust: Trust) -> bytes:
    """Return the PDF signed for the archive: time stamp, revocation lists, and a stamp over all of it."""
    context = ValidationContext(
        trust_roots=[a.certificate for a in trust.anchors],
        crls=trust.crls,
        moment=AT,
        allow_fetching=False,
    )
    return signed(content, leaf, pades=True, stamps=stamps, context=context)


def stamped(content: bytes, stamps: Leaf) -> bytes:
    """Return the PDF with a document time stamp (DocTimeStamp) on top."""
    out = PdfTimeStamper(stamper(stamps)).timestamp_pdf(_writer(content), "sha256")
    return bytes(out.getbuffer())


def with_empty_field(content: bytes, name: str = "Leeg") -> bytes:
    """Return the PDF with a field for a signature that nobody signed."""
    writer = _writer(content)
    append_signature_field(writer, SigFieldSpec(name))
    return _written(writer)


def filled_in(content: bytes, words: str = "Anneleen") -> bytes:
    """Return the PDF with its form filled in."""
    writer = _writer(content)
    field = writer.root["/AcroForm"]["/Fields"][0]
    field["/V"] = pdf_string(words)
    writer.update_container(field)
    return _written(writer)


def annotated(content: bytes, subtype: str = "/Text") -> bytes:
    """Return the PDF with a remark on its page."""
    writer = _writer(content)
    page = writer.root["/Pages"]["/Kids"][0]
    remark = _dictionary(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name(subtype),
            pdf_name("/Rect"): _numbers(5, 5, 50, 50),
            pdf_name("/Contents"): pdf_string("Ik vraag wissing"),
        }
    )
    one = writer.add_object(remark)
    if "/Annots" in page:
        page["/Annots"].append(one)
        writer.update_container(page["/Annots"])
    else:
        page[pdf_name("/Annots")] = generic.ArrayObject([one])
        writer.update_container(page)
    return _written(writer)


def rewritten(content: bytes, words: str = "Ik vraag wissing") -> bytes:
    """Return the PDF with other text on its page, by saving on top."""
    writer = _writer(content)
    page = writer.root["/Pages"]["/Kids"][0]
    text = f"BT /F1 12 Tf 20 150 Td ({words}) Tj ET".encode()
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=text))
    writer.update_container(page)
    return _written(writer)


def with_page_more(content: bytes) -> bytes:
    """Return the PDF with a page more, by saving on top."""
    writer = _writer(content)
    pages = writer.root["/Pages"]
    page = _dictionary(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): _numbers(0, 0, 300, 200),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[pdf_name("/Count")] = _numbers(2)[0]
    writer.update_container(pages)
    return _written(writer)


def with_other_font(content: bytes) -> bytes:
    """Return the PDF with another font under the same words: letters can come to look otherwise."""
    writer = _writer(content)
    font = writer.root["/Pages"]["/Kids"][0]["/Resources"]["/Font"]["/F1"]
    font[pdf_name("/BaseFont")] = pdf_name("/ZapfDingbats")
    writer.update_container(font)
    return _written(writer)


def saved_again(content: bytes, times: int) -> bytes:
    """Return the PDF saved so many times on top, each time with another name filled in."""
    for number in range(times):
        content = filled_in(content, f"Naam {number}")
    return content


def ranges_of(content: bytes) -> list[int]:
    """Return the four numbers of the last signature."""
    return [int(n) for n in re.findall(rb"[0-9]+", _RANGE.findall(content)[-1])]


def signed_over(content: bytes, ranges: Sequence[int], leaf: Leaf) -> bytes:
    """Return a signed PDF signed anew over other ranges: the signature holds, what it covers is odd."""
    start, first, second, _ = ranges_of(content)
    found = list(_RANGE.finditer(content))[-1]
    told = b"/ByteRange [" + b" ".join(str(n).encode() for n in ranges)
    told = told.ljust(len(found.group()) - 1) + b"]"
    more = len(told) - len(found.group())
    assert not more, "numbers that are longer move everything"
    made = content[: found.start()] + told + content[found.end() :]
    covered = b"".join(
        made[at : at + length] for at, length in zip(ranges[::2], ranges[1::2], strict=True)
    )
    cms = asyncio.run(leaf.signer().async_sign_general_data(covered, "sha256", detached=True))
    digits = bytes(cms.dump()).hex().encode().ljust(second - first - 2, b"0")
    assert start == 0
    return made[: first + 1] + digits + made[second - 1 :]


def wrapped(content: bytes, words: str = "Ik vraag wissing") -> bytes:
    """Return a signed PDF whose signed bytes moved apart, with another page and table of objects between.

    The signature object is written anew with ranges that skip what came between, so that the digest
    still fits (the attack known as signature wrapping).
    """
    _, first, second, length = ranges_of(content)
    tail = content[second:]
    table = int(re.findall(rb"startxref\s+([0-9]+)", tail)[-1])
    with pikepdf.open(io.BytesIO(content)) as known:
        size = int(known.trailer.Size)
        root = known.trailer.Root.objgen[0]
        page = known.pages[0].obj.objgen[0]
        sign = known.Root.AcroForm.Fields[-1].V.objgen[0]
        parent = known.Root.Pages.objgen[0]
        resources = known.pages[0].Resources.unparse().decode("latin-1")
    text = f"BT /F1 12 Tf 20 150 Td ({words}) Tj ET"
    bodies = {
        page: f"<</Type/Page/Parent {parent} 0 R/MediaBox[0 0 300 200]/Contents {size} 0 R/Resources {resources}>>",
        size: f"<</Length {len(text)}>>stream\n{text}\nendstream",
    }
    gap = content[first:second]
    filler = b" " * (table - second)
    kept = {
        n: at for n, at in _entries(tail).items() if 0 < at < first and n not in bodies | {sign: ""}
    }
    old = int(re.findall(rb"/Prev ([0-9]+)", tail)[-1])
    for moved in range(20_000, 60_000, 1_000):
        bodies[sign] = (
            f"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached"
            f"/ByteRange [0 {first} {second + moved} {length}]/Contents {gap.decode()}>>"
        )
        inserted = filler + _table(
            bodies, table, kept, f"/Size {size + 1}/Root {root} 0 R/Prev {old}"
        )
        if len(inserted) <= moved:
            return content[:second] + inserted.ljust(moved) + tail
    raise AssertionError("It did not fit")


def _entries(tail: bytes) -> dict[int, int]:
    """Return where the objects of the last revision are, by its table."""
    lines = tail[tail.index(b"xref\n") + 5 : tail.index(b"trailer")].splitlines()
    found, number = {}, 0
    for line in lines:
        told = line.split()
        if len(told) == 3:
            found[number] = int(told[0])
            number += 1
        else:
            number = int(told[0])
    return found


def _table(bodies: dict[int, str], table: int, kept: dict[int, int], told: str) -> bytes:
    """Return a table of objects at its place in the file, with the objects behind it."""
    lines = len("xref\n") + sum(len(f"{n} 1\n") + 20 for n in bodies | kept)
    trailer = f"trailer\n<<{told}>>\n"
    at = table + lines + len(trailer)
    made, objects = "xref\n", ""
    for number in sorted(bodies | kept):
        place = kept.get(number, at + len(objects))
        made += f"{number} 1\n{place:010d} 00000 n \n"
        if number in bodies:
            objects += f"{number} 0 obj\n{bodies[number]}\nendobj\n"
    return (made + trailer + objects).encode("latin-1")


def locked(content: bytes) -> bytes:
    """Return the PDF behind a password."""
    password = "geheim"
    with pikepdf.open(io.BytesIO(content)) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
        return out.getvalue()


def _dictionary(values: dict[generic.NameObject, generic.PdfObject]) -> generic.DictionaryObject:
    return generic.DictionaryObject(values)  # type: ignore[no-untyped-call] # pyHanko types no argument


def _numbers(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject([generic.NumberObject(n) for n in values])  # type: ignore[no-untyped-call] # as above


def _writer(content: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(content))


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call] # pyHanko types no argument
    return out.getvalue()
