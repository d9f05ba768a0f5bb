"""Pages without personal data: the start page, the accessibility statement, the style sheet."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from app.http.pages import ICON, STYLE, render, site_of
from app.language import Language
from app.web.views import choices

router = APIRouter()

_FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}
_FOR_LONG = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The address of the style sheet changes with its content."""


@router.get("/")
def start(request: Request) -> Response:
    """Show what can be asked, what it takes and how long it lasts."""
    page = render("start", {"rights": choices(Language.NL)}, site=site_of(request))
    page.headers.update(_FOR_AN_HOUR)
    return page


@router.get("/toegankelijkheid")
def accessibility(request: Request) -> Response:
    """Show the accessibility statement."""
    page = render("toegankelijkheid", {}, site=site_of(request))
    page.headers.update(_FOR_AN_HOUR)
    return page


@router.get("/static/loket.css")
def style() -> Response:
    """Give the style sheet."""
    return FileResponse(STYLE, media_type="text/css", headers=_FOR_LONG)


@router.get("/static/loket.svg")
def icon() -> Response:
    """Give the icon of the site."""
    return FileResponse(ICON, media_type="image/svg+xml", headers=_FOR_LONG)
