"""What may be restricted at once, what a restriction stands in the way of, and when it may end: pure functions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import ClassVar

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

_GROUNDS: Mapping[str, RestrictionGround] = MappingProxyType(
    {
        "objection": RestrictionGround.OBJECTION,
        "consentWithdrawal": RestrictionGround.CONSENT_WITHDRAWN,
    }
)
"""Rights that restrict on registration."""


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


def interim_of(
    claim: Claim, register: Register, *, restriction_id: str, case_id: str, since: datetime
) -> Restriction | None:
    """Return what registering a claim restricts at once (DL-15, DL-18); None where it restricts nothing."""
    ground = _GROUNDS.get(claim.right)
    if ground is None:
        return None
    scope = contested(claim, register) if claim.right == "objection" else withdrawn(claim, register)
    if scope is None:
        return None
    ended = set(scope.purpose_ids)
    return Restriction(
        restriction_id=restriction_id,
        case_id=case_id,
        claim_id=claim.claim_id,
        ground=ground,
        scope=scope,
        since=since,
        allowed_uses=tuple(p.purpose_id for p in register.purposes if p.purpose_id not in ended),
        interim=True,
    )


def contested(claim: Claim, register: Register) -> Scope | None:
    """Return what an objection contests: uses on a public task or legitimate interests (OB-01), and the
    recipients that are named, whatever the basis (OB-05); None where neither is left."""
    named, recipients = _listed(claim, "purposeIds"), _listed(claim, "recipientIds")
    known = {r.recipient_id for r in register.recipients}
    against = tuple(r for r in recipients if r in known)
    open_to_it = _purposes_on(register, OBJECTION_BASES)
    if named:
        purposes = tuple(p for p in open_to_it if p in named)
    else:
        purposes = () if against else open_to_it
    if not purposes and not against:
        return None
    return Scope(_categories(claim, register), purpose_ids=purposes, recipient_ids=against)


def withdrawn(claim: Claim, register: Register) -> Scope | None:
    """Return what a withdrawal of consent stops: the uses on consent, or those it names (CW-01)."""
    named, elements = _listed(claim, "purposeIds"), _listed(claim, "elements")
    on_consent = _purposes_on(register, _CONSENT)
    purposes = tuple(p for p in on_consent if not named or p in named)
    if not purposes:
        return None
    tracked = {e.element_id for c in register.categories for e in c.elements}
    kept = tuple(e for e in elements if e in tracked)
    return Scope(_categories(claim, register), elements=kept, purpose_ids=purposes)


def _purposes_on(register: Register, bases: frozenset[Basis]) -> tuple[str, ...]:
    return tuple(
        p.purpose_id for p in register.purposes if any(basis.code in bases for basis in p.bases)
    )


def _categories(claim: Claim, register: Register) -> tuple[str, ...]:
    """Return the categories a claim is limited to; words that are none limit nothing: a human reads them."""
    named = set(claim.scope or ())
    return tuple(c.category_id for c in register.categories if c.category_id in named)


def _listed(claim: Claim, name: str) -> tuple[str, ...]:
    listed = claim.details.get(name)
    return tuple(map(str, listed)) if isinstance(listed, list | tuple) else ()


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
    if not scope.purpose_ids and not scope.recipient_ids:
        return use.purpose_id is None or use.purpose_id not in restriction.allowed_uses
    if use.purpose_id is None and use.recipient_id is None:
        return True
    if use.recipient_id in scope.recipient_ids:
        return True
    return any(
        _ends(restriction, purpose, use, register)
        for purpose in scope.purpose_ids
        if use.purpose_id in {None, purpose}
    )


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
    codes = _codes(register, category, purpose_id, use.elements)
    # A purpose the register does not link to the category has no other basis that would carry it.
    return not codes or bool(codes & bases)


def _codes(
    register: Register, category: Category, purpose_id: str, elements: frozenset[str]
) -> frozenset[str]:
    """Return the bases on which a purpose can use a category, or the elements of it that are named.

    A conditional basis is there for the elements that name it, where there are any, not for the rest.
    """
    purpose = next((p for p in register.purposes if p.purpose_id == purpose_id), None)
    found = [b for b in purpose.bases if _applies(b, category)] if purpose else []
    own = {
        e.element_id: code
        for e in category.elements
        if (code := (e.basis_by_purpose or {}).get(purpose_id))
    }
    named = frozenset(own[e] for e in elements if e in own)
    if not elements or named:
        return named or frozenset(b.code for b in found)
    return frozenset(b.code for b in found if not (b.conditional and b.code in own.values()))


def _applies(basis: PurposeBasis, category: Category) -> bool:
    limited = basis.limited_to_categories
    return limited is None or category.category_id in limited


def marked_categories(restriction: Restriction, register: Register) -> frozenset[str]:
    """Return the categories of which records are marked: in scope, and used for what is contested.

    Assumed links count: what rests by mistake does less harm than what is used by mistake.
    """
    scope = restriction.scope
    purposes = frozenset() if scope.recipient_ids else frozenset(scope.purpose_ids)
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


def check_decided(restriction: Restriction, claims: Iterable[Claim]) -> None:
    """Raise ClaimUndecided while the claim that an interim restriction waits for is open."""
    waits = (c for c in claims if c.claim_id == restriction.claim_id and c.withdrawn_on is None)
    if restriction.interim and any(c.outcome is None for c in waits):
        raise ClaimUndecided("The claim is not decided yet")


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
    interim: Restriction, decided: Restriction, *, restriction_id: str
) -> Iterator[Restriction]:
    """Yield what an interim restriction covered and the decided one does not: it ends with notice alone."""
    scope = interim.scope
    purposes = tuple(p for p in scope.purpose_ids if p not in decided.scope.purpose_ids)
    recipients = tuple(r for r in scope.recipient_ids if r not in decided.scope.recipient_ids)
    if purposes or recipients:
        left = replace(scope, purpose_ids=purposes, recipient_ids=recipients)
        yield replace(interim, restriction_id=restriction_id, scope=left)
