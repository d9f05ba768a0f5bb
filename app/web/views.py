"""What the pages show, as plain values: dates in words, what may be done, what can be fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.cases.model import NO_STANDING, Case, State
from app.cases.promise import promised_on
from app.cases.rules import clock_of
from app.casework.desk import Desk
from app.casework.on_page import discloses, letters_on_page, mail_for_codes
from app.deadlines.model import Clock, SuspensionKind
from app.documents.model import DocumentKind
from app.kit.clock import brussels_date
from app.kit.ids import format_status_code
from app.language import Language
from app.register.model import Register
from app.rights.catalogue import RIGHTS
from app.web.files import Day, Fetch, File, copy_files, day, fetches, letter_files, masked
from app.web.message_views import News, news
from app.web.mistakes import Mistake
from app.web.wording_agents import KINDS, NEEDS


@dataclass(frozen=True, slots=True)
class Choice:
    """A right to tick."""

    right_id: str
    wish: str
    label: str


@dataclass(frozen=True, slots=True)
class AgentChoice:
    """As what somebody asks for somebody else, and what they need for it."""

    kind: str
    name: str
    needs: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """Mistakes as a page shows them: once in the summary, with the same words at the field."""

    summary: tuple[tuple[str, str], ...] = ()
    """Element to go to, and sentence."""
    at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its requester sees it."""

    reference: str
    name: str
    state: str
    rights: tuple[Choice, ...]
    to_be_clarified: bool
    statement: str
    received: Day
    due: Day | None
    """None while suspended, and once answered."""
    extended: bool
    explanation: tuple[str, ...]
    asked_for: str
    """`identity` or `specification` while we wait for the person, else empty."""
    suspended_since: Day | None
    safe_harbour: Day
    sent: Day | None
    documents: tuple[str, ...]
    letters: tuple[File, ...]
    copies: tuple[File, ...]
    closed: bool
    """Whether something on the page opens with a code by mail alone."""
    address_hint: str
    """Where codes by mail go, as its owner knows it again; empty where contents do not open here."""
    handed_out: tuple[Fetch, ...]
    messages: News
    agent: str
    """Name of who asks for the person; empty where they ask themselves."""
    lacks_standing: bool


def choices(language: Language, right_ids: Sequence[str] = tuple(RIGHTS)) -> tuple[Choice, ...]:
    """Return rights in what people want, with their names."""
    return tuple(
        Choice(name, RIGHTS[name].wish.into(language), RIGHTS[name].label.into(language))
        for name in right_ids
    )


def agent_choices(language: Language, *, standing: bool) -> tuple[AgentChoice, ...]:
    """Return as what somebody may ask for somebody else, or as what they have no standing (ID-13)."""
    return tuple(
        AgentChoice(
            kind.value, name.into(language), NEEDS[kind].into(language) if kind in NEEDS else ""
        )
        for kind, name in KINDS.items()
        if (kind not in NO_STANDING) is standing
    )


def category_choices(register: Register, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the id and name of each category a mandate can be limited to."""
    return tuple((c.category_id, c.label.into(language)) for c in register.categories)


def corrections(mistakes: Sequence[Mistake], language: Language) -> Corrections:
    """Return the mistakes for the page; a field shows its first."""
    at: dict[str, str] = {}
    for mistake in mistakes:
        at.setdefault(mistake.field, mistake.text.into(language))
    summary = [(m.anchor or m.field, m.text.into(language)) for m in mistakes]
    return Corrections(tuple(dict.fromkeys(summary)), at)


def code_view(code: str) -> str:
    """Return a code as people read it."""
    return format_status_code(code)


def case_view(desk: Desk, case: Case, *, language: Language, at: datetime) -> CaseView:
    """Return the case for its requester. Raises CalendarEnds."""
    today = brussels_date(at)
    clock = clock_of(case, desk.calendar)

    def shown(on: date) -> Day:
        return day(on, today=today, language=language)

    due = answer_by(case, clock)
    email = mail_for_codes(desk, case)
    claims = case.open_claims or case.claims
    return CaseView(
        reference=case.reference,
        name=case.requester.full_name,
        state=case.state.value,
        rights=choices(language, [claim.right for claim in claims]),
        to_be_clarified=case.to_be_clarified,
        statement=next((c.statement for c in claims if c.statement), ""),
        received=shown(case.received_on),
        due=shown(due) if due else None,
        extended=case.extension is not None,
        explanation=tuple(step.text.into(language) for step in clock.steps),
        asked_for=_asked_for(case),
        suspended_since=shown(clock.suspended_since) if clock.suspended_since else None,
        safe_harbour=shown(clock.safe_harbour_on),
        sent=shown(brussels_date(case.sent_at)) if case.sent_at else None,
        documents=_documents(desk, case),
        letters=letter_files(desk, case, language=language, at=at),
        copies=copy_files(desk, case, language=language, at=at),
        closed=any(discloses(letter) for letter in letters_on_page(desk, case)),
        address_hint=masked(email.address) if email else "",
        handed_out=fetches(desk, case, language=language, at=at),
        messages=news(desk, case, language),
        agent=case.representative.full_name if case.representative else "",
        lacks_standing=case.lacks_standing,
    )


def answer_by(case: Case, clock: Clock) -> date | None:
    """Return the day the person was promised; None while suspended, and once answered or ended."""
    if case.sent_at is not None or case.ended_at is not None:
        return None
    return promised_on(case, clock)


def _documents(desk: Desk, case: Case) -> tuple[str, ...]:
    """Return the kinds of what was added, always in the same order."""
    added = [document.kind for document in desk.documents.list(case.case_id)]
    return tuple(kind.value for kind in DocumentKind for _ in range(added.count(kind)))


def _asked_for(case: Case) -> str:
    """Return what we wait for from the person."""
    if case.state not in {State.IDENTITY_PENDING, State.SPECIFICATION_PENDING}:
        return ""
    kinds = [s.kind for s in case.suspensions if s.answered_on is None]
    return next((kind.value for kind in SuspensionKind if kind in kinds), "")
