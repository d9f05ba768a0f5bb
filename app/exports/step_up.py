"""The code by mail that opens contents for whoever may follow the case: ten minutes, once, few tries, sent again as often as wanted. Pure."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Final

from app.errors import DeskError

LIFE: Final = timedelta(minutes=10)
MOST_WRONG: Final = 5
"""Tries of one code: with the pauses below, a guess in a million stays out of reach."""
PAUSES: Final = (30, 60, 120, 300, 900)
"""Seconds until the next code after so many; the last goes on for ever, so that nobody is locked out."""
QUIET: Final = timedelta(hours=24)
"""After this the pauses begin anew."""
_DIGITS: Final = 6


class CodeTooSoon(DeskError):
    """A code went a moment ago. Fact `seconds`: until the next one may."""

    code: ClassVar[str] = "codeTooSoon"


@dataclass(frozen=True, slots=True)
class SentCode:
    """The newest code of a case, and how many went lately; only a keyed hash of it is kept."""

    case_id: str
    code_hash: str = ""
    """Empty where none is open: before the first, and after the right one came."""
    sent_at: datetime | None = None
    sends: int = 0
    wrong: int = 0


def new_code() -> str:
    """Return six digits."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


def read_code(typed: str) -> str:
    """Return the digits of what was typed or pasted, spaces and dashes left out."""
    return re.sub(r"[\s\-\u2010-\u2015\u00a0\u200b]+", "", typed)


def code_hash(code: str, *, case_id: str, key: bytes) -> str:
    """Return what is kept of a code: six digits could be tried one by one against a hash without a key."""
    kept = hashlib.blake2b(f"{case_id} {code}".encode(), key=key, person=b"loket-code")
    return kept.hexdigest()


def next_send_at(code: SentCode, *, at: datetime) -> datetime | None:
    """Return when the next code may go; None where it may go at once."""
    if code.sent_at is None or code.sends == 0 or at - code.sent_at >= QUIET:
        return None
    pause = PAUSES[min(code.sends, len(PAUSES)) - 1]
    due = code.sent_at + timedelta(seconds=pause)
    return due if due > at else None


def sent(code: SentCode, hashed: str, *, at: datetime) -> SentCode:
    """Return the state with a new code in place of the one before. Raises CodeTooSoon."""
    due = next_send_at(code, at=at)
    if due is not None:
        raise CodeTooSoon("A code went a moment ago", seconds=int((due - at).total_seconds()) + 1)
    quiet = code.sent_at is None or at - code.sent_at >= QUIET
    return SentCode(code.case_id, hashed, at, 1 if quiet else code.sends + 1)


def tried(code: SentCode, hashed: str, *, at: datetime) -> tuple[SentCode, bool]:
    """Return the state after a try, and whether it was right; the right code opens once."""
    is_open = (
        code.code_hash != ""
        and code.wrong < MOST_WRONG
        and code.sent_at is not None
        and at < code.sent_at + LIFE
    )
    if is_open and hmac.compare_digest(code.code_hash, hashed):
        return replace(code, code_hash="", sends=0, wrong=0), True
    return replace(code, wrong=code.wrong + 1), False
