"""Small secrets at rest: AES-256-GCM under the master key, bound to what they belong to."""

import hashlib
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def key_from_secret(secret: str, *, purpose: str) -> bytes:
    """Return 32 bytes for one purpose from a configured secret."""
    return hashlib.blake2b(secret.encode(), person=purpose.encode()[:16], digest_size=32).digest()


def seal_small(plain: bytes, *, key: bytes, context: str) -> bytes:
    """Return the ciphertext; it opens only with the same `context`."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def unseal_small(sealed: bytes, *, key: bytes, context: str) -> bytes:
    """Return what was sealed. Raises InvalidTag when key, context or bytes differ."""
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
