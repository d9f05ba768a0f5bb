"""What people type, cleaned of what they did not mean: invisible characters, spare spaces, marks in numbers."""

import re
import unicodedata
from typing import Final

from app.kit.ids import ALPHABET

_SPACES: Final = re.compile(r"\s+")
_MARKS: Final = re.compile(r"[\s.\-/\u2010-\u2015\u2212]+")
_JOINERS: Final = "\u200c\u200d"
"""Invisible, but part of names in some scripts."""
_LOOK_ALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def line(text: str) -> str:
    """Return one line of text: NFC, nothing invisible, single spaces."""
    return _SPACES.sub(" ", _visible(text, keep="\t\n\r\f\v")).strip()


def paragraphs(text: str) -> str:
    """Return text of several lines: NFC, nothing invisible, line breaks kept."""
    return _visible(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t").strip()


def compact(text: str) -> str:
    """Return a number or an address without the spaces and invisible characters people paste along."""
    return _SPACES.sub("", _visible(text, keep="\t\n\r\f\v"))


def pieces(text: str) -> list[str]:
    """Return the parts of a date between spaces, dots, dashes and slashes."""
    return [part for part in _MARKS.split(line(text)) if part]


def code_characters(text: str) -> str:
    """Return a code in our alphabet: no marks, upper case, O read as 0, I and L as 1."""
    typed = _MARKS.sub("", compact(text)).upper().translate(_LOOK_ALIKES)
    return "".join(character for character in typed if character in ALPHABET)


def _visible(text: str, *, keep: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if character in keep
        or character in _JOINERS
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
