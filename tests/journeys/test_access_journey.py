"""One access request the whole way through the real doors."""

from app.staff.model import Role
from tests.service import Service


def test_from_registration_to_closure(service: Service) -> None:
    handler = service.client(Role.CASE_HANDLER)
    decider = service.client(Role.DECISION_MAKER)
    person = service.people[0]
    case = handler.register(person)
    assert case["state"] == "received"
    assert case["dueDate"] == "2026-04-07"
    handler.prove(case, person)
    handler.wait(case, "inAssessment")
    proposals = handler.get(case, "/proposals")["items"]
    assert proposals
    drafted = handler.put(case, "/decisions", {"acceptProposals": True})
    assert drafted.status_code == 200, drafted.text
    assert drafted.json()["openProposals"] == []
    confirmed = decider.post(case, "/decisions/confirmation")
    assert confirmed.status_code == 200, confirmed.text
    answered = handler.post(case, "/answer")
    assert answered.status_code == 200, answered.text
    assert answered.json()["state"] == "sent"
    letters = handler.get(case, "/letters")["items"]
    assert [letter["kind"] for letter in letters] == ["L01", "L06"]
    exports = handler.get(case, "/exports")["items"]
    assert [export["state"] for export in exports] == ["closed"]
    closed = handler.post(case, "/closure")
    assert closed.json()["state"] == "closed"
    assert closed.json()["outcome"] in {"granted", "partiallyGranted"}
