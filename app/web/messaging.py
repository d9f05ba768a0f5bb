"""Messages on the status page: what we wrote opens with a code by mail, what the person writes is kept for the handler."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from app.casework import converse, step_up
from app.casework.on_page import mail_for_codes
from app.http.pages import home_of, render
from app.http.parts import parts_of
from app.http.security import is_own_form, keep_session, session_of
from app.kit.typed_text import paragraphs
from app.language import Language
from app.messages.model import Direction
from app.messages.rules import MOST_TEXT, TooManyMessages
from app.web import codes_by_mail, wording, wording_fetching, wording_messages
from app.web.files import masked
from app.web.following import FieldsDep, fields_up_to, to_the_door
from app.web.languages import SWITCH, PageLanguage, language_of_page, site_at
from app.web.message_views import message_views
from app.web.mistakes import Mistake
from app.web.views import corrections

router = APIRouter()

_PLACE: Final = "/status/berichten"
_MOST_BYTES: Final = 100_000
"""A message of the most signs there may be, as a form sends it, is smaller."""
TextDep = Annotated[dict[str, str], Depends(fields_up_to(_MOST_BYTES))]


@router.get(_PLACE)
def show_messages(request: Request) -> Response:
    """Show the messages to the browser that gave the code, and to others that there are any."""
    return _page(request)


@router.post(_PLACE)
def take_code(request: Request, fields: TextDep, language: PageLanguage) -> Response:
    """Open the messages with the code; wrong, old and unknown sound alike. In another language: the page as it was."""
    parts, session, now = parts_of(request), session_of(request), parts_of(request).clock()
    case_id = session.values.get("case")
    if case_id is None:
        return to_the_door(request)
    if SWITCH in fields:
        return _page(request, typed=fields.get("text", ""))
    if not is_own_form(session, fields.get("token", "")):
        return _page(request, Mistake("form", wording.FORM_EXPIRED, "send"))
    typed = fields.get("code", "").strip()
    if not typed:
        return _page(request, Mistake("code", wording_fetching.CODE_NONE))
    with parts.desk() as desk:
        right = step_up.take_code(desk, case_id, typed, at=now)
        email = mail_for_codes(desk, desk.cases.load(case_id))
    if not right or email is None:
        return _page(request, Mistake("code", wording_fetching.CODE_WRONG))
    answer = _again(request, language)
    keep_session(answer, codes_by_mail.knowing_opened(session, email, at=now), request)
    return answer


@router.post(f"{_PLACE}/code")
def send_code(request: Request, fields: FieldsDep, language: PageLanguage) -> Response:
    """Mail a code to the address that was verified for the case."""
    parts, session = parts_of(request), session_of(request)
    case_id = session.values.get("case")
    if case_id is None:
        return to_the_door(request)
    if not is_own_form(session, fields.get("token", "")):
        return _page(request, Mistake("form", wording.FORM_EXPIRED, "send"))
    failed = codes_by_mail.send(parts, case_id, at=parts.clock())
    if failed is not None:
        page = _page(request, Mistake("form", failed.text, "send"), status=failed.status)
        return failed.told(page)
    answer = _again(request, language)
    keep_session(answer, codes_by_mail.knowing_sent(session, case_id), request)
    return answer


@router.post(f"{_PLACE}/nieuw")
def write_message(request: Request, fields: TextDep, language: PageLanguage) -> Response:
    """Keep what the person wrote, or show what has to be put right."""
    parts, session = parts_of(request), session_of(request)
    case_id, text = session.values.get("case"), paragraphs(fields.get("text", ""))
    if case_id is None:
        return to_the_door(request)
    mistake = _mistake_in(text)
    if not is_own_form(session, fields.get("token", "")):
        mistake = Mistake("text", wording.FORM_EXPIRED)
    if mistake is not None:
        return _page(request, mistake, typed=text)
    try:
        with parts.desk() as desk:
            converse.receive(desk, case_id, text, at=parts.clock())
    except TooManyMessages:
        return _page(request, Mistake("text", wording_messages.MESSAGES_MANY), typed=text)
    answer = RedirectResponse(f"{home_of(request, language)}{_PLACE}?ontvangen=1", 303)
    keep_session(answer, session, request)
    return answer


def _mistake_in(text: str) -> Mistake | None:
    if not text:
        return Mistake("text", wording_messages.MESSAGE_NONE)
    if len(text) > MOST_TEXT:
        return Mistake("text", wording_messages.MESSAGE_LONG)
    return None


def _again(request: Request, language: Language) -> Response:
    return RedirectResponse(f"{home_of(request, language)}{_PLACE}", 303)


def _page(
    request: Request, *mistakes: Mistake, typed: str = "", status: int | None = None
) -> Response:
    parts, session, now = parts_of(request), session_of(request), parts_of(request).clock()
    language, case_id = language_of_page(request), session.values.get("case")
    if case_id is None:
        return to_the_door(request)
    with parts.desk() as desk:
        case = desk.cases.load(case_id)
        email = mail_for_codes(desk, case)
        ours = desk.messages.count(case_id, Direction.TO_PERSON)
        theirs = desk.messages.count(case_id, Direction.FROM_PERSON)
        opens = codes_by_mail.is_open(session, email, at=now)
        shown = converse.shown_to_person(desk, case, at=now) if opens else ()
    at_code = any(mistake.field == "code" for mistake in mistakes)
    values = {
        "words": wording_fetching.page_words(language) | wording_messages.page_words(language),
        "reference": case.reference,
        "counted": wording_messages.counted(ours).into(language) if ours else "",
        "total": ours + theirs,
        "messages": message_views(shown, language=language, at=now),
        "address": masked(email.address) if email else "",
        "path": f"{home_of(request, language)}{_PLACE}",
        "is_open": opens,
        "is_sent": codes_by_mail.was_sent(session, case_id) or at_code,
        "was_received": "ontvangen" in request.query_params and not mistakes,
        "typed": typed,
        "kept_form": "compose",
        "corrections": corrections(mistakes, language),
        "token": session.token,
    }
    code = status or (400 if mistakes else 200)
    site = site_at(request, language, _PLACE)
    page = render("berichten", values, site=site, language=language, status=code)
    keep_session(page, session, request)
    return page
