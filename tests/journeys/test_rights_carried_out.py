"""Each right that acts on data: decided, carried out in the store, answered, told, closed."""

from typing import Any

import pytest
from tests.journey_steps import Desk, kinds, letter_text, ok, refused, rows, unused
from tests.service import Service


@pytest.fixture
def desk(service: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(service)


def claims(right: str, **more: Any) -> dict[str, Any]:
    return {"claims": [{"right": right, "statement": "Ik vraag dit.", **more}]}


def decided(desk: Desk, case: dict[str, Any], decision: str, **more: Any) -> dict[str, Any]:
    """Decide every claim of the case whole, against the proposals where need be."""
    lines = [
        {"claimId": c["id"], "decision": decision, "reason": "Na onderzoek.", **more}
        for c in case["claims"]
    ]
    ok(desk.handler.put(case, "/decisions", {"decisions": lines}))
    return ok(desk.decider.post(case, "/decisions/confirmation"))


def test_a_restriction_is_marked_in_the_store_and_told(desk: Desk) -> None:
    person = unused(desk.service)
    named = {"ground": "unlawful"}
    asked = claims("restriction", scope=["contact_details"], details=named)
    case = desk.searched(person, **asked)
    case = decided(desk, case, "grant")
    refused(desk.handler.post(case, "/answer"), 409, "executionOpen")
    done = ok(desk.handler.post(case, "/executions", {}))
    assert done["state"] == "done", done
    assert {step["status"] for step in done["steps"]} == {"done"}
    answered = desk.answered(done["case"])
    assert answered["outcome"] == "granted"
    assert "beperk" in letter_text(desk.handler, answered, "L09").lower()
    assert "execution.claimDone" in kinds(desk.handler, answered)


def test_an_erasure_is_ordered_by_a_decision_maker_who_types_the_reference(desk: Desk) -> None:
    person = unused(desk.service)
    case = desk.searched(person, **claims("erasure", scope=["contact_details"]))
    case = decided(desk, case, "grant")
    tried = ok(desk.handler.post(case, "/executions", {"dryRun": True}))
    assert tried["steps"]
    refused(desk.handler.post(case, "/executions", {}), 403, "missingPermission")
    refused(desk.decider.post(case, "/executions", {}), 400, "confirmReferenceMissing")
    body = {"confirmReference": case["reference"].lower()}
    done = ok(desk.decider.post(case, "/executions", body))
    assert done["state"] == "done", done
    answered = desk.answered(done["case"])
    assert "gewist" in letter_text(desk.handler, answered, "L08").lower()


def test_a_correction_is_written_in_the_store(desk: Desk) -> None:
    person = unused(desk.service)
    url, key = desk.service.personnel_url, {"number": person.number}
    work = "select c.werk_telefoon from contact c join persoon p using (persoon_id) where vlimpersnummer = :number"
    (now,) = rows(url, work, **key)[0]
    correction = {
        "categoryId": "contact_details",
        "element": "workPhone",
        "currentValue": now,
        "newValue": "02 553 00 00",
    }
    more = claims("rectification", details={"corrections": [correction]})
    case = decided(desk, desk.searched(person, **more), "grant")
    done = ok(desk.handler.post(case, "/executions", {}))
    assert done["state"] == "done", done
    assert rows(url, work, **key)[0][0] == "02 553 00 00"
    answered = desk.answered(done["case"])
    assert "02 553 00 00" in letter_text(desk.handler, answered, "L07")


def test_a_correction_of_another_value_than_the_stored_one_changes_nothing(desk: Desk) -> None:
    person = unused(desk.service)
    correction = {
        "categoryId": "contact_details",
        "element": "workPhone",
        "currentValue": "niet dit",
        "newValue": "02 553 00 00",
    }
    more = claims("rectification", details={"corrections": [correction]})
    case = decided(desk, desk.searched(person, **more), "grant")
    done = desk.handler.post(case, "/executions", {}).json()
    assert done["state"] == "needsPerson"
    assert [s["reason"] for s in done["steps"]] == ["valueNotStored"]
    refused(desk.handler.post(done["case"], "/answer"), 409, "executionOpen")


def test_a_rectification_in_words_alone_is_filed_as_a_statement(desk: Desk) -> None:
    person = unused(desk.service)
    case = desk.searched(person, **claims("rectification", scope=["evaluation"]))
    case = decided(desk, case, "grant")
    done = ok(desk.handler.post(case, "/executions", {}))
    assert [s["kind"] for s in done["steps"]] == ["supplement"]
    desk.answered(done["case"])


def test_a_withdrawal_of_consent_stops_the_use(desk: Desk) -> None:
    person = unused(desk.service)
    case = desk.registered(person, **claims("consentWithdrawal"))
    case = desk.handler.wait(case, "inAssessment")
    proposals = desk.handler.get(case, "/proposals")["items"]
    assert {p["resolved"] for p in proposals} - {"humanChoice"}
    ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))


def test_portability_hands_over_its_own_package(desk: Desk) -> None:
    person = unused(desk.service)
    case = desk.searched(person, **claims("portability"))
    draft = ok(desk.handler.put(case, "/decisions", {"acceptProposals": True}))
    lines = [
        {
            "claimId": p["claimId"],
            "categoryId": p["categoryId"],
            "purposeId": p["purposeId"],
            "legalBasis": p["legalBasis"],
            "decision": "grant",
            "reason": "Contract.",
        }
        for p in draft["openProposals"]
    ]
    ok(desk.handler.put(case, "/decisions", {"decisions": lines, "acceptProposals": True}))
    case = ok(desk.decider.post(case, "/decisions/confirmation"))
    assert case["outcome"] == "partiallyGranted"
    answered = desk.answered(case)
    assert "L12" in str(desk.handler.get(answered, "/letters"))
