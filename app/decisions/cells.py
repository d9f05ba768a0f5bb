"""What the law gives for one use of data and one right, before any fact of a case is known (section 5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.decisions import reasons
from app.decisions.model import Proposal
from app.decisions.uses import Use
from app.language import Text
from app.register.terms import OBJECTION_BASES, Basis, Nature, Provided, Trait


@dataclass(frozen=True, slots=True)
class Cell:
    """A proposal with its grounds: with `grantIf` those that would be used if the condition fails."""

    proposal: Proposal
    codes: tuple[str, ...]
    references: tuple[str, ...]
    reason: Text


def access_cell(use: Use) -> Cell:
    """Grant access whatever the basis, but for others' rights and a statute (AC-01, AC-06)."""
    codes: list[str] = []
    if use.category.third_party:
        codes.append("R15-THIRD-PARTY")  # Art. 15(4)
    if Nature.LEGAL_CLAIMS in use.purpose.nature or Trait.PENDING_PROCEDURE in use.category.traits:
        codes.append("R23-LAW")  # Art. 23, off without a named statute (section 4.1)
    proposal = Proposal.GRANT_IF if codes else Proposal.GRANT
    return Cell(proposal, tuple(codes), ("15(1),15(3),15(4)",), reasons.ACCESS)


def rectification_cell(use: Use) -> Cell:
    """Grant a correction when shown wrong: facts here, source data at the source (RE-01 to RE-04)."""
    if Trait.OPINION in use.category.traits:
        return Cell(Proposal.GRANT_IF, ("R16-OPINION",), ("16", "C-434/16"), reasons.OPINION)
    if not use.authentic:
        references = ("16", "5(1)(d)")
        return Cell(Proposal.GRANT_IF, ("R16-ACCURATE",), references, reasons.ACCURATE)
    if use.corrected_here:
        codes = ("R16-AUTHENTIC-SOURCE", "R16-ACCURATE")
        return Cell(Proposal.GRANT_IF, codes, ("16", "19"), reasons.mixed_sources(use))
    return Cell(Proposal.GRANT_IF, ("R16-AUTHENTIC-SOURCE",), ("16", "19"), reasons.AUTHENTIC)


def erasure_cell(use: Use) -> Cell:
    """Erase what consent, contract or interest carried; keep what a duty or task still needs (ER-01, ER-02)."""
    match use.basis.code:
        case Basis.CONSENT:
            reason = reasons.erasure_after_consent(use)
            return Cell(Proposal.GRANT_IF, ("R17-OTHER-GROUND",), ("17(1)(b)",), reason)
        case Basis.CONTRACT:
            return Cell(Proposal.GRANT_IF, ("R17-NO-GROUND",), ("17(1)(a)",), reasons.CONTRACT_OVER)
        case Basis.VITAL_INTERESTS:
            return Cell(Proposal.DPO_REVIEW, ("R17-NO-GROUND",), ("17(1)(a)",), reasons.VITAL)
        case Basis.LEGITIMATE_INTERESTS:
            references = ("17(1)(a)", "17(1)(c)")
            return Cell(Proposal.GRANT_IF, ("R17-NO-GROUND",), references, reasons.INTEREST_OVER)
        case Basis.PUBLIC_TASK:
            references = ("17(3)(b)", "17(1)(c)")
            return Cell(Proposal.REFUSE, _kept_for(use), references, reasons.TASK_LASTS)
        case _:
            return Cell(Proposal.REFUSE, _kept_for(use), ("17(3)(b)",), reasons.DUTY_LASTS)


def _kept_for(use: Use) -> tuple[str, ...]:
    nature = use.purpose.nature
    codes = ["R17-3B"]
    if Nature.OCCUPATIONAL_HEALTH in nature and Trait.HEALTH in use.category.traits:
        codes.append("R17-3C")
    if Nature.STATISTICS in nature:
        codes.append("R17-3D")
    if Nature.LEGAL_CLAIMS in nature:
        codes.append("R17-3E")
    return tuple(codes)


