"""What of an erasure stays, under which duty and until when, as its letter tells it (ER-02)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.cases.model import Claim, Outcome
from app.casework.execution_plan import situation_of
from app.casework.told import Told, category_label, joined, printed_ground
from app.decisions.model import DecisionKind
from app.executions.erasing import erasure
from app.executions.model import StayingPart
from app.language import Text
from app.letters.sections import KeptPart

_ERASURE_GROUND: Final = "R17-"
_DUTY = Text(
    "een plicht of taak die nog loopt",
    "a duty or task that still lasts",
    "une obligation ou une mission qui dure encore",
)


def kept_parts(told: Told, claim: Claim) -> list[KeptPart]:
    """Return what stays of a claim, each category once where its elements share one fate."""
    return list(_merged(told, [(stay, _kept(told, stay)) for stay in _stays(told, claim)]))


def kept_categories(told: Told, claim: Claim) -> frozenset[str]:
    """Return the categories of which the section of an erasure tells that they stay, and why."""
    return frozenset(stay.category_id for stay in _stays(told, claim))


def _stays(told: Told, claim: Claim) -> tuple[StayingPart, ...]:
    stays = erasure(situation_of(told.desk, told.case, on=told.on), claim).stays
    return tuple(
        stay
        for stay in stays
        if stay.ground_codes
        and stay.records
        and (claim.outcome is not Outcome.REFUSED or _is_needed(stay))
    )


def _is_needed(stay: StayingPart) -> bool:
    """Whether a part stays for what it is, and not for how the request was made (R12) or by a statute (R23)."""
    return all(code.startswith(_ERASURE_GROUND) for code in stay.ground_codes)


def _merged(told: Told, parts: Sequence[tuple[StayingPart, KeptPart]]) -> Iterator[KeptPart]:
    """Tell a category once where its elements share one fate: by its name, or by those of the elements."""
    alike: dict[tuple[object, ...], list[tuple[StayingPart, KeptPart]]] = {}
    for stay, part in parts:
        fate = (part.grounds, part.duties, part.until, part.facts, part.reason, stay.place)
        alike.setdefault((stay.category_id, *fate), []).append((stay, part))
    for (category_id, *_), same in alike.items():
        whole = any(stay.element is None and stay.place is None for stay, _ in same)
        label = (
            category_label(told.desk.register, str(category_id))
            if whole
            else joined([part.label for _, part in same])
        )
        yield replace(same[0][1], label=label)


def _own_reasons(told: Told, stay: StayingPart) -> str:
    """Return what a human wrote beside the decision; the reason of a proposal speaks to the desk."""
    draft = told.desk.decisions.load(told.case.case_id)
    return " ".join(
        dict.fromkeys(
            line.reason
            for line in (draft.lines if draft else ())
            if line.claim_id == stay.claim_id
            and line.category_id in {None, stay.category_id}
            and line.decision is not DecisionKind.GRANT
        )
    ).strip()


def _kept(told: Told, stay: StayingPart) -> KeptPart:
    register = told.desk.register
    category = next(c for c in register.categories if c.category_id == stay.category_id)
    element = next((e.label for e in category.elements if e.element_id == stay.element), None)
    # Section 6: an assumed link is no fact to print.
    sure = {link.purpose_id for link in category.purposes if not link.assumed}
    carrying = sure & set(stay.purpose_ids)
    purposes = tuple(p.label for p in register.purposes if p.purpose_id in carrying)
    held = [h for h in told.holdings.values() if h.category_id == stay.category_id]
    if stay.place is not None:
        held = [told.holdings[stay.place]]
    ends = [holding.retention for holding in held]
    stated = [end for end in ends if end is not None]
    return KeptPart(
        label=element or (held[0].label if stay.place else category.label),
        grounds=tuple(printed_ground(code) for code in stay.ground_codes),
        duties=purposes or (_DUTY,),
        until=joined(stated) if stated else category.retention.period or register.retention.rule,
        facts=stay.facts,
        records=stay.records,
        reason=_own_reasons(told, stay),
    )
