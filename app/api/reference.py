"""What callers look up: the register of processing, code lists, holidays, and the contract itself."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from app.api.answers.parts import answers
from app.api.answers.reference import CodeListOut, CodeListsOut, RegisterOut
from app.api.case_view import compact
from app.api.code_lists import CODE_LISTS, Codes
from app.api.german import GERMAN
from app.http.contract_old import as_openapi_30
from app.http.deps import Asked, DeskDep, ResourceNotFound, may_do, named
from app.http.pages import api_page, site_of
from app.http.paging import BASE_PATH, address, whole
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.language import Language, Text
from app.register.model import Category, Purpose
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Reference"])


@router.get(
    "/register",
    operation_id="getRegister",
    responses=answers(RegisterOut),
    summary="Read the register of processing",
)
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


@router.get(
    "/refData",
    operation_id="listCodeLists",
    responses=answers(CodeListsOut),
    summary="List the lists of codes",
)
def list_code_lists(
    request: Request, _actor: Annotated[Actor, may_do(Act.CALCULATE)], _query: NoQuery
) -> JSONResponse:
    """Return where each list of codes is, and how many codes it holds."""
    place = f"{BASE_PATH}/refData"
    items = [
        {"name": name, "href": address(request, f"{place}/{name}"), "count": len(list(codes()))}
        for name, codes in CODE_LISTS.items()
    ]
    return JSONResponse(whole(request, items))


def _codes(asked: Asked) -> Codes:
    codes = CODE_LISTS.get(asked.path["list_name"])
    if codes is None:
        raise ResourceNotFound("There is no such list")
    return codes


@router.get(
    "/refData/{list_name}",
    operation_id="getCodeList",
    responses=answers(CodeListOut),
    summary="Read a list of codes",
)
def get_code_list(
    list_name: str,
    request: Request,
    codes: Annotated[Codes, named(Act.CALCULATE, _codes)],
    _query: NoQuery,
) -> JSONResponse:
    """Return the codes of a list with what they mean."""
    german = GERMAN[list_name]
    items = [
        {"code": code, "label": {**text_view(label), "de": german[code]}, **facts}
        for code, label, facts in codes()
    ]
    return JSONResponse(whole(request, items))


@router.get("/doc/openapi.json", include_in_schema=False)
def openapi_json(request: Request, _query: NoQuery) -> Response:
    """Return the contract as JSON."""
    return JSONResponse(request.app.state.contract)


@router.get("/doc/openapi-3.0.json", include_in_schema=False)
def openapi_30(request: Request, _query: NoQuery) -> Response:
    """Return the contract in OpenAPI 3.0.3, for readers of nothing newer."""
    return JSONResponse(as_openapi_30(request.app.state.contract))


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
