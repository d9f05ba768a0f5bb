"""Rows for lists and boards, read without loading whole cases."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from app.cases.facts import email_fact, has_fact, key_fact, number_fact, requester_facts
from app.cases.model import ENDS, Requester, State
from app.cases.tables import CaseRow, ClaimRow, DeskTaskRow
from app.kit.db import table_of

OPEN_STATES = [s.value for s in State if s not in ENDS and s is not State.SENT]
"""Where a case waits for an answer of ours."""
_CASES = table_of(CaseRow)
_CONFIRM = (
    update(_CASES)
    .where(_CASES.c.case_id == bindparam("of"), _CASES.c.version == bindparam("before"))
    .values(holidays_version=bindparam("days"))
)
_COMBINING = "[\u0300-\u036f]"


class Flag(StrEnum):
    """The facts beside the state."""

    EXTENDED = "extended"
    SUSPENDED = "suspended"
    OVERDUE = "overdue"
    RESTRICTION_ACTIVE = "restrictionActive"


@dataclass(frozen=True, slots=True)
class DatesKept:
    """The dates of a case as they stand in the database."""

    case_id: str
    version: int
    due_on: date | None
    safe_harbour_on: date


@dataclass(frozen=True, slots=True)
class DatedCase:
    """What may be said of a case in a calendar or a mail: its reference and its dates."""

    case_id: str
    reference: str
    version: int
    due_on: date | None
    """None while a suspension is open: then the safe-harbour date is what comes near."""
    safe_harbour_on: date

    @property
    def comes_on(self) -> date:
        """The day that comes near."""
        return self.due_on or self.safe_harbour_on


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """What is known of a person or a case; what is given must all fit."""

    name: str | None = None
    """Words in any order, each somewhere in the name; case and accents do not matter."""
    reference: str | None = None
    """Canonical."""
    number: str | None = None
    """The personnel number, whole."""
    email: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list asks for; empty means all. Values of one field are alternatives."""

    on: date
    """Today in Brussels: what is overdue depends on it."""
    states: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    due_before: date | None = None
    entities: frozenset[str] = frozenset({"*"})
    registered_by: str | None = None
    search: CaseSearch | None = None
    restricted: Select[str] | None = None
    """Query of the ids of the cases of which a restriction stands, where the flag is asked."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list; `sort_on` is the due date, or the safe-harbour date while suspended."""

    case_id: str
    reference: str
    state: str
    rights: tuple[str, ...]
    due_on: date | None
    sort_on: date
    version: int


def cases_of(entities: frozenset[str]) -> Select[str]:
    """Return the query of the ids of the cases of these entities (OVO codes), for use inside another."""
    return select(CaseRow.case_id).where(CaseRow.entity.in_(sorted(entities)))


def cases_like(*searches: CaseSearch) -> Select[str]:
    """Return the query of the ids of the cases that fit one of these searches."""
    return select(CaseRow.case_id).where(or_(*(and_(*_search(s)) for s in searches)))


def cases_of_person(keys: Iterable[tuple[str, str]], *searches: CaseSearch) -> Select[str]:
    """Return the query of the ids of the cases of one of these subject keys, or that fit one of these searches.

    Names are compared loosely: what it gives is to be looked at.
    """
    held = has_fact(key_fact(system, key) for system, key in keys)
    return select(CaseRow.case_id).where(or_(held, *(and_(*_search(s)) for s in searches)))


def cases_with_facts(
    requester: Requester, keys: Iterable[tuple[str, str]], *, entity: str
) -> Select[str]:
    """Return the query of the ids of the entity's cases that share a number, a birth date, an address or a subject key.

    A national number is no fact to search by (ID-09): the stores' keys find who is known by that alone.
    """
    facts = (*requester_facts(requester), *(key_fact(system, key) for system, key in keys))
    return select(CaseRow.case_id).where(CaseRow.entity == entity, has_fact(facts))


def cases_waiting_for_copy(
    rights: Iterable[str], *, among: Select[str] | None = None
) -> Select[str]:
    """Return the query of the ids of the cases that have not ended and in which one of these rights is open."""
    asked = exists().where(
        ClaimRow.case_id == CaseRow.case_id,
        ClaimRow.right.in_(sorted(rights)),
        ClaimRow.withdrawn_on.is_(None),
    )
    ended = [state.value for state in ENDS]
    waiting = select(CaseRow.case_id).where(CaseRow.state.not_in(ended), asked)
    return waiting if among is None else waiting.where(CaseRow.case_id.in_(among))


