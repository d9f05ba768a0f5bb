"""One answer letter for a whole case: its kind by what was decided, with a section per claim."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.cases.model import Outcome
from app.letters import compose
from app.letters.catalogue import answer_kind
from app.letters.frame import Plain, common
from app.letters.model import LetterContext, LetterFrame, LetterKind
from app.letters.section_values import beside_values, claim_values
from app.letters.sections import NOTHING_BESIDE, AccessSection, Beside, ClaimAnswer
from app.rights.catalogue import RIGHTS

_IDENTITY: Final = "R12-ID"
_ELSEWHERE: Final = frozenset(
    {LetterKind.LAPSE, LetterKind.WITHDRAWAL, LetterKind.REDIRECTION, LetterKind.NO_DATA}
)


def answer(
    frame: LetterFrame, *, claims: Sequence[ClaimAnswer], beside: Beside = NOTHING_BESIDE
) -> LetterContext:
    """Return the decision letter on `claims` in their order: L06, one of L07-L13, or L14.

    Raises ValueError for claims that another letter answers (L15, L16, L20, L24), for L06 without
    its section, and when a part that is refused or stays lacks its ground or its facts.
    """
    decided = [(c.decision.right, c.decision.outcome) for c in claims]
    kind = answer_kind(decided, unproven=all(_is_unproven(c) for c in claims))
    values: Plain = {
        "claims": [claim_values(c, frame) for c in claims],
        **beside_values(beside, frame.language),
    }
    if kind is LetterKind.ACCESS:
        given = _access(frame, claims)
        return replace(given, values={**given.values, **values})
    if kind in _ELSEWHERE:
        raise ValueError(f"these claims are answered with {kind.value}")
    if kind is not LetterKind.REFUSAL:
        values["lead"] = _lead(kind, claims).value
    return LetterContext(kind, frame.language, {"frame": common(frame), **values})


def _is_unproven(claim: ClaimAnswer) -> bool:
    """Whether a claim falls for want of proof of who asks, and for nothing else."""
    codes = {ground.code for part in claim.decision.refused for ground in part.grounds}
    return codes == {_IDENTITY}


def _access(frame: LetterFrame, claims: Sequence[ClaimAnswer]) -> LetterContext:
    sections = [c.section for c in claims if isinstance(c.section, AccessSection)]
    if not sections:
        raise ValueError("L06 needs the section of access")
    section = sections[0]
    return compose.access(
        frame,
        article15=section.article15,
        claims=[c.decision for c in claims],
        searches=section.searches,
        state_at=section.state_at,
        annex=section.annex,
        omissions=section.omissions,
    )


def _lead(kind: LetterKind, claims: Sequence[ClaimAnswer]) -> Outcome:
    return next(
        c.decision.outcome
        for c in claims
        if RIGHTS[c.decision.right].letters.decision == kind.value
    )
