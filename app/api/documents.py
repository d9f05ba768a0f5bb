"""Documents of a case: added as multipart, read by handlers, an identity card only while it is needed."""

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field, StrictFloat, StrictInt

from app.api.answers.documents import DocumentListOut, DocumentOut
from app.api.answers.parts import answers, file
from app.api.case_view import compact, instant
from app.api.inputs import WHOLE
from app.cases.guards import MissingPermission
from app.cases.model import Case
from app.casework import attach, mask, sort
from app.documents.masking import Rectangle
from app.documents.model import Document, DocumentKind, MediaType, SignatureFinding
from app.documents.possible_copies import is_possible_copy
from app.documents.rules import FileRejected, RejectReason
from app.http.bodies import UnsupportedMediaType, json_body
from app.http.deps import (
    Asked,
    DeskDep,
    NowDep,
    PartsDep,
    RepeatDep,
    case_for,
    check_if_match,
    may_do,
    named_in_case,
)
from app.http.downloads import download_headers
from app.http.paging import BASE_PATH, whole
from app.http.parsing import JsonModel
from app.http.problems import InputInvalid, Issue
from app.http.queries import NUMBER, NoQuery, query, refuse_query
from app.http.routes import DeskRoute
from app.http.uploads import NotMultipart, Upload, UploadDamaged, UploadTooBig, read_upload
from app.http.wording import WORDING
from app.identity.national_number import masked
from app.language import Text
from app.staff.model import Actor
from app.staff.rules import Act, may

router = APIRouter(route_class=DeskRoute, tags=["Documents"])

_IDENTITY = frozenset(
    {
        DocumentKind.IDENTITY_CARD,
        DocumentKind.SIGNED_REQUEST,
        DocumentKind.SIGNED_EMAIL,
        DocumentKind.SIGNED_PDF,
        DocumentKind.MANDATE,
    }
)
"""What proves who somebody is; a copy of the card is often scanned along with it."""
_EXTRA = 100_000
"""Bytes around the file: the fields and the boundaries."""


_Part = Annotated[StrictFloat, Field(ge=0, le=1, allow_inf_nan=False)]
_Size = Annotated[StrictFloat, Field(gt=0, le=1, allow_inf_nan=False)]


class ContentQuery(JsonModel):
    """The page of a PDF of an identity card, from 1."""

    page: Annotated[int, Field(ge=1, le=1000), NUMBER] | None = None


class RectangleIn(JsonModel):
    """What is covered, in parts of the page as it is shown: from the left, from the top, how wide, how high."""

    x: _Part
    y: _Part
    width: _Size
    height: _Size


class SortingIn(JsonModel):
    """What a file turned out to be."""

    kind: Literal["evidence", "signedRequest", "mandate", "identityCard"]


class MaskingIn(JsonModel):
    """What is covered on one page of a copy."""

    page: Annotated[StrictInt, Field(ge=1, le=1000), WHOLE] = 1
    rectangles: Annotated[list[RectangleIn], Field(min_length=1, max_length=100)]


async def _upload(request: Request, parts: PartsDep) -> Upload:
    """Return the form: one file and its kind, nothing else. Raises what a JSON body would, and FileRejected."""
    limits = parts.policy.file_limits
    try:
        upload = await read_upload(
            request, max_file_bytes=limits.bytes + 1, max_total_bytes=limits.bytes + _EXTRA
        )
    except NotMultipart as error:
        raise UnsupportedMediaType("This call takes multipart/form-data") from error
    except UploadTooBig as error:
        raise FileRejected(
            reason=RejectReason.TOO_BIG, kind=DocumentKind.OTHER, limit=limits.megabytes
        ) from error
    except UploadDamaged as error:
        raise InputInvalid(Issue("body", "", WORDING[UploadDamaged.code])) from error
    refuse_query(request)
    _check_form(upload)
    request.state.raw_body = _fingerprint(upload)
    return upload


def _check_form(upload: Upload) -> None:
    """Raise InputInvalid for what is missing, unknown or there twice (B17: none wins silently)."""
    sent = [("kind", name) for name, _ in upload.values] + [
        ("file", file.field) for file in upload.files
    ]
    issues = [
        Issue("body", name[:100], _UNKNOWN_FIELD, unknown=True)
        for expected, name in sent
        if name != expected
    ]
    for expected in ("file", "kind"):
        times = sent.count((expected, expected))
        if times != 1:
            issues.append(Issue("body", expected, _TWICE if times else _MISSING))
    if issues:
        raise InputInvalid(*issues)


def _fingerprint(upload: Upload) -> bytes:
    """Return what makes two uploads the same, whatever boundary the caller's library drew."""
    file = upload.files[0]
    content = hashlib.sha256(file.content).hexdigest()
    return repr((upload.values, file.file_name, file.declared_type, content)).encode()