class CaseQueries:
    """Reading only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ids(self, query: Select[str], *, most: int) -> Sequence[str]:
        """Return the ids a query gives, at most so many."""
        return self._session.scalars(query.limit(most)).all()

    def page(
        self,
        wanted: CaseFilter,
        *,
        after: tuple[date, str] | None,
        size: int,
        descending: bool = False,
    ) -> Sequence[CaseLine]:
        """Return up to `size` lines by due date, after the given place in that order."""
        order = (CaseRow.comes_on, CaseRow.case_id)
        query = (
            select(CaseRow)
            .where(*_conditions(wanted))
            .order_by(*(key.desc() if descending else key for key in order))
            .limit(size)
        )
        if after is not None:
            place, beyond = tuple_(*order), tuple_(*after)
            query = query.where(place < beyond if descending else place > beyond)
        return [
            CaseLine(
                case_id=row.case_id,
                reference=row.reference,
                state=row.state,
                rights=tuple(row.rights),
                due_on=row.due_on,
                sort_on=row.comes_on,
                version=row.version,
            )
            for row in self._session.scalars(query)
        ]

    def count(self, wanted: CaseFilter) -> dict[str, int]:
        """Return how many cases there are per state."""
        rows = self._session.execute(
            select(CaseRow.state, func.count()).where(*_conditions(wanted)).group_by(CaseRow.state)
        )
        return {state: count for state, count in rows}  # noqa: C416 - rows are no pairs to dict()


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(CaseRow.state.in_(wanted.states))
        if ENDS.isdisjoint(State(name) for name in wanted.states):
            conditions.append(CaseRow.ended_at.is_(None))  # so that the ended ones are not read
    if wanted.rights:
        conditions.append(CaseRow.rights.overlap(list(wanted.rights)))
    if wanted.flags:
        conditions.append(or_(*(_has(flag, wanted) for flag in wanted.flags)))
    if wanted.due_before is not None:
        # As `due_on < …`, said so that the page is read in its order.
        conditions += [CaseRow.due_on.is_not(None), CaseRow.comes_on < wanted.due_before]
    if "*" not in wanted.entities:
        conditions.append(CaseRow.entity.in_(sorted(wanted.entities)))
    if wanted.registered_by is not None:
        conditions.append(CaseRow.registered_by == wanted.registered_by)
    return conditions + (_search(wanted.search) if wanted.search else [])


def _has(flag: Flag, wanted: CaseFilter) -> ColumnElement[bool]:
    match flag:
        case Flag.EXTENDED:
            return CaseRow.extension.is_not(None)
        case Flag.SUSPENDED:
            return CaseRow.due_on.is_(None)
        case Flag.OVERDUE:
            return and_(
                CaseRow.due_on < wanted.on, CaseRow.sent_at.is_(None), CaseRow.ended_at.is_(None)
            )
        case Flag.RESTRICTION_ACTIVE:
            return false() if wanted.restricted is None else CaseRow.case_id.in_(wanted.restricted)


def _search(search: CaseSearch) -> list[ColumnElement[bool]]:
    requester = CaseRow.requester
    conditions: list[ColumnElement[bool]] = []
    if search.name is not None:
        given, family = requester["given_name"].astext, requester["family_name"].astext
        whole = func.normalize(given + " " + family, literal_column("NFD"))
        plain = func.lower(func.regexp_replace(whole, _COMBINING, "", "g"))
        conditions += [plain.contains(word, autoescape=True) for word in fold(search.name).split()]
    if search.reference is not None:
        conditions.append(CaseRow.reference == search.reference)
    if search.number is not None:
        conditions.append(has_fact([number_fact(search.number)]))
    if search.email is not None:
        conditions.append(has_fact([email_fact(search.email)]))
    return conditions


def fold(text: str) -> str:
    """Return a name without accents and capitals, as the search compares it."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f").lower()


class CaseDates:
    """The dates that rest on the holidays, of many cases at once, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def outdated(self, version: str, *, after: str, limit: int) -> tuple[DatesKept, ...]:
        """Return open cases, by id, whose dates were computed with other holidays than these."""
        rows = self._session.execute(
            select(CaseRow.case_id, CaseRow.version, CaseRow.due_on, CaseRow.safe_harbour_on)
            .where(
                CaseRow.state.in_(OPEN_STATES),
                CaseRow.holidays_version != version,
                CaseRow.case_id > after,
            )
            .order_by(CaseRow.case_id)
            .limit(limit)
        )
        return tuple(DatesKept(*row) for row in rows)

    def confirm(self, kept: Sequence[DatesKept], *, version: str) -> None:
        """Keep that these dates are the same with these holidays, unless the case was changed since it was read."""
        rows = [{"of": one.case_id, "before": one.version, "days": version} for one in kept]
        if rows:
            self._session.execute(_CONFIRM, rows)

    def versions(self, *, but: str) -> tuple[str, ...]:
        """Return the other versions of the holidays that open cases rest on."""
        rows = self._session.scalars(
            select(CaseRow.holidays_version)
            .where(CaseRow.state.in_(OPEN_STATES), CaseRow.holidays_version != but)
            .distinct()
        )
        return tuple(sorted(rows))

    def coming(
        self, *, until: date | None = None, entities: Iterable[str] | None = None, limit: int
    ) -> tuple[DatedCase, ...]:
        """Return unanswered cases whose date comes first: the due date, or while suspended the safe-harbour date.

        `until` leaves out what comes later, `entities` what is of others; None, or `*` in it, for all.
        """
        wanted = (
            select(
                CaseRow.case_id,
                CaseRow.reference,
                CaseRow.version,
                CaseRow.due_on,
                CaseRow.safe_harbour_on,
            )
            .where(CaseRow.state.in_(OPEN_STATES), CaseRow.sent_at.is_(None))
            .order_by(CaseRow.comes_on, CaseRow.case_id)
            .limit(limit)
        )
        if until is not None:
            wanted = wanted.where(CaseRow.comes_on <= until)
        seen = None if entities is None else set(entities)
        if seen is not None and "*" not in seen:
            wanted = wanted.where(CaseRow.entity.in_(seen))
        return tuple(DatedCase(*row) for row in self._session.execute(wanted))

    def tasks_due(self, on: date, *, limit: int) -> tuple[tuple[str, date], ...]:
        """Return reference and day of the tasks that are due by this day, the oldest first."""
        rows = self._session.execute(
            select(CaseRow.reference, DeskTaskRow.due_on)
            .join(CaseRow, CaseRow.case_id == DeskTaskRow.case_id)
            .where(DeskTaskRow.done_at.is_(None), DeskTaskRow.due_on <= on)
            .order_by(DeskTaskRow.due_on, CaseRow.reference)
            .limit(limit)
        )
        return tuple((row.reference, row.due_on) for row in rows)
