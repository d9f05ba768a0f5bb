"""What was collected: per category which system answered what, and the records, a page at a time."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from app.api.case_view import case_answer, compact, instant
from app.api.cases import query_of
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework import collect
from app.http.bodies import JsonModel, json_body, parse
from app.http.deps import DeskDep, NowDep, RepeatDep, case_for, check_if_match, may_do
from app.http.routes import DeskRoute
from app.personnel.model import Candidate, DossierRecord, SourceAnswer, Value
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Dossier"])


class CollectionIn(JsonModel):
    """For whom to search, where several people matched: system and key of a candidate; none at all: `{}`."""

    subject_keys: dict[str, Annotated[str, Field(min_length=1, max_length=100)]] | None = None


class PageQuery(JsonModel):
    """Which part of the records."""

    page_size: int = Field(default=25, ge=1, le=100)
    after_record: int = Field(default=0, ge=0)


@router.post(
    "/cases/{case_id}/collections",
    status_code=202,
    operation_id="orderCollection",
    summary="Ask every connected system again",
)
def order_collection(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[CollectionIn, json_body(CollectionIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Order a new search; the worker does it."""
    check_if_match(request, case)
    changed = collect.order(desk, case, subject_keys=body.subject_keys, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now, status=202)


@router.get("/cases/{case_id}/dossier", operation_id="getDossier", summary="What was found where")
def get_dossier(case: Annotated[Case, case_for(Act.READ_DOSSIER)], desk: DeskDep) -> JSONResponse:
    """Return every answer of every system, with zero hits too, and whom to choose from."""
    dossier = desk.dossiers.load(case.case_id)
    candidates = desk.dossiers.candidates(case.case_id)
    return JSONResponse(
        compact(
            {
                "items": [answer_view(answer) for answer in dossier.answers],
                "complete": bool(dossier.answers) and dossier.complete,
                "collectedAt": instant(case.collected_at),
                "candidates": [_candidate(c) for c in candidates] or None,
            }
        )
    )


@router.get(
    "/cases/{case_id}/dossier/{category_id}",
    operation_id="getDossierRecords",
    summary="Read the records of one category",
)
def get_records(
    category_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.READ_DOSSIER)],
    actor: Annotated[Actor, may_do(Act.READ_DOSSIER)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return a page of records; the journal notes who read which category."""
    query = parse(PageQuery, query_of(request), place="query")
    page = desk.dossiers.page(
        case.case_id,
        desk.cases.key_of(case.case_id),
        category_id,
        after=query.after_record,
        size=query.page_size,
    )
    read = entry(JournalKind.CONTENT_READ, actor, now, {"categoryId": category_id})
    desk.cases.save(add(case, (read,)))
    body: dict[str, Any] = {
        "self": str(request.url),
        "items": [_record(record) for record in page.records],
        "pageSize": query.page_size,
        "total": page.total,
    }
    if page.next_after is not None:
        body["next"] = str(request.url.include_query_params(afterRecord=page.next_after))
    return JSONResponse(body)


def answer_view(answer: SourceAnswer) -> dict[str, Any]:
    """Return what one system said of one holding."""
    return compact(
        {
            "categoryId": answer.category_id,
            "system": answer.system,
            "holding": answer.holding,
            "status": answer.status.value,
            "recordCount": answer.record_count,
            "thirdPartyCount": answer.third_party_count or None,
            "searchedAt": instant(answer.searched_at),
            "reason": answer.reason or None,
        }
    )


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return compact(
        {
            "system": candidate.key.system,
            "key": candidate.key.key,
            "certainty": candidate.certainty.value,
            "givenName": candidate.given_name,
            "familyName": candidate.family_name,
            "dateOfBirth": candidate.date_of_birth and candidate.date_of_birth.isoformat(),
            "population": candidate.population,
            "reasons": list(candidate.reasons),
        }
    )


def _record(record: DossierRecord) -> dict[str, Any]:
    return {
        "system": record.system,
        "holding": record.holding,
        "recordId": record.record_id,
        "thirdParty": record.third_party,
        "values": {name: _plain(value) for name, value in record.values.items()},
    }


def _plain(value: Value) -> str | int | bool | None:
    """Return a value without loss: decimals as text, dates and instants in ISO form."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
