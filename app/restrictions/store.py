"""Keep restrictions, on one session; they are looked up by case, by person, or all."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.errors import DeskError
from app.restrictions.model import Restriction, RestrictionGround, RestrictionState, Scope
from app.restrictions.tables import RestrictionRow


class RestrictionNotFound(DeskError):
    """There is no such restriction for this reader."""

    code = "restrictionMissing"


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

    def of_case(self, case_id: str) -> tuple[Restriction, ...]:
        """Return the restrictions of a case that are not lifted, oldest first."""
        rows = self._session.scalars(
            select(RestrictionRow)
            .where(
                RestrictionRow.case_id == case_id,
                RestrictionRow.state != RestrictionState.LIFTED.value,
            )
            .order_by(RestrictionRow.since, RestrictionRow.restriction_id)
            .execution_options(populate_existing=True)
        )
        return tuple(_restriction(row) for row in rows)


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


def _restriction(row: RestrictionRow) -> Restriction:
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
