"""Signatures of Standard Webhooks: `v1` with a shared secret, `v1a` with an ed25519 key of ours."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.webhooks.model import Signature, SigningKey

SECRET: Final = "whsec_"  # noqa: S105 - the prefix, no secret
PUBLIC_KEY: Final = "whpk_"
_KEY_BYTES: Final = 32


def new_key() -> bytes:
    """Return a new key of 32 bytes: a shared secret, or the seed of an ed25519 key."""
    return secrets.token_bytes(_KEY_BYTES)


def secret_text(key: bytes) -> str:
    """Return a shared secret as it is given to the receiver."""
    return SECRET + base64.b64encode(key).decode("ascii")


def secret_bytes(text: str) -> bytes:
    """Return the bytes of a shared secret that somebody wrote down."""
    return base64.b64decode(text.removeprefix(SECRET))


def public_key_text(key: bytes) -> str:
    """Return the public half of an ed25519 key, with which the receiver checks `v1a`."""
    public = Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
    return PUBLIC_KEY + base64.b64encode(public).decode("ascii")


def signed_headers(
    message_id: str, body: bytes, keys: Iterable[SigningKey], *, at: datetime
) -> Mapping[str, str]:
    """Return the headers of one attempt: the id of the event, the moment of this attempt, a signature by each key."""
    stamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_mark(key, signed) for key in keys),
    }


def _mark(key: SigningKey, signed: bytes) -> str:
    if key.signature is Signature.V1A:
        mark = Ed25519PrivateKey.from_private_bytes(key.key).sign(signed)
    else:
        mark = hmac.digest(key.key, signed, hashlib.sha256)
    return f"{key.signature.value},{base64.b64encode(mark).decode('ascii')}"
