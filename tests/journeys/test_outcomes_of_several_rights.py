"""Several rights in one case: one letter with a section per right, and the order of legal-rules section 5."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from app.casework.decide import confirm
from app.casework.execute import order
from app.casework.retention_hold import CopyNotSealed
from app.staff.model import Actor, Role
from tests.journey_steps import Desk, ok, refused
from tests.right_outcomes import GRANT, HONOUR, NO_HONOURS, Stage, claim
from tests.service import Service

BOTH = Actor("dora", "Dora", frozenset({Role.CASE_HANDLER, Role.DECISION_MAKER}), frozenset({"*"}))


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


ORDER = ["stopUse", "rectify", "supplement", "lift", "restrict", "erase"]
PHONE = "select werk_telefoon from contact where persoon_id = :key"


def test_access_restriction_and_erasure_in_one_letter(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS, HONOUR)
    before = stage.rows()
    case = stage.asked(
        person,
        claim("access"),
        claim("restriction", scope=["payroll"], details={"ground": "accuracy"}),
        claim("erasure", scope=["honours"]),
    )
    case = stage.whole(case, access=GRANT, restriction=GRANT, erasure=GRANT)
    stage.desk.handler.until(case, lambda _: bool(stage.sealed(case)))
    done = [kind for kind, _ in stage.carried_out(case)]
    assert done == sorted(done, key=ORDER.index)
    assert set(done) == {"restrict", "erase"}
    assert set(stage.changes(before, case)) == {"gegevensbeperking", "ereteken"}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L06")
    assert "gewist" in told
    assert "beperk" in told
    kinds = {item["kind"] for item in stage.desk.handler.get(case, "/letters")["items"]}
    assert not {"L08", "L09"} & kinds, "one letter answers"
    stage.closed(answered, answered["outcome"])


def test_rectification_objection_and_portability_in_one_letter(stage: Stage) -> None:
    person = stage.someone()
    ((now,),) = stage.ask(PHONE, person)
    one = {
        "categoryId": "contact_details",
        "element": "workPhone",
        "currentValue": now,
        "newValue": "02 553 22 33",
    }
    case = stage.asked(
        person,
        claim("rectification", details={"corrections": [one]}),
        claim("objection", scope=["telephony"], details={"purposeIds": ["P06"]}),
        claim("portability", scope=["transport_commuting"]),
    )
    stage.weighed(case, "forThePerson")
    case = stage.whole(case, rectification=GRANT, objection=GRANT, portability=GRANT)
    stage.desk.handler.until(case, lambda _: bool(stage.sealed(case)))
    done = [kind for kind, _ in stage.carried_out(case)]
    assert done == sorted(done, key=ORDER.index)
    assert set(done) == {"rectify", "restrict"}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L07")
    assert "02 553 22 33" in told
    assert "bezwaar" in told
    stage.closed(answered, answered["outcome"])


def test_nothing_is_changed_while_the_copy_of_the_case_itself_is_not_sealed(stage: Stage) -> None:
    restriction = claim("restriction", scope=["payroll"], details={"ground": "accuracy"})
    case = stage.asked(stage.someone(), claim("access"), restriction)
    lines = [{"claimId": c["id"], "reason": "Na onderzoek.", **GRANT} for c in case["claims"]]
    ok(stage.desk.handler.put(case, "/decisions", {"acceptProposals": True, "decisions": lines}))
    with stage.service.parts.desk() as desk:  # the worker seals nothing before this is kept
        at = stage.service.clock()
        known = desk.cases.load(case["id"])
        confirm(desk, known, gaps_reason="Geen invloed.", justification="", by=BOTH, at=at)
        decided = desk.cases.load(case["id"])
        with pytest.raises(CopyNotSealed):
            order(desk, decided, confirm_reference="", by=BOTH, at=at)
        assert desk.executions.list(case["id"]) == ()
    stage.desk.handler.until(case, lambda _: bool(stage.sealed(case)))
    assert {kind for kind, _ in stage.carried_out(case)} == {"restrict"}


def test_the_erasure_of_a_case_is_not_ordered_before_the_rest(stage: Stage) -> None:
    # Section 5: rectify, restrict, erase
    person = stage.someone()
    stage.put(person, NO_HONOURS, HONOUR)
    case = stage.asked(
        person,
        claim("restriction", scope=["payroll"], details={"ground": "accuracy"}),
        claim("erasure", scope=["honours"]),
    )
    case = stage.whole(case, restriction=GRANT, erasure=GRANT)
    erase = {"confirmReference": case["reference"]}
    refused(stage.desk.decider.post(case, "/executions", erase), 409, "earlierStepsFirst")
    assert stage.desk.handler.get(case, "/executions")["items"] == []
    ok(stage.desk.handler.post(case, "/executions", {}), 202)
    ok(stage.desk.decider.post(case, "/executions", erase))
    done = stage.desk.handler.get(case, "/executions")
    assert done["state"] == "done"
    kinds = [s["kind"] for s in sorted(done["items"], key=lambda s: s["doneAt"])]
    assert kinds == sorted(kinds, key=ORDER.index)
    assert set(kinds) == {"restrict", "erase"}


def test_nothing_is_erased_while_the_copy_of_a_linked_case_is_not_sealed(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS, HONOUR)
    access = stage.asked(person, claim("access"))
    case = stage.asked(person, claim("erasure", scope=["honours"]), linkedCases=[access["id"]])
    case = stage.whole(case, erasure=GRANT)
    order = {"confirmReference": case["reference"]}
    refused(stage.desk.decider.post(case, "/executions", order), 409, "copyNotSealed")
    ok(stage.desk.handler.post(access, "/withdrawal"))
    stage.carried_out(case)
    assert stage.ask("select 1 from ereteken where persoon_id = :key", person) == []


def test_of_two_who_confirm_at_once_one_wins(stage: Stage) -> None:
    case = stage.asked(
        stage.someone(), claim("restriction", scope=["payroll"], details={"ground": "accuracy"})
    )
    lines = [{"claimId": case["claims"][0]["id"], "reason": "Na onderzoek.", **GRANT}]
    ok(stage.desk.handler.put(case, "/decisions", {"decisions": lines}))
    other = Desk.of(stage.service).decider
    with ThreadPoolExecutor() as pool:
        both = [
            pool.submit(client.post, case, "/decisions/confirmation", {})
            for client in (stage.desk.decider, other)
        ]
        codes = sorted(one.result().status_code for one in both)
    assert codes[0] == 200
    assert codes[1] in {409, 412}
    stage.carried_out(case)
    told = stage.desk.handler.get(case, "/timeline")["items"]
    assert [t["kind"] for t in told].count("decision.confirmed") == 1
