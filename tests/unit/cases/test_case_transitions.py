"""The workflow: a table of moves written by hand; what is not in it is refused, whoever asks."""

from datetime import date

import pytest
from app.cases.diagram import mermaid
from app.cases.guards import IllegalTransition, MissingPermission
from app.cases.model import ENDS, State
from app.cases.rules import apply
from app.cases.transitions import BY_SERVICE, TRANSITIONS, Action
from app.outbox.model import Event
from app.staff.model import SERVICE, Actor
from tests.case_samples import AUDE, CLARA, DIRK, DORA, EMIL, FIEN, INES, LATER, case_at

# from, action: to, who (clara, dora, dirk), journal entry, events
MOVES = """
received              identityChecks          inSearch         clara,dora       identity.checked       identityVerified
received              identityRejections      received         clara,dora       identity.insufficient  -
received              identityRequests        identityPending  clara,dora       identity.requested     identityRequested,suspended
received              decisions               received         clara,dora       decision.drafted       -
received              decisions/confirmation  decided          clara,dora,dirk  decision.confirmed     decided
received              extensions              received         clara,dora,dirk  case.extended          extended
received              withdrawal              withdrawn        clara,dora       claims.withdrawn       closed
received              redirection             redirected       clara,dora       case.redirected        closed
identityPending       identityChecks          inSearch         clara,dora       identity.checked       identityVerified
identityPending       identityRejections      identityPending  clara,dora       identity.insufficient  -
identityPending       identityRequests        identityPending  clara,dora       identity.requested     identityRequested,suspended
identityPending       answersReceived         identityPending  clara,dora       answer.received        resumed
identityPending       decisions               identityPending  clara,dora       decision.drafted       -
identityPending       decisions/confirmation  decided          clara,dora,dirk  decision.confirmed     decided
identityPending       extensions              identityPending  clara,dora,dirk  case.extended          extended
identityPending       lapse                   lapsedIdentity   clara,dora       case.lapsed            closed
identityPending       withdrawal              withdrawn        clara,dora       claims.withdrawn       closed
identityPending       redirection             redirected       clara,dora       case.redirected        closed
specificationPending  answersReceived         inSearch         clara,dora       answer.received        resumed
specificationPending  extensions              specificationPending  clara,dora,dirk  case.extended     extended
specificationPending  withdrawal              withdrawn        clara,dora       claims.withdrawn       closed
specificationPending  redirection             redirected       clara,dora       case.redirected        closed
inSearch              collections             inSearch         clara,dora       collection.ordered     -
inSearch              searchCompletion        inAssessment     clara,dora       collection.completed   -
inSearch              extensions              inSearch         clara,dora,dirk  case.extended          extended
inSearch              withdrawal              withdrawn        clara,dora       claims.withdrawn       closed
inSearch              redirection             redirected       clara,dora       case.redirected        closed
inAssessment          collections             inSearch         clara,dora       collection.ordered     -
inAssessment          decisions               inAssessment     clara,dora       decision.drafted       -
inAssessment          decisions/confirmation  decided          clara,dora,dirk  decision.confirmed     decided
inAssessment          extensions              inAssessment     clara,dora,dirk  case.extended          extended
inAssessment          withdrawal              withdrawn        clara,dora       claims.withdrawn       closed
inAssessment          redirection             redirected       clara,dora       case.redirected        closed
decided               answer                  sent             clara,dora       answer.sent            sent
decided               executions              decided          clara,dora,dirk  execution.ordered      -
decided               extensions              decided          clara,dora,dirk  case.extended          extended
decided               withdrawal              withdrawn        clara,dora       claims.withdrawn       closed
decided               redirection             redirected       clara,dora       case.redirected        closed
sent                  closure                 closed           clara,dora       case.closed            closed
received              claims                  received         clara,dora       claim.clarified        -
identityPending       claims                  identityPending  clara,dora       claim.clarified        -
specificationPending  claims                  specificationPending clara,dora       claim.clarified        -
inSearch              claims                  inSearch         clara,dora       claim.clarified        -
inAssessment          claims                  inAssessment     clara,dora       claim.clarified        -
inSearch              specificationRequests   specificationPending clara,dora   specification.requested suspended
inAssessment          specificationRequests   specificationPending clara,dora   specification.requested suspended
inSearch              answersReceived         inSearch         clara,dora       answer.received        -
inAssessment          answersReceived         inAssessment     clara,dora       answer.received        -
inSearch              identityChecks          inSearch         clara,dora       identity.checked       identityVerified
inAssessment          identityChecks          inSearch         clara,dora       identity.checked       identityVerified
lapsedIdentity        identityChecks          inSearch         clara,dora       identity.checked       identityVerified
"""
TABLE = {
    (State(row[0]), Action(row[1])): row[2:]
    for row in (line.split() for line in MOVES.strip().splitlines())
}
EVERY_PAIR = [(state, action) for state in State for action in Action]
EVERYBODY: tuple[Actor, ...] = (INES, CLARA, DORA, DIRK, EMIL, AUDE, FIEN)


