"""Which parts of the register apply to one person: confirmed, and meant for this population and these data."""

from collections.abc import Iterable

from app.register.model import (
    BasisLine,
    Category,
    HeldCategory,
    KnownRecipient,
    Population,
    Purpose,
    PurposeBasis,
    Recipient,
    Register,
    Source,
)
from app.register.terms import Basis, RecipientKind


def confirmed_purposes(
    register: Register, category: Category, population: Population | None
) -> tuple[Purpose, ...]:
    """Return the purposes a category serves for this population, without links that are assumed."""
    linked = {link.purpose_id for link in category.purposes if not link.assumed}
    return tuple(
        p for p in register.purposes if p.purpose_id in linked and concerns(register, p, population)
    )


def concerns(register: Register, purpose: Purpose, population: Population | None) -> bool:
    """Answer whether a purpose concerns this population: some natures belong to one population alone."""
    if population is None:
        return True
    if population.nature:
        return bool(population.nature & purpose.nature)
    return not any(p.nature & purpose.nature for p in register.populations)


def concerning(register: Register, population_id: str | None) -> frozenset[str]:
    """Return the purposes that concern a population; all of them where it is not known."""
    population = next((p for p in register.populations if p.population_id == population_id), None)
    return frozenset(p.purpose_id for p in register.purposes if concerns(register, p, population))


def bases_for(purpose: Purpose, category: Category) -> tuple[BasisLine, ...]:
    """Return the bases of a purpose that can apply to a category, each with its condition."""
    return tuple(
        BasisLine(basis.code, basis.label, basis.condition)
        for basis in purpose.bases
        if _can_apply(basis, category)
    )


def _can_apply(basis: PurposeBasis, category: Category) -> bool:
    limited = basis.limited_to_categories
    return limited is None or category.category_id in limited


def consent_categories(register: Register) -> frozenset[str]:
    """Return the categories of which some use rests, or can rest, on consent."""
    purposes = {p.purpose_id: p for p in register.purposes}
    return frozenset(
        category.category_id
        for category in register.categories
        for link in category.purposes
        for basis in purposes[link.purpose_id].bases
        if basis.code == Basis.CONSENT and _can_apply(basis, category)
    )


def sources_of(register: Register, category: Category, has: HeldCategory) -> tuple[Source, ...]:
    """Return where the data come from: what the store says, else what the register has confirmed."""
    if has.source_ids:
        return tuple(s for s in register.sources if s.source_id in has.source_ids)
    return tuple(
        s
        for s in register.sources
        if (category.category_id in s.category_ids and not s.mapping_assumed)
        or (category.category_id not in s.category_ids and s.source_id == category.usual_source)
    )


def without_own_staff(
    register: Register, recipients: Iterable[KnownRecipient]
) -> tuple[KnownRecipient, ...]:
    """Leave out own staff acting on instructions: no recipient in the sense of Art. 15(1)(c) (C-579/21)."""
    internal = {r.recipient_id for r in register.recipients if r.kind == RecipientKind.INTERNAL}
    return tuple(r for r in recipients if r.recipient_id not in internal)


def possible_recipients(
    register: Register, actual: Iterable[KnownRecipient]
) -> tuple[Recipient, ...]:
    """Return the recipients of the statement beside those that are known by name (EDPB 01/2022 s. 4.3)."""
    known = {r.recipient_id for r in actual}
    return tuple(
        r
        for r in register.recipients
        if r.kind != RecipientKind.INTERNAL and not r.assumed and r.recipient_id not in known
    )
