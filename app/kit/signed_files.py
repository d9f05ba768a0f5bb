"""Files with an Ed25519 signature beside them: written whole or not at all, readable by their owner alone."""

import base64
import binascii
import os
import stat
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

SIGNATURE: Final = ".sig"
"""What a signature's file is called after the file it signs."""
MOST_BYTES: Final = 100_000_000
"""Largest file that is read."""
_OURS_ALONE: Final = 0o600


def private_key(pem: str) -> Ed25519PrivateKey:
    """Return the key of a PEM without password. Raises ValueError."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError as error:
        raise ValueError("the key has a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("it is no Ed25519 key")  # noqa: TRY004 - the file holds something else
    return key


def public_key(pem: bytes) -> Ed25519PublicKey:
    """Return the key of a PEM. Raises ValueError."""
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("it is no Ed25519 key")  # noqa: TRY004 - the file holds something else
    return key


def beside(path: Path) -> Path:
    """Return where the signature of a file is."""
    return path.with_name(path.name + SIGNATURE)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name, then give it its own: nobody sees half of it. Raises OSError."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(
        partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _OURS_ALONE
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_signed(path: Path, content: bytes, *, key: Ed25519PrivateKey) -> None:
    """Write signature and file, the file last: where it is, its signature is too. Raises OSError."""
    write_whole(beside(path), base64.b64encode(key.sign(content)) + b"\n")
    write_whole(path, content)


def read_plain(path: Path) -> bytes:
    """Return the content of a plain file; a link, or anything too large, is refused. Raises OSError, ValueError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise ValueError("it is no plain file, or too large")
        return file.read()


def is_signed(content: bytes, signature: bytes, *, by: Ed25519PublicKey) -> bool:
    """Whether the signature, in base64, is the one of this key over this content."""
    try:
        by.verify(base64.b64decode(signature.strip(), validate=True), content)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
