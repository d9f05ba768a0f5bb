"""What the answers of the personnel stores mean together: who is meant, what is held, what stays back for others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from app.language import Text
from app.personnel.model import (
    AnswerStatus,
    Candidate,
    ConsentRecord,
    Dossier,
    Holding,
    Match,
    MatchCertainty,
    SourceAnswer,
    SubjectProfile,
)
from app.register.model import HeldCategory


def match(
    candidates_by_system: Mapping[str, Sequence[Candidate]], unavailable: Mapping[str, str]
) -> Match:
    """Tell who is meant: one key per system, or the candidates from whom a handler has to choose.

    A system that is down (`unavailable`: system -> reason) does not stop the others.
    """
    everyone = tuple(c for found in candidates_by_system.values() for c in found)
    exact = tuple(c for c in everyone if c.certainty is MatchCertainty.EXACT)
    if _is_one_person(exact) and not _needs_human(candidates_by_system):
        return Match(keys=tuple(c.key for c in exact), unavailable=dict(unavailable))
    return Match(candidates=everyone, unavailable=dict(unavailable))


def _needs_human(candidates_by_system: Mapping[str, Sequence[Candidate]]) -> bool:
    """Whether some system knows only people who may be meant: AC-03 wants that system searched too, or ruled out."""
    return any(
        found and all(c.certainty is MatchCertainty.SUGGESTED for c in found)
        for found in candidates_by_system.values()
    )


def _is_one_person(exact: Sequence[Candidate]) -> bool:
    systems = {c.key.system for c in exact}
    births = {c.date_of_birth for c in exact if c.date_of_birth}
    return len(exact) == len(systems) and len(births) <= 1


def applicable(holdings: Iterable[Holding], category_ids: frozenset[str]) -> tuple[Holding, ...]:
    """Return the holdings that may be searched for a person to whom only these categories apply (IN-04)."""
    return tuple(h for h in holdings if h.category_id in category_ids)


def nothing_held(holdings: Iterable[Holding], *, at: datetime) -> tuple[SourceAnswer, ...]:
    """Return the answers of a system that was searched and does not know the person (AC-03)."""
    return tuple(_empty(h, AnswerStatus.NOTHING_HELD, at=at) for h in holdings)


def unavailable(
    holdings: Iterable[Holding], *, at: datetime, reason: str
) -> tuple[SourceAnswer, ...]:
    """Return the answers of a system that could not be asked."""
    return tuple(_empty(h, AnswerStatus.UNAVAILABLE, at=at, reason=reason) for h in holdings)


def _empty(
    holding: Holding, status: AnswerStatus, *, at: datetime, reason: str = ""
) -> SourceAnswer:
    return SourceAnswer(
        system=holding.system,
        holding=holding.name,
        category_id=holding.category_id,
        status=status,
        record_count=0,
        third_party_count=0,
        searched_at=at,
        reason=reason,
    )


def merge(dossiers: Iterable[Dossier]) -> Dossier:
    """Put what each system answered into one dossier; the first profile with an employer speaks for the person."""
    parts = tuple(dossiers)
    return Dossier(
        answers=tuple(a for part in parts for a in part.answers),
        profile=_first_profile([p.profile for p in parts if p.profile]),
        recipients=tuple(dict.fromkeys(r for part in parts for r in part.recipients)),
        consents=_together([part.consents for part in parts]),
    )


def _together(
    parts: Sequence[tuple[ConsentRecord, ...] | None],
) -> tuple[ConsentRecord, ...] | None:
    known = [part for part in parts if part is not None]
    return tuple(consent for part in known for consent in part) if known else None


def _first_profile(profiles: Sequence[SubjectProfile]) -> SubjectProfile | None:
    employed = (p for p in profiles if p.entity_code)
    return next(employed, next(iter(profiles), None))


def held_categories(
    dossier: Dossier, holdings: Iterable[Holding], *, systems: Mapping[str, Text]
) -> tuple[HeldCategory, ...]:
    """Return per category what is held on the person, in the order it was found; `systems` gives their labels."""
    known = {(h.system, h.name): h for h in holdings}
    found: dict[str, list[SourceAnswer]] = {}
    for answer in dossier.found:
        found.setdefault(answer.category_id, []).append(answer)
    return tuple(
        _held(category_id, answers, known, systems) for category_id, answers in found.items()
    )


def _held(
    category_id: str,
    answers: Sequence[SourceAnswer],
    known: Mapping[tuple[str, str], Holding],
    systems: Mapping[str, Text],
) -> HeldCategory:
    holdings = [h for a in answers if (h := known.get((a.system, a.holding)))]
    names = dict.fromkeys(a.system for a in answers)
    return HeldCategory(
        category_id=category_id,
        systems=tuple(systems.get(name, Text(nl=name)) for name in names),
        record_count=sum(a.record_count for a in answers),
        withheld_count=sum(a.third_party_count for a in answers),
        source_ids=frozenset(s for h in holdings for s in sources_of(h)),
        retention=tuple(dict.fromkeys(h.retention for h in holdings if h.retention)),
    )


def sources_of(holding: Holding) -> frozenset[str]:
    """Return the ids of the sources the data of this holding come from (Art. 15(1)(g))."""
    own = {e.source_id for e in holding.elements}
    return frozenset(s for s in own | {holding.source_id} if s)


def third_party_counts(dossier: Dossier) -> dict[str, int]:
    """Return per category how many records hold data on others; categories without any are left out."""
    counts: dict[str, int] = {}
    for answer in dossier.found:
        if answer.third_party_count:
            total = counts.get(answer.category_id, 0) + answer.third_party_count
            counts[answer.category_id] = total
    return counts


def expired_counts(dossier: Dossier) -> dict[str, int]:
    """Return per category how many records are past their storage period; those without an end of their own are left out."""
    counts: dict[str, int] = {}
    for answer in dossier.found:
        if answer.expired_count is not None:
            counts[answer.category_id] = counts.get(answer.category_id, 0) + answer.expired_count
    return counts
