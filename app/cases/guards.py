"""What must hold before a step: each check raises the refusal that names what to do instead."""

from collections.abc import Mapping

from app.cases.model import Case, Claim, IdentityResult, Representative
from app.deadlines.model import SuspensionKind
from app.errors import DeskError
from app.rights.model import Right
from app.staff.model import Actor, Role


class IllegalTransition(DeskError):
    """The step does not exist in this state."""

    code = "illegalTransition"


class MissingPermission(DeskError):
    """No role of the actor allows the act."""

    code = "missingPermission"


class IdentityNotProven(DeskError):
    """No identity check opened the gate for every claim that needs one (ID-02a)."""

    code = "identityNotProven"


class SameEyes(DeskError):
    """Who drafted may not confirm (four eyes)."""

    code = "drafterMayNotConfirm"


class UnknownClaim(DeskError):
    """The case has no such claim."""

    code = "unknownClaim"


PROVEN = frozenset({IdentityResult.VERIFIED, IdentityResult.NO_DOUBT})


def needs_check(claim: Claim, rights: Mapping[str, Right], *, agent: Representative | None) -> bool:
    """Whether it must be established who asks; what somebody asks for another always needs it (ID-12).

    So does what could do harm if it were another who asks, which is rare (4.1).
    """
    return agent is not None or bool(claim.harm) or rights[claim.right].needs_identity_check


def is_proven(
    claim: Claim, rights: Mapping[str, Right], *, agent: Representative | None = None
) -> bool:
    """Whether the gate is open for this claim, made by the person or by their `agent` (ID-02a)."""
    return claim.identity in PROVEN or not needs_check(claim, rights, agent=agent)


def check_gate(case: Case, rights: Mapping[str, Right]) -> None:
    """Raise IdentityNotProven unless every open claim passed the gate, and there is one."""
    claims = case.open_claims
    if not claims or not all(is_proven(c, rights, agent=case.representative) for c in claims):
        raise IdentityNotProven("Identity is not proven for every claim of this case")


def is_identity_asked(case: Case) -> bool:
    """Whether a question of identity is open."""
    return any(s.kind is SuspensionKind.IDENTITY and s.answered_on is None for s in case.pauses)


def is_refused_for_identity(case: Case, rights: Mapping[str, Right]) -> bool:
    """Whether every open claim was found insufficient, so that only R12-ID remains (section 9).

    Not while the person was asked again, and not with a claim that needs no proof.
    """
    claims = case.open_claims
    return (
        bool(claims)
        and not is_identity_asked(case)
        and all(
            c.identity is IdentityResult.INSUFFICIENT
            and needs_check(c, rights, agent=case.representative)
            for c in claims
        )
    )


def check_gate_or_refusal(case: Case, rights: Mapping[str, Right]) -> None:
    """Raise IdentityNotProven unless the gate is open or every claim falls with R12-ID."""
    if not is_refused_for_identity(case, rights):
        check_gate(case, rights)


def check_eyes(case: Case, actor: Actor, *, refusal: bool, four_eyes: bool) -> None:
    """Raise SameEyes when a drafter confirms; a decision maker may confirm a full grant.

    Nobody confirms a refusal or part refusal of which they drafted a line. `four_eyes` False lifts it (development).
    """
    if not may_confirm(case, actor, refusal=refusal, four_eyes=four_eyes):
        raise SameEyes("Who drafted a decision does not confirm it")


def may_confirm(case: Case, actor: Actor, *, refusal: bool, four_eyes: bool) -> bool:
    """Whether other eyes look at the draft than those of its drafters, where the role table asks it."""
    if not four_eyes or actor.actor_id not in case.drafters:
        return True
    return not refusal and Role.DECISION_MAKER in actor.roles
