"""The number of the National Register or of the CBSS registers (bis): read where ID-09 allows its use, built for invented people."""

import re
from datetime import date
from typing import ClassVar

from stdnum.be import ssn
from stdnum.exceptions import ValidationError

from app.errors import DeskError

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015/]+")
_SERIALS = range(1, 999)


class NationalNumberInvalid(DeskError):
    """The number cannot exist: wrong length, check digits, month or serial number."""

    code: ClassVar[str] = "nationalNumberInvalid"


def read_national_number(text: str) -> str:
    """Return the eleven digits of a number as somebody typed it. Raises NationalNumberInvalid (never with the number)."""
    compact = _SEPARATORS.sub("", text)
    if not compact.isascii():
        raise NationalNumberInvalid("A national number is made of eleven digits")
    try:
        number = ssn.validate(compact)
    except ValidationError:
        # The library's error is not passed on: nothing of the number may reach a log.
        raise NationalNumberInvalid(
            "The national number has a wrong length or check digits"
        ) from None
    if int(number[6:9]) not in _SERIALS:
        raise NationalNumberInvalid("The serial number in the national number does not exist")
    return number


def build_national_number(born: date, serial: int, *, bis: bool = False) -> str:
    """Return the number by rule for an invented person; `serial` is 1 to 998, odd for men, even for women."""
    if serial not in _SERIALS:
        raise ValueError("a serial number lies between 1 and 998")
    month = born.month + (40 if bis else 0)
    body = f"{born.year % 100:02}{month:02}{born.day:02}{serial:03}"
    # From 2000 on the check is calculated with a 2 before the number.
    check = 97 - int(("2" if born.year >= 2000 else "") + body) % 97  # noqa: PLR2004
    return f"{body}{check:02}"
