"""The ends that are not an answer, and an answer that comes back: withdrawal, bounce, asking again."""

from datetime import timedelta

from app.kit.clock import brussels_date
from tests.journey_steps import (
    Desk,
    attach_proof,
    handed_over,
    kinds,
    letter_text,
    letters,
    ok,
    person_of,
    refused,
    unused,
    yesterday,
)
from tests.service import Service


def test_everything_is_withdrawn(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Fatma")
    case = desk.registered(person, claims=[{"right": "access"}, {"right": "erasure"}])
    attach_proof(desk.handler, case, person)
    body = {"reason": "De persoon schreef dat het niet meer hoeft."}
    ended = ok(desk.handler.post(case, "/withdrawal", body))
    assert (ended["state"], ended["outcome"], ended["allowedActions"]) == (
        "withdrawn",
        "withdrawn",
        [],
    )
    assert "L16" in [kind for kind, _ in letters(desk.handler, case)]
    told = letter_text(desk.handler, case, "L16")
    assert "inzage" in told
    assert "wissing" in told
    documents = desk.handler.get(case, "/documents")["items"]
    assert ["destroyedAt" in d for d in documents if d["kind"] == "identityCard"] == [True]
    refused(desk.handler.post(case, "/withdrawal"), 409, "illegalTransition")
    for path in ("/identityChecks", "/extensions", "/answer", "/closure"):
        answer = desk.handler.post(
            case,
            path,
            {"result": "noDoubt", "note": "x"}
            if path == "/identityChecks"
            else {"reasonCode": "complexity", "reasons": "x"}
            if path == "/extensions"
            else {},
        )
        assert answer.status_code == 409, (path, answer.text)


def test_one_of_two_claims_is_withdrawn(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Kobe", "Peetersem")
    case = desk.searched(person, claims=[{"right": "access"}, {"right": "erasure"}])
    access, erasure = (claim["id"] for claim in case["claims"])
    left = ok(desk.handler.post(case, "/withdrawal", {"claimIds": [erasure]}))
    assert left["state"] == "inAssessment"
    assert [claim.get("outcome") for claim in left["claims"]] == [None, "withdrawn"]
    told = letter_text(desk.handler, case, "L16")
    assert "wissing" in told
    proposals = desk.handler.get(case, "/proposals")["items"]
    assert {p["claimId"] for p in proposals} == {access}
    decided = desk.decided(case)
    assert decided["outcome"] == decided["claims"][0]["outcome"]
    desk.answered(case)
    answer = letter_text(desk.handler, case, "L06")
    assert "Uw vraag: inzage" in answer
    assert "Uw vraag: wissing" not in answer


def test_the_post_brings_a_letter_back(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Roos", "Wuytsman")
    case = desk.searched(person)
    desk.decided(case)
    desk.answered(case, delivery="post")
    (delivery,) = handed_over(desk.handler, case, "L06")
    assert (delivery["channel"], delivery["status"]) == ("post", "queued")
    assert delivery["address"][0] == "Roos Wuytsman"
    assert len(delivery["address"]) == 3
    (export,) = desk.handler.get(case, "/exports")["items"]
    assert delivery["exports"] == [export["contentHref"]]
    answer = letter_text(desk.handler, case, "L06")
    assert "Wij voegen de kopie bij deze brief." in answer
    assert "ophalen tot" not in answer
    assert all(line in letter_text(desk.handler, case, "L06") for line in delivery["address"])
    place = f"/deliveries/{delivery['id']}/receipt"
    today = brussels_date(service.clock())

    def receipt(status: str, *, days: int = 0, proof: str = "bericht van de post") -> int:
        body = {"status": status, "date": (today + timedelta(days)).isoformat(), "proof": proof}
        return desk.handler.post(case, place, body).status_code

    assert receipt("arrived") == 409, "nothing arrives before it is sent"
    assert receipt("sent", days=1) in {400, 409}, "nor is it sent tomorrow"
    assert receipt("sent", proof="RR 1234") == 201
    assert receipt("bounced", proof="onbekend op dit adres") == 201
    found = desk.handler.get(case)
    assert [task["kind"] for task in found["tasks"]] == ["deliveryBounced"]
    assert "closure" not in found["allowedActions"]
    refused(desk.handler.post(case, "/closure"), 409, "tasksOpen")
    assert receipt("bounced") == 409, "it came back once"
    assert receipt("sent", proof="RR 1235") == 201
    assert "closure" in desk.handler.get(case)["allowedActions"]
    assert receipt("arrived") == 201
    (delivery,) = handed_over(desk.handler, case, "L06")
    assert (delivery["status"], delivery["arrivedDate"]) == ("arrived", today.isoformat())
    assert ok(desk.handler.post(case, "/closure", {"note": "Klaar."}))["state"] == "closed"
    told = kinds(desk.handler, case)
    assert told.count("delivery.recorded") == 4
    assert told[-2:] == ["case.closed", "note.added"]


def test_after_a_refusal_the_person_asks_again(service: Service) -> None:
    # B18
    desk, person = Desk.of(service), unused(service)
    first = desk.searched(person, claims=[{"right": "erasure"}], receivedAt=yesterday(service))
    line = {
        "claimId": first["claims"][0]["id"],
        "decision": "refuse",
        "groundCodes": ["R17-3B"],
        "facts": "De wettelijke bewaartermijn loopt nog.",
        "reason": "De plicht om te bewaren loopt nog.",
    }
    assert desk.decided(first, line)["outcome"] == "refused"
    desk.answered(first)
    assert letters(desk.handler, first) == [("L01", "nl"), ("L14", "nl")]
    ok(desk.handler.post(first, "/closure"))
    again = desk.registered(person, claims=[{"right": "erasure"}], linkedCases=[first["id"]])
    assert again["reference"] != first["reference"]
    assert (again["state"], again["dueDate"]) == ("received", "2026-04-07")
    assert again["linkedCases"] == [first["id"]]
