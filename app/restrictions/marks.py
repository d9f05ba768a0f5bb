"""From a restriction to what a personnel store is told: marks on its records, the end of a use; pure values."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from app.personnel.changes import ChangeKind, RestrictionFlag, StoreChange
from app.personnel.model import Holding, SubjectKey
from app.register.model import Register
from app.restrictions.model import Restriction, RestrictionGround
from app.restrictions.rules import marked_categories


def flag_of(restriction: Restriction) -> RestrictionFlag:
    """Return what the store keeps beside the data (RS-03)."""
    return RestrictionFlag(
        restriction.restriction_id,
        restriction.ground.value,
        restriction.since,
        restriction.allowed_uses,
    )


def marks(
    restriction: Restriction,
    subject: SubjectKey,
    holdings: Iterable[Holding],
    register: Register,
    *,
    on: date,
) -> Iterator[StoreChange]:
    """Yield the changes that make a restriction hold in a store: a mark per holding of its categories.

    A withdrawal of consent is one change: the store notes that the consent ended (Art. 7(3)).
    """
    if restriction.ground is RestrictionGround.CONSENT_WITHDRAWN:
        yield _change(restriction, ChangeKind.STOP_USE, subject, "", on)
        return
    wanted = marked_categories(restriction, register)
    for holding in holdings:
        if holding.category_id in wanted:
            yield _change(restriction, ChangeKind.RESTRICT, subject, holding.name, on)


def unmarks(
    restriction: Restriction, subject: SubjectKey, holdings: Iterable[Holding], *, on: date
) -> Iterator[StoreChange]:
    """Yield the changes that take every mark of a restriction away; an ended consent stays ended."""
    for holding in holdings:
        yield _change(restriction, ChangeKind.LIFT, subject, holding.name, on)


def _change(
    restriction: Restriction, kind: ChangeKind, subject: SubjectKey, holding: str, on: date
) -> StoreChange:
    stops = kind is ChangeKind.STOP_USE
    return StoreChange(
        step_key=_key(restriction, kind, subject, holding),
        kind=kind,
        subject=subject,
        holding=holding,
        on=on,
        flag=None if stops else flag_of(restriction),
        purpose_ids=restriction.scope.purpose_ids if stops else (),
    )


def _key(restriction: Restriction, kind: ChangeKind, subject: SubjectKey, holding: str) -> str:
    """Return a key that is the same for the same mark, and another for another ground or scope."""
    parts = (
        restriction.restriction_id,
        kind.value,
        subject.system,
        subject.key,
        holding,
        restriction.ground.value,
        ",".join(restriction.scope.purpose_ids),
        ",".join(restriction.allowed_uses),
    )
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()[:40]
