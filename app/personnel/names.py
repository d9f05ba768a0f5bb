"""Compares names: the same text, the same once folded, or only in part; folding may suggest a person, never decide."""

import re
import unicodedata
from enum import IntEnum

_LETTERS = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ħ": "h",
        "\u0131": "i",
    }
)
_JOINED = re.compile(r"['\u2018\u2019\u02bc\u0060\u00b4.]")
_GAPS = re.compile(r"[\W_]+")
_PARTICLES = frozenset(
    {
        "van",
        "von",
        "de",
        "den",
        "der",
        "des",
        "het",
        "t",
        "te",
        "ten",
        "ter",
        "d",
        "l",
        "le",
        "la",
        "les",
        "du",
        "di",
        "da",
        "dos",
        "el",
        "al",
        "bin",
        "ben",
        "vande",
        "vanden",
        "vander",
    }
)


class NameAgreement(IntEnum):
    """How far two names agree; only `EXACT` may ever stand without a second fact or a human."""

    NONE = 0
    PARTIAL = 1
    FOLDED = 2
    EXACT = 3


def fold(name: str) -> tuple[str, ...]:
    """Return the words of a name without case, accents, apostrophes, hyphens: `D'Hondt-Đặng` gives dhondt, dang."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return tuple(_GAPS.sub(" ", _JOINED.sub("", plain.translate(_LETTERS))).split())


def compare_names(one: tuple[str, str], other: tuple[str, str]) -> NameAgreement:
    """Compare two (given name, family name) pairs."""
    if _written(one) == _written(other):
        return NameAgreement.EXACT
    first, second = [fold(n) for n in one], [fold(n) for n in other]
    if _squeezed(first) & _squeezed(second):
        return NameAgreement.FOLDED
    return _in_part(_words(first), _words(second))


def _written(pair: tuple[str, str]) -> tuple[str, ...]:
    # The same letters composed or decomposed, and spacing, are the same text.
    return tuple(" ".join(unicodedata.normalize("NFC", name).split()) for name in pair)


def _squeezed(pair: list[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Return the forms two folded names may share: without spaces, and without particles; empty names share nothing."""
    whole = tuple("".join(words) for words in pair)
    bare = tuple("".join(w for w in words if w not in _PARTICLES) for words in pair)
    return {form for form in (whole, bare, whole[::-1]) if all(form)}


def _words(pair: list[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(w for words in pair for w in words if w not in _PARTICLES)


def _in_part(one: frozenset[str], other: frozenset[str]) -> NameAgreement:
    few, many = sorted((one, other), key=len)
    in_part = len(few) > 1 and few <= many
    return NameAgreement.PARTIAL if in_part else NameAgreement.NONE
