"""The request form and its confirmation: a case is made when everything is right, and once."""

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect

from app.casework import attach, receive, represent
from app.casework.desk import Desk
from app.documents.model import Document, DocumentKind
from app.documents.rules import FileRejected
from app.documents.wording import rejection_text
from app.http.pages import home_of, render, root_of
from app.http.parts import Parts, parts_of
from app.http.repeats import IdempotencyKeyReused, RequestInProgress, Slot, slot_of
from app.http.security import PageSession, is_own_form, keep_session, session_of
from app.http.uploads import Upload, UploadDamaged, UploadTooBig, read_upload
from app.kit.ids import new_status_code
from app.language import Language
from app.staff.model import DATA_SUBJECT
from app.web import wording
from app.web.forms import (
    FILE_FIELDS,
    RequestForm,
    files_again,
    form_for,
    intake_of,
    mistakes_in,
    read_request,
    with_files_again,
)
from app.web.languages import SWITCH, PageLanguage, language_of_page, site_at
from app.web.mistakes import Mistake
from app.web.views import (
    agent_choices,
    case_view,
    category_choices,
    choices,
    code_view,
    corrections,
)

router = APIRouter()

_SLACK: Final = 3
"""A file up to three times the limit is read, so that its refusal keeps what was typed."""
_TEXT_BYTES: Final = 1_000_000
_DRAINED_BYTES: Final = 200_000_000
_PATIENCE: Final = 60
_PAUSE: Final = 0.25
"""Seconds; with the patience above a second click waits 15 seconds for the first."""


async def _posted(request: Request) -> Upload | Mistake:
    """Return what was sent, or what is wrong with it as a whole."""
    limits = parts_of(request).policy.file_limits
    most = limits.bytes * _SLACK
    try:
        return await read_upload(
            request,
            max_file_bytes=most,
            max_total_bytes=most * len(FILE_FIELDS) + _TEXT_BYTES,
        )
    except UploadTooBig:
        await _drain(request)
        return Mistake("signed_request", wording.files_big(limits.megabytes))
    except UploadDamaged:
        return Mistake("signed_request", wording.FILE_FAILED)


async def _drain(request: Request) -> None:
    """Read on to the end: a browser shows no answer while it is still sending."""
    left = _DRAINED_BYTES
    try:
        async for chunk in request.stream():
            left -= len(chunk)
            if left < 0:
                return
    except (ClientDisconnect, RuntimeError):
        return


@router.get("/verzoek")
def show_form(request: Request, recht: str = "", bron: str = "") -> Response:
    """Show the empty form; a link can tick a right, and say that a wallet opened it (experience A8)."""
    page = _form_page(request, form_for(recht, bron), session_of(request))
    # No personal data yet: the browser may keep it, so that its back button finds what was typed.
    page.headers["Cache-Control"] = "private, no-cache"
    return page


@router.post("/verzoek")
def send_request(
    request: Request,
    posted: Annotated[Upload | Mistake, Depends(_posted)],
    language: PageLanguage,
) -> Response:
    """Make a case of the form in the language of the page, or show what has to be put right."""
    parts, session = parts_of(request), session_of(request)
    if isinstance(posted, Mistake):
        return _form_page(request, RequestForm(), session, (posted,))
    form, now = read_request(posted, categories=_categories(parts)), parts.clock()
    sent = posted.fields
    if SWITCH in sent:  # another language: what was typed comes along
        return _form_page(request, form, session, files_again(form))
    mistakes = mistakes_in(form, limits=parts.policy.file_limits, at=now)
    if not is_own_form(session, sent.get("token", "")):
        mistakes = (Mistake("form", wording.FORM_EXPIRED, "send"), *mistakes)
    if mistakes:
        return _form_page(request, form, session, mistakes)
    try:
        key = sent.get("once") or secrets.token_hex(8)
        made = _once(parts, form, language=language, client=session.token, key=key)
    except FileRejected as error:  # a virus is looked for once the rest is right
        fields = {kind: name for name, kind in FILE_FIELDS.items()}
        found = Mistake(fields[DocumentKind(str(error.facts["kind"]))], rejection_text(error))
        return _form_page(request, form, session, (found,))
    except IdempotencyKeyReused:
        again = Mistake("form", wording.ALREADY_SENT, "send")
        return _form_page(request, form, session, (again,))
    answer = RedirectResponse(f"{home_of(request, language)}/verzoek/ontvangen", 303)
    keep_session(answer, session.knowing(**made), request)
    return answer


