"""What a plan looks at: the decided case, what the stores hold of it, and the register; nothing is asked here."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.cases.model import Case, Claim
from app.decisions.model import DecisionKind, DraftDecision, EffectiveDecision
from app.decisions.uses import Use, element_uses, uses_of
from app.executions.model import ExecutionStep
from app.personnel.changes import ChangeKind
from app.personnel.model import Holding, SourceAnswer
from app.register.model import Category, Register
from app.restrictions.claims import register_names


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is known when an execution is planned."""

    case: Case
    register: Register
    decided: tuple[EffectiveDecision, ...]
    answers: tuple[SourceAnswer, ...]
    """Those that found something."""
    holdings: Mapping[tuple[str, str], Holding]
    at: datetime
    on: date
    expired: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """System and holding -> records whose storage period is over."""
    concerning: frozenset[str] | None = None
    """The purposes that concern the person at all; None where that is not known."""
    standing: Mapping[str, datetime] = field(default_factory=dict)
    """Claim -> since when something rests for it: a decided restriction goes on from there."""
    accepted: frozenset[DraftDecision] = frozenset()
    """The proposals that were taken as they are: nobody looked at single documents for these."""
    documents: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """System and holding -> the documents of a container, as long as the dossier holds them."""

    @property
    def names(self) -> Mapping[str, frozenset[str]]:
        """What the register calls the elements of the stores."""
        return register_names(self.holdings.values())

    def category(self, category_id: str) -> Category:
        """Return a category of the register. Raises StopIteration for one it does not know."""
        return next(c for c in self.register.categories if c.category_id == category_id)

    def categories(self) -> tuple[Category, ...]:
        """Return the categories of which something was found, in the register's order."""
        found = {answer.category_id for answer in self.answers}
        return tuple(c for c in self.register.categories if c.category_id in found)

    def found_in(self, category_id: str) -> Iterator[tuple[SourceAnswer, Holding]]:
        """Yield what was found of a category, with its description."""
        for answer in self.answers:
            if answer.category_id == category_id:
                yield answer, self.holdings[answer.system, answer.holding]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was decided on one claim, looked up by use."""

    by_use: Mapping[tuple[str, str, str, str | None], EffectiveDecision]

    @classmethod
    def of(cls, claim: Claim, decided: Sequence[EffectiveDecision]) -> "Verdicts":
        """Return the decisions of one claim."""
        return cls(
            {
                (p.category_id, p.purpose_id, p.legal_basis, p.element): one
                for one in decided
                if one.claim_id == claim.claim_id and (p := one.proposal) is not None
            }
        )

    def on(self, use: Use) -> EffectiveDecision | None:
        """Return what was decided on a use: its own line, else that of its category."""
        place = use.category.category_id, use.purpose.purpose_id, use.basis.code
        element = use.element.element_id if use.element else None
        return self.by_use.get((*place, element)) or self.by_use.get((*place, None))

    def kind(self, use: Use) -> DecisionKind | None:
        """Return how a use was decided; None where it was not, as when a claim was limited to other data."""
        found = self.on(use)
        return found.line.decision if found and found.line else None


def whole_uses(situation: Situation, category: Category) -> tuple[Use, ...]:
    """Return the uses of a category as a whole."""
    concern = situation.concerning
    return tuple(
        use
        for use in uses_of(situation.register, category)
        if concern is None or use.purpose.purpose_id in concern
    )


def uses_by_element(situation: Situation, category: Category) -> dict[str, tuple[Use, ...]]:
    """Return the uses of each element that the register tracks apart (section 5.8, step 1)."""
    found: dict[str, list[Use]] = {}
    for use in whole_uses(situation, category):
        for part in element_uses(situation.register, use):
            if part.element is not None:
                found.setdefault(part.element.element_id, []).append(part)
    return {element: tuple(uses) for element, uses in found.items()}


def names_of(holding: Holding, register_elements: frozenset[str]) -> tuple[str, ...]:
    """Return the elements of a holding that stand for these elements of the register."""
    return tuple(e.name for e in holding.elements if e.register_element in register_elements)


def step(
    situation: Situation,
    claim: Claim,
    kind: ChangeKind,
    answer: SourceAnswer,
    *,
    record_ids: tuple[str, ...] = (),
    elements: tuple[str, ...] = (),
    expired_only: bool = False,
    restriction_id: str | None = None,
    correction: int | None = None,
    records: int | None = None,
) -> ExecutionStep:
    """Return one step in the holding of an answer, with the key it has on every repetition."""
    case_id, system = situation.case.case_id, answer.system
    told = (
        ",".join(record_ids),
        ",".join(elements),
        str(expired_only),
        str(correction),
        restriction_id or "",
    )
    return ExecutionStep(
        step_key=key_of((case_id, claim.claim_id, kind.value, system, answer.holding, *told)),
        case_id=case_id,
        claim_id=claim.claim_id,
        position=0,
        kind=kind,
        system=system,
        holding=answer.holding,
        category_id=answer.category_id,
        subject_key=situation.case.subject_keys[system],
        record_ids=record_ids,
        elements=elements,
        expired_only=expired_only,
        restriction_id=restriction_id,
        correction=correction,
        records=answer.record_count if records is None else records,
    )


def key_of(parts: Sequence[str]) -> str:
    """Return an opaque key that is the same for the same parts; no part can run into the next."""
    told = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()[:40]
