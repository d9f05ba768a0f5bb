"""What an answer letter tells of each right: read from the steps that were done and from the register."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from app.cases.model import Case, Claim
from app.casework.desk import Desk
from app.casework.execution_plan import situation_of
from app.casework.facts import holdings_of, system_labels
from app.casework.restriction_marks import processing
from app.decisions.grounds import GROUNDS
from app.decisions.model import DecisionKind, OpinionKind
from app.executions.correcting import corrections_of
from app.executions.erasing import erasure
from app.executions.model import ExecutionStep, StayingPart, StepStatus
from app.kit.clock import brussels_date
from app.language import Language, Text
from app.letters.model import Ground
from app.letters.sections import (
    ConsentSection,
    Continues,
    Correction,
    Details,
    ErasedPart,
    ErasureSection,
    KeptPart,
    ObjectionSection,
    RectificationSection,
    RestrictionSection,
    SourceRedirect,
    Supplement,
)
from app.personnel.changes import ChangeKind
from app.personnel.model import Holding
from app.register.model import Register
from app.register.terms import Basis
from app.restrictions.model import Restriction, RestrictionGround
from app.restrictions.rules import marked_categories

BACKUP_DAYS: Final = 90
"""Policy: days after which the last backup that holds erased data is gone (ER-06)."""

_AT_SOURCE = Text(
    "de bron zelf; vraag het ons als u niet weet bij wie",
    "the source itself; ask us if you do not know whom",
    "la source elle-même ; demandez-nous si vous ne savez pas à qui",
)
_DUTY = Text(
    "een plicht of taak die nog loopt",
    "a duty or task that still lasts",
    "une obligation ou une mission qui dure encore",
)


@dataclass(frozen=True, slots=True)
class Told:
    """All that the sections of one case are read from."""

    desk: Desk
    case: Case
    steps: tuple[ExecutionStep, ...]
    restrictions: tuple[Restriction, ...]
    holdings: Mapping[tuple[str, str], Holding]
    on: date

    def done(self, claim: Claim, *kinds: ChangeKind) -> tuple[ExecutionStep, ...]:
        """Return the steps of a claim that were done and touched something."""
        return tuple(
            s
            for s in self.steps
            if s.claim_id == claim.claim_id
            and s.kind in kinds
            and s.status is StepStatus.DONE
            and s.records
        )

    def recipients(self, claim: Claim) -> tuple[str, ...]:
        """Return who is told of a change (Art. 19)."""
        notices = self.desk.notices.list(self.case.case_id)
        names = (n.recipient_name for n in notices if n.claim_id == claim.claim_id)
        return tuple(dict.fromkeys(names))

    def restriction(self, claim: Claim) -> Restriction | None:
        """Return the restriction of a claim."""
        return next((r for r in self.restrictions if r.claim_id == claim.claim_id), None)


def told(desk: Desk, case: Case, *, on: date) -> Told:
    """Return what the sections of a case are read from, gathered once."""
    return Told(
        desk=desk,
        case=case,
        steps=desk.executions.list(case.case_id),
        restrictions=desk.restrictions.of_case(case.case_id),
        holdings={(h.system, h.name): h for h in holdings_of(desk)},
        on=on,
    )


def section_of(told: Told, claim: Claim) -> Details | None:
    """Return the section of a claim that acted on data; None for one that did not."""
    make = SECTIONS.get(claim.right)
    return make(told, claim) if make else None


def _rectification(told: Told, claim: Claim) -> Details:
    wanted = dict(corrections_of(claim))
    return RectificationSection(
        corrections=[
            Correction(
                label=_element_label(told, step),
                old=_in_words(wanted[step.correction].get("currentValue")),
                new=_in_words(wanted[step.correction].get("newValue")),
                done_on=_day(told, step),
            )
            for step in told.done(claim, ChangeKind.RECTIFY)
            if step.correction is not None
        ],
        supplements=[
            Supplement(_category(told.desk.register, step.category_id), _day(told, step))
            for step in told.done(claim, ChangeKind.SUPPLEMENT)
        ],
        redirects=_redirects(told, claim),
        recipients=told.recipients(claim),
    )


def _redirects(told: Told, claim: Claim) -> list[SourceRedirect]:
    """Return the sources that correct their own data, with what rests meanwhile (RE-03)."""
    marked = told.done(claim, ChangeKind.RESTRICT)
    sources = {s.source_id: s.label for s in told.desk.register.sources}
    return [
        SourceRedirect(
            label=_category(told.desk.register, category_id),
            source=sources.get(_source(told, category_id) or "", _AT_SOURCE),
            contact="",
            restricted=True,
        )
        for category_id in dict.fromkeys(step.category_id for step in marked)
    ]


def _source(told: Told, category_id: str) -> str | None:
    return next(
        c.authentic_source for c in told.desk.register.categories if c.category_id == category_id
    )


def _erasure(told: Told, claim: Claim) -> Details:
    return ErasureSection(
        backup_days=BACKUP_DAYS,
        erased=_erased(told, told.done(claim, ChangeKind.ERASE)),
        kept=[_kept(told, stay) for stay in _stays(told, claim)],
        recipients=told.recipients(claim),
    )


def kept_categories(told: Told, claim: Claim) -> frozenset[str]:
    """Return the categories of which the section of an erasure tells that they stay, and why."""
    return frozenset(stay.category_id for stay in _stays(told, claim))


def _stays(told: Told, claim: Claim) -> tuple[StayingPart, ...]:
    stays = erasure(situation_of(told.desk, told.case, on=told.on), claim).stays
    return tuple(stay for stay in stays if stay.ground_codes and stay.records)


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


def _erased(told: Told, steps: Sequence[ExecutionStep]) -> list[ErasedPart]:
    labels = system_labels(told.desk)
    by_category: dict[str, list[ExecutionStep]] = {}
    for step in steps:
        by_category.setdefault(step.category_id, []).append(step)
    return [
        ErasedPart(
            label=_category(told.desk.register, category_id),
            records=sum(s.records for s in some),
            done_on=max(_day(told, s) for s in some),
            systems=[labels[name] for name in dict.fromkeys(s.system for s in some)],
        )
        for category_id, some in by_category.items()
    ]


def _kept(told: Told, stay: StayingPart) -> KeptPart:
    register = told.desk.register
    category = next(c for c in register.categories if c.category_id == stay.category_id)
    element = next((e.label for e in category.elements if e.element_id == stay.element), None)
    # Section 6: an assumed link is no fact to print.
    sure = {link.purpose_id for link in category.purposes if not link.assumed}
    carrying = sure & set(stay.purpose_ids)
    purposes = [p.label for p in register.purposes if p.purpose_id in carrying]
    ends = [h.retention for h in told.holdings.values() if h.category_id == stay.category_id]
    stated = [end for end in ends if end is not None]
    return KeptPart(
        label=element or category.label,
        grounds=tuple(printed_ground(code) for code in stay.ground_codes),
        duty=_joined(purposes) if purposes else _DUTY,
        until=_joined(stated) if stated else category.retention.period or register.retention.rule,
        facts=stay.facts,
        reason=_own_reasons(told, stay),
    )


def _restriction(told: Told, claim: Claim) -> Details:
    kept = told.restriction(claim)
    return RestrictionSection(
        scope=_categories(told, kept.scope.category_ids if kept else ()),
        ground=kept.ground if kept else RestrictionGround.ACCURACY,
        since=brussels_date(kept.since) if kept else told.on,
        uses=_purposes(told.desk.register, kept.allowed_uses if kept else ()),
        recipients=told.recipients(claim),
    )


def _objection(told: Told, claim: Claim) -> Details:
    resting = [r for r in told.restrictions if r.claim_id == claim.claim_id]
    ending = [r for r in resting if r.lift_on is not None]
    tests = [
        o
        for o in told.desk.decisions.opinions(told.case.case_id)
        if o.claim_id in {None, claim.claim_id} and o.kind is OpinionKind.BALANCING
    ]
    return ObjectionSection(
        against=processing([r.scope for r in resting], told.desk.register),
        since=brussels_date(resting[0].since) if resting else told.case.received_on,
        balancing=" ".join(test.reasons for test in tests),
        lift_on=ending[0].lift_on if ending else None,
        data=_resting_data(told, ending),
    )


def _resting_data(told: Told, ending: Sequence[Restriction]) -> list[Text]:
    """Return the categories that are held of what is about to be used again; where none is, what rested."""
    register = told.desk.register
    resting = {c for r in ending for c in marked_categories(r, register)}
    named = {c for r in ending for c in r.scope.category_ids}
    found = {a.category_id for a in told.desk.dossiers.load(told.case.case_id).found}
    if data := _categories(told, sorted(resting & found or named)):
        return data
    return list(processing([r.scope for r in ending], register))


def _consent(told: Told, claim: Claim) -> Details:
    register, kept = told.desk.register, told.restriction(claim)
    stopped = [s for s in told.steps if s.claim_id == claim.claim_id and s.purpose_ids]
    purposes = tuple(dict.fromkeys(p for step in stopped for p in step.purpose_ids))
    return ConsentSection(
        consents=_purposes(register, purposes),
        effective_on=brussels_date(kept.since) if kept else told.on,
        erased=_erased(told, told.done(claim, ChangeKind.ERASE)),
        continues=_continues(told, claim),
        recipients=told.recipients(claim),
    )


def _continues(told: Told, claim: Claim) -> list[Continues]:
    """Return which elements another purpose still carries, each with that purpose's own basis (CW-03)."""
    marked = {
        (element.register_element, step.category_id)
        for step in told.done(claim, ChangeKind.RESTRICT)
        for element in told.holdings[step.system, step.holding].elements
        if element.name in step.elements
    }
    register = told.desk.register
    return [
        Continues(label=element.label, purpose=purpose.label, basis=basis.label)
        for category in register.categories
        for element in category.elements
        if (element.element_id, category.category_id) in marked
        for purpose in register.purposes
        for basis in purpose.bases
        if basis.code != Basis.CONSENT
        and (element.basis_by_purpose or {}).get(purpose.purpose_id) == basis.code
    ]


