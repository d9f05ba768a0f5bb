"""The request form: what was typed, what has to be put right, and the request as the core takes it."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from app.cases.model import Channel, Claim, Requester
from app.cases.rules import Intake
from app.documents.inspect import inspect_file
from app.documents.model import DocumentKind
from app.documents.rules import FileLimits, FileRejected
from app.documents.wording import rejection_text
from app.http.parsing import EMAIL
from app.http.uploads import Upload, UploadedFile
from app.kit.clock import brussels_date
from app.kit.ids import new_id
from app.kit.typed_text import compact, line, paragraphs
from app.language import Language
from app.rights.catalogue import RIGHTS
from app.web import wording, wording_agents
from app.web.agents import (
    AgentForm,
    address_of,
    agent_mistakes,
    read_agent,
    representative_of,
)
from app.web.birth_dates import BirthDateWrong, TypedDate, read_birth_date, typed
from app.web.mistakes import Mistake

UNSURE: Final = "unsure"
"""Ticked by who cannot tell which right it is: read as access, to be clarified (IN-01)."""
TRAP: Final = "website"
"""A field no human sees; programs fill it in."""
FILE_FIELDS: Final[Mapping[str, DocumentKind]] = {
    "signed_request": DocumentKind.SIGNED_REQUEST,
    "identity_card": DocumentKind.IDENTITY_CARD,
    "mandate": DocumentKind.MANDATE,
}
MOST_STATEMENT: Final = 5000
_LINES: Final = ("given_name", "family_name", "email", "street", "postal_code", "city", "country")
ASKED: Final[Mapping[str, str]] = {
    "inzage": "access",
    "verbetering": "rectification",
    "wissing": "erasure",
    "beperking": "restriction",
    "bezwaar": "objection",
    "overdraagbaarheid": "portability",
    "intrekking": "consentWithdrawal",
}
"""What a link to the form names in `recht`, and the right it ticks."""
WALLET: Final = "eudi-wallet"
"""What a wallet names in `bron` of the link that it opens (experience A8)."""
OTHER: Final = "other"
"""Chosen by who asks for somebody else."""


@dataclass(frozen=True, slots=True)
class RequestForm:
    """What was typed, cleaned; a blank field is an empty text."""

    rights: tuple[str, ...] = ()
    statement: str = ""
    given_name: str = ""
    family_name: str = ""
    birth: TypedDate = field(default_factory=TypedDate)
    vlimpers_number: str = ""
    email: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""
    trap: str = ""
    source: str = ""
    for_other: bool = False
    agent: AgentForm = field(default_factory=AgentForm)
    files: tuple[UploadedFile, ...] = ()

    @property
    def fingerprint(self) -> bytes:
        """What tells the same answers from others, files by their content."""
        digests = [(f.field, hashlib.sha256(f.content).hexdigest()) for f in self.files]
        shown = {name: getattr(self, name) for name in self.__slots__ if name != "files"}
        return repr((shown, digests)).encode()


def form_for(right: str, source: str) -> RequestForm:
    """Return the empty form a link asks for: with its right ticked, where it names one."""
    rights = (ASKED[right],) if right in ASKED else ()
    return RequestForm(rights=rights, source=WALLET if source == WALLET else "")


def read_request(upload: Upload, *, categories: Collection[str]) -> RequestForm:
    """Return the form as sent, cleaned; what is no field or category of ours is left out."""
    sent = upload.fields
    ticked = set(upload.texts("right"))
    for_other = sent.get("for") == OTHER
    fields = FILE_FIELDS if for_other else FILE_FIELDS.keys() - {"mandate"}
    lines = {name: line(sent.get(name, "")) for name in _LINES}
    return RequestForm(
        rights=tuple(right for right in (*RIGHTS, UNSURE) if right in ticked),
        statement=paragraphs(sent.get("statement", "")),
        birth=typed(*(sent.get(f"birth_{part}", "") for part in ("day", "month", "year"))),
        trap=sent.get(TRAP, "").strip(),
        source=WALLET if sent.get("source") == WALLET else "",
        for_other=for_other,
        agent=read_agent(upload, categories=categories),
        files=tuple(file for file in upload.files if file.field in fields),
        vlimpers_number=compact(sent.get("vlimpers_number", "")),
        **lines,
    )


def mistakes_in(form: RequestForm, *, limits: FileLimits, at: datetime) -> tuple[Mistake, ...]:
    """Return what has to be put right, in the order of the page; files are looked into too."""
    trapped = [Mistake("form", wording.HIDDEN_FIELD, "send")] if form.trap else []
    typed_wrong = _typed_mistakes(form, today=brussels_date(at))
    return (*trapped, *typed_wrong, *_file_mistakes(form, limits))


def with_files_again(form: RequestForm, mistakes: Sequence[Mistake]) -> tuple[Mistake, ...]:
    """Return the mistakes and, for each good file, that it must be chosen again: nothing was kept."""
    if not mistakes:
        return ()
    refused = {mistake.field for mistake in mistakes}
    return (*mistakes, *(m for m in files_again(form) if m.field not in refused))


def files_again(form: RequestForm) -> tuple[Mistake, ...]:
    """Return for each file that it must be chosen again."""
    return tuple(_again(file) for file in form.files)


def intake_of(form: RequestForm, *, entity: str, language: Language, at: datetime) -> Intake:
    """Return the request as the core takes it. The form must be free of mistakes."""
    unsure = form.rights == (UNSURE,)
    rights = ("access",) if unsure else tuple(r for r in form.rights if r != UNSURE)
    statement = form.statement or None
    return Intake(
        channel=Channel.EUDI_WALLET if form.source else Channel.FORM,
        language=language,
        entity=entity,
        received_on=brussels_date(at),
        received_at=at,
        requester=_requester(form, today=brussels_date(at)),
        claims=tuple(Claim(new_id(), right, statement=statement) for right in rights),
        to_be_clarified=unsure,
        representative=representative_of(form.agent) if form.for_other else None,
    )


def _requester(form: RequestForm, *, today: date) -> Requester:
    return Requester(
        given_name=form.given_name,
        family_name=form.family_name,
        email=compact(form.email) or None,
        postal_address=address_of(form.street, form.postal_code, form.city, form.country),
        vlimpers_number=form.vlimpers_number or None,
        # ID-09: the form never asks for the national number.
        date_of_birth=None if form.birth.is_blank else read_birth_date(form.birth, today=today),
    )


def _typed_mistakes(form: RequestForm, *, today: date) -> Iterator[Mistake]:
    yield from _question_mistakes(form)
    if form.for_other:
        yield from agent_mistakes(form.agent, today=today)
    if not form.given_name:
        yield Mistake(
            "given_name",
            wording_agents.PERSON_GIVEN_NAME_NONE if form.for_other else wording.GIVEN_NAME_NONE,
        )
    if not form.family_name:
        yield Mistake(
            "family_name",
            wording_agents.PERSON_FAMILY_NAME_NONE if form.for_other else wording.FAMILY_NAME_NONE,
        )
    yield from _birth_mistakes(form, today)
    yield from _contact_mistakes(form)
    for name in (*_LINES, "vlimpers_number"):
        if len(getattr(form, name)) > wording.MOST_LINE:
            yield Mistake(name, wording.TOO_LONG)


def _question_mistakes(form: RequestForm) -> Iterator[Mistake]:
    if not form.rights:
        yield Mistake("right", wording.RIGHT_NONE, f"right-{next(iter(RIGHTS))}")
    if form.rights == (UNSURE,) and not form.statement:
        yield Mistake("statement", wording.STATEMENT_NONE)
    if len(form.statement) > MOST_STATEMENT:
        yield Mistake("statement", wording.STATEMENT_LONG)


def _contact_mistakes(form: RequestForm) -> Iterator[Mistake]:
    if form.email and not EMAIL.fullmatch(compact(form.email)):
        yield Mistake("email", wording.EMAIL_BAD)
    if not (form.street or form.postal_code or form.city or form.country):
        return
    if not form.street:
        yield Mistake("street", wording.STREET_NONE)
    if not form.city:
        yield Mistake("city", wording.CITY_NONE)


def _birth_mistakes(form: RequestForm, today: date) -> Iterator[Mistake]:
    if form.birth.is_blank:
        # The number alone finds the person too: no more is asked than is needed.
        if not form.vlimpers_number:
            yield Mistake(
                "birth",
                wording_agents.PERSON_BIRTH_NONE if form.for_other else wording.BIRTH_NONE,
                "birth_day",
            )
        return
    try:
        read_birth_date(form.birth, today=today)
    except BirthDateWrong as error:
        yield Mistake("birth", error.text, f"birth_{error.part}")


def _file_mistakes(form: RequestForm, limits: FileLimits) -> Iterator[Mistake]:
    for name, kind in FILE_FIELDS.items():
        sent = [file for file in form.files if file.field == name]
        if len(sent) > 1:
            yield Mistake(name, wording.FILE_MANY)
            continue
        try:
            for file in sent:
                inspect_file(
                    file.content,
                    kind,
                    file_name=file.file_name,
                    declared_type=file.declared_type,
                    limits=limits,
                )
        except FileRejected as error:
            yield Mistake(name, rejection_text(error))


def _again(file: UploadedFile) -> Mistake:
    return Mistake(file.field, wording.file_again(line(file.file_name)[:80]))
