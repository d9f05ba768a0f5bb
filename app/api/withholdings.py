"""Passages that stay back for the rights of others: withheld, listed, given back before the decision."""

from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ConfigDict, Field, StrictInt, model_validator

from app.api.answers.dossier import WithholdingListOut, WithholdingOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.inputs import WHOLE, Code, Sentence
from app.cases.model import Case
from app.casework import withhold
from app.http.bodies import json_body
from app.http.deps import (
    Asked,
    DeskDep,
    NowDep,
    RepeatDep,
    case_for,
    check_if_match,
    may_do,
    named_in_case,
)
from app.http.paging import BASE_PATH, whole
from app.http.parsing import JsonModel, Refused
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.language import Text
from app.personnel.withholdings import Withholding
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Withholdings"])

_Place = Annotated[StrictInt, Field(ge=0, le=100_000_000), WHOLE]


_TWO_SIGNS: Final = r"[^\s\x85][\s\S]*[^\s\x85]"
"""Spaces around a passage are nothing."""
_Page = Annotated[StrictInt, Field(ge=1, le=100_000), WHOLE]


class WithholdingIn(JsonModel):
    """What stays back: a record, an element of it, or the characters `from` up to `to` of its text.

    Of a document: the whole, the words of a passage wherever they stand, or pages.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "categoryId": "C-05",
                    "recordId": "17",
                    "element": "text",
                    "from": 10,
                    "to": 24,
                    "ground": "R15-THIRD-PARTY",
                    "note": "Naam van een collega.",
                }
            ]
        }
    )

    category_id: Code
    record_id: Code
    holding: Code | None = None
    element: Code | None = None
    start: Annotated[_Place | None, Field(alias="from")] = None
    stop: Annotated[_Place | None, Field(alias="to")] = None
    passage: (
        Annotated[
            str,
            Field(min_length=2, max_length=1000, json_schema_extra={"pattern": _TWO_SIGNS}),
        ]
        | None
    ) = None
    pages: Annotated[list[_Page], Field(min_length=1, max_length=1000)] | None = None
    ground: Code
    note: Sentence

    @model_validator(mode="after")
    def _both_ends(self) -> Self:
        whole_element = self.start is None and self.stop is None
        if not whole_element and (self.start is None or self.stop is None or not self.element):
            raise Refused(
                Text(
                    "Noem het onderdeel en beide grenzen van de passage (from en to)",
                    "Name the element and both ends of the passage (from and to)",
                    "Nommez l'élément et les deux bornes du passage (from et to)",
                )
            )
        if (self.passage or self.pages) and (not self.element or not whole_element):
            raise Refused(
                Text(
                    "Noem het onderdeel met het document, en geen from of to",
                    "Name the element with the document, and no from or to",
                    "Nommez l'élément avec le document, sans from ni to",
                )
            )
        if self.passage and self.pages:
            raise Refused(
                Text(
                    "Geef een passage of bladzijden, elk apart",
                    "Give a passage or pages, each on its own",
                    "Donnez un passage ou des pages, séparément",
                )
            )
        return self


@router.post(
    "/cases/{case_id}/withholdings",
    status_code=201,
    operation_id="withholdPassage",
    responses=answers(WithholdingOut, 201),
    summary="Withhold a record, an element or a passage",
)
def withhold_passage(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[WithholdingIn, json_body(WithholdingIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep what stays back and who looked at it; a draft made before falls."""
    check_if_match(request, case)
    wanted = Withholding(
        withholding_id="",
        case_id=case.case_id,
        category_id=body.category_id,
        system="",
        holding=body.holding or "",
        record_id=body.record_id,
        element=body.element,
        start=body.start,
        stop=body.stop,
        ground=body.ground,
        note=body.note,
        reviewed_by=actor.actor_id,
        reviewed_at=now,
        pages=tuple(sorted(set(body.pages or ()))),
    )
    made = withhold.withhold(desk, case, wanted, by=actor, words=body.passage)
    place = f"{BASE_PATH}/cases/{case.case_id}/withholdings"
    return JSONResponse(withholding_view(made), 201, headers={"Location": place})


@router.get(
    "/cases/{case_id}/withholdings",
    operation_id="listWithholdings",
    responses=answers(WithholdingListOut),
    summary="List withholdings",
)
def list_withholdings(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_DOSSIER)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return what stays back, oldest first; never the passage itself."""
    items = [withholding_view(one) for one in desk.withholdings.of_case(case.case_id)]
    return JSONResponse(whole(request, items))


def _standing(asked: Asked, case: Case) -> Withholding:
    return withhold.standing(asked.desk, case, asked.path["withholding_id"])


@router.delete(
    "/cases/{case_id}/withholdings/{withholding_id}",
    status_code=204,
    operation_id="removeWithholding",
    summary="Give back what was withheld",
)
def remove_withholding(
    withholding_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    _standing: Annotated[Withholding, named_in_case(Act.HANDLE, _standing)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Take it back, before the decision alone."""
    check_if_match(request, case)
    withhold.give_back(desk, case, withholding_id, by=actor, at=now)
    return Response(status_code=204)


def withholding_view(one: Withholding) -> dict[str, Any]:
    """Return a withholding as JSON."""
    return compact(
        {
            "id": one.withholding_id,
            "categoryId": one.category_id,
            "system": one.system,
            "holding": one.holding,
            "recordId": one.record_id,
            "element": one.element,
            "from": one.start,
            "to": one.stop,
            "pages": list(one.pages) or None,
            "byWords": True if one.passage is not None else None,
            "ground": one.ground,
            "note": one.note,
            "reviewedBy": one.reviewed_by,
            "reviewedAt": instant(one.reviewed_at),
        }
    )
