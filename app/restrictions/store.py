"""Keep restrictions, on one session; they are looked up by case, by person, or all."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, or_, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.kit.db import table_of
from app.kit.prepared import Prepared
from app.restrictions.model import Restriction, RestrictionGround, RestrictionState, Scope
from app.restrictions.tables import RestrictionRow

_RESTRICTIONS = table_of(RestrictionRow)
_EVERY = (
    select(_RESTRICTIONS)
    .where(_RESTRICTIONS.c.case_id == bindparam("of"))
    .order_by(_RESTRICTIONS.c.since, _RESTRICTIONS.c.restriction_id)
)
_STANDING = _EVERY.where(_RESTRICTIONS.c.state != RestrictionState.LIFTED.value)
_OF_CASE, _STANDING_OF_CASE = Prepared(_EVERY), Prepared(_STANDING)
_STANDS = Prepared(select(exists(_STANDING).label("stands")))


class RestrictionNotFound(DeskError):
    """There is no such restriction for this reader."""

    code = "restrictionMissing"


def restricted_cases() -> Select[str]:
    """Return the query of the ids of the cases of which a restriction stands, for use inside another."""
    return select(RestrictionRow.case_id).where(
        RestrictionRow.state != RestrictionState.LIFTED.value
    )


class RestrictionStore:
    """Restrictions in the service's database, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, restriction: Restriction) -> None:
        """Keep a restriction, in place of what was kept under its id."""
        values = _columns(restriction)
        key = RestrictionRow.restriction_id
        self._session.execute(
            insert(RestrictionRow)
            .values(restriction_id=restriction.restriction_id, **values)
            .on_conflict_do_update(index_elements=[key], set_=values)
        )

    def load(self, restriction_id: str) -> Restriction:
        """Return one restriction. Raises RestrictionNotFound."""
        row = self._session.get(RestrictionRow, restriction_id, populate_existing=True)
        if row is None:
            raise RestrictionNotFound("There is no such restriction")
        return _restriction(row)

    def has_standing(self, case_id: str) -> bool:
        """Whether any restriction of a case stands."""
        return bool(_STANDS.value(self._session, of=case_id))

    def of_case(self, case_id: str, *, lifted: bool = False) -> tuple[Restriction, ...]:
        """Return the restrictions of a case, oldest first; those that ended only with `lifted`."""
        rows = (_OF_CASE if lifted else _STANDING_OF_CASE).rows(self._session, of=case_id)
        return tuple(_restriction(row) for row in rows)

    def of_person(
        self, keys: Iterable[tuple[str, str]], cases: Iterable[str] = ()
    ) -> tuple[Restriction, ...]:
        """Return what stands on a person: under a key in a store, or in one of these cases; oldest first."""
        known = [RestrictionRow.subject_keys.contains({system: key}) for system, key in keys]
        rows = self._session.scalars(
            select(RestrictionRow)
            .where(
                RestrictionRow.state != RestrictionState.LIFTED.value,
                or_(RestrictionRow.case_id.in_(list(cases)), *known),
            )
            .order_by(RestrictionRow.since, RestrictionRow.restriction_id)
            .execution_options(populate_existing=True)
        )
        return tuple(_restriction(row) for row in rows)

    def due_cases(self, on: date) -> tuple[str, ...]:
        """Return the ids of the cases of which a restriction can be lifted since its announced day."""
        wanted = select(RestrictionRow.case_id).where(
            RestrictionRow.state == RestrictionState.LIFTING_ANNOUNCED.value,
            RestrictionRow.lift_on <= on,
        )
        return tuple(self._session.scalars(wanted.distinct().order_by(RestrictionRow.case_id)))

    def page(
        self,
        *,
        states: Sequence[str] = (),
        case_id: str | None = None,
        cases: Select[str] | None = None,
        after: tuple[datetime, str] | None,
        size: int,
    ) -> tuple[Restriction, ...]:
        """Return up to `size` restrictions, oldest first, after the given place; `cases` limits to those."""
        place = tuple_(RestrictionRow.since, RestrictionRow.restriction_id)
        query = (
            select(RestrictionRow)
            .order_by(RestrictionRow.since, RestrictionRow.restriction_id)
            .limit(size)
        )
        if states:
            query = query.where(RestrictionRow.state.in_(list(states)))
        if case_id is not None:
            query = query.where(RestrictionRow.case_id == case_id)
        if cases is not None:
            query = query.where(RestrictionRow.case_id.in_(cases))
        if after is not None:
            query = query.where(place > after)
        return tuple(_restriction(row) for row in self._session.scalars(query))


def _columns(restriction: Restriction) -> dict[str, object]:
    return {
        "case_id": restriction.case_id,
        "claim_id": restriction.claim_id,
        "ground": restriction.ground.value,
        "category_ids": list(restriction.scope.category_ids),
        "elements": list(restriction.scope.elements),
        "purpose_ids": list(restriction.scope.purpose_ids),
        "recipient_ids": list(restriction.scope.recipient_ids),
        "since": restriction.since,
        "subject_keys": dict(restriction.subject_keys),
        "allowed_uses": list(restriction.allowed_uses),
        "interim": restriction.interim,
        "state": restriction.state.value,
        "announced_letter_id": restriction.announced_letter_id,
        "announced_at": restriction.announced_at,
        "lift_on": restriction.lift_on,
        "lifted_at": restriction.lifted_at,
        "lift_reason": restriction.lift_reason,
    }


def _restriction(row: RestrictionRow | Row[Any]) -> Restriction:
    return Restriction(
        restriction_id=row.restriction_id,
        case_id=row.case_id,
        claim_id=row.claim_id,
        ground=RestrictionGround(row.ground),
        scope=Scope(
            tuple(row.category_ids),
            tuple(row.elements),
            tuple(row.purpose_ids),
            tuple(row.recipient_ids),
        ),
        since=row.since,
        subject_keys=dict(row.subject_keys),
        allowed_uses=tuple(row.allowed_uses),
        interim=row.interim,
        state=RestrictionState(row.state),
        announced_letter_id=row.announced_letter_id,
        announced_at=row.announced_at,
        lift_on=row.lift_on,
        lifted_at=row.lifted_at,
        lift_reason=row.lift_reason,
    )
