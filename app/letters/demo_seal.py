"""The self-made seal of a first run: made once, kept for our eyes only, and said to have no legal effect."""

import os
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from app.letters.signing import DEMO_MARK, PadesSigner, load_seal_key

_NAME: Final = f"Rechtenloket {DEMO_MARK} – geen rechtsgevolg"  # noqa: RUF001 - the dash belongs in the name
_VALID_DAYS: Final = 3650


def demo_signer(home: Path, *, at: datetime, timestamp_url: str | None = None) -> PadesSigner:
    """Return a signer with the demo seal under `home`, making its key when there is none yet.

    For development only. Two processes that start together end up with the same key.
    """
    path = home / "seal" / "demo-seal.p12"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _place(path, _new_seal(at))
    return PadesSigner(load_seal_key(path, ""), timestamp_url=timestamp_url)


def _place(path: Path, content: bytes) -> None:
    # A link is made only where there is no file: of two processes one wins, and both read the winner's.
    draft = path.with_name(f".{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _new_seal(at: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, _NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=_VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signing_only(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        _NAME.encode(), key, certificate, None, NoEncryption()
    )


def _signing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
