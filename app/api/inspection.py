"""What proves the handling of a case, and what keeps it from being destroyed."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse

from app.api.answers.case import CaseOut
from app.api.answers.parts import answers, file
from app.api.case_view import case_answer
from app.api.inputs import Flag, Sentence
from app.cases.model import Case
from app.casework import hold, prove
from app.http.bodies import json_body
from app.http.deps import DeskDep, NowDep, case_for, check_if_match, may_do
from app.http.downloads import download_headers
from app.http.parsing import JsonModel
from app.http.queries import FLAG, query
from app.http.routes import DeskRoute
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Oversight"])

_ZIP: dict[int | str, dict[str, Any]] = file("application/zip")


class BundleQuery(JsonModel):
    """Whether letters, documents, records and what is told in words go along."""

    contents: Annotated[bool, FLAG] = False


class LegalHoldIn(JsonModel):
    """Whether the case is on hold, and why that changes."""

    active: Flag
    reason: Sentence


@router.get(
    "/cases/{case_id}/inspectionBundle",
    operation_id="getInspectionBundle",
    summary="Download everything that proves the handling of a case, signed",
    response_class=StreamingResponse,
    responses=_ZIP,
)
def inspection_bundle(
    case: Annotated[Case, case_for(Act.READ_BUNDLE_ANY)],
    actor: Annotated[Actor, may_do(Act.READ_BUNDLE_ANY)],
    asked: Annotated[BundleQuery, query(BundleQuery)],
    desk: DeskDep,
    now: NowDep,
) -> StreamingResponse:
    """Stream one signed zip, checked offline with `loket bundle verify`.

    Without contents: for a DPO or an auditor, and the hashes of what stays out are in it. With contents: for a
    DPO or a decision maker. Each making is an entry of the journal.
    """
    chunks = prove.inspection_bundle(desk, case, contents=asked.contents, by=actor, at=now)
    headers = download_headers(f"{case.reference}-inspection.zip")
    return StreamingResponse(chunks, media_type="application/zip", headers=headers)


@router.put(
    "/cases/{case_id}/legalHold",
    operation_id="putLegalHold",
    responses=answers(CaseOut, tagged=True),
    summary="Keep a case from being destroyed, or let it go",
)
def put_legal_hold(
    request: Request,
    case: Annotated[Case, case_for(Act.EXECUTE)],
    actor: Annotated[Actor, may_do(Act.EXECUTE)],
    body: Annotated[LegalHoldIn, json_body(LegalHoldIn)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Set or lift the hold: while it stands nothing of the case is destroyed but copies of identity."""
    check_if_match(request, case)
    changed = hold.put(desk, case, on=body.active, reason=body.reason, by=actor, at=now)
    return case_answer(changed, desk, actor, at=now)
