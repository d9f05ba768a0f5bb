"""What a claim restricts the moment it is registered: per use, per recipient, per element; pure functions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from app.cases.model import Claim
from app.personnel.model import Holding
from app.register.model import Category, Register, RegisterElement
from app.register.terms import OBJECTION_BASES, Basis
from app.restrictions.model import Restriction, RestrictionGround, Scope
from app.restrictions.rules import applies, bases_of

_CONSENT = frozenset({Basis.CONSENT})
Names: TypeAlias = Mapping[str, frozenset[str]]
"""Name of an element in a store -> what the register calls it."""
_NO_NAMES: Names = MappingProxyType({})


def interims_of(
    claim: Claim,
    register: Register,
    *,
    case_id: str,
    since: datetime,
    ids: Callable[[], str],
    names: Names = _NO_NAMES,
) -> tuple[Restriction, ...]:
    """Return what registering a claim restricts at once (DL-15, DL-18); nothing where it contests nothing.

    One restriction for the uses it contests, one per recipient to whom nothing may go, one per
    element whose consent is withdrawn. `names` translates the stores' names of elements to the register's.
    """
    match claim.right:
        case "objection":
            ground, scopes = RestrictionGround.OBJECTION, contested(claim, register)
        case "consentWithdrawal":
            ground, scopes = RestrictionGround.CONSENT_WITHDRAWN, withdrawn(claim, register, names)
        case _:
            return ()
    return tuple(
        Restriction(
            restriction_id=ids(),
            case_id=case_id,
            claim_id=claim.claim_id,
            ground=ground,
            scope=scope,
            since=since,
            allowed_uses=_left(register, scope),
            interim=True,
        )
        for scope in scopes
    )


def _left(register: Register, scope: Scope) -> tuple[str, ...]:
    """Return the purposes that go on meanwhile; nothing at all goes to a recipient (OB-05)."""
    if scope.recipient_ids:
        return ()
    ended = set(scope.purpose_ids)
    return tuple(p.purpose_id for p in register.purposes if p.purpose_id not in ended)


def contested(claim: Claim, register: Register) -> Iterator[Scope]:
    """Yield what an objection contests: the uses on a public task or legitimate interests (OB-01) of the data
    it is about, and each disclosure that it names, whatever the basis (OB-05)."""
    named, recipients = listed(claim, "purposeIds"), listed(claim, "recipientIds")
    known = {r.recipient_id for r in register.recipients}
    against = tuple(r for r in dict.fromkeys(recipients) if r in known)
    if named or not against:
        yield from _uses(claim, register, frozenset(named), OBJECTION_BASES)
    for recipient in against:
        yield Scope(_categories(claim, register), recipient_ids=(recipient,))


def withdrawn(claim: Claim, register: Register, names: Names) -> Iterator[Scope]:
    """Yield what a withdrawal of consent stops: the uses on consent, or those of the elements it names (CW-01)."""
    purposes = frozenset(listed(claim, "purposeIds"))
    elements = named_elements(claim, names)
    if not elements:
        yield from _uses(claim, register, purposes, _CONSENT)
        return
    limited = _categories(claim, register)
    for category in register.categories:
        if limited and category.category_id not in limited:
            continue
        for element in category.elements:
            ended = consents_of(register, category, element)
            ended = tuple(p for p in ended if not purposes or p in purposes)
            if element.element_id in elements and ended:
                yield Scope((category.category_id,), (element.element_id,), ended)


def named_elements(claim: Claim, names: Names = _NO_NAMES) -> frozenset[str]:
    """Return the elements a withdrawal is limited to, as the register calls them; none means that it is not."""
    named = listed(claim, "elements")
    return frozenset({*named, *(known for name in named for known in names.get(name, ()))})


def register_names(holdings: Iterable[Holding]) -> Names:
    """Return what the register calls the elements of the stores."""
    found: dict[str, frozenset[str]] = {}
    for element in (e for h in holdings for e in h.elements if e.register_element):
        found[element.name] = found.get(element.name, frozenset()) | {str(element.register_element)}
    return found


def consents_of(
    register: Register, category: Category, element: RegisterElement
) -> tuple[str, ...]:
    """Return the purposes that use an element on consent; one with bases of its own has no others."""
    own = element.basis_by_purpose
    linked = {link.purpose_id for link in category.purposes}
    return tuple(
        p.purpose_id
        for p in register.purposes
        if p.purpose_id in linked
        and (
            own.get(p.purpose_id) == Basis.CONSENT
            if own is not None
            else any(
                b.code == Basis.CONSENT and not b.conditional and applies(b, category)
                for b in p.bases
            )
        )
    )


def _uses(
    claim: Claim, register: Register, named: frozenset[str], bases: frozenset[Basis]
) -> Iterator[Scope]:
    """Yield the uses on these bases, of the categories the claim is limited to as far as they are used so.

    Where nothing it is limited to is used so, it restricts nothing: there is nothing to rest.
    """
    purposes = tuple(
        p.purpose_id
        for p in register.purposes
        if (not named or p.purpose_id in named) and any(b.code in bases for b in p.bases)
    )
    limited = _categories(claim, register)
    if limited:
        used = {
            (c.category_id, p)
            for c in register.categories
            if c.category_id in limited
            for p in purposes
            if is_used(register, c, p, bases)
        }
        purposes = tuple(p for p in purposes if p in {purpose for _, purpose in used})
        limited = tuple(c for c in limited if c in {category for category, _ in used})
    if purposes:
        yield Scope(limited, purpose_ids=purposes)


def is_used(
    register: Register, category: Category, purpose_id: str, bases: frozenset[Basis]
) -> bool:
    """Whether a purpose uses a category on one of these bases. Assumed links count: what rests by mistake
    does less harm than what is used by mistake."""
    linked = any(link.purpose_id == purpose_id for link in category.purposes)
    return linked and bool(bases_of(register, category, purpose_id, frozenset()) & bases)


def _categories(claim: Claim, register: Register) -> tuple[str, ...]:
    """Return the categories a claim is limited to; words that are none limit nothing: a human reads them."""
    named = set(claim.scope or ())
    return tuple(c.category_id for c in register.categories if c.category_id in named)


def listed(claim: Claim, name: str) -> tuple[str, ...]:
    """Return a list of codes in the details of a claim; empty where there is none."""
    found = claim.details.get(name)
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()
