"""The steps after the gate: search, draft and confirmation, extension, withdrawal, the ways out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from app.cases.guards import IllegalTransition, SameEyes, UnknownClaim, check_eyes
from app.cases.model import Case, Channel, Delivery, Outcome, State
from app.cases.rules import (
    Intake,
    ReceivedInFuture,
    add,
    assign,
    clock_of,
    close,
    complete_search,
    confirm,
    draft,
    entry,
    extend,
    open_case,
    order_collection,
    send_answer,
)
from app.cases.transitions import JournalKind
from app.cases.ways import withdraw
from app.decisions.rules import case_outcome
from app.language import Language
from app.outbox.model import Event, TaskName
from app.rights.catalogue import RIGHTS
from app.staff.model import SERVICE, Actor, Role
from tests.case_samples import (
    ANNA,
    AT,
    CALENDAR,
    CLARA,
    DIRK,
    DORA,
    INES,
    LATER,
    ON,
    actor,
    case_at,
    claims_of,
    drafted,
    extension,
    received,
    registration,
)


def test_what_is_registered() -> None:
    change = registration("access", "erasure")
    case = change.case
    assert change.is_new
    assert (case.version, case.registered_by, case.registered_at) == (1, "ines", AT)
    assert change.events == (Event.RECEIVED,)
    (written,) = change.entries
    assert dict(written.details) == {
        "channel": "api",
        "receivedOn": "2026-03-05",
        "rights": "access,erasure",
        "registerVersion": "1",
    }


@pytest.mark.parametrize(
    ("minutes", "taken"), [(-1, True), (0, True), (1, False)], ids=["before", "now", "after"]
)
def test_a_request_is_not_received_in_the_future(minutes: int, *, taken: bool) -> None:
    at = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    intake = Intake(
        channel=Channel.EMAIL,
        language=Language.NL,
        entity="OVO900001",
        received_on=ON,
        received_at=at.replace(minute=30 + minutes),
        requester=ANNA,
        claims=claims_of("access"),
    )

    def opened() -> Case:
        return open_case(
            intake, RIGHTS, case_id="c", reference="r", register_version="1", by=INES, at=at
        ).case

    if taken:
        assert opened().state is State.RECEIVED
    else:
        with pytest.raises(ReceivedInFuture):
            opened()


def test_a_new_search_forgets_what_the_old_one_found_and_what_was_drafted_on_it() -> None:
    case = drafted(case_at(State.IN_ASSESSMENT))
    change = order_collection(case, RIGHTS, subject_keys={}, by=CLARA, at=LATER)
    assert change.case.state is State.IN_SEARCH
    assert (change.case.collected_at, change.case.drafters) == (None, ())
    assert change.case.subject_keys == {}
    assert [task.name for task in change.tasks] == [TaskName.COLLECT]


def test_a_choice_of_the_person_is_journalled_without_the_key() -> None:
    case = case_at(State.IN_SEARCH)
    chosen = {"vlimpers": "100004", "leren": ""}
    change = order_collection(case, RIGHTS, subject_keys=chosen, by=CLARA, at=LATER)
    assert change.case.subject_keys == chosen
    ordered, choice = change.entries
    assert ordered.kind == JournalKind.COLLECTION_ORDERED
    assert (choice.kind, dict(choice.details)) == (
        JournalKind.SUBJECT_CHOSEN,
        {"systems": "vlimpers"},
    )


def test_the_worker_completes_the_search() -> None:
    change = complete_search(
        case_at(State.IN_SEARCH), subject_keys={"vlimpers": "1"}, details={"records": 3}, at=LATER
    )
    assert change.case.state is State.IN_ASSESSMENT
    assert change.case.collected_at == LATER
    assert change.entries[0].actor_id == SERVICE.actor_id


HANDLER_AND_DECIDER = actor("clara", Role.CASE_HANDLER, Role.DECISION_MAKER)
OTHER_HANDLER = actor("chris", Role.CASE_HANDLER)


@pytest.mark.parametrize(
    ("who", "refusal", "four_eyes", "allowed"),
    [
        pytest.param(CLARA, False, True, False, id="drafter, case handler, full grant"),
        pytest.param(CLARA, True, True, False, id="drafter, case handler, refusal"),
        pytest.param(
            actor("clara", Role.DPO), False, True, False, id="drafter, DPO alone, full grant"
        ),
        pytest.param(
            HANDLER_AND_DECIDER, False, True, True, id="drafter, decision maker too, full grant"
        ),
        pytest.param(
            HANDLER_AND_DECIDER, True, True, False, id="drafter, decision maker too, refusal"
        ),
        pytest.param(OTHER_HANDLER, False, True, True, id="somebody else, full grant"),
        pytest.param(DIRK, True, True, True, id="another decision maker, refusal"),
        pytest.param(DORA, False, True, True, id="another, the DPO, full grant"),
        pytest.param(CLARA, False, False, True, id="drafter, four eyes off, full grant"),
        pytest.param(HANDLER_AND_DECIDER, True, False, True, id="drafter, four eyes off, refusal"),
    ],
)
def test_four_eyes(who: Actor, *, refusal: bool, four_eyes: bool, allowed: bool) -> None:
    case = drafted(case_at(State.IN_ASSESSMENT))
    if allowed:
        check_eyes(case, who, refusal=refusal, four_eyes=four_eyes)
    else:
        with pytest.raises(SameEyes):
            check_eyes(case, who, refusal=refusal, four_eyes=four_eyes)


@pytest.mark.parametrize(
    ("carries_over", "drafters"),
    [
        pytest.param(True, ("clara", "chris"), id="lines of the first stay"),
        pytest.param(False, ("chris",), id="everything is replaced"),
    ],
)
def test_whose_lines_a_draft_holds(drafters: tuple[str, ...], *, carries_over: bool) -> None:
    case = drafted(case_at(State.IN_ASSESSMENT))
    change = draft(
        case, RIGHTS, lines=1, carries_over=carries_over, by=OTHER_HANDLER, at=LATER
    ).case
    assert change.drafters == drafters
    for who in (HANDLER_AND_DECIDER, OTHER_HANDLER):
        if who.actor_id in drafters:
            with pytest.raises(SameEyes):
                check_eyes(change, who, refusal=True, four_eyes=True)
        else:
            check_eyes(change, who, refusal=True, four_eyes=True)


def test_who_comes_back_to_a_draft_is_named_once_and_last() -> None:
    case = drafted(case_at(State.IN_ASSESSMENT))
    for who in (OTHER_HANDLER, CLARA):
        case = draft(case, RIGHTS, lines=1, carries_over=True, by=who, at=LATER).case
    assert case.drafters == ("chris", "clara")


def test_a_confirmation_gives_each_open_claim_its_outcome() -> None:
    case = case_at(State.IN_ASSESSMENT, "access", "erasure", "portability")
    case = withdraw(case, ["portability"], RIGHTS, on=ON, by=CLARA, at=LATER).case
    outcomes = {"access": Outcome.PARTIALLY_GRANTED, "erasure": Outcome.REFUSED}
    change = confirm(drafted(case), outcomes, details={}, seals_copy=True, by=DIRK, at=LATER)
    assert [claim.outcome for claim in change.case.claims] == [
        Outcome.PARTIALLY_GRANTED,
        Outcome.REFUSED,
        Outcome.WITHDRAWN,
    ]
    assert (change.case.decided_by, change.case.decided_at) == ("dirk", LATER)
    assert [task.name for task in change.tasks] == [TaskName.SEAL_COPY]


def test_a_confirmation_without_copy_seals_nothing() -> None:
    case = drafted(case_at(State.IN_ASSESSMENT))
    change = confirm(
        case, {"access": Outcome.NO_DATA_HELD}, details={}, seals_copy=False, by=DIRK, at=LATER
    )
    assert change.tasks == ()


@pytest.mark.parametrize(
    "state",
    [
        State.RECEIVED,
        State.IDENTITY_PENDING,
        State.SPECIFICATION_PENDING,
        State.IN_SEARCH,
        State.IN_ASSESSMENT,
        State.DECIDED,
    ],
)
def test_an_extension_changes_the_clock_and_not_the_state(state: State) -> None:
    change = extend(case_at(state), extension(), by=DIRK, at=LATER)
    assert change.case.state is state
    assert change.case.extension == extension()
    clock = clock_of(change.case, CALENDAR)
    assert clock.due_on == clock.extended_on
    assert change.events == (Event.EXTENDED,)
    assert "Veel systemen." not in str(change.entries), "reasons stay in the letter"


@pytest.mark.parametrize("state", [State.SENT, State.CLOSED, State.WITHDRAWN, State.REDIRECTED])
def test_nothing_is_extended_after_the_answer(state: State) -> None:
    with pytest.raises(IllegalTransition):
        extend(case_at(state), extension(), by=DIRK, at=LATER)


def test_withdrawing_everything_ends_the_case() -> None:
    change = withdraw(
        case_at(State.IN_SEARCH, "access", "erasure"), None, RIGHTS, on=ON, by=CLARA, at=LATER
    )
    assert (change.case.state, change.case.ended_at) == (State.WITHDRAWN, LATER)
    assert {claim.outcome for claim in change.case.claims} == {Outcome.WITHDRAWN}
    assert change.events == (Event.CLOSED,)
    assert dict(change.entries[0].details) == {"claims": 2, "all": True}


def test_withdrawing_one_claim_leaves_the_other() -> None:
    case = case_at(State.IN_SEARCH, "access", "erasure")
    change = withdraw(case, ["erasure"], RIGHTS, on=ON, by=CLARA, at=LATER)
    assert (change.case.state, change.case.ended_at) == (State.IN_SEARCH, None)
    assert [claim.claim_id for claim in change.case.open_claims] == ["access"]
    assert change.events == ()
    rest = withdraw(change.case, None, RIGHTS, on=ON, by=CLARA, at=LATER)
    assert rest.case.state is State.WITHDRAWN
    assert dict(rest.entries[0].details) == {"claims": 1, "all": True}


@pytest.mark.parametrize(
    "claim_ids",
    [["nobody"], ["access", "nobody"], [], ["erasure"]],
    ids=["unknown", "one unknown", "none named", "withdrawn already"],
)
def test_what_is_not_there_is_not_withdrawn(claim_ids: list[str]) -> None:
    case = case_at(State.IN_SEARCH, "access", "erasure")
    case = withdraw(case, ["erasure"], RIGHTS, on=ON, by=CLARA, at=LATER).case
    with pytest.raises(UnknownClaim):
        withdraw(case, claim_ids, RIGHTS, on=ON, by=CLARA, at=LATER)


def test_a_draft_falls_with_a_claim_that_is_withdrawn() -> None:
    case = drafted(case_at(State.IN_ASSESSMENT, "access", "erasure"))
    assert withdraw(case, ["erasure"], RIGHTS, on=ON, by=CLARA, at=LATER).case.drafters == ()


def test_what_was_decided_keeps_its_drafters_when_a_claim_is_withdrawn() -> None:
    case = case_at(State.DECIDED, "access", "erasure")
    assert case.drafters
    assert (
        withdraw(case, ["erasure"], RIGHTS, on=ON, by=CLARA, at=LATER).case.drafters
        == case.drafters
    )


def test_what_has_ended_is_not_withdrawn_again() -> None:
    case = withdraw(case_at(State.IN_SEARCH), None, RIGHTS, on=ON, by=CLARA, at=LATER).case
    with pytest.raises(IllegalTransition):
        withdraw(case, None, RIGHTS, on=ON, by=CLARA, at=LATER)


def test_the_answer_and_the_end() -> None:
    case = case_at(State.DECIDED)
    answered = send_answer(
        case,
        delivery=Delivery.POST,
        register_version="7",
        details={"letterId": "l"},
        by=CLARA,
        at=LATER,
    )
    assert answered.case.state is State.SENT
    assert (answered.case.sent_at, answered.case.delivery) == (LATER, Delivery.POST)
    assert answered.case.letter_register_version == "7"
    assert answered.case.register_version == "1", "the one at receipt stays"
    closed = close(answered.case, by=CLARA, at=LATER)
    assert (closed.case.state, closed.case.ended_at) == (State.CLOSED, LATER)


def test_an_assignment_names_nobody_in_the_journal() -> None:
    change = assign(received(), "clara", by=DORA, at=LATER)
    assert (change.case.assignee, change.case.version) == ("clara", 2)
    assert dict(change.entries[0].details) == {"assigned": True}
    assert dict(assign(change.case, None, by=DORA, at=LATER).entries[0].details) == {
        "assigned": False
    }


def test_what_is_added_beside_leaves_the_case_as_it_is() -> None:
    case = received()
    change = add(case, [entry(JournalKind.NOTE_ADDED, CLARA, LATER)])
    assert (change.additive, change.case) == (True, case)


G, P, R, N, W = (
    Outcome.GRANTED,
    Outcome.PARTIALLY_GRANTED,
    Outcome.REFUSED,
    Outcome.NO_DATA_HELD,
    Outcome.WITHDRAWN,
)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        pytest.param({"access": G, "erasure": G}, G, id="all equal"),
        pytest.param({"access": G, "erasure": W}, G, id="what was withdrawn does not count"),
        pytest.param({"access": G, "erasure": R}, P, id="something given, something not"),
        pytest.param({"access": P, "erasure": N}, P, id="part, and nothing held"),
        pytest.param({"access": R, "erasure": N}, R, id="refused, and nothing held"),
        pytest.param({"access": W, "erasure": W}, W, id="all withdrawn"),
        pytest.param({"access": G, "erasure": None}, None, id="one undecided"),
    ],
)
def test_how_the_case_ends(
    outcomes: Mapping[str, Outcome | None], expected: Outcome | None
) -> None:
    claims = [replace(c, outcome=outcomes[c.claim_id]) for c in claims_of(*outcomes)]
    assert case_outcome([claim.outcome for claim in claims]) is expected
