"""Judge the signatures of a mail (S/MIME, RFC 8551) over the exact bytes that were signed; only those count as the request."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from asn1crypto.cms import SignedData  # type: ignore[import-untyped] # the library has no types

from app.documents.model import SignatureFinding, SignatureStatus, SignatureWarning
from app.documents.signed.certificates import CertificateFinding
from app.documents.signed.cms import NoSignedData, content_of, judge_signers, signed_data
from app.documents.signed.entities import MOST_PARTS, Entity, canonical
from app.documents.signed.judging import MOST_SIGNATURES, ODD, finding, summary
from app.documents.trust.model import Trust

_OPAQUE: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_DETACHED: Final = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_MESSAGE: Final = "message/rfc822"
_SAME_DAY: Final = timedelta(days=1)
_DEEPEST: Final = 10
"""How many layers of signatures, forwards and attachments are looked into."""


@dataclass(frozen=True, slots=True)
class SignedPart:
    """A part of a mail that somebody signed."""

    entity: Entity
    """What was signed, headers and body: the request and its attachments are read from here alone."""
    signers: tuple[CertificateFinding, ...]
    holder: Message
    """Headers of the message that holds it."""
    forwarded: bool
    """Whether the message that holds it is itself an attachment."""
    surrounded: bool
    """Whether there is something beside it that nobody signed."""


class SignatureUnreadable(Exception):
    """There is a signature that cannot be read, or more in the mail than anybody sends."""


def in_mail(content: bytes, *, trust: Trust, at: datetime) -> SignatureFinding | None:
    """Return what was found of signatures, judged at the instant `at` (UTC); None where there is none."""
    reader = _Reader(trust, at)
    try:
        parts = reader.read(content)
    except SignatureUnreadable:
        return finding(SignatureStatus.INVALID)
    if parts:
        signers = [signer for part in parts for signer in part.signers]
        told = [warning for part in parts for warning in _warnings(part)]
        return summary(signers, told, trust=trust, at=at)
    if reader.encrypted:
        warnings = (SignatureWarning.ENCRYPTED_ONLY,)
        return finding(SignatureStatus.NOT_A_SIGNATURE, warnings=warnings)
    return None


def signed_parts(content: bytes, *, trust: Trust, at: datetime) -> tuple[SignedPart, ...]:
    """Return every part of the mail that is signed, a part before the signed parts in it; none where nothing is.

    Raises SignatureUnreadable, for what `in_mail` calls invalid.
    """
    return _Reader(trust, at).read(content)


def _message(content: bytes) -> Entity:
    return Entity(content.lstrip(b"\xef\xbb\xbf\r\n"))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the mail a part is."""

    holder: Message
    depth: int = 0
    forwarded: bool = False
    surrounded: bool = False
    covered: bool = False
    """Whether a signature further out is over it and all that stands beside it."""

    def inside(self, *, beside: bool = False) -> "_Place":
        around = self.surrounded or (beside and not self.covered)
        return replace(self, depth=self.depth + 1, surrounded=around)


