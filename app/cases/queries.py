"""Rows for lists and boards, read without loading whole cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.cases.tables import CaseRow, ClaimRow


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list asks for; empty means all. Values of one field are alternatives."""

    states: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    due_before: date | None = None
    entities: frozenset[str] = frozenset({"*"})
    registered_by: str | None = None


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


class CaseQueries:
    """Reading only."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self, wanted: CaseFilter, *, after: tuple[date, str] | None, size: int
    ) -> Sequence[CaseLine]:
        """Return up to `size` lines by due date, after the given place in that order."""
        # B14: a suspended case sorts by its safe-harbour date.
        sort_on = func.coalesce(CaseRow.due_on, CaseRow.safe_harbour_on)
        query = (
            select(CaseRow, sort_on.label("sort_on"))
            .where(*_conditions(wanted))
            .order_by(sort_on, CaseRow.case_id)
            .limit(size)
        )
        if after is not None:
            query = query.where(
                or_(sort_on > after[0], and_(sort_on == after[0], CaseRow.case_id > after[1]))
            )
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


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(CaseRow.state.in_(wanted.states))
    if wanted.rights:
        conditions.append(
            exists().where(ClaimRow.case_id == CaseRow.case_id, ClaimRow.right.in_(wanted.rights))
        )
    if wanted.due_before is not None:
        conditions.append(CaseRow.due_on < wanted.due_before)
    if "*" not in wanted.entities:
        conditions.append(CaseRow.entity.in_(sorted(wanted.entities)))
    if wanted.registered_by is not None:
        conditions.append(CaseRow.registered_by == wanted.registered_by)
    return conditions
