"""The pages of somebody who searches a system by hand: a code opens one task, one answer closes it."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from app.casework import search_by_hand
from app.http.pages import render, root_of, site_of
from app.http.parts import Parts, parts_of
from app.http.security import PageSession, is_own_form, keep_session, session_of
from app.http.uploads import Upload, UploadDamaged, UploadTooBig, read_upload
from app.kit.ids import secret_hash
from app.language import Language
from app.personnel.collector_tasks import CollectorTaskClosed, CollectorTaskUnknown
from app.personnel.hand_answers import AnswerUnfit
from app.staff.model import COLLECTOR
from app.web import wording, wording_collecting
from app.web.collected import answer_in, mistakes_of, task_page
from app.web.following import FieldsDep
from app.web.mistakes import Mistake
from app.web.views import corrections

router = APIRouter()

_TEXT_BYTES: Final = 1_000_000
_KNOWN: Final = "task"
"""In the session: the hash of the code, so that a new link closes what the old one opened."""


@router.get("/taak")
def ask_for_code(request: Request) -> Response:
    """Ask for the code; it never stands in an address, where logs and browsers would keep it."""
    return _code_page(request)


@router.post("/taak")
def open_task(request: Request, fields: FieldsDep) -> Response:
    """Open the task of the code."""
    parts, session = parts_of(request), session_of(request)
    if not is_own_form(session, fields.get("token", "")):
        return _code_page(request, Mistake("form", wording.FORM_EXPIRED, "send"))
    code = "".join(fields.get("code", "").split())
    if not code:
        return _code_page(request, Mistake("code", wording_collecting.CODE_NONE))
    known = session.knowing(**{_KNOWN: secret_hash(code)})
    mistake = _closed(parts, known)
    if mistake is not None:
        return _code_page(request, mistake)
    answer = RedirectResponse(f"{root_of(request)}/taak/opzoeken", 303)
    keep_session(answer, known, request)
    return answer


@router.get("/taak/opzoeken")
def show_task(request: Request) -> Response:
    """Show what is asked, as often as wanted until it is answered."""
    return _task_page(request, {})


async def _posted(request: Request) -> Upload | Mistake:
    """Return what was sent, or what is wrong with it as a whole."""
    limits = parts_of(request).policy.file_limits
    try:
        return await read_upload(
            request,
            max_file_bytes=limits.bytes,
            max_total_bytes=limits.bytes * 5 + _TEXT_BYTES,
        )
    except UploadTooBig:
        return Mistake("form", wording_collecting.file_big(limits.megabytes), "send")
    except UploadDamaged:
        return Mistake("form", wording.FILE_FAILED, "send")


@router.post("/taak/opzoeken")
def answer_task(
    request: Request, posted: Annotated[Upload | Mistake, Depends(_posted)]
) -> Response:
    """Take the one answer, whole or not at all."""
    parts, session = parts_of(request), session_of(request)
    if isinstance(posted, Mistake):
        return _task_page(request, {}, posted)
    if not is_own_form(session, posted.fields.get("token", "")):
        return _task_page(request, posted.fields, Mistake("form", wording.FORM_EXPIRED, "send"))
    mistakes = _answer(parts, session, posted)
    if mistakes:
        return _task_page(request, posted.fields, *mistakes)
    thanks = RedirectResponse(f"{root_of(request)}/taak/bedankt", 303)
    keep_session(thanks, _without_task(session), request)
    return thanks


@router.get("/taak/bedankt")
def thank(request: Request) -> Response:
    """Say that the answer arrived."""
    return render("taak_bedankt", {}, site=site_of(request))


def _answer(parts: Parts, session: PageSession, posted: Upload) -> Sequence[Mistake]:
    """Keep the answer, or return what has to be put right."""
    now = parts.clock()
    try:
        with parts.desk() as desk:
            shown = search_by_hand.behind(desk, session.values.get(_KNOWN, ""), at=now)
            given = answer_in(posted, shown)
            if not isinstance(given, dict):
                return given
            search_by_hand.answer(desk, shown, given, by=COLLECTOR, at=now)
    except AnswerUnfit as error:
        return mistakes_of(error)
    except (CollectorTaskUnknown, CollectorTaskClosed) as error:
        return (_why_closed(error),)
    return ()


def _closed(parts: Parts, session: PageSession) -> Mistake | None:
    """Return why the task of the session cannot be shown, if so."""
    try:
        with parts.desk() as desk:
            search_by_hand.behind(desk, session.values.get(_KNOWN, ""), at=parts.clock())
    except (CollectorTaskUnknown, CollectorTaskClosed) as error:
        return _why_closed(error)
    return None


def _why_closed(error: CollectorTaskUnknown | CollectorTaskClosed) -> Mistake:
    known = isinstance(error, CollectorTaskClosed)
    return Mistake(
        "code", wording_collecting.TASK_CLOSED if known else wording_collecting.TASK_UNKNOWN
    )


def _task_page(request: Request, typed: dict[str, str], *mistakes: Mistake) -> Response:
    parts, session = parts_of(request), session_of(request)
    if _KNOWN not in session.values:
        return RedirectResponse(f"{root_of(request)}/taak", 303)
    try:
        with parts.desk() as desk:
            shown = search_by_hand.behind(desk, session.values[_KNOWN], at=parts.clock())
    except (CollectorTaskUnknown, CollectorTaskClosed) as error:
        page = _code_page(request, _why_closed(error))
        keep_session(page, _without_task(session), request)
        return page
    values = {
        "task": task_page(shown),
        "typed": typed,
        "corrections": corrections(mistakes, Language.NL),
        "megabytes": parts.policy.file_limits.megabytes,
        "token": session.token,
    }
    page = render("taak", values, site=site_of(request), status=400 if mistakes else 200)
    keep_session(page, session, request)
    return page


def _code_page(request: Request, *mistakes: Mistake) -> Response:
    session = session_of(request)
    values = {"corrections": corrections(mistakes, Language.NL), "token": session.token}
    page = render("taak_code", values, site=site_of(request), status=400 if mistakes else 200)
    keep_session(page, session, request)
    return page


def _without_task(session: PageSession) -> PageSession:
    kept = {name: value for name, value in session.values.items() if name != _KNOWN}
    return PageSession(session.token, kept)
