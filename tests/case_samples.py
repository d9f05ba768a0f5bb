"""The cast, and invented cases brought to a state by walking the real rules there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from app.cases.model import (
    Case,
    Change,
    Channel,
    Claim,
    Delivery,
    Extension,
    IdentityResult,
    Outcome,
    Requester,
    State,
)
from app.cases.proof import check_identity, request_identity
from app.cases.rules import (
    Intake,
    apply,
    close,
    complete_search,
    confirm,
    draft,
    open_case,
    send_answer,
)
from app.cases.transitions import Action
from app.cases.ways import withdraw
from app.deadlines.holidays import Calendar
from app.deadlines.model import Suspension, SuspensionKind
from app.language import Language
from app.rights.catalogue import RIGHTS
from app.staff.model import Actor, Role

ON = date(2026, 3, 5)
AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
CALENDAR = Calendar()


def actor(name: str, *roles: Role) -> Actor:
    """Return somebody of the cast with these roles, for all entities."""
    return Actor(name, name, frozenset(roles), frozenset({"*"}))


INES = actor("ines", Role.INTAKE)
CLARA = actor("clara", Role.CASE_HANDLER)
DORA = actor("dora", Role.DPO)
DIRK = actor("dirk", Role.DECISION_MAKER)
EMIL = actor("emil", Role.DATA_COLLECTOR)
AUDE = actor("aude", Role.AUDITOR)
FIEN = actor("fien")

ANNA = Requester("Anna", "Voorbeeld", date_of_birth=date(1979, 4, 17))


def claims_of(*rights: str) -> tuple[Claim, ...]:
    """Return a claim per right; its id is the right's."""
    return tuple(Claim(claim_id=right, right=right) for right in rights)


def registration(*rights: str, on: date = ON) -> Change:
    """Return what registering a request brings, by default one of access."""
    intake = Intake(
        channel=Channel.API,
        language=Language.NL,
        entity="OVO900001",
        received_on=on,
        received_at=None,
        requester=ANNA,
        claims=claims_of(*(rights or ("access",))),
    )
    return open_case(
        intake,
        RIGHTS,
        case_id="case-1",
        reference="DSR-7K3M-9QX1",
        register_version="1",
        by=INES,
        at=AT,
    )


def received(*rights: str, on: date = ON) -> Case:
    """Return a case as it is registered."""
    return registration(*rights, on=on).case


def checked(case: Case, result: IdentityResult, *, proven_on: date = ON) -> Case:
    """Return the case after an identity check by Clara."""
    return check_identity(
        case,
        result,
        RIGHTS,
        means="inPerson",
        proven_on=proven_on,
        by=CLARA,
        at=LATER,
    ).case


def asked(case: Case, *, on: date = ON) -> Case:
    """Return the case after a question for proof."""
    return request_identity(case, means=["inPerson"], on=on, by=CLARA, at=LATER).case


def searched(case: Case) -> Case:
    """Return the case once every system has answered."""
    return complete_search(case, subject_keys={"vlimpers": "1"}, details={}, at=LATER).case


def drafted(case: Case) -> Case:
    """Return the case with a draft of Clara."""
    return draft(case, RIGHTS, lines=1, by=CLARA, at=LATER).case


def decided(case: Case, outcome: Outcome = Outcome.GRANTED) -> Case:
    """Return the case once Dirk confirmed, each open claim with this outcome."""
    outcomes: Mapping[str, Outcome] = {claim.claim_id: outcome for claim in case.open_claims}
    return confirm(case, outcomes, details={}, seals_copy=False, by=DIRK, at=LATER).case


def sent(case: Case) -> Case:
    """Return the answered case."""
    return send_answer(
        case, delivery=Delivery.PORTAL, register_version="1", details={}, by=CLARA, at=LATER
    ).case


def _walk(*steps: Callable[[Case], Case]) -> Callable[[Sequence[str]], Case]:
    def walked(rights: Sequence[str]) -> Case:
        case = received(*rights)
        for step in steps:
            case = step(case)
        return case

    return walked


def _verified(case: Case) -> Case:
    return checked(case, IdentityResult.VERIFIED)


def _specification_asked(case: Case) -> Case:
    # No step asks for it yet.
    asked_then = Suspension(SuspensionKind.SPECIFICATION, ON)
    return replace(case, state=State.SPECIFICATION_PENDING, suspensions=(asked_then,))


def _withdrawn(case: Case) -> Case:
    return withdraw(case, None, RIGHTS, on=ON, by=CLARA, at=LATER).case


def _ended(action: Action) -> Callable[[Case], Case]:
    def end(case: Case) -> Case:
        return apply(case, action, by=CLARA, at=LATER, ended_at=LATER).case

    return end


_TO_ASSESSMENT = (_verified, searched)
_TO_DECIDED = (*_TO_ASSESSMENT, drafted, decided)
_WAYS: Mapping[State, Callable[[Sequence[str]], Case]] = {
    State.RECEIVED: _walk(),
    State.IDENTITY_PENDING: _walk(asked),
    State.SPECIFICATION_PENDING: _walk(_verified, _specification_asked),
    State.IN_SEARCH: _walk(_verified),
    State.IN_ASSESSMENT: _walk(*_TO_ASSESSMENT),
    State.DECIDED: _walk(*_TO_DECIDED),
    State.SENT: _walk(*_TO_DECIDED, sent),
    State.CLOSED: _walk(*_TO_DECIDED, sent, lambda c: close(c, by=CLARA, at=LATER).case),
    State.WITHDRAWN: _walk(_withdrawn),
    State.LAPSED_IDENTITY: _walk(asked, _ended(Action.LAPSE)),
    State.REDIRECTED: _walk(_ended(Action.REDIRECT)),
}


def case_at(state: State, *rights: str) -> Case:
    """Return a case that walked to this state, by default of access."""
    return _WAYS[state](rights or ("access",))


def extension(on: date = ON) -> Extension:
    """Return an extension with reasons."""
    return Extension("complexity", "Veel systemen.", date(2026, 6, 5), on)
