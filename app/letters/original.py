"""Passages that exist in Dutch alone: a translation prints them as they are, and says so."""

from collections.abc import Iterable
from itertools import groupby
from typing import Self

from app.language import Language, Text
from app.letters.languages import WORDS


class Original(str):
    """A Dutch passage in a letter of another language, with the words printed before and after it."""

    __slots__ = ("after", "before")

    before: str
    after: str

    def __new__(cls, passage: str, *, before: str, after: str) -> Self:
        """Return `passage` between the words that mark it."""
        made = super().__new__(cls, passage)
        made.before, made.after = before, after
        return made


def as_written(passage: str, language: Language) -> str:
    """Return what a handler wrote in Dutch, marked as the original where the letter is a translation."""
    before, after = WORDS[language].original
    if language is Language.NL or not passage.strip():
        return passage
    return Original(passage.strip(), before=before, after=after)


def told(said: Text, language: Language) -> str:
    """Return what is said, marked as the original where it exists in Dutch alone."""
    return said.into(language) if said.has(language) else as_written(said.nl, language)


def sentences(said: Iterable[Text], language: Language) -> list[str]:
    """Return sentences as passages to print one after the other, each sentence once.

    What has no wording in the language is printed as the Dutch original.
    """
    once = dict.fromkeys(said)
    passages: list[str] = []
    for own, run in groupby(once, lambda text: text.has(language)):
        passage = " ".join(text.into(language) for text in run)
        passages.append(passage if own else as_written(passage, language))
    return [passage for passage in passages if passage.strip()]
