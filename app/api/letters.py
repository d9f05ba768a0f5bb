"""Letters of a case: list, preview, content; and how they were handed over."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ConfigDict, Field

from app.api.answers.downloads import ranged
from app.api.answers.letters import LetterListOut, LetterOut, PreviewOut
from app.api.answers.parts import answers
from app.api.case_view import compact, instant
from app.api.inputs import Code, IsoDate, Line, Remarks, Sentence
from app.cases.model import Case, Delivery
from app.casework import answer, hand_out, reading, write
from app.casework.desk import Desk
from app.delivery.model import Handover
from app.exports.rules import newest_packages
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
from app.http.paging import BASE_PATH, address, whole
from app.http.parsing import JsonModel
from app.http.problems import InputInvalid, Issue
from app.http.queries import NoQuery
from app.http.routes import DeskRoute
from app.http.told_downloads import serve
from app.language import Language, Text
from app.letters.model import Letter
from app.staff.model import Actor
from app.staff.rules import Act

router = APIRouter(route_class=DeskRoute, tags=["Letters"])


class PreviewIn(JsonModel):
    """In which language to show the answer, and what it is to tell beside its sections."""

    language: Language = Language.NL
    remarks: Remarks = Field(default_factory=list)


@router.post(
    "/cases/{case_id}/letters/previews",
    operation_id="previewLetter",
    responses=answers(PreviewOut, spoken=True) | {409: {"description": ""}},
    summary="See the answer before it goes",
)
def preview(
    case: Annotated[Case, case_for(Act.READ_LETTERS)],
    actor: Annotated[Actor, may_do(Act.READ_LETTERS)],
    body: Annotated[PreviewIn, json_body(PreviewIn)],
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Return the answer letter as HTML; only its reading is kept. Its copy has to be sealed first."""
    kind, html = answer.preview(desk, case, language=body.language, remarks=body.remarks, at=now)
    reading.preview_seen(desk, case, kind, body.language, by=actor, at=now)
    return JSONResponse(
        {"kind": kind.value, "language": body.language.value, "html": html},
        headers={"Content-Language": body.language.value},
    )


