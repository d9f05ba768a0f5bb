"""From the section of a claim to what a letter prints: one pure function per right."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from app.language import Language
from app.letters.frame import Plain, label, texts
from app.letters.languages import date_in_words, number, size_in_words
from app.letters.model import ClaimDecision, CopyFile, Ground, LetterFrame, PlainValue, RefusedPart
from app.letters.sections import (
    AccessSection,
    ClaimAnswer,
    ConsentSection,
    Details,
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
    return {"code": ground.code, "article": ground.article, "plain": plain}


def _other_parts(claim: ClaimDecision, section: Section | None) -> Sequence[RefusedPart]:
    # What the section tells more fully than the decision is not told twice.
    match section:
        case ErasureSection(kept=parts) | PortabilitySection(not_covered=parts):
            told = {part.label for part in parts}
        case _:
            told = set()
    return [part for part in claim.refused if part.label not in told]


def _refused(part: RefusedPart, language: Language) -> Plain:
    _check(part.grounds, part.facts)
    return {
        "label": part.label.into(language),
        "grounds": [ground_values(g, language) for g in part.grounds],
        "facts": part.facts,
        "reason": part.reason,
    }


def _check(grounds: Sequence[Ground], facts: str) -> None:
    if not grounds or not facts.strip():
        raise ValueError("a refusal needs a ground code and the facts of the case")


def _rectification(section: RectificationSection, language: Language) -> Plain:
    return {
        "corrections": [
            {
                "label": c.label.into(language),
                "old": c.old,
                "new": c.new,
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
        "kept": [_kept(part, language) for part in section.kept],
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


def _kept(part: KeptPart, language: Language) -> Plain:
    _check(part.grounds, part.facts)
    return {
        "label": part.label.into(language),
        "grounds": [ground_values(g, language) for g in part.grounds],
        "duty": part.duty.into(language).rstrip(". "),
        "until": part.until.into(language).rstrip(". "),
        "facts": part.facts,
        "reason": part.reason,
    }


def _restriction(section: RestrictionSection, language: Language) -> Plain:
    return {
        "scope": texts(section.scope, language),
        "ground": section.ground.value,
        "since": date_in_words(section.since, language),
        "uses": texts(section.uses, language),
        "recipients": list(section.recipients),
    }


def _objection(section: ObjectionSection, language: Language) -> Plain:
    return {
        "against": texts(section.against, language),
        "since": date_in_words(section.since, language),
        "balancing": section.balancing,
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
        "facts": part.facts,
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