def named(pair: object) -> str:
    return str(pair)


def test_no_pair_is_missing_here_or_there() -> None:
    assert set(TABLE) == set(TRANSITIONS)


@pytest.mark.parametrize(("state", "action"), EVERY_PAIR, ids=named)
def test_every_pair_moves_as_the_table_says_or_is_refused(state: State, action: Action) -> None:
    case = case_at(state)
    row = TABLE.get((state, action))
    if row is None:
        with pytest.raises(IllegalTransition):
            apply(case, action, by=CLARA, at=LATER)
        return
    to, _, kind, events = row
    change = apply(case, action, by=SERVICE, at=LATER)
    assert change.case.state == to
    assert change.case.version == case.version + 1
    assert [(e.kind, e.actor_id, e.at) for e in change.entries] == [(kind, "service", LATER)]
    assert change.events == tuple(Event(name) for name in events.split(",") if name != "-")


@pytest.mark.parametrize("pair", sorted(TABLE), ids=named)
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.actor_id)
def test_only_who_the_table_names_may(pair: tuple[State, Action], who: Actor) -> None:
    state, action = pair
    if who.actor_id in TABLE[pair][1].split(","):
        assert apply(case_at(state), action, by=who, at=LATER).entries[0].actor_id == who.actor_id
    else:
        with pytest.raises(MissingPermission):
            apply(case_at(state), action, by=who, at=LATER)


def test_nothing_leaves_an_end_but_proof_after_a_lapse() -> None:
    assert {pair for pair in TABLE if pair[0] in ENDS} == {
        (State.LAPSED_IDENTITY, Action.CHECK_IDENTITY)
    }


def test_every_state_but_the_first_is_entered() -> None:
    entered = {State(row[0]) for (state, _), row in TABLE.items() if row[0] != state}
    assert set(State) - entered == {State.RECEIVED}


def test_what_the_worker_does_is_no_action_of_staff() -> None:
    assert {Action.COMPLETE_SEARCH} == BY_SERVICE


def test_an_action_done_in_part_stays_where_it_is_and_ends_nothing() -> None:
    case = case_at(State.IN_SEARCH)
    change = apply(case, Action.WITHDRAW, by=CLARA, at=LATER, to=case.state)
    assert change.case.state is State.IN_SEARCH
    assert Event.CLOSED not in change.events


def test_the_drawing_shows_every_move() -> None:
    drawn = mermaid()
    for (state, action), (to, *_) in TABLE.items():
        line = next(x for x in drawn.splitlines() if x.startswith(f"    {state} --> {to}: "))
        assert action in line.partition(": ")[2].split(", ")


def test_a_case_at_each_state_is_at_that_state() -> None:
    assert [case_at(state).state for state in State] == list(State)
    assert case_at(State.RECEIVED).received_on == date(2026, 3, 5)
