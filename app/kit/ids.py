"""Opaque ids, secrets and case references with a check character."""

import hashlib
import re
import secrets
import uuid
from typing import Final

from stdnum import luhn
from stdnum.exceptions import ValidationError

from app.errors import DeskError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: no I, L, O, U."""

_CODE_LENGTH: Final = 16
"""Characters of five bits: 80 bits, far out of reach of guessing, still fit for typing."""
_CODE_GROUP: Final = 4

_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u00a0.]+")


class BadReference(DeskError):
    """The reference has a wrong check character or another shape."""

    code = "referenceInvalid"


def new_id() -> str:
    """Return an opaque id."""
    return uuid.uuid4().hex


def new_secret() -> str:
    """Return a secret of 256 bits for tokens."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """Return what is stored of a secret with full entropy: SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_reference() -> str:
    """Return a new case reference, e.g. `DSR-7K3M-9QX1`: seven random characters and one check."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return format_reference(body + luhn.calc_check_digit(body, ALPHABET))


def format_reference(compact: str) -> str:
    """Write eight characters the way people read them."""
    return f"DSR-{compact[:4]}-{compact[4:]}"


def new_status_code() -> str:
    """Return a new code to read one's own case with, in the form that is stored, without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))


def format_status_code(code: str) -> str:
    """Write the code the way people read it: `7K3M-9QX1-…`."""
    groups = range(0, len(code), _CODE_GROUP)
    return "-".join(code[at : at + _CODE_GROUP] for at in groups)


def read_reference(text: str) -> str:
    """Return the canonical reference for what somebody typed. Raises BadReference.

    Case, dashes and spaces do not matter; O is read as 0, I and L as 1.
    """
    compact = _SEPARATORS.sub("", text).upper().removeprefix("DSR").translate(_LOOK_ALIKES)
    try:
        luhn.validate(compact, ALPHABET)
    except ValidationError as error:
        raise BadReference("The case reference is not valid") from error
    if len(compact) != 8:  # noqa: PLR2004 - seven characters and a check
        raise BadReference("The case reference is not valid")
    return format_reference(compact)