@router.get("/verzoek/ontvangen")
def confirm_receipt(request: Request, language: PageLanguage) -> Response:
    """Show reference, code and date; it can be opened again as long as the browser is."""
    home = home_of(request, language)
    parts, session = parts_of(request), session_of(request)
    if "received" not in session.values:
        return RedirectResponse(f"{home}/verzoek", 303)
    with parts.desk() as desk:
        case = desk.cases.load(session.values["received"])
        view = case_view(desk, case, language=language, at=parts.clock())
    values = {
        "case": view,
        "code": code_view(session.values["code"]),
        "token": session.token,
        "status_url": _status_url(request, language),
    }
    site = site_at(request, language, "/verzoek/ontvangen")
    return render("ontvangen", values, site=site, language=language)


def _status_url(request: Request, language: Language) -> str:
    """Return the whole address of the status page, to print."""
    public = parts_of(request).policy.status_url.removesuffix("/status")
    return f"{public}{home_of(request, language).removeprefix(root_of(request))}/status"


def _form_page(
    request: Request,
    form: RequestForm,
    session: PageSession,
    mistakes: Sequence[Mistake] = (),
) -> Response:
    parts, language = parts_of(request), language_of_page(request)
    values = {
        "form": form,
        "kept_form": "request",
        "rights": choices(language),
        "agents": agent_choices(language, standing=True),
        "others": agent_choices(language, standing=False),
        "categories": category_choices(parts.register, language),
        "corrections": corrections(with_files_again(form, mistakes), language),
        "megabytes": parts.policy.file_limits.megabytes,
        "means": {means.value for means in parts.policy.identity_means},
        "token": session.token,
        # Another one each time: the same form sent twice makes one case, a new form another.
        "once": secrets.token_urlsafe(16),
    }
    site, status = site_at(request, language, "/verzoek"), 400 if mistakes else 200
    page = render("verzoek", values, site=site, language=language, status=status)
    keep_session(page, session, request)
    return page


def _categories(parts: Parts) -> frozenset[str]:
    return frozenset(category.category_id for category in parts.register.categories)


def _once(
    parts: Parts, form: RequestForm, *, language: Language, client: str, key: str
) -> dict[str, str]:
    """Return what the session must know of the case: made now, or by an earlier click of the same form.

    Raises IdempotencyKeyReused and RequestInProgress.
    """
    slot = slot_of(client=client, method="POST", path="/verzoek", key=key, body=form.fingerprint)
    earlier = _claim(parts, slot)
    if earlier is not None:
        kept: dict[str, str] = json.loads(bytes(earlier.body))
        return kept
    try:
        with Session(parts.engine) as session, session.begin():
            made = _register(parts, parts.desk_on(session), form, language)
            # In the same transaction: whoever is killed here leaves a case with its answer, or none.
            parts.kept_answers.keep(slot, JSONResponse(made), session)
    except BaseException:
        parts.kept_answers.release(slot)
        raise
    return made


def _claim(parts: Parts, slot: Slot) -> Response | None:
    """Take the slot, or wait for the answer of the click that has it. Raises RequestInProgress."""
    for _ in range(_PATIENCE):
        try:
            return parts.kept_answers.claim(slot, at=parts.clock())
        except RequestInProgress:
            time.sleep(_PAUSE)
    raise RequestInProgress("The first click has no answer yet")


def _register(parts: Parts, desk: Desk, form: RequestForm, language: Language) -> dict[str, str]:
    """Make the case with its files and its code, in the desk's transaction.

    Who asks for somebody else gets no code: what becomes of it is the person's (ID-12).
    """
    now = parts.clock()
    intake = intake_of(form, entity=desk.policy.entity, language=language, at=now)
    case = receive.register(desk, intake, by=DATA_SUBJECT, at=now)
    for file in form.files:
        document = attach.attach(
            desk,
            case,
            file.content,
            FILE_FIELDS[file.field],
            file_name=file.file_name,
            declared_type=file.declared_type,
            by=DATA_SUBJECT,
            at=now,
        )
        if document.kind is DocumentKind.MANDATE:
            _link(desk, case.case_id, document, at=now)
    if case.representative is not None:
        return {"received": case.case_id, "code": ""}
    code = new_status_code()
    desk.cases.set_status_code(case.case_id, code)
    return {"received": case.case_id, "code": code, "case": case.case_id}


def _link(desk: Desk, case_id: str, document: Document, *, at: datetime) -> None:
    """Let who acts rest on the mandate that came along: a handler judges it (ID-12)."""
    case = desk.cases.load(case_id)
    if case.representative is not None and not case.lacks_standing:
        agent = replace(case.representative, document_id=document.document_id)
        represent.record(desk, case, agent, by=DATA_SUBJECT, at=at)
