"""What an answer letter tells of each right: read from the steps that were done and from the register."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from app.cases.model import Claim
from app.casework.document_parts import erased_documents, other_documents, with_its_documents
from app.casework.execution_plan import situation_of
from app.casework.facts import system_labels
from app.casework.kept_parts import kept_parts
from app.casework.restriction_marks import data_of, processing
from app.casework.told import Told, category_label, joined
from app.decisions.weighing import in_force
from app.executions.correcting import corrections_of
from app.executions.model import ExecutionStep
from app.executions.restricting import withdrawn
from app.kit.clock import brussels_date
from app.language import Language, Text
from app.letters.sections import (
    ConsentSection,
    Continues,
    Correction,
    Details,
    ErasedPart,
    ErasureSection,
    ObjectionSection,
    RectificationSection,
    RestrictedPart,
    RestrictionSection,
    SourceRedirect,
    Supplement,
)
from app.personnel.changes import ChangeKind
from app.register.model import Register
from app.register.terms import Basis
from app.restrictions.claims import listed
from app.restrictions.model import Restriction, Scope
from app.restrictions.rules import marked_categories

BACKUP_DAYS: Final = 90
"""Policy: days after which the last backup that holds erased data is gone (ER-06)."""

_AT_SOURCE = Text(
    "de bron zelf; vraag het ons als u niet weet bij wie",
    "the source itself; ask us if you do not know whom",
    "la source elle-même ; demandez-nous si vous ne savez pas à qui",
)
_YES, _NO = Text("ja", "yes", "oui"), Text("nee", "no", "non")


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
                old=_value(wanted[step.correction].get("currentValue")),
                new=_value(wanted[step.correction].get("newValue")),
                done_on=_day(told, step),
            )
            for step in told.done(claim, ChangeKind.RECTIFY)
            if step.correction is not None
        ],
        supplements=[
            Supplement(with_its_documents(told, claim, step), _day(told, step))
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
            label=category_label(told.desk.register, category_id),
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
        documents=erased_documents(told, claim),
        kept=kept_parts(told, claim),
        others=other_documents(told, claim),
        recipients=told.recipients(claim),
    )


def _erased(told: Told, steps: Sequence[ExecutionStep]) -> list[ErasedPart]:
    labels = system_labels(told.desk)
    by_category: dict[str, list[ExecutionStep]] = {}
    for step in steps:
        by_category.setdefault(step.category_id, []).append(step)
    return [
        ErasedPart(
            label=category_label(told.desk.register, category_id),
            records=sum(s.records for s in some),
            done_on=max(_day(told, s) for s in some),
            systems=[labels[name] for name in dict.fromkeys(s.system for s in some)],
        )
        for category_id, some in by_category.items()
    ]


def _restriction(told: Told, claim: Claim) -> Details | None:
    kept = told.resting(claim)
    if not kept:
        return None
    return RestrictionSection(
        parts=[_part(told, one) for one in _in_order(told, kept)],
        ground=kept[0].ground,
        since=brussels_date(min(one.since for one in kept)),
        recipients=told.recipients(claim),
    )


def _part(told: Told, one: Restriction) -> RestrictedPart:
    """Return what one restriction is about, what it stops and what goes on meanwhile (RS-02)."""
    register = told.desk.register
    flow = replace(one.scope, purpose_ids=()) if one.scope.recipient_ids else one.scope
    return RestrictedPart(
        label=joined(data_of(replace(one.scope, recipient_ids=()), register)),
        stopped=processing([flow], register),
        uses=_purposes(register, one.allowed_uses),
    )


def _in_order(told: Told, some: Sequence[Restriction]) -> list[Restriction]:
    """Return restrictions in the order in which the register has their categories."""
    places = {c.category_id: at for at, c in enumerate(told.desk.register.categories)}
    return sorted(some, key=lambda r: [places[c] for c in r.scope.category_ids])


def _objection(told: Told, claim: Claim) -> Details:
    resting = told.resting(claim)
    ending = [r for r in resting if r.lift_on is not None]
    tests = in_force(told.desk.decisions.opinions(told.case.case_id), claim.claim_id)
    named = Scope(
        purpose_ids=listed(claim, "purposeIds"), recipient_ids=listed(claim, "recipientIds")
    )
    return ObjectionSection(
        against=processing([named, *(r.scope for r in resting)], told.desk.register),
        since=brussels_date(min(r.since for r in resting)) if resting else None,
        balancing=" ".join(test.reasons for test in tests),
        ended=[_part(told, one) for one in _in_order(told, [r for r in resting if not r.interim])],
        lift_on=ending[0].lift_on if ending else None,
        data=_resting_data(told, ending),
    )


def _resting_data(told: Told, ending: Sequence[Restriction]) -> list[Text]:
    """Return the categories that are held of what is about to be used again; where none is, what rested."""
    register = told.desk.register
    found = {a.category_id for a in told.desk.dossiers.load(told.case.case_id).found}
    data: list[Text] = []
    for one in ending:
        held = sorted(marked_categories(one, register) & found) or one.scope.category_ids
        data += data_of(replace(one.scope, category_ids=tuple(held)), register)
    return list(dict.fromkeys(data)) or list(processing([r.scope for r in ending], register))


def _consent(told: Told, claim: Claim) -> Details:
    kept = told.resting(claim)
    situation = situation_of(told.desk, told.case, on=told.on)
    return ConsentSection(
        consents=_ended_consents(told, withdrawn(situation, claim)),
        effective_on=brussels_date(min(r.since for r in kept)) if kept else told.on,
        erased=_erased(told, told.done(claim, ChangeKind.ERASE)),
        continues=_continues(told, claim),
        recipients=told.recipients(claim),
    )


def _ended_consents(told: Told, ended: Sequence[tuple[str | None, str]]) -> list[Text]:
    """Return each consent that ended: the use, with the element where it is about one alone."""
    register = told.desk.register
    uses = {p.purpose_id: p.label for p in register.purposes}
    elements = {e.element_id: e.label for c in register.categories for e in c.elements}
    return [
        _with_use(elements[element], uses[purpose]) if element else uses[purpose]
        for element, purpose in ended
    ]


def _with_use(data: Text, use: Text) -> Text:
    return Text(
        *(f"{data.into(x)} ({use.into(x)})" for x in (Language.NL, Language.EN, Language.FR))
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


SECTIONS: Mapping[str, Callable[[Told, Claim], Details | None]] = MappingProxyType(
    {
        "rectification": _rectification,
        "erasure": _erasure,
        "restriction": _restriction,
        "objection": _objection,
        "consentWithdrawal": _consent,
    }
)
"""The rights that act on data, each with what its section tells."""


TELLS_REFUSAL: Final = frozenset({"objection", "erasure"})
"""Rights whose section also tells why nothing was given, and what follows (L11) or stays (ER-02)."""


def _day(told: Told, step: ExecutionStep) -> date:
    return brussels_date(step.done_at) if step.done_at else told.on


def _element_label(told: Told, step: ExecutionStep) -> Text:
    holding = told.holdings.get((step.system, step.holding))
    named = [e.label for e in holding.elements if e.name in step.elements] if holding else []
    return joined(named) if named else category_label(told.desk.register, step.category_id)


def _categories(told: Told, category_ids: Iterable[str]) -> list[Text]:
    return [category_label(told.desk.register, category_id) for category_id in category_ids]


def _purposes(register: Register, purpose_ids: Sequence[str]) -> list[Text]:
    return [p.label for p in register.purposes if p.purpose_id in purpose_ids]


def _value(value: object) -> Text:
    match value:
        case None:
            return Text("")
        case bool():
            return _YES if value else _NO
        case _:
            return Text(str(value))