def restriction_cell(use: Use) -> Cell:
    """Restrict on any basis when one of the four reasons is there (RS-01)."""
    references = ["18(1)(a)-(c)"]
    if use.basis.code in OBJECTION_BASES:
        references.append("18(1)(d) automatic on objection")
    return Cell(Proposal.GRANT_IF, ("R18-NO-GROUND",), tuple(references), reasons.RESTRICTION)


def objection_cell(use: Use) -> Cell:
    """Weigh an objection to a task or interest, review statistics, refuse the rest (OB-01)."""
    if Nature.STATISTICS in use.purpose.nature:
        references = ("21(6)", "89(1)")
        return Cell(Proposal.DPO_REVIEW, ("R21-6-PUBLIC-TASK",), references, reasons.STATISTICS)
    if use.basis.code in OBJECTION_BASES:
        codes = ("R21-COMPELLING", "R21-CLAIMS")
        return Cell(Proposal.GRANT_IF, codes, ("21(1)",), reasons.BALANCING)
    reason = reasons.AS_WITHDRAWAL if use.consent else reasons.NO_OBJECTION
    return Cell(Proposal.REFUSE, ("R21-BASIS",), ("21(1)",), reason)


def not_used_cell(_use: Use) -> Cell:
    """Refuse an objection to a use that is not made of these data: there is nothing to stop (OB-01)."""
    return Cell(Proposal.REFUSE, ("R21-BASIS",), ("21(1)",), reasons.NOT_USED)


def portability_cell(use: Use) -> Cell:
    """Hand over what the person provided under consent or contract, by automated means (PO-01, PO-02)."""
    basis = use.basis.code
    if basis not in {Basis.CONSENT, Basis.CONTRACT}:
        code = "R20-PUBLIC-TASK" if basis == Basis.PUBLIC_TASK else "R20-BASIS"
        return Cell(Proposal.REFUSE, (code,), ("20(1)(a)", "20(3)"), reasons.NOT_PORTABLE)
    if use.provided is Provided.NO:
        references = ("20(1)", "WP242")
        return Cell(Proposal.REFUSE, ("R20-NOT-PROVIDED",), references, reasons.NOT_PROVIDED)
    if not use.category.automated:
        code = "R20-NOT-AUTOMATED"
        return Cell(Proposal.REFUSE, (code,), ("20(1)(b)",), reasons.ON_PAPER)
    if basis == Basis.CONTRACT and Nature.SUPPLIER not in use.purpose.nature:
        # A civil servant under statute has no contract (PO-02): employment decides.
        codes = ("R20-BASIS", "R20-NOT-PROVIDED")
        return Cell(Proposal.DPO_REVIEW, codes, ("20(1)(a)", "20(3)"), reasons.EMPLOYMENT)
    codes = ("R20-NOT-PROVIDED", "R20-THIRD-PARTY")
    return Cell(Proposal.GRANT_IF, codes, ("20(1)", "20(4)"), reasons.PROVIDED)


def consent_withdrawal_cell(use: Use) -> Cell:
    """End a use that rests on consent alone (CW-01)."""
    if not use.consent:
        return Cell(Proposal.REFUSE, ("R7-NO-CONSENT",), ("7(3)",), reasons.NO_CONSENT)
    if use.sole_basis:
        return Cell(Proposal.GRANT, (), ("7(3)",), reasons.SOLE_CONSENT)
    codes = ("R7-NOT-SOLE-BASIS", "R7-NO-CONSENT")
    return Cell(Proposal.GRANT_IF, codes, ("7(3)", "statement"), reasons.conditional_consent(use))


CELLS: Mapping[str, Callable[[Use], Cell]] = MappingProxyType(
    {
        "access": access_cell,
        "rectification": rectification_cell,
        "erasure": erasure_cell,
        "restriction": restriction_cell,
        "objection": objection_cell,
        "portability": portability_cell,
        "consentWithdrawal": consent_withdrawal_cell,
    }
)
"""One rule per right of the catalogue."""
