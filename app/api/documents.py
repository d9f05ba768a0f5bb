"""Documents of a case: added as multipart, read by handlers, an identity card only while it is needed."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from app.api.case_view import compact, instant
from app.cases.guards import MissingPermission
from app.cases.model import Case
from app.casework import attach
from app.documents.model import Document, DocumentKind, SignatureFinding
from app.http.deps import DeskDep, NowDep, PartsDep, case_for, may_do
from app.http.problems import InputInvalid, Issue
from app.http.routes import DeskRoute
from app.http.uploads import Upload, read_upload
from app.language import Text
from app.staff.model import Actor
from app.staff.rules import Act, may

router = APIRouter(route_class=DeskRoute, tags=["Documents"])

_IDENTITY = frozenset(
    {DocumentKind.IDENTITY_CARD, DocumentKind.SIGNED_EMAIL, DocumentKind.SIGNED_PDF}
)
_EXTRA = 100_000
"""Bytes around the file: the fields and the boundaries."""


async def _upload(request: Request, parts: PartsDep) -> Upload:
    limit = parts.policy.file_limits.bytes
    return await read_upload(request, max_file_bytes=limit + 1, max_total_bytes=limit + _EXTRA)


@router.post(
    "/cases/{case_id}/documents",
    status_code=201,
    operation_id="addDocument",
    summary="Add a document",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file", "kind"],
                        "properties": {
                            "file": {"type": "string", "format": "binary"},
                            "kind": {"type": "string", "enum": [k.value for k in DocumentKind]},
                        },
                    }
                }
            },
        }
    },
)
def add_document(
    case: Annotated[Case, case_for(Act.ADD)],
    actor: Annotated[Actor, may_do(Act.ADD)],
    upload: Annotated[Upload, Depends(_upload)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep a document, encrypted, and tell what was found in it."""
    file = upload.file("file")
    document = attach.attach(
        desk,
        case,
        file.content,
        _kind(upload),
        file_name=file.file_name,
        declared_type=file.declared_type,
        by=actor,
        at=now,
    )
    place = f"/dsr/v1/cases/{case.case_id}/documents/{document.document_id}/content"
    return JSONResponse(document_view(document), 201, headers={"Location": place})


@router.get("/cases/{case_id}/documents", operation_id="listDocuments", summary="List documents")
def list_documents(case: Annotated[Case, case_for(Act.READ_CASE)], desk: DeskDep) -> JSONResponse:
    """Return what was added, destroyed copies included."""
    items = [document_view(document) for document in desk.documents.list(case.case_id)]
    return JSONResponse({"items": items, "pageSize": len(items)})


@router.get(
    "/cases/{case_id}/documents/{document_id}/content",
    operation_id="getDocumentContent",
    summary="Read a document",
    response_class=Response,
)
def document_content(
    document_id: str,
    case: Annotated[Case, case_for(Act.READ_CASE)],
    actor: Annotated[Actor, may_do(Act.READ_CASE)],
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Return the bytes; a decision maker sees no identity document."""
    kind = desk.documents.get(case.case_id, document_id).kind
    if kind in _IDENTITY and not may(actor, Act.READ_IDENTITY_DOCUMENTS):
        raise MissingPermission("Identity documents need another role")
    document, content = attach.content_of(desk, case, document_id, by=actor, at=now)
    return download(content, document.media_type.value, document.file_name)


def download(content: bytes, media_type: str, name: str) -> Response:
    """Return bytes as an attachment nobody caches."""
    return Response(content, media_type=media_type, headers=download_headers(name))


def download_headers(name: str) -> dict[str, str]:
    """Return the headers of an attachment; `name` is a safe ASCII name of ours."""
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store, private",
        "X-Content-Type-Options": "nosniff",
    }


def document_view(document: Document) -> dict[str, Any]:
    """Return a document as JSON."""
    return compact(
        {
            "id": document.document_id,
            "kind": document.kind.value,
            "mediaType": document.media_type.value,
            "size": document.size,
            "sha256": document.sha256,
            "receivedAt": instant(document.received_at),
            "fileName": document.file_name,
            "pages": document.pages,
            "findings": [finding.value for finding in document.findings] or None,
            "destroyedAt": instant(document.destroyed_at),
            "signature": document.signature and _signature(document.signature),
        }
    )


def _signature(found: SignatureFinding) -> dict[str, Any]:
    return {
        "status": found.status.value,
        "signers": [
            compact({"name": s.name, "nationalNumber": s.national_number, "status": s.status.value})
            for s in found.signers
        ],
        "warnings": [warning.value for warning in found.warnings],
        "text": found.text,
    }


def _kind(upload: Upload) -> DocumentKind:
    try:
        return DocumentKind(upload.text("kind"))
    except ValueError as error:
        raise InputInvalid(Issue("body", "kind", _UNKNOWN_KIND)) from error


_UNKNOWN_KIND = Text(
    "Deze soort document kennen we niet",
    "This kind of document is unknown",
    "Ce genre de document est inconnu",
)
