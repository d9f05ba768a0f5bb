"""Compares names: the same text, the same once folded, or only in part; folding may suggest a person, never decide."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

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
_JOINED = dict.fromkeys(map(ord, "'\u2018\u2019\u02bc\u0060\u00b4."))
_WORD = re.compile(r"[^\W_]+")
PARTICLES = frozenset(
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
    plain = name.casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
        plain = bare.casefold().translate(_LETTERS)
    return tuple(_WORD.findall(plain.translate(_JOINED)))


@dataclass(frozen=True, slots=True)
class PersonName:
    """A given name and a family name in every form in which they are compared."""

    written: tuple[str, str]
    squeezed: frozenset[tuple[str, ...]]
    words: frozenset[str]

    @classmethod
    def of(cls, given: str, family: str) -> Self:
        """Take the forms of a name; an empty one has nothing to compare but itself."""
        folded = (fold(given), fold(family))
        named = [[w for w in words if w not in PARTICLES] for words in folded]
        whole, bare = tuple(map("".join, folded)), tuple(map("".join, named))
        return cls(
            # The same letters composed or decomposed, and spacing, are the same text.
            written=(_plain(given), _plain(family)),
            squeezed=frozenset(form for form in (whole, bare, whole[::-1]) if all(form)),
            words=frozenset(word for words in named for word in words),
        )

    def agreement(self, other: Self) -> NameAgreement:
        """Tell how far the two agree; it does not matter who is asked."""
        if self.written == other.written:
            return NameAgreement.EXACT
        if self.squeezed & other.squeezed:
            return NameAgreement.FOLDED
        few, many = sorted((self.words, other.words), key=len)
        return NameAgreement.PARTIAL if len(few) > 1 and few <= many else NameAgreement.NONE


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())