@dataclass(slots=True)
class _Reader:
    trust: Trust
    at: datetime
    encrypted: bool = False
    """Whether a part was seen that is encrypted."""
    _parts: int = 0
    _signatures: int = 0

    def read(self, content: bytes) -> tuple[SignedPart, ...]:
        message = _message(content)
        try:
            return tuple(self._find(message, _Place(message.headers)))
        except ODD as error:
            raise SignatureUnreadable from error

    def _find(self, entity: Entity, place: _Place) -> Iterator[SignedPart]:
        self._parts += 1
        if place.depth > _DEEPEST or self._parts > MOST_PARTS:
            raise SignatureUnreadable
        self.encrypted |= _is_encrypted(entity)
        if entity.media_type == "multipart/signed":
            yield from self._clear(entity, place)
        elif entity.media_type in _OPAQUE and _smime_type(entity) in {"", "signed-data"}:
            yield from self._opaque(entity, place)
        elif entity.media_type == _MESSAGE:
            inner = _message(entity.decoded())
            told = replace(place.inside(), holder=inner.headers, forwarded=True)
            yield from self._find(inner, told)
        else:
            yield from self._within(entity, place)

    def _within(self, entity: Entity, place: _Place) -> Iterator[SignedPart]:
        parts = entity.parts()
        said = sum(1 for part in parts if part.body.strip())
        beside = place.inside(beside=said > 1 or bool(entity.epilogue.strip()))
        for part in parts:
            yield from self._find(part, beside)

    def _clear(self, entity: Entity, place: _Place) -> Iterator[SignedPart]:
        parts = entity.parts()
        if len(parts) < 2 or parts[1].media_type not in _DETACHED:  # noqa: PLR2004 - what is signed, and the signature
            if "pkcs7" in entity.parameter("protocol").lower():
                raise SignatureUnreadable
            yield from self._within(
                entity, place
            )  # signed in a way we cannot read, such as OpenPGP
            return
        signed, signature = parts[0], parts[1].decoded()
        # Some servers add something, such as a footer of a mailing list: nobody signed that.
        added = len(parts) > 2 or bool(entity.epilogue.strip())  # noqa: PLR2004 - as above
        beside = place.inside(beside=added)
        try:
            data = signed_data(signature)
        except NoSignedData as error:
            raise SignatureUnreadable from error
        if not len(data["signer_infos"]):
            raise SignatureUnreadable
        # As it came, or with the line ends that a store took away (RFC 8551 3.1.1).
        yield self._signed(signed, data, beside, signed.raw, canonical(signed.raw))
        yield from self._find(signed, replace(beside, covered=True))

    def _opaque(self, entity: Entity, place: _Place) -> Iterator[SignedPart]:
        try:
            data = signed_data(entity.decoded())
        except NoSignedData as error:
            if not _smime_type(entity):
                return  # it does not say that it is signed
            raise SignatureUnreadable from error
        if not len(data["signer_infos"]):
            return  # certificates alone are sent this way too: nobody signed those
        inside = Entity(content_of(data))
        yield self._signed(inside, data, place, inside.raw)
        yield from self._find(inside, replace(place.inside(), covered=True))

    def _signed(self, entity: Entity, data: SignedData, place: _Place, *forms: bytes) -> SignedPart:
        self._signatures += 1
        if self._signatures > MOST_SIGNATURES:
            raise SignatureUnreadable
        try:
            signers = judge_signers(data, *forms, trust=self.trust, at=self.at)
        except NoSignedData as error:
            raise SignatureUnreadable from error
        return SignedPart(entity, tuple(signers), place.holder, place.forwarded, place.surrounded)


def _warnings(part: SignedPart) -> Iterator[SignatureWarning]:
    if part.surrounded:
        yield SignatureWarning.UNSIGNED_TEXT
    if part.forwarded:
        yield SignatureWarning.FORWARDED
    if _differ(_signed_headers(part.entity), part.holder):
        yield SignatureWarning.HEADERS_DIFFER
    sender = _addresses(part.holder, "From")
    for signer in part.signers:
        named = set(signer.signer.emails)
        if named and not named & sender:
            yield SignatureWarning.ADDRESS_DIFFERS


def _signed_headers(entity: Entity) -> Message:
    """Return the headers of a message that were signed with it: of the part, or of the message it is (RFC 8551 3.1)."""
    return _message(entity.decoded()).headers if entity.media_type == _MESSAGE else entity.headers


def _differ(signed: Message, around: Message) -> bool:
    """Tell whether signed headers say another sender, recipient, message or day than those around: it was sent on."""
    for names in (("From",), ("To", "Cc")):
        ours, theirs = _addresses(signed, *names), _addresses(around, *names)
        if ours and theirs.isdisjoint(ours):
            return True
    told = str(signed.get("Message-ID", "")).strip()
    if told and told != str(around.get("Message-ID", "")).strip():
        return True
    then, now = _date(signed), _date(around)
    return then is not None and (now is None or abs(now - then) > _SAME_DAY)


def _addresses(headers: Message, *names: str) -> set[str]:
    told = [str(value) for name in names for value in headers.get_all(name, [])]
    return {address.lower() for _, address in getaddresses(told) if address}


def _date(headers: Message) -> datetime | None:
    try:
        when = parsedate_to_datetime(str(headers.get("Date", "")))
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _smime_type(entity: Entity) -> str:
    return entity.parameter("smime-type").lower()


def _is_encrypted(entity: Entity) -> bool:
    kinds = {"enveloped-data", "authenveloped-data"}
    return entity.media_type in _OPAQUE and _smime_type(entity) in kinds
