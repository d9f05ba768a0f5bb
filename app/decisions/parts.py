"""What a copy can leave out: records on others, or a whole category; the letter never says more than that."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from app.decisions.facts import TURNS_ON_BASIS
from app.decisions.model import NO_BACKING, Backing, DecisionKind, EffectiveDecision, Resolved
from app.errors import DeskError
from app.rights.catalogue import right_of

OTHERS = ({"R15-THIRD-PARTY"}, {"R20-THIRD-PARTY"})
"""Grounds on which the records marked as holding data on others stay back (Art. 15(4), 20(4))."""


class PartNotWithholdable(DeskError):
    """The copy would hold what the letter refuses: no single passage can be withheld."""

    code: ClassVar[str] = "partNotWithholdable"


def check_parts(
    decided: Sequence[EffectiveDecision],
    rights: Mapping[str, str],
    *,
    backing: Backing = NO_BACKING,
) -> None:
    """Check that what is refused of a copy can be left out of it; `rights` is the right per claim.

    Raises PartNotWithholdable for a part grant that rests on anything but marked records and
    passages that a handler withheld (`backing`), and for a category that is refused for one use and given for another.
    """
    copied = [d for d in decided if d.claim_id in rights and right_of(rights[d.claim_id]).copies]
    for one in copied:
        _check_part(one, backing)
    whole = [d for d in copied if rights[d.claim_id] not in TURNS_ON_BASIS]
    for (claim_id, category_id), kinds in _kinds(whole).items():
        if DecisionKind.REFUSE in kinds and len(kinds) > 1:
            raise PartNotWithholdable(claim=claim_id, category=category_id)


def _check_part(decided: EffectiveDecision, backing: Backing) -> None:
    line, proposal = decided.line, decided.proposal
    if line is None or proposal is None or line.decision is not DecisionKind.PARTLY_GRANT:
        return
    codes = set(line.ground_codes)
    marked = bool(proposal.facts.get("thirdPartyRecords")) and codes in OTHERS
    partly = proposal.resolved is Resolved.PARTLY_GRANT
    proposed = partly and codes == set(proposal.applying_codes)
    covered = codes <= backing.covered.get(proposal.category_id, frozenset())
    if not (marked or proposed or covered):
        raise PartNotWithholdable(claim=decided.claim_id, category=proposal.category_id)


def _kinds(decided: Iterable[EffectiveDecision]) -> dict[tuple[str, str], set[DecisionKind]]:
    kinds: dict[tuple[str, str], set[DecisionKind]] = {}
    for one in decided:
        if one.line is not None and one.proposal is not None:
            key = one.claim_id, one.proposal.category_id
            kinds.setdefault(key, set()).add(one.line.decision)
    return kinds
