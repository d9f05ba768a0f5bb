"""From a restriction to what a personnel store is told: marks on its records, the end of a use; pure values."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

from app.personnel.changes import ChangeKind, RestrictionFlag, StoreChange
from app.personnel.model import Holding, SubjectKey
from app.register.model import Register
from app.restrictions.model import Restriction, RestrictionGround, Scope
from app.restrictions.rules import marked_categories


def flag_of(restriction: Restriction) -> RestrictionFlag:
    """Return what the store keeps beside the data (RS-03)."""
    return RestrictionFlag(
        restriction.restriction_id,
        restriction.ground.value,
        restriction.since,
        restriction.allowed_uses,
        restriction.scope.recipient_ids,
    )


def marks(
    restriction: Restriction,
    subject: SubjectKey,
    holdings: Iterable[Holding],
    register: Register,
    *,
    on: date,
) -> Iterator[StoreChange]:
    """Yield the changes that make a restriction hold in a store: a mark per holding of its categories, on its
    elements alone where it names any (RS-03).

    A withdrawal of consent is one change: the store notes that the consent ended (Art. 7(3)). One
    that names elements also marks these: a consent that covers more than them goes on.
    """
    scope = restriction.scope
    if restriction.ground is RestrictionGround.CONSENT_WITHDRAWN:
        elements = stopped_elements(scope, register)
        if elements is not None:
            yield _change(restriction, ChangeKind.STOP_USE, subject, "", on=on, elements=elements)
        if not scope.elements:
            return
    wanted = marked_categories(restriction, register)
    for holding in holdings:
        if holding.category_id not in wanted:
            continue
        names = _named(holding, scope)
        if names or not scope.elements:
            yield _change(
                restriction, ChangeKind.RESTRICT, subject, holding.name, on=on, elements=names
            )


def _named(holding: Holding, scope: Scope) -> tuple[str, ...]:
    """Return the elements of a holding that a scope names, by their own name or that of the register."""
    return tuple(
        e.name
        for e in holding.elements
        if e.name in scope.elements or e.register_element in scope.elements
    )


def stopped_elements(scope: Scope, register: Register) -> tuple[str, ...] | None:
    """Return the elements a consent ends for: none named means whole consents; None where no consent ends.

    A withdrawal that is limited to categories ends only consents that are about elements of these.
    """
    if scope.elements or not scope.category_ids:
        return scope.elements
    elements = tuple(
        e.element_id
        for c in register.categories
        if c.category_id in scope.category_ids
        for e in c.elements
    )
    return elements or None


def unmarks(
    restriction: Restriction, subject: SubjectKey, holdings: Iterable[Holding], *, on: date
) -> Iterator[StoreChange]:
    """Yield the changes that take every mark of a restriction away; an ended consent stays ended."""
    for holding in holdings:
        yield _change(restriction, ChangeKind.LIFT, subject, holding.name, on=on)


def _change(
    restriction: Restriction,
    kind: ChangeKind,
    subject: SubjectKey,
    holding: str,
    *,
    on: date,
    elements: tuple[str, ...] = (),
) -> StoreChange:
    stops = kind is ChangeKind.STOP_USE
    return StoreChange(
        step_key=_key(restriction, kind, subject, holding, elements),
        kind=kind,
        subject=subject,
        holding=holding,
        on=on,
        elements=elements,
        flag=None if stops else flag_of(restriction),
        purpose_ids=restriction.scope.purpose_ids if stops else (),
    )


def _key(
    restriction: Restriction,
    kind: ChangeKind,
    subject: SubjectKey,
    holding: str,
    elements: tuple[str, ...],
) -> str:
    """Return a key that is the same for the same mark, and another for another ground or scope."""
    parts = (
        restriction.restriction_id,
        kind.value,
        subject.system,
        subject.key,
        holding,
        restriction.ground.value,
        ",".join(elements),
        ",".join(restriction.scope.purpose_ids),
        ",".join(restriction.scope.recipient_ids),
        ",".join(restriction.allowed_uses),
    )
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()[:40]