class WrittenIn(JsonModel):
    """Which letter to send by hand, and what it needs."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "L03"}]})

    kind: Literal["L03", "L21", "L22", "L23"]
    cause: Sentence | None = None
    new_date: IsoDate | None = None
    sender: Annotated[list[Line], Field(min_length=1, max_length=6)] | None = None
    claim_id: Code | None = None
    amount_basis: Sentence | None = None


@router.post(
    "/cases/{case_id}/letters",
    status_code=201,
    operation_id="writeLetter",
    responses=answers(LetterOut, 201),
    summary="Send a reminder, a missing mandate, a fee, or an apology for a missed deadline",
)
def write_letter(
    request: Request,
    case: Annotated[Case, case_for(Act.HANDLE)],
    actor: Annotated[Actor, may_do(Act.HANDLE)],
    body: Annotated[WrittenIn, json_body(WrittenIn)],
    _repeat: RepeatDep,
    desk: DeskDep,
    now: NowDep,
) -> JSONResponse:
    """Seal the letter and hand it over."""
    check_if_match(request, case)
    if body.kind == "L03":
        write.remind(desk, case, by=actor, at=now)
    elif body.kind == "L23":
        cause, new_date = _given(body.cause, "cause"), _given(body.new_date, "newDate")
        write.tell_overdue(desk, case, cause=cause, new_date=new_date, by=actor, at=now)
    elif body.kind == "L22":
        claim_id, basis = _given(body.claim_id, "claimId"), _given(body.amount_basis, "amountBasis")
        write.announce_fee(desk, case, claim_id, amount_basis=basis, by=actor, at=now)
    else:
        sender = body.sender if case.representative else _given(body.sender, "sender")
        write.refuse_mandate(desk, case, sender=sender, by=actor, at=now)
    newest = desk.letters.list(case.case_id)[-1]
    return JSONResponse(
        letter_view(request, newest),
        201,
        headers={"Location": f"{BASE_PATH}/cases/{case.case_id}/letters/{newest.letter_id}"},
    )


_Given = TypeVar("_Given")


def _given(value: _Given | None, name: str) -> _Given:
    """Return what this kind of letter needs. Raises InputInvalid."""
    if value is None:
        raise InputInvalid(Issue("body", name, _NEEDED))
    return value


_NEEDED = Text("Deze brief heeft dit nodig", "This letter needs it", "Cette lettre en a besoin")


@router.get(
    "/cases/{case_id}/letters",
    operation_id="listLetters",
    responses=answers(LetterListOut),
    summary="List letters",
)
def list_letters(
    request: Request,
    case: Annotated[Case, case_for(Act.READ_LETTERS)],
    _query: NoQuery,
    desk: DeskDep,
) -> JSONResponse:
    """Return the letters of the case, oldest first, and how they were handed over."""
    items = [letter_view(request, letter) for letter in desk.letters.list(case.case_id)]
    enclosed = _enclosed(request, desk, case)
    deliveries = [
        handover_view(h, exports=enclosed.get(h.letter_id, ()))
        for h in desk.deliveries.list(case.case_id)
    ]
    return JSONResponse({**whole(request, items), "deliveries": deliveries})


def _known(asked: Asked, case: Case) -> Letter:
    return asked.desk.letters.get(case.case_id, asked.path["letter_id"])


@router.get(
    "/cases/{case_id}/letters/{letter_id}",
    operation_id="getLetter",
    responses=answers(LetterOut),
    summary="Read one letter's facts",
)
def get_letter(
    _id: Annotated[str, Path(alias="letter_id")],
    request: Request,
    letter: Annotated[Letter, named_in_case(Act.READ_LETTERS, _known)],
    _query: NoQuery,
) -> JSONResponse:
    """Return what is known of the letter."""
    return JSONResponse(letter_view(request, letter))


@router.get(
    "/cases/{case_id}/letters/{letter_id}/content",
    operation_id="getLetterContent",
    summary="Download a letter",
    response_class=Response,
    responses=ranged("application/pdf"),
)
def letter_content(
    letter_id: str,
    request: Request,
    case: Annotated[Case, case_for(Act.READ_LETTERS)],
    letter: Annotated[Letter, named_in_case(Act.READ_LETTERS, _known)],
    actor: Annotated[Actor, may_do(Act.READ_LETTERS)],
    _query: NoQuery,
    desk: DeskDep,
    now: NowDep,
) -> Response:
    """Return the sealed PDF, byte for byte as it was sealed; in parts where a range is asked for."""
    file = hand_out.letter_file(desk, case, letter)
    return serve(request, desk, case, file, {"letterId": letter_id}, by=actor, at=now)


def letter_view(request: Request, letter: Letter) -> dict[str, Any]:
    """Return a letter as JSON."""
    place = address(request, f"{BASE_PATH}/cases/{letter.case_id}/letters/{letter.letter_id}")
    return {
        "id": letter.letter_id,
        "href": place,
        "contentHref": f"{place}/content",
        "kind": letter.kind.value,
        "language": letter.language.value,
        "issuedAt": instant(letter.issued_at),
        "sha256": letter.sha256,
        "size": letter.size,
        "templateVersion": letter.template_version,
        "rulesVersion": letter.rules_version,
    }


def _enclosed(request: Request, desk: Desk, case: Case) -> dict[str, list[str]]:
    """Return per letter where the packages are that go into its envelope: the answer by post alone."""
    if case.delivery is not Delivery.POST:
        return {}
    exports = newest_packages(desk.exports.list(case.case_id))
    place = f"{BASE_PATH}/cases/{case.case_id}/exports"
    addresses = [address(request, f"{place}/{e.export_id}/content") for e in exports]
    answers = [x for x in desk.letters.list(case.case_id) if x.issued_at == case.sent_at]
    return {answer.letter_id: addresses for answer in answers}


def handed_over(asked: Asked, case: Case) -> Handover:
    """Return the handing-over that the path names. Raises DeliveryNotFound."""
    return asked.desk.deliveries.get(case.case_id, asked.path["delivery_id"])


def handover_view(handover: Handover, *, exports: Sequence[str] = ()) -> dict[str, Any]:
    """Return a handing-over as JSON; `exports` are the addresses of what is enclosed."""
    return compact(
        {
            "id": handover.delivery_id,
            "letterId": handover.letter_id,
            "channel": handover.channel.value,
            "status": handover.status.value,
            "address": list(handover.address) or None,
            "exports": list(exports) or None,
            "createdAt": instant(handover.created_at),
            "dispatchedDate": handover.dispatched_on and handover.dispatched_on.isoformat(),
            "arrivedDate": handover.arrived_on and handover.arrived_on.isoformat(),
            "proof": handover.proof or None,
        }
    )
