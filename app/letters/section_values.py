"""From the section of a claim to what a letter prints: one pure function per right."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, TypeVar, assert_never

from app.language import Language, Text
from app.letters.frame import Plain, label, texts
from app.letters.languages import date_in_words, number, size_in_words
from app.letters.model import ClaimDecision, CopyFile, Ground, LetterFrame, PlainValue, RefusedPart
from app.letters.original import as_written, sentences, told
from app.letters.sections import (
    AccessSection,
    Beside,
    ClaimAnswer,
    ConsentSection,
    Details,
    Elsewhere,
    ErasedPart,
    ErasureSection,
    KeptPart,
    NotCovered,
    ObjectionSection,
    PortabilitySection,
    RectificationSection,
    RestrictionSection,
    Section,
    SourceRedirect,
)

_Value = TypeVar("_Value")
_LONGEST_TERM: Final = 60


def claim_values(answer: ClaimAnswer, frame: LetterFrame) -> Plain:
    """Return one claim as its section in the letter.

    Raises ValueError when a part that is refused or stays lacks its ground or its facts (section 4).
    """
    claim, section, language = answer.decision, answer.section, frame.language
    return {
        "right": label(claim.right, frame),
        "about": claim.right,
        "outcome": claim.outcome.value,
        "granted": texts(claim.granted, language),
        "refused": [_refused(part, language) for part in _other_parts(claim, section)],
        "remains": texts(claim.remains, language),
        # What access tells is a part of its own letter.
        "section": None
        if section is None or isinstance(section, AccessSection)
        else section_values(section, language),
    }


def beside_values(beside: Beside, language: Language) -> Plain:
    """Return what an answer tells beside its claims."""
    return {
        "elsewhere": [elsewhere_values(item, language) for item in beside.elsewhere],
        "remarks": [as_written(remark, language) for remark in beside.remarks],
    }


def elsewhere_values(item: Elsewhere, language: Language) -> Plain:
    """Return one part that somebody else answers."""
    on = item.forwarded_on
    return {
        "what": as_written(item.what, language),
        "to": as_written(item.to, language),
        "contact": item.contact,
        "reason": as_written(item.reason, language),
        "agreed": item.agreed,
        "forwarded_on": date_in_words(on, language) if on else "",
        **ground_values(item.ground, language),
    }


def section_values(section: Details, language: Language) -> Plain:
    """Return what the letter prints of the right itself."""
    match section:
        case RectificationSection():
            return _rectification(section, language)
        case ErasureSection():
            return _erasure(section, language)
        case RestrictionSection():
            return _restriction(section, language)
        case ObjectionSection():
            return _objection(section, language)
        case PortabilitySection():
            return _portability(section, language)
        case ConsentSection():
            return _consent(section, language)
        case _:
            assert_never(section)


def file_values(file: CopyFile, language: Language) -> Plain:
    """Return one table of a copy: its files, rows and size."""
    return {
        "label": file.label.into(language),
        "paths": "\n".join(file.paths),
        "rows": number(file.rows, language),
        "size": size_in_words(file.size, language),
    }


def ground_values(ground: Ground, language: Language) -> Plain:
    """Return a ground as printed, its sentence without the full stop."""
    plain = ground.plain.into(language).rstrip(". ")
    return {"code": ground.code, "article": ground.article.into(language), "plain": plain}


def _other_parts(claim: ClaimDecision, section: Section | None) -> Sequence[RefusedPart]:
    # What the section tells more fully than the decision is not told twice.
    match section:
        case ErasureSection(kept=parts) | PortabilitySection(not_covered=parts):
            told = {part.label for part in parts}
        case _:
            told = set()
    return [part for part in claim.refused if part.label not in told]


def _refused(part: RefusedPart, language: Language) -> Plain:
    _check(part.grounds, [*part.facts, *(fact for item in part.items for fact in item.facts)])
    return {
        "label": part.label.into(language),
        "each": [
            {"label": item.label.into(language), "facts": _facts(item.facts, language)}
            for item in part.items
        ],
        "grounds": [ground_values(g, language) for g in part.grounds],
        "facts": _facts(part.facts, language),
        "reason": as_written(part.reason, language),
    }


def _facts(facts: Sequence[Text], language: Language) -> list[PlainValue]:
    return list(sentences(facts, language))


def _check(grounds: Sequence[Ground], facts: Sequence[Text]) -> None:
    if not grounds or not any(fact.nl.strip() for fact in facts):
        raise ValueError("a refusal needs a ground code and the facts of the case")


def _rectification(section: RectificationSection, language: Language) -> Plain:
    return {
        "corrections": [
            {
                "label": c.label.into(language),
                "old": c.old.into(language),
                "new": c.new.into(language),
                "on": date_in_words(c.done_on, language),
            }
            for c in section.corrections
        ],
        "supplements": [
            {"label": s.label.into(language), "on": date_in_words(s.filed_on, language)}
            for s in section.supplements
        ],
        "redirects": [_redirect(r, language) for r in section.redirects],
        "recipients": list(section.recipients),
    }


def _redirect(redirect: SourceRedirect, language: Language) -> Plain:
    return {
        "label": redirect.label.into(language),
        "source": redirect.source.into(language),
        "contact": redirect.contact,
        "restricted": redirect.restricted,
    }


def _erasure(section: ErasureSection, language: Language) -> Plain:
    return {
        "erased": _erased(section.erased, language),
        "documents": [
            {
                "label": one.label.into(language),
                "number": one.number,
                "on": date_in_words(one.on, language) if one.on else "",
            }
            for one in section.documents
        ],
        "others": [
            {"label": one.label.into(language), "records": number(one.records, language)}
            for one in section.others
        ],
        **_kept(section.kept, language),
        "backup_days": number(section.backup_days, language),
        "recipients": list(section.recipients),
    }


def _erased(parts: Sequence[ErasedPart], language: Language) -> list[PlainValue]:
    return [
        {
            "label": part.label.into(language),
            "records": number(part.records, language),
            "systems": ", ".join(s.into(language) for s in part.systems),
            "on": date_in_words(part.done_on, language),
        }
        for part in parts
    ]


def _kept(kept: Sequence[KeptPart], language: Language) -> Plain:
    """Return what stays, a row per part, and the numbered lists its rows point to."""
    for part in kept:
        _check(part.grounds, part.facts)
    duties = _distinct(duty for part in kept for duty in part.duties)
    grounds = _distinct(ground for part in kept for ground in part.grounds)
    facts = _distinct(said for part in kept for said in _said_of(part))
    terms = _distinct(part.until for part in kept if _is_rule(part.until, language))
    return {
        "kept": [
            {
                "label": part.label.into(language),
                "records": number(part.records, language),
                "duties": _places(part.duties, duties),
                "until": "" if part.until in terms else _ended(part.until, language),
                "term": _places([part.until], terms) if part.until in terms else "",
                "grounds": _places(part.grounds, grounds),
                "facts": _places(_said_of(part), facts),
            }
            for part in kept
        ],
        "duties": _numbered([_ended(duty, language) for duty in duties]),
        "grounds": [
            {"number": place, **ground_values(ground, language)}
            for place, ground in enumerate(grounds, 1)
        ],
        "facts": _numbered([told(fact, language) for fact in facts]),
        "terms": _numbered([_ended(term, language) for term in terms]),
    }


def _said_of(part: KeptPart) -> list[Text]:
    # What a human added stands beside the facts it explains.
    return [*part.facts, *([Text(part.reason)] if part.reason else [])]


def _is_rule(until: Text, language: Language) -> bool:
    # A sentence would be repeated down the table: it goes into a list below it.
    return len(until.into(language)) > _LONGEST_TERM


def _ended(text: Text, language: Language) -> str:
    return text.into(language).rstrip(". ")


def _distinct(values: Iterable[_Value]) -> list[_Value]:
    return list(dict.fromkeys(values))


def _places(wanted: Iterable[_Value], among: Sequence[_Value]) -> str:
    return ", ".join(str(place) for place in sorted({among.index(one) + 1 for one in wanted}))


def _numbered(names: Sequence[str]) -> list[PlainValue]:
    return [{"number": place, "name": name} for place, name in enumerate(names, 1)]


def _restriction(section: RestrictionSection, language: Language) -> Plain:
    return {
        "parts": [
            {"label": part.label.into(language), "uses": _in_a_row(part.uses, language)}
            for part in section.parts
        ],
        "some_go_on": any(part.uses for part in section.parts),
        "ground": section.ground.value,
        "since": date_in_words(section.since, language),
        "recipients": list(section.recipients),
    }


def _in_a_row(some: Sequence[Text], language: Language) -> str:
    return "; ".join(text.into(language) for text in some)


def _objection(section: ObjectionSection, language: Language) -> Plain:
    return {
        "against": texts(section.against, language),
        "since": _day(section.since, language),
        "balancing": as_written(section.balancing, language),
        "ended": [
            {
                "label": part.label.into(language),
                "stopped": _in_a_row(part.stopped, language),
                "uses": _in_a_row(part.uses, language),
            }
            for part in section.ended
        ],
        "lift_on": _day(section.lift_on, language),
        "data": texts(section.data, language),
    }


def _portability(section: PortabilitySection, language: Language) -> Plain:
    return {
        "tables": [file_values(f, language) for f in section.tables],
        "sha256": section.descriptor_sha256,
        "until": _day(section.available_until, language),
        "not_covered": [_not_covered(n, language) for n in section.not_covered],
        "transfer": None
        if section.transfer is None
        else {
            "to": section.transfer.to,
            "on": date_in_words(section.transfer.on, language),
            "receipt": section.transfer.receipt,
        },
    }


def _not_covered(part: NotCovered, language: Language) -> Plain:
    _check((part.ground,), part.facts)
    return {
        "label": part.label.into(language),
        "facts": _facts(part.facts, language),
        **ground_values(part.ground, language),
    }


def _consent(section: ConsentSection, language: Language) -> Plain:
    return {
        "consents": texts(section.consents, language),
        "effective_on": date_in_words(section.effective_on, language),
        "erased": _erased(section.erased, language),
        "continues": [
            {
                "label": c.label.into(language),
                "purpose": c.purpose.into(language),
                "basis": c.basis.into(language),
            }
            for c in section.continues
        ],
        "recipients": list(section.recipients),
    }


def _day(on: date | None, language: Language) -> str:
    return date_in_words(on, language) if on else ""
