"""What a restriction stands in the way of, what a decision makes of it, and when it may end: pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import ClassVar, Final

from app.cases.model import Claim
from app.errors import DeskError
from app.register.model import Category, PurposeBasis, Register
from app.register.terms import OBJECTION_BASES, Basis
from app.restrictions.model import (
    ENDS_WITH_NOTICE,
    Restriction,
    RestrictionGround,
    RestrictionState,
    Scope,
)

NOTICE_DAYS = 14
"""Calendar days from the announcement to the first day of lifting (DL-16, policy)."""

_CONSENT = frozenset({Basis.CONSENT})
_BASES: Mapping[RestrictionGround, frozenset[Basis]] = MappingProxyType(
    {
        RestrictionGround.OBJECTION: OBJECTION_BASES,
        RestrictionGround.OBJECTION_UPHELD: OBJECTION_BASES,
        RestrictionGround.CONSENT_WITHDRAWN: _CONSENT,
    }
)
"""Grounds that end a use on these bases alone: the same purpose on another basis goes on (section 5.8)."""
_AGAINST_ERASURE = frozenset({RestrictionGround.UNLAWFUL, RestrictionGround.LEGAL_CLAIM})
_INTERIM: Mapping[str, RestrictionGround] = MappingProxyType(
    {
        "objection": RestrictionGround.OBJECTION,
        "consentWithdrawal": RestrictionGround.CONSENT_WITHDRAWN,
    }
)
"""On what ground data rest before the decision, by the right that asks it (DL-15, DL-18)."""


class LiftingNotAnnounced(DeskError):
    """The person is informed before a restriction is lifted (Art. 18(3))."""

    code: ClassVar[str] = "liftingNotAnnounced"


class LiftingTooEarly(DeskError):
    """The day that was announced is not there yet. Fact `liftDate`."""

    code: ClassVar[str] = "liftingTooEarly"


class AlreadyLifted(DeskError):
    """The restriction has ended."""

    code: ClassVar[str] = "alreadyLifted"


class LiftDateTooSoon(DeskError):
    """Between the announcement and the lifting lie at least 14 days (DL-16). Fact `earliest`."""

    code: ClassVar[str] = "liftDateTooSoon"


class ClaimUndecided(DeskError):
    """A restriction pending a decision lasts until that is taken (Art. 18(1)(d))."""

    code: ClassVar[str] = "claimUndecided"


@dataclass(frozen=True, slots=True)
class AskedUse:
    """A use that somebody wants to make now; what is not told can be anything."""

    category_id: str | None = None
    elements: frozenset[str] = frozenset()
    """Every name of the element: its own in the holding, and that of the register."""
    purpose_id: str | None = None
    legal_basis: str | None = None
    recipient_id: str | None = None


def widened(standing: Restriction, read: Restriction) -> Restriction:
    """Return a standing interim restriction as it is once its claim is read anew: it may grow, and is
    active again if its end was announced; it never shrinks without notice (Art. 18(3))."""
    scope = Scope(
        _wider(standing.scope.category_ids, read.scope.category_ids),
        _wider(standing.scope.elements, read.scope.elements),
        _joined(standing.scope.purpose_ids, read.scope.purpose_ids),
        _joined(standing.scope.recipient_ids, read.scope.recipient_ids),
    )
    ended = set(scope.purpose_ids)
    return replace(
        standing,
        scope=scope,
        allowed_uses=tuple(p for p in standing.allowed_uses if p not in ended),
        state=RestrictionState.ACTIVE,
        announced_letter_id=None,
        announced_at=None,
        lift_on=None,
    )


def _wider(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return both together; empty means everything."""
    return _joined(one, other) if one and other else ()


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def stands_in_the_way(restriction: Restriction, use: AskedUse, register: Register) -> bool:
    """Whether the use is not allowed now; a use that is told in part is judged as the worst it can be."""
    scope = restriction.scope
    if restriction.state is RestrictionState.LIFTED or not _about(scope, use):
        return False
    if scope.recipient_ids:
        return _stops_flow(restriction, use)
    if not scope.purpose_ids:
        return use.purpose_id is None or use.purpose_id not in restriction.allowed_uses
    if use.purpose_id is None and use.recipient_id is None:
        return True
    return any(
        _ends(restriction, purpose, use, register)
        for purpose in scope.purpose_ids
        if use.purpose_id in {None, purpose}
    )


def _stops_flow(restriction: Restriction, use: AskedUse) -> bool:
    """Whether a disclosure rests (OB-05); our own use of the data does not rest with it."""
    if use.recipient_id is None:
        return use.purpose_id is None
    to_them = use.recipient_id in restriction.scope.recipient_ids
    return to_them and (use.purpose_id is None or use.purpose_id not in restriction.allowed_uses)


