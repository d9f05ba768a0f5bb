"""HTML for both doors: the templates under `templates/web`, the page of a refusal and the page of the API."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from app.http.api_reference import rows_of
from app.http.parts import parts_of
from app.http.problems import Problem
from app.language import Language


def _folder() -> Path:
    """Return the folder of the pages: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates" / "web"
    return inside if inside.is_dir() else package.parent / "templates" / "web"


FOLDER: Final = _folder()
STYLE: Final = FOLDER / "loket.css"
ICON: Final = FOLDER / "loket.svg"


@dataclass(frozen=True, slots=True)
class Turn:
    """The same page in one language: its address, and the name of the language in itself."""

    code: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Site:
    """What every page shows of the house: who answers here, where they are reached, where links begin."""

    root: str = ""
    """Path under which a proxy publishes the service, without a slash at its end."""
    home: str = ""
    """Where the pages of the language begin."""
    turns: tuple[Turn, ...] = ()
    """The page in each language; none where it is not there in each."""
    controller: str = ""
    abbreviation: str = ""
    dpo_email: str = ""
    dpo_address: tuple[str, ...] = ()


def site_of(
    request: Request, language: Language = Language.NL, *, turns: tuple[Turn, ...] = ()
) -> Site:
    """Return the site of the application that serves this request."""
    register = parts_of(request).register
    return Site(
        root=root_of(request),
        home=home_of(request, language),
        turns=turns,
        controller=register.controller.name.into(language),
        abbreviation=register.controller.abbreviation,
        dpo_email=register.dpo.email or "",
        dpo_address=register.dpo.address,
    )


def root_of(request: Request) -> str:
    """Return the path under which a proxy publishes the service, empty at the root of a host."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def home_of(request: Request, language: Language) -> str:
    """Return where the pages of a language begin: the Dutch ones at the root, the others in a folder each."""
    root = root_of(request)
    return root if language is Language.NL else f"{root}/{language.value}"


def language_in_path(request: Request) -> Language | None:
    """Return the language of the folder an address lies in; None at the root."""
    first = request.url.path.removeprefix(root_of(request)).split("/")[1:2]
    return next((language for language in Language if [language.value] == first), None)


def render(
    template: str,
    values: Mapping[str, Any],
    *,
    site: Site,
    language: Language = Language.NL,
    status: int = 200,
) -> HTMLResponse:
    """Return a page: `template` is a name in the folder of `language`, `values` are plain."""
    page = _environment().get_template(f"{language.value}/{template}.html")
    text = page.render(values, site=site, language=language.value)
    return HTMLResponse(text, status, headers={"Content-Language": language.value})


def error_page(problem: Problem, language: Language, site: Site | None = None) -> HTMLResponse:
    """Return a refusal as a page, with the same sentence as the API gives and a way on."""
    values = {"detail": problem.detail.into(language), "status": problem.status}
    answer = render("error", values, site=site or Site(), language=language, status=problem.status)
    answer.headers["Vary"] = "Accept-Language"
    return answer


def api_page(openapi_document: Mapping[str, Any], site: Site | None = None) -> HTMLResponse:
    """Return the operations and schemas of the contract as one page, without a script."""
    values = {"api": rows_of(openapi_document)}
    return render("api", values, site=site or Site(), language=Language.EN)


@cache
def _environment() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    del templates.filters["safe"]  # nothing that comes from outside may claim to be markup
    # A new style sheet gets a new address, so that it may be cached for long.
    templates.globals["style_version"] = hashlib.sha256(STYLE.read_bytes()).hexdigest()[:12]
    return templates
