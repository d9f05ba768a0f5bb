"""What callers look up: the register of processing, code lists, holidays, and the contract itself."""

import json
import re
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from app.api.case_view import compact
from app.api.code_lists import CODE_LISTS
from app.http.deps import DeskDep, PartsDep, ResourceNotFound, may_do
from app.http.pages import api_page, site_of
from app.http.paging import whole
from app.http.problems import InputInvalid, Issue
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.language import Language, Text
from app.register.model import Category, Purpose
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Reference"])


@router.get("/register", operation_id="getRegister", summary="Read the register of processing")
def get_register(
    _actor: Annotated[Actor, may_do(Act.CALCULATE)], _query: NoQuery, desk: DeskDep
) -> JSONResponse:
    """Return the register with its version, confirmations laid over it."""
    register = desk.register
    return JSONResponse(
        {
            "version": register.version,
            "statementDate": register.statement_date,
            "controller": text_view(register.controller.name),
            "categories": [_category(category) for category in register.categories],
            "purposes": [_purpose(purpose) for purpose in register.purposes],
        }
    )


@router.get("/refData/{list_name}", operation_id="getCodeList", summary="Read a list of codes")
def get_code_list(
    list_name: str,
    request: Request,
    _actor: Annotated[Actor, may_do(Act.CALCULATE)],
    _query: NoQuery,
) -> JSONResponse:
    """Return the codes of a list with what they mean."""
    codes = CODE_LISTS.get(list_name)
    if codes is None:
        raise ResourceNotFound("There is no such list")
    items = [{"code": code, "label": text_view(label), **facts} for code, label, facts in codes()]
    return JSONResponse(whole(request, items))


@router.get(
    "/holidays/{year}", operation_id="getHolidays", summary="Read the public holidays of a year"
)
def get_holidays(
    year: str,
    request: Request,
    _actor: Annotated[Actor, may_do(Act.CALCULATE)],
    _query: NoQuery,
    parts: PartsDep,
) -> JSONResponse:
    """Return the days on which no period ends, as the clock counts them."""
    if not re.fullmatch(r"[0-9]{4}", year):
        raise InputInvalid(Issue("path", "year", _BAD_YEAR))
    days = parts.calendar.days(int(year))
    items = [{"date": day.isoformat(), "label": text_view(name)} for day, name in days]
    return JSONResponse(
        {**whole(request, items), "year": int(year), "holidaysVersion": parts.calendar.version}
    )


@router.get("/doc/openapi.json", include_in_schema=False)
def openapi_json(request: Request, _query: NoQuery) -> Response:
    """Return the contract as JSON."""
    return JSONResponse(request.app.state.contract)


@router.get("/doc/openapi.yaml", include_in_schema=False)
def openapi_yaml(request: Request, _query: NoQuery) -> Response:
    """Return the contract as YAML; JSON is a subset of YAML 1.2."""
    body = json.dumps(request.app.state.contract, ensure_ascii=False, indent=2)
    return Response(body, media_type="application/yaml")


@router.get("/doc", include_in_schema=False)
def doc(request: Request, _query: NoQuery) -> HTMLResponse:
    """Return the contract as a page that loads nothing from elsewhere."""
    return api_page(request.app.state.contract, site_of(request, Language.EN))


def text_view(text: Text) -> dict[str, str]:
    """Return a text in the languages it has."""
    return {
        "nl": text.nl,
        **({"fr": text.fr} if text.fr else {}),
        **({"en": text.en} if text.en else {}),
    }


def _category(category: Category) -> dict[str, Any]:
    return compact(
        {
            "id": category.category_id,
            "group": category.group,
            "label": text_view(category.label),
            "traits": sorted(category.traits),
            "specialCategory": category.special_flag,
            "authenticSource": category.authentic_source,
            "purposes": [
                {"purposeId": link.purpose_id, "assumed": link.assumed}
                for link in category.purposes
            ],
        }
    )


def _purpose(purpose: Purpose) -> dict[str, Any]:
    return {
        "id": purpose.purpose_id,
        "key": purpose.key,
        "label": text_view(purpose.label),
        "legalBases": [basis.code for basis in purpose.bases],
        "nature": sorted(purpose.nature),
    }


_BAD_YEAR = Text(
    "Geef het jaar in vier cijfers",
    "Give the year in four digits",
    "Donnez l'année en quatre chiffres",
)
