"""What the pages show, as plain values: dates in words, what may be done, what can be fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from babel.dates import format_date

from app.cases.model import Case, Delivery, State
from app.cases.promise import promised_on
from app.cases.rules import clock_of
from app.casework.answer import available_until
from app.casework.desk import Desk
from app.deadlines.model import Clock, SuspensionKind
from app.documents.model import DocumentKind
from app.exports.model import Export
from app.exports.rules import newest_packages
from app.kit.clock import brussels_date
from app.kit.ids import format_status_code
from app.language import Language
from app.letters.catalogue import TO_OTHERS
from app.letters.languages import size_in_words
from app.letters.model import Letter
from app.rights.catalogue import RIGHTS
from app.web.forms import Mistake


@dataclass(frozen=True, slots=True)
class Day:
    """A date for people: `days` counts from today, negative for the past."""

    iso: str
    words: str
    days: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A right to tick."""

    right_id: str
    wish: str
    label: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """Mistakes as a page shows them: once in the summary, with the same words at the field."""

    summary: tuple[tuple[str, str], ...] = ()
    """Element to go to, and sentence."""
    at: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """Something to fetch."""

    file_id: str
    kind: str
    language: str
    size: str
    day: Day


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
    copies_until: Day | None


def day(on: date, *, today: date, language: Language) -> Day:
    """Return the date with its weekday, e.g. `donderdag 17 december 2026`."""
    words = format_date(on, "EEEE d MMMM y", locale=language.value)
    return Day(on.isoformat(), words, (on - today).days)


def choices(language: Language, right_ids: Sequence[str] = tuple(RIGHTS)) -> tuple[Choice, ...]:
    """Return rights in what people want, with their names."""
    return tuple(
        Choice(name, RIGHTS[name].wish.into(language), RIGHTS[name].label.into(language))
        for name in right_ids
    )


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

    until = available_until(case.sent_at) if case.sent_at else None
    due = answer_by(case, clock)
    copies = copies_on_page(desk, case, today=today)
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
        letters=tuple(_letter(letter, today, language) for letter in letters_on_page(desk, case)),
        copies=tuple(_copy(export, today, language) for export in copies),
        copies_until=shown(until) if until and _has_copy(desk, case) else None,
    )


def answer_by(case: Case, clock: Clock) -> date | None:
    """Return the day the person was promised; None while suspended, and once answered or ended."""
    if case.sent_at is not None or case.ended_at is not None:
        return None
    return promised_on(case, clock)


def letters_on_page(desk: Desk, case: Case) -> tuple[Letter, ...]:
    """Return the letters to fetch here; an answer that went by post is not here too (ID-11)."""
    letters = tuple(x for x in desk.letters.list(case.case_id) if x.kind not in TO_OTHERS)
    if case.delivery is not Delivery.POST:
        return letters
    return tuple(letter for letter in letters if letter.issued_at != case.sent_at)


def copies_on_page(desk: Desk, case: Case, *, today: date) -> tuple[Export, ...]:
    """Return the packages to fetch here: after the answer, for as long as they are kept ready."""
    if case.sent_at is None or today > available_until(case.sent_at):
        return ()
    return newest_packages(desk.exports.list(case.case_id)) if _has_copy(desk, case) else ()


def _has_copy(desk: Desk, case: Case) -> bool:
    return case.delivery is not Delivery.POST and bool(desk.exports.list(case.case_id))


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


def _letter(letter: Letter, today: date, language: Language) -> File:
    return File(
        file_id=letter.letter_id,
        kind=letter.kind.value,
        language=letter.language.value,
        size=size_in_words(letter.size, language),
        day=day(brussels_date(letter.issued_at), today=today, language=language),
    )


def _copy(export: Export, today: date, language: Language) -> File:
    size = export.package.size if export.package else 0
    return File(
        file_id=export.export_id,
        kind="copy",
        language=language.value,
        size=size_in_words(size, language),
        day=day(
            brussels_date(export.closed_at or export.created_at), today=today, language=language
        ),
    )
