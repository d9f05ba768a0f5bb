"""Signed mails made by hand, byte by byte: so that a test says exactly what was signed and what was not."""

import asyncio
import base64
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from asn1crypto import cms  # type: ignore[import-untyped] # the library has no types
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509 import Certificate
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from tests.pki import Leaf

SENDER = "anneleen@voorbeeld.be"
TEXT = "Ik vraag inzage in mijn dossier.\r\nAnneleen Verhaegendonck, Aalst\r\n"
BOUNDARY = "=_grens_1"
_DETACHED = 'application/pkcs7-signature; name="smime.p7s"'


def head(sender: str = SENDER, *, subject: str = "Verzoek om inzage") -> bytes:
    """Return the headers that every message has, without the blank line."""
    return (
        f"From: Anneleen <{sender}>\r\nTo: privacy@voorbeeld.be\r\nSubject: {subject}\r\n"
        "Date: Thu, 05 Mar 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
    ).encode()


def text(words: str = TEXT, encoding: str = "8bit") -> bytes:
    """Return a text part in one of the transfer encodings."""
    body = words.encode()
    if encoding == "base64":
        body = base64.encodebytes(body).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        body = body.replace(b"=", b"=3D").replace(b"mijn", b"m=\r\nijn")
    kind = "Content-Type: text/plain; charset=utf-8\r\n"
    return f"{kind}Content-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def attachment(content: bytes = b"een bijlage", name: str = "brief.txt") -> bytes:
    """Return an attached file."""
    written = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return (
        f'Content-Type: application/octet-stream; name="{name}"\r\n'
        f"Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + written


def multipart(
    *parts: bytes,
    kind: str = "mixed",
    boundary: str = BOUNDARY,
    preamble: bytes = b"",
    epilogue: bytes = b"",
) -> bytes:
    """Return the parts as one entity."""
    line = b"\r\n--" + boundary.encode()
    told = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    inner = b"".join(line + b"\r\n" + part for part in parts)
    return told + preamble + inner + line + b"--\r\n" + epilogue


def message(entity: bytes, sender: str = SENDER) -> bytes:
    """Return the entity with the headers of a message."""
    return head(sender) + entity


def attached(mail: bytes) -> bytes:
    """Return a whole message as a part of another."""
    return b"Content-Type: message/rfc822\r\n\r\n" + mail


def signature(
    content: bytes,
    *leaves: Leaf,
    by: str = "pyhanko",
    digest: str = "sha256",
    inside: bool = False,
    signed_at: datetime | None = None,
) -> bytes:
    """Return the CMS signature (DER) of one or more signers; with `inside` the content goes along."""
    if by == "pyhanko":
        return _by_pyhanko(content, leaves, digest, inside=inside, signed_at=signed_at)
    if by == "cryptography":
        return _by_cryptography(content, leaves, inside=inside)
    return _by_openssl(content, leaves[0], by, inside=inside)


def signed_part(
    entity: bytes,
    signature: bytes,
    *,
    boundary: str = "=_handtekening",
    before: Sequence[bytes] = (),
    between: Sequence[bytes] = (),
    after: Sequence[bytes] = (),
    preamble: bytes = b"",
    epilogue: bytes = b"",
    protocol: str = "application/pkcs7-signature",
) -> bytes:
    """Return a multipart/signed; `before`, `between` and `after` are smuggled in."""
    part = (
        f"Content-Type: {_DETACHED}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + base64.encodebytes(signature).replace(b"\n", b"\r\n")
    )
    return multipart(
        *before,
        entity,
        *between,
        part,
        *after,
        kind=f'signed; protocol="{protocol}"; micalg=sha-256',
        boundary=boundary,
        preamble=preamble,
        epilogue=epilogue,
    )


def opaque_part(signature: bytes, *, smime_type: str = "signed-data") -> bytes:
    """Return a CMS structure as a part: the content is inside."""
    told = f"; smime-type={smime_type}" if smime_type else ""
    return (
        f'Content-Type: application/pkcs7-mime{told}; name="smime.p7m"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + base64.encodebytes(signature).replace(b"\n", b"\r\n")


def clear(entity: bytes, *leaves: Leaf, by: str = "pyhanko", digest: str = "sha256") -> bytes:
    """Return a clear-signed part."""
    return signed_part(entity, signature(entity, *leaves, by=by, digest=digest))


def opaque(entity: bytes, *leaves: Leaf, by: str = "pyhanko", digest: str = "sha256") -> bytes:
    """Return a part with what was signed inside the signature."""
    return opaque_part(signature(entity, *leaves, by=by, digest=digest, inside=True))


def encrypted(entity: bytes, reader: Leaf) -> bytes:
    """Return a part that only the holder of a certificate with an RSA key can read."""
    made = pkcs7.PKCS7EnvelopeBuilder().set_data(entity).add_recipient(reader.certificate)
    return opaque_part(
        made.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary]), smime_type="enveloped-data"
    )