SECTIONS: Mapping[str, Callable[[Told, Claim], Details]] = MappingProxyType(
    {
        "rectification": _rectification,
        "erasure": _erasure,
        "restriction": _restriction,
        "objection": _objection,
        "consentWithdrawal": _consent,
    }
)
"""The rights that act on data, each with what its section tells."""


TELLS_REFUSAL: Final = frozenset({"objection"})
"""Rights whose section also tells why nothing was given, and what follows (L11)."""


def _day(told: Told, step: ExecutionStep) -> date:
    return brussels_date(step.done_at) if step.done_at else told.on


def _element_label(told: Told, step: ExecutionStep) -> Text:
    holding = told.holdings.get((step.system, step.holding))
    named = [e.label for e in holding.elements if e.name in step.elements] if holding else []
    return _joined(named) if named else _category(told.desk.register, step.category_id)


def _category(register: Register, category_id: str) -> Text:
    return next(c.label for c in register.categories if c.category_id == category_id)


def _categories(told: Told, category_ids: Iterable[str]) -> list[Text]:
    return [_category(told.desk.register, category_id) for category_id in category_ids]


def _purposes(register: Register, purpose_ids: Sequence[str]) -> list[Text]:
    return [p.label for p in register.purposes if p.purpose_id in purpose_ids]


def printed_ground(code: str) -> Ground:
    """Return a ground code as a letter prints it."""
    ground = GROUNDS[code]
    return Ground(code=code, article=", ".join(ground.articles), plain=ground.sentence)


def _joined(labels: Sequence[Text]) -> Text:
    """Return the labels as one, each once."""
    each = [
        (label.nl, label.into(Language.EN), label.into(Language.FR))
        for label in dict.fromkeys(labels)
    ]
    return Text(*("; ".join(dict.fromkeys(words)) for words in zip(*each, strict=True)))


def _in_words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case _:
            return str(value)
