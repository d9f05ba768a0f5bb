"""Restriction (Art. 18) taken to each of its outcomes: marked in the store, told, and closed."""

from collections.abc import Mapping
from typing import Any

import pytest
from app.staff.model import Role
from tests.journey_steps import Desk, give_to_post, ok, on_the_clock, refused
from tests.right_outcomes import GRANT, NO_HONOURS, Stage, claim, refusal, says
from tests.service import Person, Service

ENDED = "select beperking, opgeheven_op from gegevensbeperking where betrokkene = (:key)::text"
MARKS = "select bestand, grond, toegelaten_gebruik from gegevensbeperking where betrokkene = (:key)::text"

WITHOUT_A_NAMESAKE = """not exists (select 1 from persoon q
  where q.voornaam = p.voornaam and q.naam = p.naam and q.persoon_id <> p.persoon_id)"""


@pytest.fixture
def stage(service: Service) -> Stage:
    return Stage(Desk.of(service))


def restrictions(stage: Stage, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = stage.desk.handler.http.get("/restrictions", params={"caseId": case["id"]})
    items: list[dict[str, Any]] = ok(found)["items"]
    return items


def rests(stage: Stage, person: Person, **use: str) -> bool:
    asked = {"number": person.number} | use
    return bool(ok(stage.desk.handler.http.post("/restrictions/query", json=asked))["restricted"])


def test_granted_the_records_are_marked_and_recipients_told(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(
        person, claim("restriction", scope=["payroll"], details={"ground": "legalClaim"})
    )
    refused(stage.desk.handler.post(case, "/executions", {}), 409, "illegalTransition")
    case = stage.whole(case, restriction=GRANT)
    done = stage.carried_out(case)
    assert set(done) == {("restrict", "loonbrieven"), ("restrict", "bankrekeningen")}
    changes = stage.changes(before, case)
    assert changes == {"gegevensbeperking": (0, changes["gegevensbeperking"][1])}
    marks = stage.ask(MARKS, person)
    assert {(m.bestand, m.grond) for m in marks} == {
        ("loonbrieven", "18(1)(c)"),
        ("bankrekeningen", "18(1)(c)"),
    }
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L09")
    assert "beperk" in told
    assert "Eindigt de beperking? Dan krijgt u eerst een brief van ons." in told
    stage.closed(answered, "granted")
    assert {action for action, _ in stage.told(case)} == {"restricted"}
    assert {status for _, status in stage.told(case)} == {"sent"}
    stage.journal(
        case,
        "decision.confirmed",
        "execution.ordered",
        "execution.stepDone",
        "notice.planned",
        "execution.claimDone",
        "notice.sent",
        "case.closed",
    )


def test_partially_granted_only_what_was_granted_is_marked(stage: Stage) -> None:
    person = stage.someone()
    case = stage.asked(
        person,
        claim("restriction", scope=["payroll", "evaluation"], details={"ground": "accuracy"}),
    )
    lines = [
        {"claimId": case["claims"][0]["id"], "categoryId": "evaluation", **GRANT},
        {
            "claimId": case["claims"][0]["id"],
            "categoryId": "payroll",
            **refusal("R18-NO-GROUND", reason="Er is geen grond."),
        },
    ]
    case = stage.desk.decided(case, *lines)
    done = stage.carried_out(case)
    assert {holding for _, holding in done} <= {"evaluaties", "evaluaties_als_evaluator"}
    assert {m.bestand for m in stage.ask(MARKS, person)} <= {h for _, h in done}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L09")
    assert says(told, "R18-NO-GROUND")
    assert "Gegevensbeschermingsautoriteit" in told or "Toezichtcommissie" in told
    stage.closed(answered, "partiallyGranted")


def test_each_category_is_restricted_by_itself_and_keeps_its_own_uses(stage: Stage) -> None:
    person = stage.someone()
    case = stage.asked(
        person,
        claim("restriction", scope=["payroll", "telephony"], details={"ground": "unlawful"}),
    )
    number = case["claims"][0]["id"]
    wage = {"claimId": number, "categoryId": "payroll", "purposeId": "P01"}
    lines = [
        {"claimId": number, "categoryId": "telephony", **GRANT},
        {"claimId": number, "categoryId": "payroll", **GRANT},
        wage | refusal("R18-NO-GROUND", reason="Het loon gaat door."),
    ]
    case = stage.desk.decided(case, *lines)
    stage.carried_out(case)
    marks = {m.bestand: m.toegelaten_gebruik for m in stage.ask(MARKS, person)}
    assert marks["loonbrieven"] == "P01"
    assert {
        used for name, used in marks.items() if name not in {"loonbrieven", "bankrekeningen"}
    } == {""}
    known = restrictions(stage, case)
    assert {
        (*one["scope"]["categoryIds"], *one["allowedUses"], one["ground"]) for one in known
    } == {("telephony", "18(1)(b)"), ("payroll", "P01", "18(1)(b)")}
    assert rests(stage, person, categoryId="telephony", purposeId="P01")
    assert not rests(stage, person, categoryId="payroll", purposeId="P01")
    assert rests(stage, person, categoryId="payroll", purposeId="P02")
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L09")
    assert "Dit gebruik gaat verder" in told
    stage.closed(answered, "partiallyGranted")
    pay, phones = (
        next(one for one in known if one["scope"]["categoryIds"] == [category])
        for category in ("payroll", "telephony")
    )
    place = f"/restrictions/{pay['id']}"
    http = stage.desk.handler.http
    refused(http.post(f"{place}/lifting", json={}), 409, "liftingNotAnnounced")
    announced = ok(http.post(f"{place}/announcement", json={"reason": "Nagekeken."}))
    on_the_day = f"{announced['liftDate']}T08:00:00+01:00"
    with on_the_clock(stage.service, on_the_day):
        refused(http.post(f"{place}/lifting", json={}), 409, "liftingNotAnnounced")
    give_to_post(stage.service, stage.desk.handler, case, "L17")
    letter = stage.letter(case, "L17")
    labels = {c.category_id: c.label.nl for c in stage.service.parts.register.categories}
    assert says(letter, labels["payroll"])
    assert not says(letter, labels["telephony"]), "the other category rests on"
    with on_the_clock(stage.service, on_the_day):
        ok(http.post(f"{place}/lifting", json={}))
        assert not rests(stage, person, categoryId="payroll", purposeId="P02")
        assert rests(stage, person, categoryId="telephony", purposeId="P02")
    ended = {m.beperking: m.opgeheven_op for m in stage.ask(ENDED, person)}
    assert ended[pay["id"]] is not None
    assert ended[phones["id"]] is None
    assert "lifted" in {n["action"] for n in stage.notices(case)}, "who was told hears the end too"


def test_a_restriction_is_granted_on_a_ground_that_somebody_named(stage: Stage) -> None:
    person = stage.someone()
    case = stage.asked(person, claim("restriction", scope=["payroll"]))
    proposals = stage.desk.handler.get(case, "/proposals")["items"]
    assert {p["resolved"] for p in proposals} == {"humanChoice"}
    number = case["claims"][0]["id"]
    line = {"claimId": number, "reason": "Na onderzoek.", **GRANT}
    ok(stage.desk.handler.put(case, "/decisions", {"decisions": [line]}))
    problem = refused(
        stage.desk.decider.post(case, "/decisions/confirmation"), 409, "restrictionGroundMissing"
    )
    assert problem["claim"] == number
    named = {"scope": ["payroll"], "details": {"ground": "something"}}
    refused(stage.desk.handler.put(case, f"/claims/{number}", named), 400, "badRequest")
    named["details"] = {"ground": "unlawful"}
    ok(stage.desk.handler.put(case, f"/claims/{number}", named))
    case = stage.whole(stage.desk.handler.get(case), restriction=GRANT)
    stage.carried_out(case)
    assert {m.grond for m in stage.ask(MARKS, person)} == {"18(1)(b)"}


def test_whether_somebody_has_no_restriction_or_is_unknown_looks_the_same(stage: Stage) -> None:
    person = stage.someone(WITHOUT_A_NAMESAKE)  # for whom another case may hold everything
    client = stage.service.client(Role.DATA_COLLECTOR)
    known, unknown = (
        client.http.post("/restrictions/query", json={"givenName": given, "familyName": family})
        for given, family in (
            (person.given_name, person.family_name),
            ("Nergens", "Te Vinden"),
        )
    )
    by_key = client.http.post(
        "/restrictions/query", json={"system": "vlimpers", "subjectKey": "999999999"}
    )
    answers = [(a.status_code, a.content) for a in (known, unknown, by_key)]
    assert len(set(answers)) == 1
    assert answers[0][0] == 200


def test_refused_nothing_is_marked(stage: Stage) -> None:
    person, before = stage.someone(), stage.rows()
    case = stage.asked(person, claim("restriction", scope=["payroll"]))
    line = {"claimId": case["claims"][0]["id"], "reason": "Geen grond."}
    wrong = {"decisions": [line | refusal("R17-3B")]}
    refused(stage.desk.handler.put(case, "/decisions", wrong), 400, "groundNotAllowed")
    case = stage.whole(case, restriction=refusal("R18-NO-GROUND"))
    assert "executions" not in case["allowedActions"]
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L14")
    assert says(told, "R18-NO-GROUND")
    assert "De gegevens zijn nagekeken" in told
    assert stage.changes(before, case) == {}
    stage.closed(answered, "refused")
    assert stage.notices(case) == []


def test_no_data_held_where_the_claim_is_about_what_is_not_there(stage: Stage) -> None:
    person = stage.someone()
    stage.put(person, NO_HONOURS)
    case = stage.asked(person, claim("restriction", scope=["honours"]))
    case = stage.decided(case)
    assert case["outcome"] == "noDataHeld"
    answered = stage.desk.answered(case)
    stage.letter(answered, "L24")
    stage.closed(answered, "noDataHeld")
