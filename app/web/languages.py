"""The pages in each language: Dutch at the root, the translations under `/fr` and `/en`, place for place."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Request

from app.http.pages import Site, Turn, home_of, language_in_path, root_of, site_of
from app.language import Language

NAMES: Final[Mapping[Language, str]] = {
    Language.NL: "Nederlands",
    Language.FR: "Français",
    Language.EN: "English",
}
SWITCH: Final = "switch"
"""Name of the button that asks for a form in another language, with what was typed."""


def language_of_page(request: Request) -> Language:
    """Return the language of the address that was asked."""
    return language_in_path(request) or Language.NL


PageLanguage = Annotated[Language, Depends(language_of_page)]


def site_at(request: Request, language: Language, place: str | Mapping[Language, str]) -> Site:
    """Return the site for a page that is there in each language; `place` is its address in a language's folder."""
    turns = tuple(
        Turn(
            one.value,
            NAMES[one],
            home_of(request, one) + (place if isinstance(place, str) else place[one]),
        )
        for one in Language
    )
    return site_of(request, language, turns=turns)


def named_site_at(request: Request, language: Language, place: str) -> Site:
    """Return the same for a page that speaks the language of a case at the root, and Dutch under `/nl`."""
    root = root_of(request)
    turns = tuple(Turn(one.value, NAMES[one], f"{root}/{one.value}{place}") for one in Language)
    return site_of(request, language, turns=turns)