def _about(scope: Scope, use: AskedUse) -> bool:
    if scope.category_ids and use.category_id and use.category_id not in scope.category_ids:
        return False
    return not (scope.elements and use.elements) or bool(use.elements & set(scope.elements))


def _ends(restriction: Restriction, purpose_id: str, use: AskedUse, register: Register) -> bool:
    """Whether this use for the purpose rests on a basis that the ground ends."""
    bases = _BASES.get(restriction.ground)
    if bases is None:
        return True
    if use.legal_basis is not None:
        return use.legal_basis in bases
    category = next((c for c in register.categories if c.category_id == use.category_id), None)
    if category is None:
        return True
    codes = bases_of(register, category, purpose_id, use.elements)
    # A purpose the register does not link to the category has no other basis that would carry it.
    return not codes or bool(codes & bases)


def bases_of(
    register: Register, category: Category, purpose_id: str, elements: frozenset[str]
) -> frozenset[str]:
    """Return the bases on which a purpose can use a category, or the elements of it that are named.

    A conditional basis is there for the elements that name it, where there are any, not for the rest.
    """
    purpose = next((p for p in register.purposes if p.purpose_id == purpose_id), None)
    found = [b for b in purpose.bases if applies(b, category)] if purpose else []
    own = {
        e.element_id: code
        for e in category.elements
        if (code := (e.basis_by_purpose or {}).get(purpose_id))
    }
    named = frozenset(own[e] for e in elements if e in own)
    if not elements or named:
        return named or frozenset(b.code for b in found)
    return frozenset(b.code for b in found if not (b.conditional and b.code in own.values()))


def applies(basis: PurposeBasis, category: Category) -> bool:
    """Whether a basis carries the purpose for this category."""
    limited = basis.limited_to_categories
    return limited is None or category.category_id in limited


def marked_categories(restriction: Restriction, register: Register) -> frozenset[str]:
    """Return the categories of which records are marked: in scope, and used for what is contested.

    Assumed links count: what rests by mistake does less harm than what is used by mistake.
    """
    scope = restriction.scope
    purposes = frozenset(scope.purpose_ids)
    return frozenset(
        c.category_id
        for c in register.categories
        if (not scope.category_ids or c.category_id in scope.category_ids)
        and (not purposes or purposes & {link.purpose_id for link in c.purposes})
    )


def announced(
    restriction: Restriction, *, letter_id: str, lift_on: date, at: datetime
) -> Restriction:
    """Return the restriction with its end announced by a letter. Raises AlreadyLifted."""
    check_standing(restriction)
    return replace(
        restriction,
        state=RestrictionState.LIFTING_ANNOUNCED,
        announced_letter_id=letter_id,
        announced_at=at,
        lift_on=lift_on,
    )


def lifting_day(on: date, asked: date | None = None) -> date:
    """Return the first day of lifting for an announcement on a Brussels day.

    Raises LiftDateTooSoon when less than 14 calendar days lie between (DL-16).
    """
    earliest = on + timedelta(days=NOTICE_DAYS)
    if asked is not None and asked < earliest:
        raise LiftDateTooSoon(
            "At least 14 days lie before the lifting", earliest=earliest.isoformat()
        )
    return asked or earliest


def is_read_away(restriction: Restriction, claims: Iterable[Claim]) -> bool:
    """Whether an interim restriction rests on a claim in which a handler reads another right by now."""
    about = (c for c in claims if c.claim_id == restriction.claim_id)
    return restriction.interim and any(
        _INTERIM.get(c.right) is not restriction.ground for c in about
    )


def check_decided(restriction: Restriction, claims: Sequence[Claim]) -> None:
    """Raise ClaimUndecided while the claim that an interim restriction waits for is open."""
    if is_read_away(restriction, claims):
        return
    waits = (c for c in claims if c.claim_id == restriction.claim_id and c.withdrawn_on is None)
    if restriction.interim and any(c.outcome is None for c in waits):
        raise ClaimUndecided("The claim is not decided yet")


def keeps_from_erasure(restriction: Restriction, category_id: str) -> bool:
    """Whether the person had data of a category restricted in order that they are not erased: they oppose
    the erasure, or need the data for a claim (GDPR art. 18(1)(b), (c)). A stopped disclosure keeps nothing."""
    scope = restriction.scope
    if restriction.state is RestrictionState.LIFTED or restriction.ground not in _AGAINST_ERASURE:
        return False
    return not scope.recipient_ids and (not scope.category_ids or category_id in scope.category_ids)


