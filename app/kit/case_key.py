"""The key of one case: made once, wrapped under the master key, and the case is unreadable when it is destroyed."""

import os
from dataclasses import dataclass
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import override

from app.errors import DeskError

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_PURPOSE: Final = b"loket/case-key/1\x00"


class KeyDestroyed(DeskError):
    """The key of this case no longer exists: its files can never be read again."""

    code: ClassVar[str] = "keyDestroyed"


class WrongMasterKey(DeskError):
    """The master key, or the case, is not the one this key was wrapped for."""

    code: ClassVar[str] = "wrongMasterKey"


@dataclass(frozen=True, slots=True)
class CaseKey:
    """An AES-256 key that does not show itself in logs, errors or tracebacks."""

    value: bytes

    def __post_init__(self) -> None:
        """Refuse a key of another length."""
        if len(self.value) != KEY_BYTES:
            raise ValueError(f"a case key has {KEY_BYTES} bytes")

    @override
    def __repr__(self) -> str:
        """Show that there is a key, not which."""
        return "CaseKey(***)"

    __str__ = __repr__


def new_case_key() -> CaseKey:
    """Return a new random key."""
    return CaseKey(os.urandom(KEY_BYTES))


def wrap_key(key: CaseKey, *, master: bytes, case_id: str) -> bytes:
    """Return the key encrypted under `master` (32 bytes) and bound to the case, fit for storing."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_checked(master)).encrypt(nonce, key.value, _PURPOSE + case_id.encode())


def unwrap_key(wrapped: bytes, *, master: bytes, case_id: str) -> CaseKey:
    """Return the key that `wrap_key` wrapped. Raises KeyDestroyed (nothing left), WrongMasterKey."""
    if not wrapped:
        raise KeyDestroyed
    nonce, sealed = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
    try:
        value = AESGCM(_checked(master)).decrypt(nonce, sealed, _PURPOSE + case_id.encode())
        return CaseKey(value)
    except (InvalidTag, ValueError) as error:
        raise WrongMasterKey from error


def _checked(master: bytes) -> bytes:
    if len(master) != KEY_BYTES:
        raise TypeError(f"the master key has {KEY_BYTES} bytes")
    return master
