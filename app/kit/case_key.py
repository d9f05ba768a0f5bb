"""The key of one case: made once, wrapped under the master key, and the case is unreadable when it is destroyed."""

import os
from dataclasses import dataclass
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from typing_extensions import override

from app.errors import DeskError
from app.kit.crypto import seal_small, unseal_small

KEY_BYTES: Final = 32
_PURPOSE: Final = "loket/case-key/1\x00"


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
    return seal_small(key.value, key=_checked(master), context=_PURPOSE + case_id)


def unwrap_key(wrapped: bytes, *, master: bytes, case_id: str) -> CaseKey:
    """Return the key that `wrap_key` wrapped. Raises KeyDestroyed (nothing left), WrongMasterKey."""
    if not wrapped:
        raise KeyDestroyed
    try:
        return CaseKey(unseal_small(wrapped, key=_checked(master), context=_PURPOSE + case_id))
    except (InvalidTag, ValueError) as error:
        raise WrongMasterKey from error


def _checked(master: bytes) -> bytes:
    if len(master) != KEY_BYTES:
        raise TypeError(f"the master key has {KEY_BYTES} bytes")
    return master
