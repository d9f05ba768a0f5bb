"""Lists of cases: by state, right, flag and due date, or searched with words that stand in no URL."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BeforeValidator, ConfigDict

from app.api.answers.case import CaseListOut
from app.api.answers.parts import answers
from app.api.case_view import compact
from app.api.inputs import Code, Email, IsoDate, Line, RightName
from app.cases.model import State
from app.cases.queries import CaseFilter, CaseLine, CaseQueries, CaseSearch, Flag
from app.http.bodies import json_body
from app.http.deps import NowDep, PartsDep, SessionDep, may_do
from app.http.paging import BASE_PATH, Cursors, PageQuery, address, page
from app.http.parsing import JsonModel
from app.http.parts import Parts
from app.http.problems import InputInvalid, Issue
from app.http.queries import many, query
from app.http.routes import DeskRoute
from app.kit.clock import brussels_date
from app.kit.ids import BadReference, read_reference
from app.language import Text
from app.restrictions.store import restricted_cases
from app.staff.model import Actor
from app.staff.rules import Act, own_registrations_only

router = APIRouter(route_class=DeskRoute, tags=["Cases"])

Sort = Literal["dueDate", "-dueDate"]
_NOTHING_ASKED = Text(
    "Geef een naam, dossiernummer, personeelsnummer of e-mailadres",
    "Give a name, case reference, personnel number or email address",
    "Donnez un nom, un numéro de dossier, un numéro personnel ou une adresse e-mail",
)
_BAD_REFERENCE = Text(
    "Het dossiernummer klopt niet. Kijk het na",
    "The case reference is not correct. Check it",
    "Le numéro de dossier est incorrect. Vérifiez-le",
)


class PlaceQuery(PageQuery):
    """Which part of the list."""

    after_case: str | None = None


class ListQuery(PlaceQuery):
    """Filters of the list; a repeated name means or, different names mean and."""

    state: Annotated[tuple[State, ...], BeforeValidator(many)] = ()
    right: Annotated[tuple[RightName, ...], BeforeValidator(many)] = ()
    flag: Annotated[tuple[Flag, ...], BeforeValidator(many)] = ()
    due_before: IsoDate | None = None
    sort: Sort = "dueDate"


class SearchIn(JsonModel):
    """What is known; what is given must all fit."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Anna Voorbeeld"}]})

    name: Line | None = None
    reference: Code | None = None
    number: Code | None = None
    email: Email | None = None
    state: tuple[State, ...] = ()
    right: tuple[RightName, ...] = ()

    def search(self) -> CaseSearch:
        """Return the search. Raises InputInvalid without anything to search for."""
        if not any((self.name, self.reference, self.number, self.email)):
            raise InputInvalid(Issue("body", "", _NOTHING_ASKED))
        try:
            reference = read_reference(self.reference) if self.reference else None
        except BadReference as error:
            raise InputInvalid(Issue("body", "reference", _BAD_REFERENCE)) from error
        return CaseSearch(self.name, reference, self.number, self.email)


@router.get(
    "/cases",
    operation_id="listCases",
    responses=answers(CaseListOut),
    summary="List cases by due date",
)
def list_cases(
    request: Request,
    actor: Annotated[Actor, may_do(Act.READ_CASE)],
    asked: Annotated[ListQuery, query(ListQuery)],
    parts: PartsDep,
    session: SessionDep,
    now: NowDep,
) -> JSONResponse:
    """Return one page of the cases this actor may see."""
    wanted = _visible(
        actor,
        brussels_date(now),
        states=tuple(asked.state),
        rights=asked.right,
        flags=asked.flag,
        due_before=asked.due_before,
    )
    return _page(request, parts, CaseQueries(session), wanted, asked=asked, sort=asked.sort)


@router.post(
    "/cases/query",
    operation_id="searchCases",
    responses=answers(CaseListOut),
    summary="Search cases",
)
def search_cases(
    request: Request,
    actor: Annotated[Actor, may_do(Act.READ_CASE)],
    body: Annotated[SearchIn, json_body(SearchIn, with_query=True)],
    asked: Annotated[PlaceQuery, query(PlaceQuery)],
    parts: PartsDep,
    session: SessionDep,
    now: NowDep,
) -> JSONResponse:
    """Return one page of the cases that fit; `next` is to be posted with the same body."""
    wanted = _visible(
        actor,
        brussels_date(now),
        states=tuple(body.state),
        rights=body.right,
        search=body.search(),
    )
    return _page(request, parts, CaseQueries(session), wanted, asked=asked, sort="dueDate")


def _visible(actor: Actor, on: date, **asked: Any) -> CaseFilter:
    """Return what is asked within what exists for this actor."""
    own = own_registrations_only(actor, Act.READ_CASE)
    return CaseFilter(
        on=on,
        entities=actor.entities,
        registered_by=actor.actor_id if own else None,
        restricted=restricted_cases(),
        **asked,
    )


def _page(
    request: Request,
    parts: Parts,
    queries: CaseQueries,
    wanted: CaseFilter,
    *,
    asked: PlaceQuery,
    sort: Sort,
) -> JSONResponse:
    cursors = Cursors(parts.session_key, f"cases {sort}", _written(wanted))
    place = cursors.read(asked.after_case, name="afterCase")
    lines = queries.page(
        wanted,
        after=(date.fromisoformat(place[0]), place[1]) if place else None,
        size=asked.page_size + 1,
        descending=sort == "-dueDate",
    )
    shown = lines[: asked.page_size]
    after = None
    if len(lines) > len(shown):
        after = ("afterCase", cursors.write([shown[-1].sort_on.isoformat(), shown[-1].case_id]))
    items = [_line(request, line) for line in shown]
    return JSONResponse(page(request, items, size=asked.page_size, after=after))


def _written(wanted: CaseFilter) -> object:
    """Return the filter as it is the same tomorrow and in another process."""
    return (
        wanted.states,
        wanted.rights,
        wanted.flags,
        wanted.due_before,
        sorted(wanted.entities),
        wanted.registered_by,
        wanted.search,
    )


def _line(request: Request, line: CaseLine) -> dict[str, Any]:
    return compact(
        {
            "href": address(request, f"{BASE_PATH}/cases/{line.case_id}"),
            "id": line.case_id,
            "reference": line.reference,
            "rights": list(line.rights),
            "state": line.state,
            "dueDate": line.due_on and line.due_on.isoformat(),
            "version": line.version,
        }
    )
