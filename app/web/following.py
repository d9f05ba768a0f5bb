"""Following a request: reference and code open the case; what discloses something opens elsewhere, with a code by mail."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from app.cases.model import Case
from app.cases.store import CaseNotFound
from app.casework import hand_out, tickets
from app.casework.on_page import discloses, letters_on_page
from app.http.bodies import PayloadTooLarge
from app.http.pages import home_of, render
from app.http.parts import Parts, parts_of
from app.http.security import end_session, is_own_form, keep_session, session_of
from app.http.told_downloads import serve
from app.kit.ids import BadReference, read_reference
from app.kit.typed_text import line
from app.staff.model import DATA_SUBJECT
from app.web import wording
from app.web.languages import SWITCH, PageLanguage, language_of_page, site_at
from app.web.mistakes import Mistake
from app.web.status_codes import read_status_code
from app.web.views import case_view, corrections
from app.web.wrong_codes import WrongCodes

router = APIRouter()

_MOST_BYTES: Final = 10_000


def fields_up_to(most: int) -> Callable[[Request], Awaitable[dict[str, str]]]:
    """Return what reads the fields of a form of at most so many bytes. It raises PayloadTooLarge."""

    async def read(request: Request) -> dict[str, str]:
        raw = bytearray()
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > most:
                raise PayloadTooLarge(limit=most)
        return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))

    return read


FieldsDep = Annotated[dict[str, str], Depends(fields_up_to(_MOST_BYTES))]


@router.get("/status")
def ask_for_code(request: Request) -> Response:
    """Ask for reference and code."""
    return _code_page(request, {})


@router.post("/status")
def open_case(request: Request, fields: FieldsDep, language: PageLanguage) -> Response:
    """Open the case for who knows reference and code; an unknown one and a wrong code sound alike."""
    parts, session = parts_of(request), session_of(request)
    if SWITCH in fields:
        return _code_page(request, fields)
    if not is_own_form(session, fields.get("token", "")):
        return _code_page(request, fields, Mistake("form", wording.FORM_EXPIRED, "send"))
    found = _case_for(request, parts, fields)
    if not isinstance(found, Case):
        return _code_page(request, fields, *found)
    answer = RedirectResponse(f"{home_of(request, language)}/status/dossier", 303)
    keep_session(answer, session.knowing(case=found.case_id), request)
    return answer


@router.post("/status/afsluiten")
def leave(request: Request, fields: FieldsDep, language: PageLanguage) -> Response:
    """Forget the case in this browser."""
    answer = RedirectResponse(f"{home_of(request, language)}/", 303)
    if is_own_form(session_of(request), fields.get("token", "")):
        end_session(answer, request)
    return answer


@router.get("/status/dossier")
def show_case(request: Request, language: PageLanguage) -> Response:
    """Show where the request stands, who is at move, and what can be fetched."""
    parts, session = parts_of(request), session_of(request)
    if "case" not in session.values:
        return to_the_door(request)
    with parts.desk() as desk:
        case = desk.cases.load(session.values["case"])
        view = case_view(desk, case, language=language, at=parts.clock())
    values = {"case": view, "token": session.token}
    site = site_at(request, language, "/status/dossier")
    page = render("dossier", values, site=site, language=language)
    keep_session(page, session, request)
    return page


@router.get("/status/brief/{letter_id}")
def fetch_letter(request: Request, letter_id: str) -> Response:
    """Give a letter that discloses nothing of the file, and journal it; others open with a ticket."""
    parts, case_id = parts_of(request), session_of(request).values.get("case")
    if case_id is None:
        return to_the_door(request)
    with parts.desk() as desk:
        case = desk.cases.load(case_id)
        letters = (o for o in letters_on_page(desk, case) if not discloses(o))
        letter = next((o for o in letters if o.letter_id == letter_id), None)
        if letter is None:
            raise CaseNotFound("There is no such letter")
        file, what = hand_out.letter_file(desk, case, letter), {"letterId": letter_id}
        return serve(request, desk, case, file, what, by=DATA_SUBJECT, at=parts.clock())


@router.post("/status/link")
def renew_link(request: Request, fields: FieldsDep, language: PageLanguage) -> Response:
    """Make a new link to a letter or a copy; the old one opens nothing any more."""
    parts, session = parts_of(request), session_of(request)
    if "case" not in session.values:
        return to_the_door(request)
    if is_own_form(session, fields.get("token", "")):
        with parts.desk() as desk:
            case = desk.cases.load(session.values["case"])
            item = fields.get("item", "")
            tickets.renew(desk, case, item, by=DATA_SUBJECT, at=parts.clock())
    return RedirectResponse(f"{home_of(request, language)}/status/dossier", 303)


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
    wrong_codes, now = WrongCodes(parts.access.counts), parts.clock()
    if not wrong_codes.may_try(reference, at=now):
        return (Mistake("code", wording.TOO_MANY_CODES),)
    try:
        with parts.desk() as desk:
            case = desk.cases.by_status_code(reference, code)
    except CaseNotFound:
        parts.access.count_stranger(request, at=now)
        return (Mistake("reference", wording.CASE_NOT_FOUND),)
    wrong_codes.was_right(reference, at=now)
    return case


def _code_page(request: Request, fields: dict[str, str], *mistakes: Mistake) -> Response:
    session, language = session_of(request), language_of_page(request)
    values = {
        "reference": line(fields.get("reference", "")),
        "corrections": corrections(mistakes, language),
        "kept_form": "open",
        "is_open": "case" in session.values,
        "token": session.token,
    }
    shut = any(mistake.text is wording.TOO_MANY_CODES for mistake in mistakes)
    status = 429 if shut else 400 if mistakes else 200
    site = site_at(request, language, "/status")
    page = render("status", values, site=site, language=language, status=status)
    keep_session(page, session, request)
    return page


def to_the_door(request: Request) -> Response:
    """Return the way to the page that asks for reference and code."""
    return RedirectResponse(f"{home_of(request, language_of_page(request))}/status", 303)
