"""Builds national numbers by rule for people who do not exist."""

from datetime import date

_SERIALS = range(1, 999)
_CENTURY = 2000
_BIS_MONTH = 40


def build_national_number(born: date, serial: int, *, bis: bool = False) -> str:
    """Return the eleven digits; `serial` is 1 to 998, odd for men, even for women. Raises ValueError outside."""
    if serial not in _SERIALS:
        raise ValueError("a serial number lies between 1 and 998")
    month = born.month + _BIS_MONTH * bis
    body = f"{born.year % 100:02}{month:02}{born.day:02}{serial:03}"
    # From 2000 on the check digits are calculated with a 2 before the number.
    check = 97 - int(("2" if born.year >= _CENTURY else "") + body) % 97
    return f"{body}{check:02}"
