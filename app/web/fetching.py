"""Fetching a letter or a copy: a ticket names it, a code by mail opens it, and every download is told."""

from datetime import UTC, datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.casework import hand_out, step_up
from app.casework.on_page import mail_for_codes
from app.delivery.message import SendingError
from app.exports.step_up import CodeTooSoon
from app.http.pages import language_in_path, render, root_of
from app.http.parts import parts_of
from app.http.security import PageSession, is_own_form, keep_session, session_of
from app.http.told_downloads import serve
from app.kit.clock import brussels_date
from app.letters.languages import size_in_words
from app.letters.model import Letter
from app.staff.model import DATA_SUBJECT
from app.web import wording, wording_fetching
from app.web.files import day, masked
from app.web.following import FieldsDep
from app.web.languages import named_site_at
from app.web.mistakes import Mistake
from app.web.views import corrections

router = APIRouter()

OPEN_FOR: Final = timedelta(minutes=30)
"""How long a browser that gave the code fetches without another."""
_OPENED, _CODED = "opened", "coded"
"""In the session: for which case, and when, the code came; for which case one went out."""
_TOO_SOON: Final = 429


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
    try:
        with parts.desk() as desk:
            found = hand_out.behind(desk, secret, at=parts.clock())
            step_up.send_code(desk, found.case.case_id, at=parts.clock())
    except CodeTooSoon as error:
        text = wording_fetching.code_soon(int(error.facts["seconds"]))
        page = _page(request, secret, Mistake("form", text, "send"), status=_TOO_SOON)
        page.headers["Retry-After"] = str(error.facts["seconds"])
        return page
    except SendingError:
        mistake = Mistake("form", wording_fetching.CODE_NOT_SENT, "send")
        return _page(request, secret, mistake, status=503)
    answer = RedirectResponse(_place(request, secret), 303)
    keep_session(answer, session.knowing(**{_CODED: found.case.case_id}), request)
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
        case_id = hand_out.behind(desk, secret, at=now).case.case_id
        right = step_up.take_code(desk, case_id, typed, at=now)
    if not right:
        return _page(request, secret, Mistake("code", wording_fetching.CODE_WRONG))
    answer = RedirectResponse(_place(request, secret), 303)
    opened = f"{case_id} {int(now.timestamp())}"
    keep_session(answer, session.knowing(**{_OPENED: opened}), request)
    return answer


@router.get("/ophalen/{secret}/bestand")
def fetch_file(request: Request, secret: str) -> Response:
    """Give the file, or the part that is asked for, to the browser that gave the code."""
    parts, now = parts_of(request), parts_of(request).clock()
    with parts.desk() as desk:
        found = hand_out.behind(desk, secret, at=now)
        if not _is_open(session_of(request), found.case.case_id, at=now):
            return RedirectResponse(_place(request, secret), 303)
        served = hand_out.file_behind(desk, found)
        return serve(request, desk, found.case, served, found.what, by=DATA_SUBJECT, at=now)


def _is_open(session: PageSession, case_id: str, *, at: datetime) -> bool:
    known, _, since = session.values.get(_OPENED, "").partition(" ")
    if known != case_id or not since.isdecimal():
        return False
    return at - datetime.fromtimestamp(int(since), UTC) < OPEN_FOR


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
        "is_open": _is_open(session, case_id, at=now),
        "is_sent": session.values.get(_CODED) == case_id or bool(mistakes and status is None),
        "corrections": corrections(mistakes, language),
        "token": session.token,
    }
    code = status or (400 if mistakes else 200)
    site = named_site_at(request, language, f"/ophalen/{secret}")
    page = render("ophalen", values, site=site, language=language, status=code)
    keep_session(page, session, request)
    return page
