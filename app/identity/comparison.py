"""Sets beside each other what a request, a proof and a store say of somebody: same, close and why, or different. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias
from unicodedata import normalize

from app.personnel.names import PARTICLES, fold

_OF_CERTIFICATES: Final = frozenset({"signature", "authentication"})
"""What certificates write behind a name."""
Words: TypeAlias = tuple[str, ...]

_FEW: Final = 2
"""Words that two names must share before one can be a part of the other."""


class Likeness(StrEnum):
    """How far two sayings agree; `close` is for a human to judge."""

    SAME = "same"
    CLOSE = "close"
    DIFFERS = "differs"
    NOT_HELD = "notHeld"


class Reason(StrEnum):
    """Why two sayings are close and not the same."""

    ACCENTS = "accents"
    SPACING = "spacing"
    ORDER = "order"
    PARTICLES = "particles"
    INITIALS = "initials"
    PART_OF_NAME = "partOfName"
    DAY_AND_MONTH = "dayAndMonthSwapped"
    ONE_DIGIT = "oneDigit"
    PART_OF_ADDRESS = "partOfAddress"
    OTHER_ADDRESS = "otherAddress"


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison gave."""

    likeness: Likeness
    reasons: tuple[Reason, ...] = ()


SAME: Final = Compared(Likeness.SAME)
DIFFERS: Final = Compared(Likeness.DIFFERS)
NOT_HELD: Final = Compared(Likeness.NOT_HELD)


def compare_names(one: str, other: str) -> Compared:
    """Compare two whole names, given and family name in whichever order."""
    first, second = _written(one), _written(other)
    if not first or not second:
        return NOT_HELD
    if first == second:
        return SAME
    a, b = fold(" ".join(first)), fold(" ".join(second))
    found = next((reason for reason, holds in _CLOSE if a and b and holds(a, b)), None)
    if found is None:
        return DIFFERS
    accents = _accents(first, second, a, b)
    # Words that are the same once folded differ in their accents, or else in hyphens and apostrophes.
    told = accents if accents and a == b else (*accents, found)
    return Compared(Likeness.CLOSE, tuple(sorted(told)))


def compare_dates(one: date | None, other: date | None) -> Compared:
    """Compare two dates of birth: day and month swapped, or one digit off, is close."""
    if one is None or other is None:
        return NOT_HELD
    if one == other:
        return SAME
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return Compared(Likeness.CLOSE, (Reason.DAY_AND_MONTH,))
    wrong = sum(x != y for x, y in zip(one.isoformat(), other.isoformat(), strict=True))
    return Compared(Likeness.CLOSE, (Reason.ONE_DIGIT,)) if wrong == 1 else DIFFERS


def compare_texts(one: str | None, other: str | None) -> Compared:
    """Compare two numbers or e-mail addresses, whatever the spaces and the case."""
    if not one or not other:
        return NOT_HELD
    return SAME if _bare(one) == _bare(other) else DIFFERS


def compare_emails(one: str | None, others: Iterable[str]) -> Compared:
    """Compare an e-mail address with those of a certificate: what agrees best counts.

    A tag (`name+tag@`) or a domain within the other is close.
    """
    found = [_compare_email(one, other) for other in others if one and other]
    ranks = list(Likeness)
    return min(found, key=lambda each: ranks.index(each.likeness), default=NOT_HELD)


def _compare_email(one: str, other: str) -> Compared:
    if _bare(one) == _bare(other):
        return SAME
    (name, place), (other_name, other_place) = (
        (local.partition("+")[0], domain)
        for local, _, domain in (_bare(text).rpartition("@") for text in (one, other))
    )
    short, long = sorted((place, other_place), key=len)
    within = bool(short) and (long == short or long.endswith(f".{short}"))
    if name and name == other_name and within:
        return Compared(Likeness.CLOSE, (Reason.PART_OF_ADDRESS,))
    return DIFFERS


def softened(found: Compared) -> Compared:
    """Return what an e-mail address adds to the whole: people have several, so another one never decides."""
    if found.likeness is Likeness.DIFFERS:
        return Compared(Likeness.CLOSE, (Reason.OTHER_ADDRESS,))
    return found


def compare_addresses(one: Iterable[str], other: Iterable[str]) -> Compared:
    """Compare two postal addresses by their words: one within the other is close."""
    a, b = set(fold(" ".join(one))), set(fold(" ".join(other)))
    if not a or not b:
        return NOT_HELD
    if a == b:
        return SAME
    few, many = sorted((a, b), key=len)
    return Compared(Likeness.CLOSE, (Reason.PART_OF_ADDRESS,)) if few < many else DIFFERS


def overall(found: Iterable[Compared]) -> Compared:
    """Return what several comparisons say together: one that differs decides, then one that is close."""
    told = [one for one in found if one.likeness is not Likeness.NOT_HELD]
    if not told:
        return NOT_HELD
    if any(one.likeness is Likeness.DIFFERS for one in told):
        return DIFFERS
    reasons = tuple(sorted({reason for one in told for reason in one.reasons}))
    close = any(one.likeness is Likeness.CLOSE for one in told)
    return Compared(Likeness.CLOSE, reasons) if close else SAME


def _written(name: str) -> tuple[str, ...]:
    plain = normalize("NFC", name).casefold().replace("(", " ").replace(")", " ")
    return tuple(word for word in plain.split() if word not in _OF_CERTIFICATES)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()


def _accents(
    first: Sequence[str], second: Sequence[str], a: Sequence[str], b: Sequence[str]
) -> tuple[Reason, ...]:
    """Return `accents` where words of the two names are alike only without theirs."""
    before = set(_words(first)) & set(_words(second))
    return (Reason.ACCENTS,) if len(set(a) & set(b)) > len(before) else ()


def _words(written: Sequence[str]) -> list[str]:
    """Return the words of a name with their accents, without hyphens and apostrophes."""
    return re.findall(r"[^\W_]+", re.sub(r"['\u2018\u2019\u02bc`\u00b4.]", "", " ".join(written)))


def _without_particles(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in PARTICLES)


def _is_joined(a: Words, b: Words) -> bool:
    return "".join(a) == "".join(b)


def _is_turned(a: Words, b: Words) -> bool:
    return sorted(a) == sorted(b)


def _is_bare(a: Words, b: Words) -> bool:
    return _is_turned(_without_particles(a), _without_particles(b))


def _has_initials(a: Words, b: Words) -> bool:
    bare, other = _without_particles(a), _without_particles(b)
    return _by_initials(bare, other) or _by_initials(other, bare)


def _is_part(a: Words, b: Words) -> bool:
    few, many = sorted((set(_without_particles(a)), set(_without_particles(b))), key=len)
    return len(few) >= _FEW and few <= many


def _by_initials(short: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether letters of the one stand for words of the other, and every other word is there."""
    letters = [word for word in short if len(word) == 1]
    named = [word for word in short if len(word) > 1]
    left = [word for word in whole if word not in named]
    if not letters or not named or not set(named) <= set(whole) or len(left) != len(letters):
        return False
    return sorted(letters) == sorted(word[0] for word in left)


_CLOSE: Final[tuple[tuple[Reason, Callable[[Words, Words], bool]], ...]] = (
    (Reason.SPACING, _is_joined),
    (Reason.ORDER, _is_turned),
    (Reason.PARTICLES, _is_bare),
    (Reason.INITIALS, _has_initials),
    (Reason.PART_OF_NAME, _is_part),
)
"""Why two names that are not written alike are close: the first that holds."""
