"""The seal: PAdES baseline on PDF and detached CMS on other files, with one key loaded once."""

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Protocol

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7, pkcs12
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore
from typing_extensions import override

from app.errors import DeskError

log = structlog.get_logger(__name__)

FIELD = "Zegel"
DEMO_MARK = "DEMO-ZEGEL"
"""Stands in the name of every demo certificate, so that a demo seal is known wherever it is checked."""

# Bytes in the CMS object beside the certificates: attributes and signature; a time stamp with its own chain.
_ATTRIBUTES = 2_000
_TIME_STAMP = 8_000


class SealUnusable(DeskError):
    """The seal's key file cannot be used: missing, wrong password, or no key of a kind we sign with."""

    code: ClassVar[str] = "sealUnusable"


class Signer(Protocol):
    """Seals letters and manifests."""

    @property
    def name(self) -> str:
        """Name of the sealing party, as in the certificate."""
        ...

    @property
    def demo(self) -> bool:
        """Whether the seal has no legal effect."""
        ...

    def seal(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        """Return `pdf` with an invisible seal over all of it, saying it was sealed at `at`."""
        ...

    def cms_sign(self, data: bytes) -> bytes:
        """Return a detached CMS signature (DER) over `data`."""
        ...

    def cms_stamp(self, data: bytes) -> bytes:
        """Return the same with a time stamp, where there is an authority and it answers."""
        ...


@dataclass(frozen=True, slots=True)
class SealKey:
    """A key with its certificate and the certificates above it."""

    key: EllipticCurvePrivateKey | RSAPrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


def load_seal_key(path: Path, password: str) -> SealKey:
    """Return the key in the PKCS#12 file `path`. Raises SealUnusable."""
    try:
        found = pkcs12.load_pkcs12(path.read_bytes(), password.encode() or None)
    except (OSError, ValueError):
        raise SealUnusable("the seal's PKCS#12 file cannot be opened") from None
    if found.cert is None or not isinstance(found.key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise SealUnusable("the seal's PKCS#12 file holds no EC or RSA key with its certificate")
    chain = tuple(c.certificate for c in found.additional_certs)
    return SealKey(found.key, found.cert.certificate, chain)


class _HeldKey(signers.Signer):
    """pyHanko's view of our key: it signs with the key object, without reading it anew each time."""

    def __init__(self, seal: SealKey) -> None:
        as_asn1 = translate_pyca_cryptography_cert_to_asn1
        registry = SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call] # pyHanko leaves it untyped
            [as_asn1(c) for c in seal.chain]
        )
        super().__init__(signing_cert=as_asn1(seal.certificate), cert_registry=registry)
        self._key = seal.key

    @override
    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,
    ) -> bytes:
        if isinstance(self._key, EllipticCurvePrivateKey):
            return self._key.sign(data, ECDSA(SHA256()))
        return self._key.sign(data, PKCS1v15(), SHA256())


class PadesSigner:
    """Signer on pyHanko; `timestamp_url` names a time-stamp authority (RFC 3161), where there is one."""

    def __init__(self, seal: SealKey, *, timestamp_url: str | None = None) -> None:
        """Take the key; nothing is read again afterwards."""
        self._seal = seal
        self._signer = _HeldKey(seal)
        self._stamper = HTTPTimeStamper(timestamp_url) if timestamp_url else None
        self._gap = _gap(seal, stamped=timestamp_url is not None)

    @property
    def name(self) -> str:
        """Common name of the certificate."""
        return common_name(self._seal.certificate)

    @property
    def demo(self) -> bool:
        """Whether the certificate says it is a demo seal."""
        return DEMO_MARK in self.name

    def seal(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        """Return `pdf` with an invisible PAdES seal over all of it, saying it was sealed at `at`."""
        return asyncio.run(self._sealed(pdf, reason=reason, location=location, at=at))

    def cms_sign(self, data: bytes) -> bytes:
        """Return a detached CMS signature (DER) over `data`."""
        builder = (
            pkcs7.PKCS7SignatureBuilder()
            .set_data(data)
            .add_signer(self._seal.certificate, self._seal.key, SHA256())
        )
        for certificate in self._seal.chain:
            builder = builder.add_certificate(certificate)
        options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
        return builder.sign(Encoding.DER, options)

    def cms_stamp(self, data: bytes) -> bytes:
        """Return a detached CMS signature over `data`, time-stamped where there is an authority and it answers.

        Without an answer the signature is there all the same: what is not signed in time proves nothing.
        """
        if self._stamper is None:
            return self.cms_sign(data)
        try:
            return asyncio.run(self._stamped(data, self._stamper))
        except (TimestampRequestError, OSError) as error:
            log.warning("time-stamp authority does not answer", error=type(error).__name__)
            return self.cms_sign(data)

    async def _stamped(self, data: bytes, stamper: TimeStamper) -> bytes:
        signed = await self._signer.async_sign_general_data(
            data, "sha256", detached=True, timestamper=stamper
        )
        return bytes(signed.dump())

    async def _sealed(self, pdf: bytes, *, reason: str, location: str, at: datetime) -> bytes:
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
            name=self.name,
        )
        signing = signers.PdfSigner(
            meta, self._signer, timestamper=self._stamper, new_field_spec=_field(self.name)
        )
        session = signing.init_signing_session(IncrementalPdfFileWriter(io.BytesIO(pdf)))
        session.system_time = at
        document = session.prepare_tbs_document(validation_info=None, bytes_reserved=self._gap)
        digest, output = document.digest_tbs_document()
        await document.perform_signature(
            digest.document_digest, PdfCMSSignedAttributes(signing_time=at)
        )
        output.seek(0)
        return bytes(output.read())


def _field(name: str) -> SigFieldSpec:
    # PDF/A wants the Print flag and never Hidden; PDF/UA lets an untagged widget be where it covers nothing.
    settings = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=False)
    return SigFieldSpec(
        FIELD, box=(0, 0, 0, 0), invis_sig_settings=settings, readable_field_name=f"Zegel: {name}"
    )


def _gap(seal: SealKey, *, stamped: bool) -> int:
    """Return how many hexadecimal digits the seal may need: known beforehand, no trial signature is made."""
    certificates = sum(len(c.public_bytes(Encoding.DER)) for c in (seal.certificate, *seal.chain))
    return 2 * (certificates + _ATTRIBUTES + (_TIME_STAMP if stamped else 0))


def common_name(certificate: x509.Certificate) -> str:
    """Return the common name in the certificate's subject, or the whole subject where it has none."""
    named = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(named[0].value) if named else certificate.subject.rfc4514_string()
