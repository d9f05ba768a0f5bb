"""One door to a finished letter: its text filled in, previewed, or set as PDF and sealed."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Final

import pikepdf
import typst
from jinja2 import meta

from app.language import Language
from app.letters.catalogue import template_name
from app.letters.languages import WORDS
from app.letters.model import LetterContext, LetterKind, PlainValue, SealedLetter
from app.letters.render import Press, html
from app.letters.signing import Signer
from app.letters.text import Document, document, environment, source_of

_LAYOUT: Final = "layout.typ"
_VERSION_LENGTH: Final = 12


class LetterPress:
    """Turns contexts into previews and sealed letters; made once, kept warm."""

    def __init__(self, templates: Path, fonts: typst.Fonts, signer: Signer) -> None:
        """Use the texts and the layout in the folder `templates`."""
        self._texts = environment(templates)
        self._layout = (templates / _LAYOUT).read_bytes()
        self._press = Press(self._layout, fonts)
        self._signer = signer
        self._versions: dict[str, str] = {}

    @property
    def demo_seal(self) -> bool:
        """Whether letters are sealed without legal effect: the frame of each letter must say so."""
        return self._signer.demo

    def warm_up(self) -> None:
        """Compile every text now, so that the first letter of a process does not wait for it."""
        for kind, language in product(LetterKind, Language):
            self._texts.get_template(template_name(kind, language))
            self.template_version(kind, language)

    def preview(self, context: LetterContext) -> str:
        """Return the letter as an HTML page. Raises LetterIncomplete."""
        return html(_frame(context), document(self._texts, context))

    def seal(self, context: LetterContext, at: datetime) -> SealedLetter:
        """Return the letter as a sealed PDF/A-2a and PDF/UA-1, made and sealed at `at`.

        Raises LetterIncomplete, and LetterNotPrintable when no font holds a character of it.
        """
        frame, text = _frame(context), document(self._texts, context)
        pdf = self._press.pdf(frame, text, at=at)
        content = self._signer.seal(
            pdf, reason=_reason(frame, text), location=str(frame["place"]), at=at
        )
        with pikepdf.open(BytesIO(pdf)) as opened:
            pages = len(opened.pages)
        version = self.template_version(context.kind, context.language)
        return SealedLetter(content, hashlib.sha256(content).hexdigest(), version, pages)

    def sheet(self, frame: Mapping[str, PlainValue], text: Document, *, at: datetime) -> bytes:
        """Return a sealed document of our own that is no letter, set as one. Raises LetterNotPrintable."""
        pdf = self._press.pdf(frame, text, at=at)
        reason = f"{text.subject} ({frame['reference']})"
        return self._signer.seal(pdf, reason=reason, location=str(frame["place"]), at=at)

    def template_version(self, kind: LetterKind, language: Language) -> str:
        """Return a short hash of all that the wording and look of this letter come from (LT-06)."""
        name = template_name(kind, language)
        if name not in self._versions:
            parts = (self._layout.decode(), repr(WORDS[language]), *self._sources(name))
            whole = "".join(hashlib.sha256(part.encode()).hexdigest() for part in parts)
            self._versions[name] = hashlib.sha256(whole.encode()).hexdigest()[:_VERSION_LENGTH]
        return self._versions[name]

    def _sources(self, name: str) -> list[str]:
        source = source_of(self._texts, name)
        parts = meta.find_referenced_templates(self._texts.parse(source))
        return [source, *(inner for part in parts if part for inner in self._sources(part))]


def _frame(context: LetterContext) -> dict[str, PlainValue]:
    frame = context.values["frame"]
    if not isinstance(frame, dict):
        raise TypeError("the frame of a letter is a mapping")
    return frame


def _reason(frame: dict[str, PlainValue], text: Document) -> str:
    return f"{text.subject} ({frame['reference']})"
