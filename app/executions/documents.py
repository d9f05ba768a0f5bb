"""Plan the erasure of a container, document by document: never whole because nobody chose (section 5.8)."""

from collections.abc import Iterator
from enum import Enum, auto

from app.cases.model import Claim
from app.decisions.documents import named_in
from app.decisions.facts import facts_told, said_once
from app.decisions.model import DecisionKind, EffectiveDecision
from app.decisions.uses import Use
from app.executions.model import ExecutionStep, StayingPart
from app.executions.situation import Situation, Verdicts, step, uses_by_element, whole_uses
from app.language import Text
from app.personnel.changes import ChangeKind
from app.personnel.model import SourceAnswer
from app.register.model import Category

NOT_NAMED = Text(
    "Over deze documenten gaat het verzoek niet.",
    "The request is not about these documents.",
    "La demande ne porte pas sur ces documents.",
)


class _Fate(Enum):
    """What becomes of the documents that the claim names, or of all where it names none."""

    STAYS = auto()
    EXPIRED_GOES = auto()
    """What is past its own storage period goes, the rest stays (ER-03)."""
    GOES = auto()


def document_steps(
    situation: Situation, claim: Claim, verdicts: Verdicts, category: Category
) -> Iterator[ExecutionStep]:
    """Yield the erasure of the named documents; without any, of those past their storage period alone."""
    named = named_in(claim, category.category_id)
    fate = _fate(situation, verdicts, category, chosen=bool(named))
    if fate is _Fate.STAYS:
        return
    for answer, _ in situation.found_in(category.category_id):
        ids = named.get((answer.system, answer.holding), ())
        gone = _gone(situation, answer, ids, fate=fate, chosen=bool(named))
        if gone:
            yield step(
                situation,
                claim,
                ChangeKind.ERASE,
                answer,
                record_ids=ids,
                expired_only=fate is _Fate.EXPIRED_GOES,
                records=gone,
            )


def document_stays(
    situation: Situation, claim: Claim, verdicts: Verdicts, category: Category
) -> Iterator[StayingPart]:
    """Yield the documents that stay, per holding: by the decision, or since the claim is not about them."""
    uses = whole_uses(situation, category)
    if all(verdicts.kind(use) is None for use in uses):
        return  # the claim is limited to other data
    named = named_in(claim, category.category_id)
    fate = _fate(situation, verdicts, category, chosen=bool(named))
    carrying = [use for use in uses if verdicts.kind(use) is not DecisionKind.GRANT]
    told = [d for use in carrying if (d := verdicts.on(use)) is not None and d.line]
    for answer, _ in situation.found_in(category.category_id):
        place = answer.system, answer.holding
        ids = named.get(place, ())
        left = answer.record_count - _gone(situation, answer, ids, fate=fate, chosen=bool(named))
        if left > 0:
            yield StayingPart(
                claim_id=claim.claim_id,
                category_id=category.category_id,
                element=None,
                records=left,
                ground_codes=_codes(told),
                purpose_ids=tuple(dict.fromkeys(use.purpose.purpose_id for use in carrying)),
                facts=said_once(facts_told(d.line, counted=False) for d in told if d.line)
                or (NOT_NAMED,),
                place=place,
                record_ids=_staying(situation, place, ids, fate),
            )


def _fate(situation: Situation, verdicts: Verdicts, category: Category, *, chosen: bool) -> _Fate:
    parts = [*whole_uses(situation, category)]
    for uses in uses_by_element(situation, category).values():
        parts += uses
    given = {DecisionKind.GRANT, DecisionKind.PARTLY_GRANT}
    if not parts or any(verdicts.kind(use) not in given for use in parts):
        return _Fate.STAYS
    # Without a choice, and on proposals taken as they are, the period of each document decides.
    free = chosen and all(_frees(situation, verdicts, use) for use in parts)
    return _Fate.GOES if free else _Fate.EXPIRED_GOES


def _frees(situation: Situation, verdicts: Verdicts, use: Use) -> bool:
    """Whether a use lets go of the named documents: granted, or granted in part by a human who looked at them."""
    found = verdicts.on(use)
    if found is None or found.line is None:
        return False
    partly = found.line.decision is DecisionKind.PARTLY_GRANT
    return not (partly and found.line in situation.accepted)


def _gone(
    situation: Situation, answer: SourceAnswer, ids: tuple[str, ...], *, fate: _Fate, chosen: bool
) -> int:
    """Return how many documents of a holding go, at most: the store judges the period of each on the day."""
    if fate is _Fate.STAYS or (chosen and not ids):
        return 0
    if fate is _Fate.GOES:
        return len(ids)
    expired = situation.expired.get((answer.system, answer.holding), 0)
    return min(expired, len(ids)) if chosen else expired


def _staying(
    situation: Situation, place: tuple[str, str], ids: tuple[str, ...], fate: _Fate
) -> tuple[str, ...]:
    """Return which documents stay; none are named where the store has yet to say which are past their period."""
    if fate is _Fate.EXPIRED_GOES and situation.expired.get(place):
        return ()
    gone = set(ids) if fate is _Fate.GOES else set()
    return tuple(i for i in situation.documents.get(place, ()) if i not in gone)


def _codes(told: list[EffectiveDecision]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c for d in told if d.line for c in d.line.ground_codes))
