"""What was collected: per category which system answered what, and the records, a page at a time."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import Field

from app.api.answers.case import CaseOut
from app.api.answers.dossier import DossierOut, RecordListOut
from app.api.answers.parts import answers, file
from app.api.case_view import case_answer, compact, instant
from app.api.inputs import Code
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework import collect, papers, reading
from app.http.bodies import json_body
from app.http.deps import (
    Asked,
    DeskDep,
    NowDep,
    PartsDep,
    RepeatDep,
    ResourceNotFound,
    case_for,
    check_if_match,
    may_do,
    named_in_case,
)
from app.http.downloads import download_headers
from app.http.paging import Cursors, PageQuery, page, whole
from app.http.parsing import JsonModel
from app.http.queries import NoQuery, query
from app.http.routes import DeskRoute
from app.personnel.document_types import ending_of
from app.personnel.model import (
    Candidate,
    Document,
    DossierRecord,
    OfferedDocument,
    SourceAnswer,
    Value,
)
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Dossier"])


class CollectionIn(JsonModel):
    """For whom to search, where several people matched: system and key of a candidate; none at all: `{}`."""

    subject_keys: Annotated[dict[Code, Code], Field(max_length=20)] | None = None


class RecordQuery(PageQuery):
    """Which part of the records."""

    after_record: str | None = None


@router.post(
    "/cases/{case_id}/collections",
    status_code=202,
    operation_id="orderCollection",
    responses=answers(CaseOut, 202, tagged=True),
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


@router.get(
    "/cases/{case_id}/dossier",
    operation_id="getDossier",
    responses=answers(DossierOut),
    summary="What was found where",
)
def get_dossier(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_DOSSIER)],
    actor: Annotated[Actor, may_do(Act.READ_DOSSIER)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return every answer of every system, with zero hits too, and to a handler whom to choose from.

    The documents of a container are listed each, as each is decided on its own.
    """
    dossier = desk.dossiers.load(case.case_id)
    listed = papers.papers(desk, case, dossier)
    reading.papers_seen(desk, case, len(listed), by=actor, at=now)
    candidates = reading.candidates(desk, case, by=actor, at=now)
    return JSONResponse(
        compact(
            {
                **whole(request, [answer_view(answer) for answer in dossier.answers]),
                "complete": bool(dossier.answers) and dossier.complete,
                "collectedAt": instant(case.collected_at),
                "candidates": [_candidate(c) for c in candidates] or None,
                "documents": [_paper(p) for p in listed] or None,
            }
        )
    )


def _searched(asked: Asked, case: Case) -> None:
    answers = asked.desk.dossiers.load(case.case_id).answers
    if all(answer.category_id != asked.path["category_id"] for answer in answers):
        raise ResourceNotFound("Nothing was searched under this category")


def _paper_in(asked: Asked, case: Case) -> Document:
    return papers.find(asked.desk, case, asked.path["category_id"], asked.path["document_id"])


@router.get(
    "/cases/{case_id}/dossier/{category_id}",
    operation_id="getDossierRecords",
    responses=answers(RecordListOut),
    summary="Read the records of one category",
)
def get_records(
    category_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.READ_DOSSIER)],
    _searched: Annotated[None, named_in_case(Act.READ_DOSSIER, _searched)],
    actor: Annotated[Actor, may_do(Act.READ_DOSSIER)],
    asked: Annotated[RecordQuery, query(RecordQuery)],
    parts: PartsDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return a page of records; the journal notes who read which category."""
    cursors = Cursors(parts.session_key, "records", (case.case_id, category_id))
    place = cursors.read(asked.after_record, name="afterRecord")
    found = desk.dossiers.page(
        case.case_id,
        desk.cases.key_of(case.case_id),
        category_id,
        after=place[0] if place else 0,
        size=asked.page_size,
    )
    read = entry(JournalKind.CONTENT_READ, actor, now, {"categoryId": category_id})
    desk.cases.save(add(case, (read,)))
    items = [_record(record) for record in found.records]
    after = None
    if found.next_after is not None:
        after = ("afterRecord", cursors.write([found.next_after]))
    body = page(request, items, size=asked.page_size, after=after)
    return JSONResponse({**body, "total": found.total})


@router.get(
    "/cases/{case_id}/dossier/{category_id}/documents/{document_id}/content",
    operation_id="getDossierDocument",
    summary="Read a document that was found",
    response_class=StreamingResponse,
    responses=file("*/*"),
)
def get_document(
    category_id: str,
    document_id: str,
    case: Annotated[Case, case_for(Act.READ_DOSSIER)],
    paper: Annotated[Document, named_in_case(Act.READ_DOSSIER, _paper_in)],
    actor: Annotated[Actor, may_do(Act.READ_DOSSIER)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> StreamingResponse:
    """Return the document as the store holds it; the journal notes who read it."""
    content = papers.content_of(desk, case, category_id, paper, by=actor, at=now)
    name = f"{document_id}.{ending_of(paper.media_type)}"
    return StreamingResponse(content, media_type=paper.media_type, headers=download_headers(name))


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


def _paper(paper: papers.Paper) -> dict[str, Any]:
    return compact(
        {
            "categoryId": paper.category_id,
            "system": paper.system,
            "holding": paper.holding,
            "recordId": paper.record_id,
            "name": paper.name,
            "on": paper.on and paper.on.isoformat(),
            "withheld": paper.withheld,
            "document": None if paper.document is None else _plain(paper.document),
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
        # A value that the source holds as empty is absent here: answers know no null.
        "values": compact({name: _plain(value) for name, value in record.values.items()}),
    }


def _plain(value: Value) -> str | int | bool | dict[str, Any] | None:
    """Return a value without loss: decimals as text, dates and instants in ISO form, a document by what it is."""
    if isinstance(value, Document):
        return {
            "documentId": value.document_id,
            "mediaType": value.media_type,
            "size": value.size,
            "sha256": value.sha256,
        }
    if isinstance(value, OfferedDocument):
        raise TypeError("what is in a dossier was collected")
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)  # passages are counted in this text
    return value
