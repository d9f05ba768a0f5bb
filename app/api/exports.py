"""The sealed copies of a case: ordered, listed, downloaded whole or as one format."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from app.api.answers.downloads import ranged
from app.api.answers.exports import ExportListOut, ExportOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.inputs import Code
from app.cases.model import Case
from app.casework import copies, reading
from app.exports.model import Export
from app.http.accepting import check_takes
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
from app.http.downloads import download_headers
from app.http.paging import BASE_PATH, address, whole
from app.http.parsing import JsonModel
from app.http.queries import NoQuery, query
from app.http.routes import DeskRoute
from app.http.told_downloads import serve
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Exports"])

_MEDIA = {"zip": "application/zip", "json": "application/json", "csv": "application/zip"}


class ExportOrder(JsonModel):
    """Of which claim; absent means the first that carries a copy."""

    claim_id: Code | None = None


class FormatQuery(JsonModel):
    """As what to download."""

    format: Literal["zip", "json", "csv"] = "zip"


@router.post(
    "/cases/{case_id}/exports",
    status_code=202,
    operation_id="orderExport",
    responses=answers(ExportOut, 202),
    summary="Seal the copy",
)
def order_export(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_EXPORTS)],
    actor: Annotated[Actor, may_do(Act.READ_EXPORTS)],
    body: Annotated[ExportOrder, json_body(ExportOrder)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Seal the copy once decided; after the answer: a new package of the same records."""
    check_if_match(request, case)
    export = copies.order(desk, case, body.claim_id, by=actor, at=now)
    view = export_view(request, export)
    return JSONResponse(view, 202, headers={"Location": view["href"]})


@router.get(
    "/cases/{case_id}/exports",
    operation_id="listExports",
    responses=answers(ExportListOut),
    summary="List exports",
)
def list_exports(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_EXPORTS)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return the exports of the case, oldest first."""
    items = [export_view(request, export) for export in desk.exports.list(case.case_id)]
    return JSONResponse(whole(request, items))


def _known(asked: Asked, case: Case) -> Export:
    return reading.export_of(asked.desk, case, asked.path["export_id"])


@router.get(
    "/cases/{case_id}/exports/{export_id}",
    operation_id="getExport",
    responses=answers(ExportOut),
    summary="Read one export's facts",
)
def get_export(
    _id: Annotated[str, Path(alias="export_id")],
    request: Request,
    export: Annotated[Export, named_in_case(Act.READ_EXPORTS, _known)],
    _query: NoQuery,
) -> JSONResponse:
    """Return how far the export is and what is in it."""
    return JSONResponse(export_view(request, export))


@router.get(
    "/cases/{case_id}/exports/{export_id}/content",
    operation_id="getExportContent",
    summary="Download the copy",
    response_class=Response,
    responses=ranged(
        "application/zip", others={"application/json": {"schema": {"type": "object"}}}
    ),
)
def export_content(
    export_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.READ_EXPORTS)],
    _export: Annotated[Export, named_in_case(Act.READ_EXPORTS, _known)],
    actor: Annotated[Actor, may_do(Act.READ_EXPORTS)],
    asked: Annotated[FormatQuery, query(FormatQuery)],
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Give the whole package, in parts where a range is asked for; or stream one JSON document, or a zip of the tables."""
    check_takes(request, _MEDIA[asked.format])
    if asked.format == "zip":
        package = reading.package(desk, case, export_id)
        what = {"exportId": export_id, "format": "zip"}
        return serve(request, desk, case, package, what, by=actor, at=now)
    chunks = reading.tables(desk, case, export_id, asked.format, by=actor, at=now)
    name = f"{case.reference}.json" if asked.format == "json" else f"{case.reference}-csv.zip"
    return StreamingResponse(
        chunks, media_type=_MEDIA[asked.format], headers=download_headers(name)
    )


def export_view(request: Request, export: Export) -> dict[str, Any]:
    """Return an export as JSON."""
    place = address(request, f"{BASE_PATH}/cases/{export.case_id}/exports/{export.export_id}")
    return compact(
        {
            "id": export.export_id,
            "href": place,
            "contentHref": f"{place}/content",
            "claimId": export.claim_id,
            "state": export.state.value,
            "createdAt": instant(export.created_at),
            "sealedAt": instant(export.sealed_at),
            "closedAt": instant(export.closed_at),
            "availableUntil": export.available_until and export.available_until.isoformat(),
            "expiredAt": instant(export.expired_at),
            "recordCount": export.copy and export.copy.record_count,
            "withheldCount": export.copy and export.copy.withheld_count,
            "descriptorSha256": export.copy and export.copy.descriptor_sha256,
            "sha256": export.package and export.package.sha256,
            "size": export.package and export.package.size,
            "files": export.copy
            and [
                {"path": f.path, "size": f.size, "sha256": f.sha256, "mediaType": f.media_type}
                for f in export.copy.files
            ],
        }
    )
