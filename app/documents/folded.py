"""A passage found in a text as people read it: whatever its case, accents, spaces, and hyphens at the end of a line."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

_TELLING: Final = 8
"""Letters from which a passage is looked for inside words too; a shorter one has to stand by itself."""
_MANY: Final = 2_000_000
_DROPPED: Final = frozenset({"Mn", "Me", "Cc", "Cf", "Cn", "Co", "Cs", "Pd", "Zs", "Zl", "Zp"})
_ALIKE: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})


@lru_cache(maxsize=10_000)
def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character.translate(_ALIKE)).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in _DROPPED)


def any_in(content: bytes, passages: Iterable[str]) -> bool:
    """Whether one of the passages stands in bytes that may hold words; in very many, only as it is written most."""
    if len(content) <= _MANY:
        text = Folded.of(content.decode("utf-8", "replace"))
        return any(map(text.holds, passages))
    plain = content.lower()
    return any(
        cased.encode(encoding, "ignore").lower() in plain
        for passage in passages
        for cased in (
            passage.lower(),
            passage.upper(),
        )  # bytes keep the case of other letters than a to z
        for encoding in ("utf-8", "utf-16-be", "cp1252")
    )


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without what differs from one way of writing to the next; each character knows where it stood."""

    text: str
    places: tuple[int, ...]
    apart: frozenset[int]
    """Where a space or the end of a line came before."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Fold a text."""
        characters: list[str] = []
        places: list[int] = []
        apart: set[int] = set()
        for at, character in enumerate(text):
            if character.isspace():
                apart.add(len(characters))
            for one in _folded(character):
                characters.append(one)
                places.append(at)
        return cls("".join(characters), tuple(places), frozenset(apart))

    def find(self, passage: str) -> Iterator[tuple[int, int]]:
        """Yield where the passage stands in the text: its first character, and the one after its last."""
        wanted = Folded.of(passage.strip())
        if not wanted.text:
            return
        at = self.text.find(wanted.text)
        while at >= 0:
            end = at + len(wanted.text)
            if len(wanted.text) >= _TELLING or self._stands_alone(at, end, wanted):
                yield self.places[at], self.places[end - 1] + 1
            at = self.text.find(wanted.text, at + 1)

    def holds(self, passage: str) -> bool:
        """Whether the passage stands in the text."""
        return next(self.find(passage), None) is not None

    def _stands_alone(self, at: int, end: int, wanted: "Folded") -> bool:
        begins = at == 0 or at in self.apart or not self.text[at - 1].isalnum()
        ends = end == len(self.text) or end in self.apart or not self.text[end].isalnum()
        spaced = all(at + place in self.apart for place in wanted.apart if 0 < place < end - at)
        return begins and ends and spaced
