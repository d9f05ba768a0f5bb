"""One use of data: a category, or an element of it, for one purpose on one legal basis, as the rules see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.register.model import Category, Purpose, PurposeBasis, Register, RegisterElement, Source
from app.register.terms import Basis, Provided, SourceKind, Trait

Carrier: TypeAlias = tuple[Purpose, PurposeBasis, bool]
"""A purpose, one of its bases, and whether the link to the category is assumed."""


@dataclass(frozen=True, slots=True)
class Use:
    """What the rules may look at. `element` is None for the category as a whole."""

    category: Category
    purpose: Purpose
    basis: PurposeBasis
    link_assumed: bool
    authentic: bool
    """A value of it comes from an authentic source."""
    corrected_here: bool
    """A value of it is corrected in our own store."""
    provided: Provided
    element: RegisterElement | None = None
    direct_elements: tuple[RegisterElement, ...] = ()
    source_elements: tuple[RegisterElement, ...] = ()
    other_ground: bool = False
    """The same data are used on a basis other than consent for another purpose (section 5.8)."""

    @property
    def element_id(self) -> str | None:
        """The element of the register, None for the category as a whole."""
        return self.element.element_id if self.element else None

    @property
    def consent(self) -> bool:
        """Whether this use rests on consent."""
        return self.basis.code == Basis.CONSENT

    @property
    def sole_basis(self) -> bool:
        """Whether the purpose knows no other basis and none of its own conditions."""
        return len(self.purpose.bases) == 1 and not self.basis.conditional

    @property
    def carried_elsewhere(self) -> tuple[RegisterElement, ...]:
        """Elements used here on consent and for another purpose without it (CW-03)."""
        elements = (self.element,) if self.element else self.category.elements
        return tuple(
            x
            for x in elements
            if (x.basis_by_purpose or {}).get(self.purpose.purpose_id) == Basis.CONSENT
            and _used_without_consent(x)
        )


def uses_of(register: Register, category: Category) -> Iterator[Use]:
    """Yield each use of the category as a whole, in the register's order."""
    sources = {s.source_id: s for s in register.sources}
    carriers = tuple(_carriers(register, category))
    for carrier in carriers:
        # Assumed links count: what is erased by mistake cannot be brought back.
        other = any(c is not carrier and c[1].code != Basis.CONSENT for c in carriers)
        yield _category_use(category, carrier, other_ground=other, sources=sources)


def element_uses(register: Register, use: Use) -> Iterator[Use]:
    """Yield the same use for each element that has a source or a basis of its own and is used so."""
    sources = {s.source_id: s for s in register.sources}
    for element in use.category.elements:
        bases = element.basis_by_purpose
        # A conditional basis is there for the elements that name it, not for the rest.
        by_default = bases is None and not use.basis.conditional
        if by_default or (bases or {}).get(use.purpose.purpose_id) == use.basis.code:
            yield _element_use(use, element, sources)


def _carriers(register: Register, category: Category) -> Iterator[Carrier]:
    purposes = {p.purpose_id: p for p in register.purposes}
    for link in category.purposes:
        purpose = purposes[link.purpose_id]
        for basis in purpose.bases:
            limited = basis.limited_to_categories
            if limited is None or category.category_id in limited:
                yield purpose, basis, link.assumed


def _category_use(
    category: Category, carrier: Carrier, *, other_ground: bool, sources: Mapping[str, Source]
) -> Use:
    purpose, basis, assumed = carrier
    from_source = tuple(x for x in category.elements if _is_authentic(x, sources))
    mixed = Trait.MIXED_SOURCES in category.traits
    authentic = mixed or category.authentic_source is not None or bool(from_source)
    return Use(
        category=category,
        purpose=purpose,
        basis=basis,
        link_assumed=assumed,
        authentic=authentic,
        corrected_here=mixed or not authentic,
        provided=Provided(category.provided),
        direct_elements=tuple(x for x in category.elements if x not in from_source),
        source_elements=from_source,
        other_ground=other_ground,
    )


def _element_use(use: Use, element: RegisterElement, sources: Mapping[str, Source]) -> Use:
    authentic = _is_authentic(element, sources)
    source = sources.get(element.source_id or "")
    provided = use.provided
    if source is not None:
        own = source.kind == SourceKind.DATA_SUBJECT
        provided = Provided.YES if own else Provided.NO
    return Use(
        category=use.category,
        purpose=use.purpose,
        basis=use.basis,
        link_assumed=use.link_assumed,
        authentic=authentic,
        corrected_here=not authentic,
        provided=provided,
        element=element,
        other_ground=use.other_ground
        if element.basis_by_purpose is None
        else _used_without_consent(element),
    )


def _is_authentic(element: RegisterElement, sources: Mapping[str, Source]) -> bool:
    source = sources.get(element.source_id or "")
    return source is not None and source.kind == SourceKind.AUTHENTIC


def _used_without_consent(element: RegisterElement) -> bool:
    return any(code != Basis.CONSENT for code in (element.basis_by_purpose or {}).values())
