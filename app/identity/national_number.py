"""Belgian national numbers and bis numbers: read only where an authorisation allows it (ID-09)."""

import re
from typing import ClassVar, Final

from stdnum.be import bis, nn

from app.errors import DeskError

_SEPARATORS: Final = re.compile(r"[\s.\-/\u00ad\u2010-\u2015\u2212\u200b\u2060\ufeff]+")
_SHAPE: Final = re.compile(r"[0-9]{11}")
_NO_SERIAL: Final = frozenset({"000", "999"})


class NationalNumberInvalid(DeskError):
    """The number has a wrong check, or another shape. The number itself is not repeated."""

    code: ClassVar[str] = "nationalNumberInvalid"


def read_national_number(text: str, *, allowed: bool) -> str | None:
    """Return the number as 11 characters of text, or None unread where it may not be used.

    Dots, dashes, slashes and any spaces are taken; blank is None. Raises NationalNumberInvalid.
    """
    if not allowed:
        return None
    number = _SEPARATORS.sub("", text)
    if not number:
        return None
    if not _SHAPE.fullmatch(number) or number[6:9] in _NO_SERIAL:
        raise NationalNumberInvalid
    if not (nn.is_valid(number) or bis.is_valid(number)):
        raise NationalNumberInvalid
    return number


def masked(number: str) -> str:
    """Return the number as it may be shown: the date of birth in it, and nothing that tells people apart."""
    return f"{number[:2]}.{number[2:4]}.{number[4:6]}-***.**"
