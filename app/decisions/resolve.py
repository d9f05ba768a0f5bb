"""What a proposal becomes with the facts of a case; a ground that is off or whose fact is absent does not apply."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.decisions.cells import Cell
from app.decisions.model import Facts, Proposal, Resolved
from app.decisions.uses import Use
from app.register.terms import OBJECTION_BASES, Basis, Provided, Trait


@dataclass(frozen=True, slots=True)
class Given:
    """A use with its cell and all that is known in this case."""

    use: Use
    cell: Cell
    facts: Facts
    objection_pending: bool = False
    """An objection is claimed in the same case and not decided yet."""
    contested: bool = True
    """The claim is about this use; False where it names the data and a use that is not made of them."""

    documents_named: bool = False
    """The claim names the documents of this category that it is about."""

    @property
    def consent_recorded(self) -> bool | None:
        """Whether a consent is recorded for this use; None where that is not known."""
        own = (self.use.element,) if self.use.element else self.use.category.elements
        named = frozenset(element.element_id for element in own)
        return self.facts.consent_for(self.use.purpose.purpose_id, named)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What follows, with the grounds that apply."""

    resolved: Resolved
    codes: tuple[str, ...] = ()


GRANT = Resolution(Resolved.GRANT)
HUMAN_CHOICE = Resolution(Resolved.HUMAN_CHOICE)


def resolve(right: str, given: Given) -> Resolution:
    """Resolve the cell of one right of the catalogue with the facts given."""
    return RESOLVERS[right](given)


def _refuse(*codes: str) -> Resolution:
    return Resolution(Resolved.REFUSE, codes)


def _partly(*codes: str) -> Resolution:
    return Resolution(Resolved.PARTLY_GRANT, codes)


def _access(given: Given) -> Resolution:
    if "R23-LAW" in given.cell.codes and given.facts.statute_ref:
        # Necessity, term and extent of a statutory restriction are nobody's automatism (Art. 23).
        return Resolution(Resolved.HUMAN_CHOICE, ("R23-LAW",))
    if given.facts.third_party_records > 0:
        return _partly("R15-THIRD-PARTY")  # Art. 15(4): a part, never everything
    return GRANT


def _rectification(given: Given) -> Resolution:
    codes = given.cell.codes
    match given.facts.inaccuracy_shown:
        case None:
            return HUMAN_CHOICE
        case False:
            return _refuse("R16-ACCURATE" if "R16-ACCURATE" in codes else codes[0])
        case True:
            # Is it our copy that deviates, or the source that is wrong (RE-03)?
            return HUMAN_CHOICE if "R16-AUTHENTIC-SOURCE" in codes else GRANT


def _erasure(given: Given) -> Resolution:
    found = _erasure_of_category(given)
    container = Trait.CONTAINER in given.use.category.traits
    unsaid = container and not given.documents_named
    if found is GRANT and unsaid and not given.facts.retention_passed:
        return HUMAN_CHOICE  # section 5.8: a container is decided per document
    return found


def _erasure_of_category(given: Given) -> Resolution:
    if given.cell.proposal is Proposal.DPO_REVIEW:
        return HUMAN_CHOICE
    if given.use.consent:
        return _erasure_after_consent(given)
    if _erasure_ground(given):
        return GRANT
    if given.facts.expires_in_part:
        return _partly(*given.cell.codes)  # ER-03: what is past its period goes, the rest stays
    if given.cell.proposal is Proposal.REFUSE:
        return _refuse(*given.cell.codes)
    return HUMAN_CHOICE


def _erasure_after_consent(given: Given) -> Resolution:
    facts = given.facts
    if facts.retention_passed:
        return GRANT
    if not given.consent_recorded:
        return HUMAN_CHOICE
    # The use ends anyway; the data stay while another purpose carries them (section 5.8).
    kept = given.use.other_ground and not facts.retention_passed
    return _partly("R17-OTHER-GROUND") if kept else GRANT


def _erasure_ground(given: Given) -> bool:
    facts, basis = given.facts, given.use.basis.code
    if facts.retention_passed:
        return True  # ER-03: even though the basis was a legal duty
    if basis == Basis.LEGAL_OBLIGATION:
        return False  # Art. 17(3)(b): the duty decides, not our need
    objected = basis in OBJECTION_BASES and facts.objection_upheld is True  # Art. 17(1)(c)
    return facts.no_longer_necessary is True or objected  # Art. 17(1)(a)


def _restriction(given: Given) -> Resolution:
    pending = given.objection_pending and given.facts.objection_upheld is None
    if pending and given.use.basis.code in OBJECTION_BASES:
        return GRANT  # Art. 18(1)(d)
    return HUMAN_CHOICE


def _objection(given: Given) -> Resolution:
    if given.cell.proposal is Proposal.REFUSE:
        return _refuse(*given.cell.codes)
    if given.cell.proposal is Proposal.DPO_REVIEW:
        return HUMAN_CHOICE
    match given.facts.objection_upheld:
        case None:
            return HUMAN_CHOICE
        case True:
            return GRANT
        case False:
            return _refuse("R21-COMPELLING")


def _portability(given: Given) -> Resolution:
    match given.cell.proposal:
        case Proposal.REFUSE:
            return _refuse(*given.cell.codes)
        case Proposal.DPO_REVIEW if given.facts.employment == "statutory":
            return _refuse("R20-BASIS")  # PO-02: appointed, no contract
        case Proposal.DPO_REVIEW:
            return HUMAN_CHOICE
        case _:
            return _handed_over(given)


def _handed_over(given: Given) -> Resolution:
    use, facts = given.use, given.facts
    if use.consent and use.basis.conditional and not given.consent_recorded:
        return HUMAN_CHOICE
    codes = []
    if use.provided is Provided.PARTLY:
        codes.append("R20-NOT-PROVIDED")
    if facts.third_party_records > 0:
        codes.append("R20-THIRD-PARTY")
    return _partly(*codes) if codes else GRANT


def _consent_withdrawal(given: Given) -> Resolution:
    if given.cell.proposal is Proposal.REFUSE:
        return _refuse(*given.cell.codes)
    if given.cell.proposal is Proposal.GRANT:
        return GRANT
    match given.consent_recorded:
        case None:
            return HUMAN_CHOICE
        case False:
            return _refuse("R7-NO-CONSENT")
        case True if given.use.carried_elsewhere:
            return _partly("R7-NOT-SOLE-BASIS")  # CW-03
        case True:
            return GRANT


RESOLVERS: Mapping[str, Callable[[Given], Resolution]] = MappingProxyType(
    {
        "access": _access,
        "rectification": _rectification,
        "erasure": _erasure,
        "restriction": _restriction,
        "objection": _objection,
        "portability": _portability,
        "consentWithdrawal": _consent_withdrawal,
    }
)
