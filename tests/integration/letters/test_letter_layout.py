"""How a letter lies on its pages: its parts, its signature, and which language each passage is tagged with."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from app.language import Language
from app.letters import compose
from app.letters.model import LetterKind
from app.letters.render import html
from app.letters.text import document
from tests.integration.letters.test_letter_pdf import (
    TEMPLATES,
    check_levels,
    page_texts,
    pdf,
    run,
    withdrawn,
)
from tests.letter_examples import access, frame, letters


def test_a_dutch_passage_of_a_translation_is_tagged_as_dutch() -> None:
    letter = compose.identity_request(
        frame(Language.FR), doubt="We vonden twee personen.", means=("inPerson",), credited=True
    )
    with pikepdf.open(BytesIO(pdf(letter))) as made:
        tagged = [str(o[1]) for o in marked_content(made) if "/Lang" in str(o[1])]
        check_levels(made, Language.FR)
    assert any('"/Lang": "nl"' in tag for tag in tagged)
    page = html(letter.values["frame"], document(TEMPLATES, letter))  # type: ignore[arg-type] # plain values
    assert '«\u202f<span lang="nl">We vonden twee personen.</span>\u202f»' in page


def marked_content(made: pikepdf.Pdf) -> Iterator[Any]:
    """Yield the operands of each piece of marked content."""
    for page in made.pages:
        for instruction in pikepdf.parse_content_stream(page):
            if str(instruction.operator) == "BDC":
                yield instruction.operands


def test_a_long_letter_says_first_where_its_parts_are() -> None:
    long, short = page_texts(pdf(access(frame())))[0], page_texts(pdf(withdrawn("Anna")))[0]
    assert "In deze brief leest u" in long
    assert run("Hoe lang we ze bewaren") in run(long)
    assert "In deze brief leest u" not in short


@pytest.mark.parametrize("language", Language)
def test_no_page_holds_the_signature_alone(language: Language) -> None:
    for context in letters(language):
        *_, last = page_texts(pdf(context))
        above = last.partition(GREETING[language])[0]
        assert len(above.split()) > 5, context.kind


GREETING = {
    Language.NL: "Met vriendelijke groeten",
    Language.FR: "Cordialement",
    Language.EN: "Yours sincerely",
}


def test_the_code_of_a_ground_stays_on_one_line() -> None:
    refusal = next(one for one in letters(Language.NL) if one.kind is LetterKind.REFUSAL)
    found = [word for text in page_texts(pdf(refusal)) for word in text.split()]
    assert "N-OTHER-CONTROLLER)." in found
