"""Which documents of a container go and which stay, in a table: never one that nobody chose or that is not past its period."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from app.cases.model import Claim
from app.decisions.documents import check_documents_named, named_documents
from app.decisions.drafts import DecisionIncomplete, effective
from app.decisions.model import DraftDecision, Facts, Resolved
from app.decisions.rules import accept, propose
from app.decisions.scope import scope_of
from app.executions.model import Plan
from app.executions.rules import plan
from app.executions.situation import Situation
from app.personnel.model import AnswerStatus, SourceAnswer
from tests.case_samples import received
from tests.planned import GIVE, KEEP, PARTLY, REGISTER, holding, line

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
(CONTAINER, *_) = [c.category_id for c in REGISTER.categories if "container" in c.traits]
PAPERS, NOTES = ("hr", "papers"), ("hr", "notes")
HELD = {PAPERS: ("1", "2", "3"), NOTES: ("8", "9")}
HOLDINGS = {place: holding(place[1], CONTAINER) for place in HELD}
ACCEPTED = None
"""The proposals taken as they are."""

Named = tuple[tuple[tuple[str, str], str], ...]
FIRST: Named = ((PAPERS, "1"),)
EVERY: Named = tuple((place, i) for place, ids in HELD.items() for i in ids)


def claim_of(*named: tuple[tuple[str, str], str], scope: tuple[str, ...] = (CONTAINER,)) -> Claim:
    listed = [
        {"categoryId": CONTAINER, "system": s, "holding": h, "recordId": i} for (s, h), i in named
    ]
    return Claim("1", "erasure", scope=scope or None, details={"records": listed})


def situation(
    one: Claim, decided: DraftDecision | None, expired: dict[tuple[str, str], int]
) -> Situation:
    facts = Facts(record_count=5, expired_count=sum(expired.values()))
    proposals = propose(
        REGISTER,
        claims=[("1", "erasure")],
        held={CONTAINER: facts},
        scopes={"1": scope_of(one, REGISTER)},
    )
    accepted = () if decided else accept(proposals)[0]
    return Situation(
        case=replace(received(), claims=(one,), subject_keys={"hr": "7"}),
        register=REGISTER,
        decided=effective(proposals, (decided,) if decided else accepted),
        answers=tuple(
            SourceAnswer(*place, CONTAINER, AnswerStatus.FOUND, len(ids), 0, AT)
            for place, ids in HELD.items()
        ),
        holdings=HOLDINGS,
        at=AT,
        on=AT.date(),
        expired=expired,
        accepted=frozenset(accepted),
        documents=HELD,
    )


def planned(
    named: Named, decided: DraftDecision | None, expired: dict[tuple[str, str], int]
) -> Plan:
    one = claim_of(*named)
    return plan(situation(one, decided, expired), (one,))


PLANS = [
    ("nobody chose: nothing goes", (), line(GIVE), {}, set(), 5),
    ("nobody chose: what is past its period goes", (), ACCEPTED, {PAPERS: 2}, {("papers", (), True, 2)}, 3),
    ("refused: the named stay too", FIRST, line(KEEP), {}, set(), 5),
    ("refused by the rules: the named stay too", FIRST, ACCEPTED, {}, set(), 5),
    ("granted: the named go", FIRST, line(GIVE), {}, {("papers", ("1",), False, 1)}, 4),
    ("granted in part by a human: the named go", FIRST, line(PARTLY), {PAPERS: 2}, {("papers", ("1",), False, 1)}, 4),
    ("a proposal as it is: the named go if past", FIRST, ACCEPTED, {PAPERS: 2}, {("papers", ("1",), True, 1)}, 4),
    ("past its period elsewhere: not chosen", FIRST, ACCEPTED, {NOTES: 1}, set(), 5),
    ("all named: all go", EVERY, line(GIVE), {}, {("papers", ("1", "2", "3"), False, 3), ("notes", ("8", "9"), False, 2)}, 0),
    ("one use refused: the named stay", FIRST, line(PARTLY, purpose_id="P01"), {}, set(), 5),
]  # fmt: skip


@pytest.mark.parametrize(
    ("named", "decided", "expired", "steps", "left"),
    [x[1:] for x in PLANS],
    ids=[x[0] for x in PLANS],
)
def test_documents_go_one_by_one(
    named: Named,
    decided: DraftDecision | None,
    expired: dict[tuple[str, str], int],
    steps: set[tuple[str, tuple[str, ...], bool, int]],
    left: int,
) -> None:
    made = planned(named, decided, expired)
    assert {(s.holding, s.record_ids, s.expired_only, s.records) for s in made.steps} == steps
    assert sum(stay.records for stay in made.stays) == left
    assert all(stay.facts for stay in made.stays)
    gone = {i for s in made.steps for i in s.record_ids if not s.expired_only}
    assert not gone & {i for stay in made.stays for i in stay.record_ids}


CHOICES = [
    ("granted without a choice", (), (CONTAINER,), line(GIVE), 0, False),
    ("in part without a choice", (), (CONTAINER,), line(PARTLY), 0, False),
    ("refused without a choice", (), (CONTAINER,), line(KEEP), 0, True),
    ("one named, of what the claim is limited to", FIRST, (CONTAINER,), line(GIVE), 0, True),
    ("one named, of everything, in part", FIRST, (), line(PARTLY), 0, True),
    ("one named, of everything, granted", FIRST, (), line(GIVE), 0, False),
    ("every one named, of everything", EVERY, (), line(GIVE), 0, True),
    ("all are past their period", (), (), line(GIVE), 5, True),
    ("some are past their period, in part", (), (), line(PARTLY), 2, True),
    ("some are past their period, granted", (), (), line(GIVE), 2, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("named", "scope", "decided", "expired", "fine"),
    [x[1:] for x in CHOICES],
    ids=[x[0] for x in CHOICES],
)
def test_a_container_is_never_granted_without_a_choice(
    named: Named, scope: tuple[str, ...], decided: DraftDecision, *, expired: int, fine: bool
) -> None:
    one = claim_of(*named, scope=scope)
    lines = situation(one, decided, {PAPERS: expired}).decided
    if fine:
        check_documents_named([one], lines, REGISTER)
        return
    with pytest.raises(DecisionIncomplete):
        check_documents_named([one], lines, REGISTER)


@pytest.mark.parametrize(
    ("named", "resolved"), [((), Resolved.HUMAN_CHOICE), (FIRST, Resolved.GRANT)], ids=["no", "yes"]
)
def test_a_ground_for_a_container_is_left_to_a_human_until_documents_are_named(
    named: Named, resolved: Resolved
) -> None:
    one = claim_of(*named)
    made = propose(
        REGISTER,
        claims=[("1", "erasure")],
        held={CONTAINER: Facts(record_count=5, no_longer_necessary=True)},
        scopes={"1": scope_of(one, REGISTER)},
    )
    assert resolved in {p.resolved for p in made if p.legal_basis == "6.1.b"}


LISTED: list[tuple[str, Any, int]] = [
    ("none", None, 0),
    ("no list", "1", 0),
    ("no document in it", ["1"], 0),
    ("the same twice", [{"system": "hr", "holding": "papers", "recordId": "1", "categoryId": CONTAINER}] * 2, 1),
]  # fmt: skip


@pytest.mark.parametrize(("said", "count"), [x[1:] for x in LISTED], ids=[x[0] for x in LISTED])
def test_what_a_claim_names_is_read(said: Any, count: int) -> None:
    named = named_documents(Claim("1", "erasure", details={"records": said}))
    assert len(named) == count
    assert not named_documents(Claim("1", "objection", details={"records": said}))


def test_the_day_of_a_document_is_kept_with_it() -> None:
    listed = {"categoryId": CONTAINER, "system": "hr", "holding": "papers", "recordId": "1"}
    dated = Claim("1", "erasure", details={"records": [{**listed, "on": "2025-03-02"}]})
    assert [d.on for d in named_documents(dated)] == [date(2025, 3, 2)]


def test_a_claim_about_everything_stays_one_when_documents_are_named() -> None:
    assert scope_of(claim_of(*FIRST, scope=()), REGISTER).category_ids is None
    limited = scope_of(claim_of(*FIRST, scope=("payroll",)), REGISTER).category_ids
    assert sorted(limited or ()) == sorted({"payroll", CONTAINER})
