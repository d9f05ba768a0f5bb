"""Whether somebody may act for the person who is asked about: what each kind of representative needs. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from app.cases.model import NO_STANDING, AgentKind, Claim, Representative
from app.documents.model import DocumentKind
from app.errors import DeskError
from app.identity.model import DocumentFacts

OF_AGE: Final = 18
"""Age at which parental authority ends (old Civil Code art. 371/1, 388)."""

_PAPERS: Final = frozenset({DocumentKind.MANDATE, DocumentKind.EVIDENCE})


class NoStanding(DeskError):
    """What somebody is to the person gives no right to ask for them (ID-13)."""

    code: ClassVar[str] = "noStanding"


class MandateIncomplete(DeskError):
    """Something is missing to act for the person. Fact `missing`: document, signedOn, rights or interest."""

    code: ClassVar[str] = "mandateIncomplete"


class MandateExpired(DeskError):
    """The term of the mandate is over. Fact `validUntil`."""

    code: ClassVar[str] = "mandateExpired"


class MandateTooNarrow(DeskError):
    """The mandate does not hold this right, or not these data. Facts `claimId`, `lacking`: right or scope."""

    code: ClassVar[str] = "mandateTooNarrow"


class RepresentationDisputed(DeskError):
    """Parents, or parent and child, do not want the same: the DPO looks at it first (ID-14)."""

    code: ClassVar[str] = "representationDisputed"


class NotAMinor(DeskError):
    """Parental authority ends at eighteen, and is not assumed of somebody whose age is not known (ID-14)."""

    code: ClassVar[str] = "notAMinor"


class DeceasedHasNoClaim(DeskError):
    """The rights are those of the living; an heir asks for data on themselves (ID-16)."""

    code: ClassVar[str] = "deceasedHasNoClaim"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the representative, on the day it is judged."""

    on: date
    documents: Sequence[DocumentFacts]
    born_on: date | None
    """Of the person who is asked about."""
    sensitive: Collection[str] = ()
    """Ids of the claims about special categories, or about everything."""
    lawyer_statement: bool = True
    """Whether a lawyer's word is taken for their mandate (ID-12, policy)."""


def check_representation(
    agent: Representative, claims: Sequence[Claim], known: Circumstances
) -> None:
    """Raise unless the representative may make every one of these claims on this day (ID-12 to ID-16).

    A young worker, and any minor with discernment, asks alone: no parent is needed for them.
    Raises NoStanding, DeceasedHasNoClaim, RepresentationDisputed, NotAMinor, MandateIncomplete,
    MandateExpired, MandateTooNarrow.
    """
    if agent.kind in NO_STANDING:
        raise NoStanding("This relation is no mandate")
    if agent.kind is AgentKind.HEIR:
        raise DeceasedHasNoClaim("The regulation does not apply to the deceased")
    if agent.disputed:
        raise RepresentationDisputed("The DPO looks at it first")
    if agent.kind is AgentKind.PARENT:
        _check_parent(agent, known)
    if needs_document(agent, claims, known):
        _check_document(agent, known)
    check_term(agent, on=known.on)
    if agent.kind is not AgentKind.PARENT:  # parental authority is not limited to some rights
        _check_powers(agent, claims)


def needs_document(agent: Representative, claims: Sequence[Claim], known: Circumstances) -> bool:
    """Whether the word of this representative is not enough: only a lawyer's is, and not for everything."""
    if agent.kind is not AgentKind.LAWYER or not known.lawyer_statement or agent.doubt:
        return True
    return agent.document_id is not None or any(c.claim_id in known.sensitive for c in claims)


def check_term(agent: Representative, *, on: date) -> None:
    """Raise MandateExpired after the last day of the mandate."""
    if agent.valid_until is not None and on > agent.valid_until:
        raise MandateExpired("The mandate ended", validUntil=agent.valid_until.isoformat())


def _check_parent(agent: Representative, known: Circumstances) -> None:
    if known.born_on is None or _age(known.born_on, known.on) >= OF_AGE:
        raise NotAMinor("Parental authority ends at eighteen")
    if not agent.interest.strip():
        raise MandateIncomplete("Say why it is in the child's interest", missing="interest")


def _check_document(agent: Representative, known: Circumstances) -> None:
    # Household composition does not prove parental authority, nor a job a mandate: a document does.
    usable = {
        d.document_id
        for d in known.documents
        if d.kind in _PAPERS and d.readable and not d.destroyed
    }
    if agent.document_id not in usable:
        raise MandateIncomplete("The document is not attached", missing="document")
    if agent.signed_on is None or agent.signed_on > known.on:
        raise MandateIncomplete("The document is not dated", missing="signedOn")


def _check_powers(agent: Representative, claims: Sequence[Claim]) -> None:
    if not agent.rights:
        raise MandateIncomplete("The mandate names no right", missing="rights")
    for claim in claims:
        if claim.right not in agent.rights:
            raise MandateTooNarrow("Not this right", claimId=claim.claim_id, lacking="right")
        if agent.scope is not None and not set(claim.scope or ("",)) <= set(agent.scope):
            raise MandateTooNarrow("Not these data", claimId=claim.claim_id, lacking="scope")


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
