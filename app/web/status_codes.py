"""The code with which somebody reads their own case: made once, shown once, stored as a hash."""

import secrets
from typing import Final

from app.kit.ids import ALPHABET
from app.web.typed_text import code_characters

_LENGTH: Final = 16
"""Characters of five bits: 80 bits, far out of reach of guessing, still fit for typing."""
_GROUP: Final = 4


def new_status_code() -> str:
    """Return a new code in the form that is stored, without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))


def format_status_code(code: str) -> str:
    """Write the code the way people read it: `7K3M-9QX1-…`."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_status_code(typed: str) -> str:
    """Return the code as stored for what somebody typed; case, dashes and look-alikes do not matter."""
    return code_characters(typed)
