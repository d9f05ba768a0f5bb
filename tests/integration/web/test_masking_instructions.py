"""Before somebody chooses a copy of their card they read what to cover; the letter that asks for one says it too (ID-06)."""

import pytest
from app.desks import letters_folder
from tests.visitor import Seen, Visitor

COVERED = "Dek alles af behalve uw naam, voornamen en geboortedatum (ook foto, kaartnummer, rijksregisternummer en handtekening)"


def test_the_form_says_what_to_cover_before_the_file_is_chosen(visitor: Visitor) -> None:
    page = visitor.browser.get("/verzoek").text
    field = page.index('id="identity_card"')
    assert 0 < page.index(COVERED) < field
    assert "Stuur geen volledige kopie" in page[:field]
    described = Seen(page).inputs["identity_card"]["aria-describedby"].split()
    assert any(COVERED in page[page.index(f'id="{one}"') :][:400] for one in described)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("Stuur geen volledige kopie", "Dek alles af behalve", "foto, kaartnummer en rijksregisternummer")),
        ("fr", ("envoyez pas de copie complète", "Masquez tout sauf", "le numéro de registre national")),
        ("en", ("Do not send a full copy", "Cover everything except", "the national number")),
    ],
)  # fmt: skip
def test_the_letter_says_it_in_every_language(language: str, words: tuple[str, ...]) -> None:
    block = (letters_folder() / "_parts" / f"identity.{language}.md").read_text()
    assert [one for one in words if one not in block] == []