def check_standing(restriction: Restriction) -> None:
    """Raise AlreadyLifted for a restriction that has ended."""
    if restriction.state is RestrictionState.LIFTED:
        raise AlreadyLifted("The restriction was lifted already")


def check_lift(restriction: Restriction, on: date) -> None:
    """Raise AlreadyLifted; for one obtained under Art. 18(1) LiftingNotAnnounced before its announcement,
    and LiftingTooEarly before the day that was announced."""
    check_standing(restriction)
    if restriction.ground not in ENDS_WITH_NOTICE:
        return
    if restriction.state is not RestrictionState.LIFTING_ANNOUNCED or restriction.lift_on is None:
        raise LiftingNotAnnounced("The person has to be informed before the lifting")
    if on < restriction.lift_on:
        raise LiftingTooEarly(
            "The day that was announced is still to come", liftDate=restriction.lift_on.isoformat()
        )


def check_told(restriction: Restriction, *, told_on: date | None, on: date) -> None:
    """Raise LiftingNotAnnounced for a letter that did not go yet, or came back: the person does not know (Art. 18(3)).

    `told_on` is the day on which it was made available or given to the post: LiftingTooEarly in the
    14 days after it, whatever day it names (DL-16).
    """
    if restriction.ground not in ENDS_WITH_NOTICE:
        return
    if told_on is None:
        raise LiftingNotAnnounced("The letter that announces the lifting did not reach the person")
    if on < lifting_day(told_on):
        first = lifting_day(told_on).isoformat()
        raise LiftingTooEarly("The letter went too short a time ago", liftDate=first)


LIFT_TASK: Final = "liftingDue"
"""Task of a handler: the day has come on which we told the person that a restriction ends."""


def days_due(restrictions: Iterable[Restriction], on: date) -> tuple[date, ...]:
    """Return the announced days that have come of what still rests, each once, the earliest first."""
    announced_ones = (r for r in restrictions if r.state is RestrictionState.LIFTING_ANNOUNCED)
    return tuple(sorted({r.lift_on for r in announced_ones if r.lift_on and r.lift_on <= on}))


def lifted(restriction: Restriction, *, reason: str, at: datetime, on: date) -> Restriction:
    """Return the restriction at its end. Raises as `check_lift`."""
    check_lift(restriction, on)
    return replace(restriction, state=RestrictionState.LIFTED, lifted_at=at, lift_reason=reason)


def upheld(restriction: Restriction) -> Restriction:
    """Return an interim restriction as it stays once the objection is upheld (OB-03)."""
    return replace(
        restriction,
        ground=RestrictionGround.OBJECTION_UPHELD,
        interim=False,
        state=RestrictionState.ACTIVE,
    )


def rest_of(
    interim: Restriction,
    decided: Iterable[Restriction],
    register: Register,
    *,
    held: frozenset[str],
) -> Restriction | None:
    """Return what goes on resting of an interim restriction beside what was decided, until its end is announced.

    That is every category that is held with a contested use that was not granted; None where
    nothing is left: what was decided stands in its place.
    """
    scope = interim.scope
    taken = tuple(decided)
    left: dict[str, set[str]] = {}
    for category in register.categories:
        if category.category_id not in held & marked_categories(interim, register):
            continue
        linked = {link.purpose_id for link in category.purposes}
        uses = linked & set(scope.purpose_ids) if scope.purpose_ids else linked
        given = [d for d in taken if _covers(d, interim, category.category_id)]
        still = {p for p in uses if not any(_gives(d, p) for d in given)}
        if still:
            left[category.category_id] = still
    if not left:
        return None
    purposes = tuple(p for p in scope.purpose_ids if any(p in still for still in left.values()))
    return replace(interim, scope=replace(scope, category_ids=tuple(left), purpose_ids=purposes))


def _covers(decided: Restriction, interim: Restriction, category_id: str) -> bool:
    one = decided.scope
    return one.recipient_ids == interim.scope.recipient_ids and category_id in one.category_ids


def _gives(decided: Restriction, purpose_id: str) -> bool:
    """Whether a decided restriction ends the use for this purpose."""
    named = decided.scope.purpose_ids
    return purpose_id in named if named else purpose_id not in decided.allowed_uses


REPLACED = "decided"
"""Why an interim restriction ended whose place a decided one took."""


def replaced(interim: Restriction, *, at: datetime) -> Restriction:
    """Return an interim restriction at its end, now that decided ones stand for all it covered."""
    return replace(
        interim, state=RestrictionState.LIFTED, lifted_at=at, lift_reason=REPLACED, lift_on=None
    )
