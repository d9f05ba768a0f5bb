"""Take what was signed out of its signature: the request and its attachments stay, the signer's certificate does not (ID-08)."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import Final

import pikepdf

from app.documents.model import Document, DocumentFinding, DocumentKind, MediaType, SignatureStatus
from app.documents.pdfs import ODD_FILE, opened_whole
from app.documents.signed.cms import NoSignedData, content_of, signed_data
from app.documents.signed.entities import Entity

_SIGNED: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_MARK: Final = b"pkcs7-"
"""Stands in the type of every signature, and in no other."""
_TOLD: Final = ("From", "To", "Cc", "Date", "Subject", "Message-ID", "In-Reply-To", "References")
"""What stays of the headers around what was signed: who wrote to whom, when and about what."""
_DEEPEST: Final = 12
_OF_SIGNATURES: Final = ("/AcroForm", "/Perms", "/DSS")


def is_copy_of_card(document: Document) -> bool:
    """Tell whether a copy of an identity card is still kept, or a file that may be one."""
    possible = DocumentFinding.POSSIBLE_COPY in document.findings
    return document.destroyed_at is None and (
        document.kind is DocumentKind.IDENTITY_CARD or possible
    )


def has_envelope(document: Document) -> bool:
    """Tell whether a signature is still kept with the document."""
    return (
        document.readable
        and document.stored_path is not None
        and document.destroyed_at is None
        and document.signature is not None
        and document.signature.status is not SignatureStatus.NOT_A_SIGNATURE
        and document.media_type in {MediaType.EMAIL, MediaType.PDF}
        and not {DocumentFinding.ENVELOPE_DESTROYED, DocumentFinding.MASKED} & {*document.findings}
    )


class EnvelopeStuck(Exception):
    """The signature cannot be taken off: the file is too damaged for that."""


def without_envelope(content: bytes, media_type: MediaType) -> bytes:
    """Return what was signed, of a mail or a PDF, without any signature and certificate. Raises EnvelopeStuck."""
    try:
        return _bare_pdf(content) if media_type is MediaType.PDF else _bare_mail(content)
    except ODD_FILE as error:
        raise EnvelopeStuck from error


def _bare_pdf(content: bytes) -> bytes:
    """Return the pages as they are shown: fields drawn on them, no form, no earlier revision."""
    out = io.BytesIO()
    with opened_whole(content) as pdf:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
        for name in _OF_SIGNATURES:
            if name in pdf.Root:
                del pdf.Root[name]
        for thing in pdf.objects:
            # Whatever still refers to a signature finds nothing in it.
            if isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing:
                for key in list(thing.keys()):
                    del thing[key]
        for page in pdf.pages:
            _drop_fields(page)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _drop_fields(page: pikepdf.Page) -> None:
    notes = page.obj.get("/Annots")
    if isinstance(notes, pikepdf.Array):
        known = (note for note in notes if isinstance(note, pikepdf.Dictionary))
        kept = [note for note in known if str(note.get("/Subtype", "")) != "/Widget"]
        page.obj["/Annots"] = pikepdf.Array(kept)


def _bare_mail(content: bytes) -> bytes:
    message = Entity(content.lstrip(b"\xef\xbb\xbf\r\n"))
    found = list(_signed_in(message, _DEEPEST)) or [message]
    bare = [_bare(entity, _DEEPEST) for entity in found]
    kept = bare[0] if len(bare) == 1 else _multipart("mixed", bare)
    own, told = Entity(kept).headers, message.headers
    lines = (
        f"{name}: {value}\r\n"
        for name in _TOLD
        if name not in own
        for value in told.get_all(name, [])
    )
    return "".join(lines).encode("utf-8", "surrogateescape") + kept


def _signed_in(entity: Entity, depth: int) -> Iterator[Entity]:
    """Yield what was signed, the outermost of each."""
    inside = _inside(entity)
    if inside is not None:
        yield inside
    elif depth > 0:
        for part in _parts(entity):
            yield from _signed_in(part, depth - 1)


def _inside(entity: Entity) -> Entity | None:
    """Return what a signature is over, or None where the part is no signature that can be read."""
    parts = entity.parts()
    if entity.media_type == "multipart/signed" and parts and _MARK in entity.raw.lower():
        return parts[0]  # the signature itself may be cut off
    if entity.media_type in _SIGNED:
        try:
            inside = content_of(signed_data(entity.decoded()))
        except NoSignedData:
            return None
        return Entity(inside) if inside else None
    return None


def _parts(entity: Entity) -> tuple[Entity, ...]:
    if entity.media_type == "message/rfc822":
        return (Entity(entity.decoded().lstrip(b"\r\n")),)
    return entity.parts()


def _bare(entity: Entity, depth: int) -> bytes:
    """Return the part with every signature in it taken off; empty where it is nothing but a signature."""
    inside = _inside(entity)
    if inside is not None and depth > 0:
        return _bare(inside, depth - 1)
    if not _holds_signature(entity, depth):
        return entity.raw
    parts = _parts(entity)
    if not parts or depth == 0:
        return b"Content-Type: text/plain\r\n\r\n"
    if entity.media_type == "message/rfc822":
        return b"Content-Type: message/rfc822\r\n\r\n" + _bare(parts[0], depth - 1)
    kind = entity.headers.get_content_subtype()
    bare = [_bare(part, depth - 1) for part in parts]
    return _multipart("mixed" if kind == "signed" else kind, bare)


def _multipart(kind: str, parts: Sequence[bytes]) -> bytes:
    boundary = b"=_" + hashlib.sha256(b"".join(parts)).hexdigest().encode()
    head = b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (kind.encode(), boundary)
    joined = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return head + joined + b"--%s--\r\n" % boundary


def _holds_signature(entity: Entity, depth: int) -> bool:
    """Tell whether a signature is in the part, or something that looks like one where it cannot be read."""
    if _MARK in entity.raw.lower() or depth == 0:
        return True
    return any(_holds_signature(part, depth - 1) for part in _parts(entity))