def certificates_only(*leaves: Leaf, smime_type: str = "certs-only") -> bytes:
    """Return a part that carries certificates and no signature."""
    made = pkcs7.serialize_certificates([leaf.certificate for leaf in leaves], Encoding.DER)
    return opaque_part(made, smime_type=smime_type)


def without_certificates(signature: bytes) -> bytes:
    """Return the signature without the certificates that came along."""
    info = cms.ContentInfo.load(signature)
    data = info["content"]
    bare = {
        name: data[name]
        for name in ("version", "digest_algorithms", "encap_content_info", "signer_infos")
    }
    made = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(bare)})
    return bytes(made.dump())


def many_certificates(signature: bytes, count: int) -> bytes:
    """Return the signature with a crowd of certificates beside it."""
    info = cms.ContentInfo.load(signature)
    certificates = info["content"]["certificates"]
    one = certificates[0]
    for _ in range(count):
        certificates.append(one)
    return bytes(info.dump(force=True))


def without_signers(signature: bytes) -> bytes:
    """Return the structure of a signature that nobody signed."""
    info = cms.ContentInfo.load(signature)
    info["content"]["signer_infos"] = []
    return bytes(info.dump(force=True))


def spoiled(signature: bytes) -> bytes:
    """Return the signature with its last byte changed: the numbers no longer hold."""
    return signature[:-1] + bytes([signature[-1] ^ 1])


def _by_pyhanko(
    content: bytes,
    leaves: Sequence[Leaf],
    digest: str,
    *,
    inside: bool,
    signed_at: datetime | None,
) -> bytes:
    made = [
        asyncio.run(_signed_by(leaf, content, digest, inside=inside, signed_at=signed_at))
        for leaf in leaves
    ]
    first = made[0]["content"]
    for other in made[1:]:
        first["signer_infos"].append(other["content"]["signer_infos"][0])
        for certificate in other["content"]["certificates"]:
            first["certificates"].append(certificate)
    return bytes(made[0].dump(force=len(made) > 1))


async def _signed_by(
    leaf: Leaf, content: bytes, digest: str, *, inside: bool, signed_at: datetime | None
) -> cms.ContentInfo:
    told = PdfCMSSignedAttributes(signing_time=signed_at) if signed_at else None
    return await leaf.signer().async_sign_general_data(
        content, digest, detached=not inside, signed_attr_settings=told
    )


def _by_cryptography(content: bytes, leaves: Sequence[Leaf], *, inside: bool) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    for leaf in leaves:
        builder = builder.add_signer(leaf.certificate, leaf.key, hashes.SHA256())
        for above in leaf.above:
            builder = builder.add_certificate(above)
    options = [pkcs7.PKCS7Options.Binary]
    if not inside:
        options.append(pkcs7.PKCS7Options.DetachedSignature)
    return builder.sign(Encoding.DER, options)


def _by_openssl(content: bytes, leaf: Leaf, program: str, *, inside: bool) -> bytes:
    """Sign with `openssl cms` or `openssl smime`; `program` is "<path>:<command>:<folder>"."""
    path, command, folder = program.split(":")
    place = Path(folder)
    (place / "leaf.pem").write_bytes(leaf.pem + leaf.key_pem)
    (place / "above.pem").write_bytes(b"".join(_pem(above) for above in leaf.above))
    asked = [path, command, "-sign", "-binary", "-outform", "DER"]
    asked += ["-signer", str(place / "leaf.pem"), "-certfile", str(place / "above.pem")]
    asked += ["-nodetach"] if inside else []
    done = subprocess.run(asked, input=content, capture_output=True, check=True)
    return done.stdout


def _pem(certificate: Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)
