"""Following a request: reference and code open the case, its letters and its copy can be fetched."""

from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from app.audit.model import NewEntry
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.store import CaseNotFound
from app.cases.transitions import JournalKind
from app.casework.desk import Desk
from app.http.bodies import PayloadTooLarge
from app.http.pages import render, root_of, site_of
from app.http.parts import Parts, parts_of
from app.http.security import end_session, is_own_form, keep_session, session_of
from app.kit.clock import brussels_date
from app.kit.ids import BadReference, read_reference
from app.kit.typed_text import line
from app.language import Language
from app.staff.model import DATA_SUBJECT
from app.web import wording
from app.web.forms import Mistake
from app.web.status_codes import read_status_code
from app.web.views import case_view, copies_on_page, corrections, letters_on_page
from app.web.wrong_codes import wrong_codes_of

router = APIRouter()

_MOST_BYTES: Final = 10_000
_HIDDEN: Final = {"Cache-Control": "no-store, private"}


async def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a small form. Raises PayloadTooLarge."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MOST_BYTES:
            raise PayloadTooLarge(limit=_MOST_BYTES)
    return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))


FieldsDep = Annotated[dict[str, str], Depends(_fields)]


@router.get("/status")
def ask_for_code(request: Request) -> Response:
    """Ask for reference and code."""
    return _code_page(request, {})


@router.post("/status")
def open_case(request: Request, fields: FieldsDep) -> Response:
    """Open the case for who knows reference and code; an unknown one and a wrong code sound alike."""
    parts, session = parts_of(request), session_of(request)
    if not is_own_form(session, fields.get("token", "")):
        return _code_page(request, fields, Mistake("form", wording.FORM_EXPIRED, "send"))
    found = _case_for(request, parts, fields)
    if not isinstance(found, Case):
        return _code_page(request, fields, *found)
    answer = RedirectResponse(f"{root_of(request)}/status/dossier", 303)
    keep_session(answer, session.knowing(case=found.case_id), request)
    return answer


@router.post("/status/afsluiten")
def leave(request: Request, fields: FieldsDep) -> Response:
    """Forget the case in this browser."""
    answer = RedirectResponse(f"{root_of(request)}/", 303)
    if is_own_form(session_of(request), fields.get("token", "")):
        end_session(answer, request)
    return answer


@router.get("/status/dossier")
def show_case(request: Request) -> Response:
    """Show where the request stands, who is at move, and what can be fetched."""
    parts, session = parts_of(request), session_of(request)
    if "case" not in session.values:
        return _to_the_door(request)
    with parts.desk() as desk:
        case = desk.cases.load(session.values["case"])
        view = case_view(desk, case, language=Language.NL, at=parts.clock())
    page = render("dossier", {"case": view, "token": session.token}, site=site_of(request))
    keep_session(page, session, request)
    return page


@router.get("/status/brief/{letter_id}")
def fetch_letter(request: Request, letter_id: str) -> Response:
    """Give a letter of the case, and journal it."""
    parts, case_id = parts_of(request), session_of(request).values.get("case")
    if case_id is None:
        return _to_the_door(request)
    with parts.desk() as desk:
        case = desk.cases.load(case_id)
        letter = next((o for o in letters_on_page(desk, case) if o.letter_id == letter_id), None)
        if letter is None:
            raise CaseNotFound("There is no such letter")
        content = desk.letters.content(letter, key=desk.cases.key_of(case_id))
        _journal(desk, case, _read(parts, letterId=letter_id, sha256=letter.sha256))
    name = f"{case.reference}-{letter.kind.value}-{letter.language.value}.pdf"
    return Response(content, media_type="application/pdf", headers=_attachment(name))


@router.get("/status/kopie")
@router.get("/status/kopie/{export_id}")
def fetch_copy(request: Request, export_id: str = "") -> Response:
    """Stream the package of the copy, the newest where none is named, and journal it."""
    parts, case_id = parts_of(request), session_of(request).values.get("case")
    if case_id is None:
        return _to_the_door(request)
    with parts.desk() as desk:
        case = desk.cases.load(case_id)
        ready = copies_on_page(desk, case, today=brussels_date(parts.clock()))
        found = [export for export in ready if export_id in ("", export.export_id)]
        if not found or found[-1].package is None:
            raise CaseNotFound("There is no copy to fetch")
        export, package = found[-1], found[-1].package
        chunks = desk.vault.chunks(package.stored, desk.cases.key_of(case_id))
        _journal(desk, case, _read(parts, exportId=export.export_id, sha256=package.sha256))
    headers = _attachment(f"{case.reference}.zip") | {"Content-Length": str(package.size)}
    return StreamingResponse(chunks, media_type="application/zip", headers=headers)


def _case_for(request: Request, parts: Parts, fields: dict[str, str]) -> Case | tuple[Mistake, ...]:
    """Return the case, or what to tell."""
    code = read_status_code(fields.get("code", ""))
    typed = line(fields.get("reference", ""))
    try:
        reference = read_reference(typed) if typed else ""
    except BadReference:
        return (Mistake("reference", wording.REFERENCE_BAD),)
    missing = [
        *([] if reference else [Mistake("reference", wording.REFERENCE_NONE)]),
        *([] if code else [Mistake("code", wording.CODE_NONE)]),
    ]
    if missing:
        return tuple(missing)
    wrong_codes, now = wrong_codes_of(request), parts.clock()
    if wrong_codes.is_shut(reference, at=now):
        return (Mistake("code", wording.TOO_MANY_CODES),)
    try:
        with parts.desk() as desk:
            return desk.cases.by_status_code(reference, code)
    except CaseNotFound:
        wrong_codes.note(reference, at=now)
        return (Mistake("reference", wording.CASE_NOT_FOUND),)


def _code_page(request: Request, fields: dict[str, str], *mistakes: Mistake) -> Response:
    session = session_of(request)
    values = {
        "reference": line(fields.get("reference", "")),
        "corrections": corrections(mistakes, Language.NL),
        "is_open": "case" in session.values,
        "token": session.token,
    }
    shut = any(mistake.text is wording.TOO_MANY_CODES for mistake in mistakes)
    status = 429 if shut else 400 if mistakes else 200
    page = render("status", values, site=site_of(request), status=status)
    keep_session(page, session, request)
    return page


def _to_the_door(request: Request) -> Response:
    return RedirectResponse(f"{root_of(request)}/status", 303)


def _read(parts: Parts, **details: str) -> NewEntry:
    return entry(JournalKind.CONTENT_READ, DATA_SUBJECT, parts.clock(), details)


def _journal(desk: Desk, case: Case, read: NewEntry) -> None:
    desk.cases.save(add(case, (read,)))


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', **_HIDDEN}
