"""The languages we answer in, and a text that exists in each of them."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Dutch is the language of the letter; the others are informative translations (LT-01)."""

    NL = "nl"
    FR = "fr"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One message in every language; a language without its own wording falls back to Dutch."""

    nl: str
    en: str = ""
    fr: str = ""

    def into(self, language: Language) -> str:
        """Return the wording in `language`, or the Dutch original where there is none."""
        return self._own(language) or self.nl

    def has(self, language: Language) -> bool:
        """Whether there is a wording in `language` itself."""
        return bool(self._own(language))

    def _own(self, language: Language) -> str:
        return {Language.NL: self.nl, Language.FR: self.fr, Language.EN: self.en}[language]
