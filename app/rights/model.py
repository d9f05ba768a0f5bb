"""A right as data: what people want with it, which article gives it, what it needs and how it can end."""

from dataclasses import dataclass

from app.language import Text

REFUSED_FOR_ALL = ("R12-", "R23-")
"""Grounds that carry the refusal of any right but the withdrawal of consent (legal-rules 4.1)."""
PART_NOT_OURS = ("N-",)
"""Part of what was asked is not there, not personal, or with somebody else."""
OUTCOMES = frozenset(
    {
        "granted",
        "partiallyGranted",
        "refused",
        "noDataHeld",
        "withdrawn",
        "lapsedIdentity",
        "redirected",
    }
)


@dataclass(frozen=True, slots=True)
class RightLetters:
    """Codes of the letters of one right (legal-rules 7.3)."""

    decision: str
    refusal: str = "L14"


@dataclass(frozen=True, slots=True)
class Right:
    """One right. Grounds are prefixes of ground codes; `outcomes` are ids of outcomes of a claim."""

    right_id: str
    label: Text
    wish: Text
    """What people want, in their words."""
    article: str
    refusal_grounds: tuple[str, ...]
    partial_grounds: tuple[str, ...]
    letters: RightLetters
    needs_identity_check: bool = True
    copies: bool = False
    """Whether the answer carries a copy of the data, sealed before anything is changed."""
    turns_on_facts: bool = True
    """Whether consents and ends of storage periods decide on it."""
    acts: bool = False
    """Whether granting it changes something in the stores, so that the answer waits until that is done."""
    outcomes: frozenset[str] = OUTCOMES


def grounds(
    own: str, *, partial_only: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the refusal and the partial grounds of a right whose own grounds begin with `own`."""
    refusal = (*((own,) if own else ()), *REFUSED_FOR_ALL)
    return refusal, (*refusal, *partial_only, *PART_NOT_OURS)
