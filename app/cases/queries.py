"""Rows for lists and boards, read without loading whole cases."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal_column, or_, select
from sqlalchemy.orm import Session

from app.cases.model import ENDS, Requester
from app.cases.tables import CaseRow, ClaimRow

_COMBINING = "[\u0300-\u036f]"


class Flag(StrEnum):
    """The facts beside the state."""

    EXTENDED = "extended"
    SUSPENDED = "suspended"
    OVERDUE = "overdue"
    RESTRICTION_ACTIVE = "restrictionActive"


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
    held = (CaseRow.subject_keys.contains({system: key}) for system, key in keys)
    return select(CaseRow.case_id).where(
        or_(false(), *held, *(and_(*_search(s)) for s in searches))
    )


def cases_with_facts(requester: Requester, *, entity: str) -> Select[str]:
    """Return the query of the ids of the entity's cases that share a number, a birth date or an address with the requester."""
    kept = CaseRow.requester
    facts: list[ColumnElement[bool]] = [false()]
    if requester.vlimpers_number:
        facts.append(kept["vlimpers_number"].astext == requester.vlimpers_number)
    if requester.national_number:
        facts.append(kept["national_number"].astext == requester.national_number)
    if requester.date_of_birth:
        facts.append(kept["date_of_birth"].astext == requester.date_of_birth.isoformat())
    if requester.email:
        facts.append(func.lower(kept["email"].astext) == requester.email.lower())
    return select(CaseRow.case_id).where(CaseRow.entity == entity, or_(*facts))


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
        # B14: a suspended case sorts by its safe-harbour date.
        sort_on = func.coalesce(CaseRow.due_on, CaseRow.safe_harbour_on)
        order = (sort_on, CaseRow.case_id)
        query = (
            select(CaseRow, sort_on.label("sort_on"))
            .where(*_conditions(wanted))
            .order_by(*(key.desc() if descending else key for key in order))
            .limit(size)
        )
        if after is not None:
            query = query.where(_beyond(sort_on, after, descending=descending))
        rows = self._session.execute(query).all()
        rights = self._rights([row.CaseRow.case_id for row in rows])
        return [
            CaseLine(
                case_id=row.CaseRow.case_id,
                reference=row.CaseRow.reference,
                state=row.CaseRow.state,
                rights=rights.get(row.CaseRow.case_id, ()),
                due_on=row.CaseRow.due_on,
                sort_on=row.sort_on,
                version=row.CaseRow.version,
            )
            for row in rows
        ]

    def _rights(self, case_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        rows = self._session.execute(
            select(ClaimRow.case_id, ClaimRow.right)
            .where(ClaimRow.case_id.in_(case_ids))
            .order_by(ClaimRow.case_id, ClaimRow.position)
        )
        for case_id, right in rows:
            found[case_id] = (*found.get(case_id, ()), right)
        return found


def _beyond(
    sort_on: ColumnElement[date], after: tuple[date, str], *, descending: bool
) -> ColumnElement[bool]:
    day, case_id = after
    if descending:
        return or_(sort_on < day, and_(sort_on == day, CaseRow.case_id < case_id))
    return or_(sort_on > day, and_(sort_on == day, CaseRow.case_id > case_id))


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(CaseRow.state.in_(wanted.states))
    if wanted.rights:
        conditions.append(
            exists().where(ClaimRow.case_id == CaseRow.case_id, ClaimRow.right.in_(wanted.rights))
        )
    if wanted.flags:
        conditions.append(or_(*(_has(flag, wanted) for flag in wanted.flags)))
    if wanted.due_before is not None:
        conditions.append(CaseRow.due_on < wanted.due_before)
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
        conditions.append(requester["vlimpers_number"].astext == search.number)
    if search.email is not None:
        conditions.append(func.lower(requester["email"].astext) == search.email.lower())
    return conditions


def fold(text: str) -> str:
    """Return a name without accents and capitals, as the search compares it."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f").lower()
