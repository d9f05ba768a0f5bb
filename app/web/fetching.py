"""Fetching a letter or a copy: a ticket names it, a code by mail opens it, and every download is told."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.casework import hand_out, step_up
from app.casework.on_page import mail_for_codes
from app.http.pages import language_in_path, render, root_of
from app.http.parts import parts_of
from app.http.security import is_own_form, keep_session, session_of
from app.http.told_downloads import serve
from app.kit.clock import brussels_date
from app.letters.languages import size_in_words
from app.letters.model import Letter
from app.staff.model import DATA_SUBJECT
from app.web import codes_by_mail, wording, wording_fetching
from app.web.files import day, masked
from app.web.following import FieldsDep
from app.web.languages import named_site_at
from app.web.mistakes import Mistake
from app.web.views import corrections

router = APIRouter()


@router.get("/ophalen/{secret}")
def show_ticket(request: Request, secret: str) -> Response:
    """Show what the ticket is for, and ask for a code or give the link to the file."""
    return _page(request, secret)


@router.post("/ophalen/{secret}/code")
def send_code(request: Request, secret: str, fields: FieldsDep) -> Response:
    """Mail a code to the address that was verified for the case."""
    parts, session = parts_of(request), session_of(request)
    if not is_own_form(session, fields.get("token", "")):
        return _page(request, secret, Mistake("form", wording.FORM_EXPIRED, "send"))
    with parts.desk() as desk:
        case_id = hand_out.behind(desk, secret, at=parts.clock()).case.case_id
    failed = codes_by_mail.send(parts, case_id, at=parts.clock())
    if failed is not None:
        mistake = Mistake("form", failed.text, "send")
        return failed.told(_page(request, secret, mistake, status=failed.status))
    answer = RedirectResponse(_place(request, secret), 303)
    keep_session(answer, codes_by_mail.knowing_sent(session, case_id), request)
    return answer


@router.post("/ophalen/{secret}")
def take_code(request: Request, secret: str, fields: FieldsDep) -> Response:
    """Open what the ticket is for with the code; wrong, old and unknown sound alike."""
    parts, session, now = parts_of(request), session_of(request), parts_of(request).clock()
    if not is_own_form(session, fields.get("token", "")):
        return _page(request, secret, Mistake("form", wording.FORM_EXPIRED, "send"))
    typed = fields.get("code", "").strip()
    if not typed:
        return _page(request, secret, Mistake("code", wording_fetching.CODE_NONE))
    with parts.desk() as desk:
        case = hand_out.behind(desk, secret, at=now).case
        right = step_up.take_code(desk, case.case_id, typed, at=now)
        email = mail_for_codes(desk, case)
    if not right or email is None:
        return _page(request, secret, Mistake("code", wording_fetching.CODE_WRONG))
    answer = RedirectResponse(_place(request, secret), 303)
    keep_session(answer, codes_by_mail.knowing_opened(session, email, at=now), request)
    return answer


@router.get("/ophalen/{secret}/bestand")
def fetch_file(request: Request, secret: str) -> Response:
    """Give the file, or the part that is asked for, to the browser that gave the code."""
    parts, now = parts_of(request), parts_of(request).clock()
    with parts.desk() as desk:
        found = hand_out.behind(desk, secret, at=now)
        email = mail_for_codes(desk, found.case)
        if not codes_by_mail.is_open(session_of(request), email, at=now):
            return RedirectResponse(_place(request, secret), 303)
        served = hand_out.file_behind(desk, found)
        return serve(request, desk, found.case, served, found.what, by=DATA_SUBJECT, at=now)


def _place(request: Request, secret: str) -> str:
    """Return the address of the ticket, in the folder of the language that was chosen."""
    chosen = language_in_path(request)
    return f"{root_of(request)}{f'/{chosen.value}' if chosen else ''}/ophalen/{secret}"


def _page(request: Request, secret: str, *mistakes: Mistake, status: int | None = None) -> Response:
    parts, session, now = parts_of(request), session_of(request), parts_of(request).clock()
    with parts.desk() as desk:
        found = hand_out.behind(desk, secret, at=now)
        email = mail_for_codes(desk, found.case)
        served = hand_out.file_behind(desk, found)
    language, case_id = language_in_path(request) or found.case.language, found.case.case_id
    today = brussels_date(now)
    values = {
        "words": wording_fetching.page_words(language),
        "reference": found.case.reference,
        "is_letter": isinstance(found.item, Letter),
        "until": day(found.ticket.expires_on, today=today, language=language),
        "size": size_in_words(served.size, language),
        "address": masked(email.address) if email else "",
        "path": _place(request, secret),
        "is_open": codes_by_mail.is_open(session, email, at=now),
        "is_sent": codes_by_mail.was_sent(session, case_id) or bool(mistakes and status is None),
        "corrections": corrections(mistakes, language),
        "token": session.token,
    }
    code = status or (400 if mistakes else 200)
    site = named_site_at(request, language, f"/ophalen/{secret}")
    page = render("ophalen", values, site=site, language=language, status=code)
    keep_session(page, session, request)
    return page