@router.post(
    "/cases/{case_id}/documents",
    status_code=201,
    operation_id="addDocument",
    responses=answers(DocumentOut, 201),
    summary="Add a document",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file", "kind"],
                        "additionalProperties": False,
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
    _repeat: RepeatDep,
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
    place = f"{BASE_PATH}/cases/{case.case_id}/documents/{document.document_id}/content"
    return JSONResponse(document_view(document), 201, headers={"Location": place, **_DUTCH})


@router.get(
    "/cases/{case_id}/documents",
    operation_id="listDocuments",
    responses=answers(DocumentListOut),
    summary="List documents",
)
def list_documents(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_DOCUMENTS)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return what was added, destroyed copies included."""
    items = [document_view(document) for document in desk.documents.list(case.case_id)]
    return JSONResponse(whole(request, items), headers=_DUTCH)


def _known(asked: Asked, case: Case) -> Document:
    return asked.desk.documents.get(case.case_id, asked.path["document_id"])


def _readable(asked: Asked, case: Case) -> Document:
    """Return the document. Raises DocumentMissing, and MissingPermission for who does not see proof of identity."""
    document = _known(asked, case)
    proves = document.kind in _IDENTITY or is_possible_copy(document)
    if proves and not may(asked.actor, Act.READ_IDENTITY_DOCUMENTS):
        raise MissingPermission("Identity documents need another role")
    return document


@router.get(
    "/cases/{case_id}/documents/{document_id}/content",
    operation_id="getDocumentContent",
    summary="Read a document",
    response_class=Response,
    responses=file(*(kind.value for kind in MediaType)) | {409: {}, 410: {}},
)
def document_content(
    document_id: str,
    case: Annotated[Case, case_for(Act.READ_DOCUMENTS)],
    _document: Annotated[Document, named_in_case(Act.READ_DOCUMENTS, _readable)],
    actor: Annotated[Actor, may_do(Act.READ_DOCUMENTS)],
    asked: Annotated[ContentQuery, query(ContentQuery)],
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Return the bytes; only who handles the case sees an identity document.

    A photo comes made anew, without its metadata; a HEIC photo as JPEG. Of a PDF of an identity card a page comes as
    PNG (`page`, from 1), never the file: `pages` of the document says how many there are.
    """
    given = attach.content_of(desk, case, document_id, page=asked.page, by=actor, at=now)
    return download(given.content, given.media_type.value, given.name)


@router.post(
    "/cases/{case_id}/documents/{document_id}/maskings",
    operation_id="maskDocument",
    responses=answers(DocumentOut),
    summary="Cover parts of a copy for good",
)
def mask_document(
    document_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.READ_IDENTITY_DOCUMENTS)],
    _document: Annotated[Document, named_in_case(Act.READ_IDENTITY_DOCUMENTS, _known)],
    actor: Annotated[Actor, may_do(Act.READ_IDENTITY_DOCUMENTS)],
    body: Annotated[MaskingIn, json_body(MaskingIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep the copy with black boxes in place of the copy as it was, which is destroyed at once."""
    check_if_match(request, case)
    document = mask.mask(
        desk,
        case,
        document_id,
        page=body.page,
        rectangles=[Rectangle(r.x, r.y, r.width, r.height) for r in body.rectangles],
        by=actor,
        at=now,
    )
    return JSONResponse(document_view(document), headers=_DUTCH)


@router.put(
    "/cases/{case_id}/documents/{document_id}",
    operation_id="sortDocument",
    responses=answers(DocumentOut),
    summary="Say what a file is that may be a copy of an identity card",
)
def sort_document(
    document_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.READ_IDENTITY_DOCUMENTS)],
    _document: Annotated[Document, named_in_case(Act.READ_IDENTITY_DOCUMENTS, _known)],
    actor: Annotated[Actor, may_do(Act.READ_IDENTITY_DOCUMENTS)],
    body: Annotated[SortingIn, json_body(SortingIn)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Keep a file that came along with a mail as what it is: until then it is destroyed with the copies of identity cards."""
    check_if_match(request, case)
    document = sort.sort(desk, case, document_id, DocumentKind(body.kind), by=actor, at=now)
    return JSONResponse(document_view(document), headers=_DUTCH)


def download(content: bytes, media_type: str, name: str) -> Response:
    """Return bytes as an attachment nobody caches."""
    return Response(content, media_type=media_type, headers=download_headers(name))


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
            compact(
                {
                    "name": s.name,
                    "nationalNumber": s.national_number and masked(s.national_number),
                    "status": s.status.value,
                }
            )
            for s in found.signers
        ],
        "warnings": [warning.value for warning in found.warnings],
        "text": found.text,
        "proves": found.proves,
    }


def _kind(upload: Upload) -> DocumentKind:
    try:
        return DocumentKind(upload.fields["kind"])
    except ValueError as error:
        raise InputInvalid(Issue("body", "kind", _UNKNOWN_KIND)) from error


_DUTCH = {"Content-Language": "nl"}
"""The finding on a signature is written for the handler, in Dutch alone."""
_MISSING = Text("Deze waarde ontbreekt", "This value is missing", "Cette valeur manque")
_TWICE = Text("Geef dit één keer", "Give this once", "Donnez ceci une seule fois")
_UNKNOWN_FIELD = Text("Dit veld kennen we niet", "This field is unknown", "Ce champ est inconnu")
_UNKNOWN_KIND = Text(
    "Deze soort document kennen we niet",
    "This kind of document is unknown",
    "Ce genre de document est inconnu",
)
