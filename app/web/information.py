"""Pages without personal data: the start page, the accessibility statement, the style sheet."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from app.http.pages import ICON, STYLE, render
from app.language import Language
from app.web.languages import PageLanguage, site_at
from app.web.views import choices

pages = APIRouter()
files = APIRouter()

ACCESSIBILITY: Final[Mapping[Language, str]] = {
    Language.NL: "/toegankelijkheid",
    Language.FR: "/accessibilite",
    Language.EN: "/accessibility",
}
"""Where the statement is, which people look for by its name."""

_FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
_FOR_LONG = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The address of the style sheet changes with its content."""


@pages.get("/")
def start(request: Request, language: PageLanguage) -> Response:
    """Show what can be asked, what it takes and how long it lasts."""
    site = site_at(request, language, "/")
    page = render("start", {"rights": choices(language)}, site=site, language=language)
    page.headers.update(_FOR_AN_HOUR)
    return page


def accessibility(request: Request, language: PageLanguage) -> Response:
    """Show the accessibility statement."""
    site = site_at(request, language, ACCESSIBILITY)
    page = render("toegankelijkheid", {}, site=site, language=language)
    page.headers.update(_FOR_AN_HOUR)
    return page


@files.get("/static/loket.css")
def style() -> Response:
    """Give the style sheet."""
    return FileResponse(STYLE, media_type="text/css", headers=_FOR_LONG)


@files.get("/static/loket.svg")
def icon() -> Response:
    """Give the icon of the site."""
    return FileResponse(ICON, media_type="image/svg+xml", headers=_FOR_LONG)
