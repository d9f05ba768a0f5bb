"""What of a category may be handed over under Art. 20: its decided uses, element by element."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.decisions.model import DecisionKind, EffectiveDecision
from app.decisions.uses import element_uses, uses_of
from app.register.model import Category, Register
from app.register.terms import SourceKind

DEFAULT_GROUND = "R20-BASIS"
"""Where no use was decided that carries an element: neither consent nor contract."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The parts of one category that a granted use carries."""

    rest: bool
    """Whether data go along that the register does not track as an element of their own."""
    elements: frozenset[str]
    known: frozenset[str]
    """Elements that the register does track."""
    codes: tuple[str, ...]
    """Grounds on which the other uses were refused."""
    authentic: frozenset[str]
    """Elements that come from an authentic source."""

    def has(self, element: str | None) -> bool:
        """Whether data of this element go along; None or an untracked one is the rest."""
        if element is None or element not in self.known:
            return self.rest
        return element in self.elements

    @property
    def something(self) -> bool:
        """Whether anything of the category goes along."""
        return self.rest or bool(self.elements)


def carried(
    register: Register, category: Category, decided: Sequence[EffectiveDecision]
) -> Carried:
    """Return what the decisions on the uses of one category let go along (Art. 20(1), PO-01)."""
    kinds = {
        (d.proposal.purpose_id, d.proposal.legal_basis, d.proposal.element): d.line.decision
        for d in decided
        if d.proposal is not None
        and d.line is not None
        and d.proposal.category_id == category.category_id
    }
    rest, elements = False, set[str]()
    for use in uses_of(register, category):
        key = use.purpose.purpose_id, use.basis.code
        whole = kinds.get((*key, None))
        named = [u.element.element_id for u in element_uses(register, use) if u.element]
        elements.update(e for e in named if _given(kinds.get((*key, e), whole)))
        # A conditional basis carries the elements that name it; the rest only where none does.
        covers_rest = not use.basis.conditional or not named
        rest = rest or (covers_rest and _given(whole))
    return Carried(
        rest=rest,
        elements=frozenset(elements),
        known=frozenset(e.element_id for e in category.elements),
        codes=_codes(decided, category.category_id) or (DEFAULT_GROUND,),
        authentic=_authentic(register, category),
    )


def authentic_sources(register: Register) -> frozenset[str]:
    """Return the ids of the authentic sources."""
    return frozenset(s.source_id for s in register.sources if s.kind == SourceKind.AUTHENTIC)


def _given(kind: DecisionKind | None) -> bool:
    return kind in {DecisionKind.GRANT, DecisionKind.PARTLY_GRANT}


def _codes(decided: Iterable[EffectiveDecision], category_id: str) -> tuple[str, ...]:
    lines = [
        d.line
        for d in decided
        if d.proposal is not None and d.line is not None and d.proposal.category_id == category_id
    ]
    refused = (line for line in lines if line.decision is DecisionKind.REFUSE)
    return tuple(dict.fromkeys(code for line in refused for code in line.ground_codes))


def _authentic(register: Register, category: Category) -> frozenset[str]:
    sources = authentic_sources(register)
    return frozenset(e.element_id for e in category.elements if e.source_id in sources)
