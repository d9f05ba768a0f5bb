"""A refusal because the proof that was given does not show who asks (R12-ID): of every right, with nothing read or changed."""

import pytest
from tests.journey_steps import Desk, kinds, ok, on_the_clock, refused, yesterday
from tests.right_outcomes import Stage, claim, refusal, says
from tests.service import Service

FACTS = "Op de kaart staat een andere naam dan in het verzoek."
INSUFFICIENT = {"result": "insufficient", "means": "inPerson", "note": FACTS}
CLAIMS = {
    "access": claim("access"),
    "rectification": claim(
        "rectification",
        details={
            "corrections": [
                {
                    "categoryId": "contact_details",
                    "element": "workPhone",
                    "currentValue": "02 553 00 00",
                    "newValue": "02 553 77 88",
                }
            ]
        },
    ),
    "erasure": claim("erasure", scope=["evaluation"], details={"ground": "a"}),
    "restriction": claim("restriction", scope=["payroll"], details={"ground": "legalClaim"}),
    "objection": claim("objection", scope=["telephony"], details={"purposeIds": ["P06"]}),
    "portability": claim("portability", scope=["transport_commuting"]),
}
RESTS = {"objection": {"gegevensbeperking"}}
MARKS = "select grond, opgeheven_op from gegevensbeperking where betrokkene = (:key)::text"


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


@pytest.mark.parametrize("right", sorted(CLAIMS))
def test_proof_that_shows_nothing_refuses_the_claim_unread(stage: Stage, right: str) -> None:
    person, before, desk = stage.someone(), stage.rows(), stage.desk
    case = desk.registered(person, claims=[CLAIMS[right]], receivedAt=yesterday(stage.service))
    case = ok(desk.handler.post(case, "/identityChecks", INSUFFICIENT), 201)
    line = {"claimId": case["claims"][0]["id"], "reason": FACTS}
    other = {"decisions": [{**line, **refusal("R23-JUDICIAL")}]}
    answer = desk.handler.put(case, "/decisions", other)
    assert answer.status_code in {400, 409}, "nobody is proven, so nothing else can be decided"
    case = stage.whole(case, **{right: refusal("R12-ID", facts=FACTS)})
    assert (case["state"], case["outcome"]) == ("decided", "refused")
    refused(desk.handler.post(case, "/executions", {}), 409, "identityNotProven")
    answered = desk.answered(case)
    told = stage.letter(answered, "L14")
    assert says(told, "R12-ID", FACTS)
    assert "Gegevensbeschermingsautoriteit" in told
    stage.closed(answered, "refused")
    assert not {"collection.completed", "collection.systemSearched", "execution.ordered"} & set(
        kinds(desk.handler, case)
    )
    assert desk.handler.get(case, "/dossier")["items"] == []
    # Finding somebody and letting rest what they object to is no reading (ID-02a).
    assert set(stage.changes(before, case)) <= RESTS.get(right, set())
    assert stage.notices(case) == []
    assert desk.handler.get(case, "/exports")["items"] == []


def test_what_rested_for_an_objection_is_let_go_by_the_refusal(stage: Stage) -> None:
    person, desk = stage.someone(), stage.desk
    case = desk.registered(
        person, claims=[CLAIMS["objection"]], receivedAt=yesterday(stage.service)
    )
    case = ok(desk.handler.post(case, "/identityChecks", INSUFFICIENT), 201)
    assert desk.handler.http.get("/restrictions", params={"caseId": case["id"]}).json()["items"]
    case = stage.whole(case, objection=refusal("R12-ID", facts=FACTS))
    answered = desk.answered(case)
    told = kinds(desk.handler, case)
    assert told.index("restriction.started") < told.index("restriction.liftingAnnounced")
    assert "beperking" in stage.letter(answered, "L17")
    stage.closed(answered, "refused")
    assert set(stage.ask(MARKS, person)) == {("18(1)(d)", None)}, "until the day of the letter"
    (one,) = desk.handler.http.get("/restrictions", params={"caseId": case["id"]}).json()["items"]
    lifting = desk.handler.http.post(f"/restrictions/{one['id']}/lifting", json={})
    refused(lifting, 409, "liftingTooEarly")
    with on_the_clock(stage.service, f"{one['liftDate']}T12:00:00+02:00"):
        ok(desk.handler.http.post(f"/restrictions/{one['id']}/lifting", json={"reason": FACTS}))
    assert {m.grond for m in stage.ask(MARKS, person) if m.opgeheven_op is None} == set()
