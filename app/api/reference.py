"""The register of processing and the contract itself."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from app.api.case_view import compact
from app.http.deps import DeskDep, may_do
from app.http.pages import api_page
from app.http.routes import DeskRoute
from app.language import Text
from app.register.model import Category, Purpose
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Reference"])


@router.get("/register", operation_id="getRegister", summary="Read the register of processing")
def get_register(_actor: Annotated[Actor, may_do(Act.REGISTER)], desk: DeskDep) -> JSONResponse:
    """Return the register with its version, confirmations laid over it."""
    register = desk.register
    return JSONResponse(
        {
            "version": register.version,
            "statementDate": register.statement_date,
            "controller": _text(register.controller.name),
            "categories": [_category(category) for category in register.categories],
            "purposes": [_purpose(purpose) for purpose in register.purposes],
        }
    )


@router.get("/doc/openapi.json", include_in_schema=False)
def openapi_json(request: Request) -> Response:
    """Return the contract as JSON."""
    return JSONResponse(request.app.state.contract)


@router.get("/doc/openapi.yaml", include_in_schema=False)
def openapi_yaml(request: Request) -> Response:
    """Return the contract as YAML; JSON is a subset of YAML 1.2."""
    body = json.dumps(request.app.state.contract, ensure_ascii=False, indent=2)
    return Response(body, media_type="application/yaml")


@router.get("/doc", include_in_schema=False)
def doc(request: Request) -> HTMLResponse:
    """Return the contract as a page that loads nothing from elsewhere."""
    return api_page(request.app.state.contract)


def _text(text: Text) -> dict[str, str]:
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
            "label": _text(category.label),
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
        "label": _text(purpose.label),
        "legalBases": [basis.code for basis in purpose.bases],
        "nature": sorted(purpose.nature),
    }
