"""Texts of the package put into the language of one page; what is said at many tables is made once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from typing import Final

from markupsafe import Markup
from markupsafe import escape as escape_markup

from app.kit.clock import BRUSSELS
from app.language import Language, Text
from app.personnel.model import Element
from app.register.model import BasisLine, CategoryLine

_MONTHS: Final[Mapping[Language, str]] = {
    Language.NL: "januari februari maart april mei juni juli augustus september oktober november december",
    Language.FR: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    Language.EN: "January February March April May June July August September October November December",
}


class Words:
    """Puts texts into the language of one page."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._known: dict[Text, str] = {}
        self._days: dict[datetime, str] = {}

    def into(self, text: Text) -> Markup:
        """Return the text as markup, for the template."""
        return Markup(self.marked(text))  # noqa: S704 - escaped by `marked`

    def marked(self, text: Text) -> str:
        """Return the text, escaped, and marked as Dutch where only Dutch is there."""
        known = self._known.get(text)
        if known is None:
            wording = text.into(self.language)
            known = escape(wording)
            if wording == text.nl and self.language is not Language.NL:
                # Only Dutch is there: say so to a screen reader, which would read it with another tongue.
                known = f'<span lang="nl">{known}</span>'
            self._known[text] = known
        return known

    def plain(self, text: Text) -> str:
        """Return the text for an attribute, where no other language can be marked."""
        return escape_markup(text.into(self.language))

    def headings(self, elements: Iterable[Element]) -> str:
        """Return the cells above the columns."""
        cells = '</th><th scope="col">'.join([self.marked(e.label) for e in elements])
        return f'<th scope="col">{cells}</th>'

    def listed(self, texts: Iterable[Text]) -> str:
        """Return the texts in a row."""
        return "; ".join(map(self.marked, texts))

    def purposes(self, category: CategoryLine) -> str:
        """Return what the category is used for."""
        return self.listed(line.label for line in category.purposes)

    def bases(self, category: CategoryLine, article: str) -> str:
        """Return each basis with its article of law, `article` being the word for it, as markup."""
        bases = [basis for line in category.purposes for basis in line.bases]
        return "; ".join(self._basis(basis, article) for basis in bases)

    def day(self, at: datetime) -> str:
        """Return the day in Belgium."""
        known = self._days.get(at)
        if known is None:
            local = at.astimezone(BRUSSELS)
            month = _MONTHS[self.language].split()[local.month - 1]
            day = "1er" if self.language is Language.FR and local.day == 1 else local.day
            self._days[at] = known = f"{day} {month} {local.year}"
        return known

    def _basis(self, basis: BasisLine, article: str) -> str:
        named = f"{self.marked(basis.label)} ({article} {escape(basis.code)})"
        return f"{named}, {self.marked(basis.condition)}" if basis.condition else named
