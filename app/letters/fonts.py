"""The fonts letters are set in, and the names of the scripts they do not hold."""

import re
import unicodedata
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

import typst

from app.errors import DeskError
from app.language import Text

FAMILY: Final = "Source Sans Pro"

# Typst, under PDF/A and PDF/UA, refuses to set a character that no font holds.
_REFUSED: Final = re.compile(r'the text `"(.*)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")

SCRIPTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "ARABIC": Text("Arabisch", "Arabic", "arabe"),
        "ARMENIAN": Text("Armeens", "Armenian", "arménien"),
        "BENGALI": Text("Bengaals", "Bengali", "bengali"),
        "CJK": Text(
            "Chinees of Japans (Han)", "Chinese or Japanese (Han)", "chinois ou japonais (han)"
        ),
        "DEVANAGARI": Text("Devanagari", "Devanagari", "devanagari"),
        "ETHIOPIC": Text("Ethiopisch", "Ethiopic", "éthiopien"),
        "GEORGIAN": Text("Georgisch", "Georgian", "géorgien"),
        "HANGUL": Text("Hangul (Koreaans)", "Hangul (Korean)", "hangul (coréen)"),
        "HEBREW": Text("Hebreeuws", "Hebrew", "hébreu"),
        "HIRAGANA": Text("Japans (hiragana)", "Japanese (hiragana)", "japonais (hiragana)"),
        "KATAKANA": Text("Japans (katakana)", "Japanese (katakana)", "japonais (katakana)"),
        "KHMER": Text("Khmer", "Khmer", "khmer"),
        "TAMIL": Text("Tamil", "Tamil", "tamoul"),
        "THAI": Text("Thai", "Thai", "thaï"),
    }
)
_EMOJI: Final = Text("emoji of ander symbool", "emoji or other symbol", "emoji ou autre symbole")
_UNKNOWN: Final = Text("onbekend teken", "unknown character", "caractère inconnu")


class LetterNotPrintable(DeskError):
    """No font at hand holds a character of the letter; `script` says which writing it is."""

    code: ClassVar[str] = "letterNotPrintable"

    def __init__(self, script: Text) -> None:
        super().__init__(f"no font for: {script.en}", script=script.nl)
        self.script = script


class FontsMissing(DeskError):
    """The fonts of the letters are not where they should be."""

    code: ClassVar[str] = "fontsMissing"


def load_fonts(extra: Path | None = None) -> typst.Fonts:
    """Return the letters' own fonts and those in the folder `extra`; never what the machine happens to have.

    Raises FontsMissing, since without any font Typst leaves the text out and says nothing.
    """
    own = resources.files("font_source_sans_pro") / "files"
    folders = [str(own)] + ([str(extra)] if extra else [])
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )
    if FAMILY not in fonts.families():
        raise FontsMissing(family=FAMILY)
    if extra and not any(Path(f.path).is_relative_to(extra) for f in fonts.fonts() if f.path):
        raise FontsMissing(folder=str(extra))
    return fonts


def not_printable(message: str) -> LetterNotPrintable | None:
    """Return the refusal behind Typst's error message, or None when it is about something else."""
    if not (found := _REFUSED.search(message)):
        return None
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])
    return LetterNotPrintable(script_of(text[:1]))


def script_of(character: str) -> Text:
    """Return the name of the writing `character` belongs to."""
    name = unicodedata.name(character, "")
    first = name.replace("-", " ").split(" ")[0]
    if first in SCRIPTS:
        return SCRIPTS[first]
    if unicodedata.category(character) in {"So", "Sk", "Sm"}:
        return _EMOJI
    plain = first.capitalize()
    return Text(plain, plain, plain) if name else _UNKNOWN
