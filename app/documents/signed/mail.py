"""Judge the signatures of a mail (S/MIME, RFC 8551) over the exact bytes that were signed; only those count as the request."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import getaddresses
from typing import Final

from app.documents.model import SignatureFinding, SignatureStatus, SignatureWarning
from app.documents.signed.certificates import CertificateFinding
from app.documents.signed.cms import NoSignedData, content_of, judge_signers, signed_data
from app.documents.signed.entities import Entity, canonical
from app.documents.signed.judging import finding, summary
from app.documents.trust.model import Trust

_OPAQUE: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_DETACHED: Final = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_DEEPEST: Final = 6
"""How many layers of signatures, forwards and attachments are looked into."""


@dataclass(frozen=True, slots=True)
class SignedPart:
    """A part of a mail that somebody signed."""

    entity: Entity
    """What was signed, headers and body: the request and its attachments are read from here alone."""
    signers: tuple[CertificateFinding, ...]
    sender: tuple[str, ...]
    """Addresses the message that holds it says it comes from, in lower case."""
    forwarded: bool
    """Whether the message that holds it is itself an attachment."""
    surrounded: bool
    """Whether there is something beside it that nobody signed."""


class _Damaged(Exception):
    """There is a signature that cannot be read."""


def in_mail(content: bytes, *, trust: Trust, at: datetime) -> SignatureFinding | None:
    """Return what was found of signatures, judged at the instant `at` (UTC); None where there is none."""
    message = _message(content)
    try:
        parts = signed_parts(content, trust=trust, at=at)
    except _Damaged:
        return finding(SignatureStatus.INVALID)
    if parts:
        signers = [signer for part in parts for signer in part.signers]
        told = [warning for part in parts for warning in _warnings(part)]
        return summary(signers, told, trust=trust)
    if any(_is_encrypted(entity) for entity in _every(message)):
        warnings = (SignatureWarning.ENCRYPTED_ONLY,)
        return finding(SignatureStatus.NOT_A_SIGNATURE, warnings=warnings)
    return None


def signed_parts(content: bytes, *, trust: Trust, at: datetime) -> tuple[SignedPart, ...]:
    """Return every part of the mail that is signed, the outermost signature of each; none where nothing is.

    A signature that is there and cannot be read is an error of its own: `in_mail` calls it invalid.
    """
    message = _message(content)
    return tuple(
        _Reader(trust, at).find(message, _sender(message), 0, forwarded=False, around=False)
    )


def _message(content: bytes) -> Entity:
    return Entity(content.lstrip(b"\xef\xbb\xbf\r\n"))


@dataclass(frozen=True, slots=True)
class _Reader:
    trust: Trust
    at: datetime

    def find(
        self,
        entity: Entity,
        sender: tuple[str, ...],
        depth: int,
        *,
        forwarded: bool,
        around: bool,
    ) -> Iterator[SignedPart]:
        if depth > _DEEPEST:
            return
        if entity.media_type == "multipart/signed":
            yield from self._clear(entity, sender, forwarded=forwarded, around=around)
        elif entity.media_type in _OPAQUE and _smime_type(entity) in {"", "signed-data"}:
            yield from self._opaque(entity, sender, forwarded=forwarded, around=around)
        elif entity.media_type == "message/rfc822":
            inner = _message(entity.decoded())
            told = _sender(inner)
            yield from self.find(inner, told, depth + 1, forwarded=True, around=around)
        else:
            parts = entity.parts()
            beside = around or len(parts) > 1
            for part in parts:
                yield from self.find(part, sender, depth + 1, forwarded=forwarded, around=beside)

    def _clear(
        self, entity: Entity, sender: tuple[str, ...], *, forwarded: bool, around: bool
    ) -> Iterator[SignedPart]:
        parts = entity.parts()
        if len(parts) < 2 or parts[1].media_type not in _DETACHED:  # noqa: PLR2004 - what is signed, and the signature
            if "pkcs7" in entity.parameter("protocol"):
                raise _Damaged
            return  # signed in another way, such as OpenPGP: nothing we can read
        signed, signature = parts[0], parts[1].decoded()
        # Some servers add a part, such as a footer of a mailing list: nobody signed that.
        beside = around or len(parts) > 2  # noqa: PLR2004 - as above
        try:
            signers = judge_signers(
                signed_data(signature), canonical(signed.raw), trust=self.trust, at=self.at
            )
        except NoSignedData as error:
            raise _Damaged from error
        yield SignedPart(signed, tuple(signers), sender, forwarded, beside)

    def _opaque(
        self, entity: Entity, sender: tuple[str, ...], *, forwarded: bool, around: bool
    ) -> Iterator[SignedPart]:
        try:
            data = signed_data(entity.decoded())
            inside = content_of(data)
            signers = judge_signers(data, inside, trust=self.trust, at=self.at)
        except NoSignedData as error:
            if _smime_type(entity) == "":
                return  # it does not say that it is signed
            raise _Damaged from error
        if signers:  # certificates alone are sent this way too: nobody signed those
            yield SignedPart(Entity(inside), tuple(signers), sender, forwarded, around)


def _warnings(part: SignedPart) -> Iterator[SignatureWarning]:
    if part.surrounded:
        yield SignatureWarning.UNSIGNED_TEXT
    if part.forwarded:
        yield SignatureWarning.FORWARDED
    for signer in part.signers:
        if signer.emails and not set(signer.emails) & set(part.sender):
            yield SignatureWarning.ADDRESS_DIFFERS


def _sender(message: Entity) -> tuple[str, ...]:
    told = [str(value) for value in message.headers.get_all("From", [])]
    return tuple(address.lower() for _, address in getaddresses(told) if address)


def _smime_type(entity: Entity) -> str:
    return entity.parameter("smime-type").lower()


def _is_encrypted(entity: Entity) -> bool:
    kinds = {"enveloped-data", "authenveloped-data"}
    return entity.media_type in _OPAQUE and _smime_type(entity) in kinds


def _every(entity: Entity, depth: int = 0) -> Iterator[Entity]:
    yield entity
    if depth > _DEEPEST:
        return
    inner = (_message(entity.decoded()),) if entity.media_type == "message/rfc822" else ()
    for part in (*entity.parts(), *inner):
        yield from _every(part, depth + 1)
