"""Fifty at once who decide, order or attest the same: one wins, the others are told, nothing is doubled."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from app.casework import evidence
from app.staff.model import Role
from tests.at_once import together
from tests.journey_steps import Desk, kinds, letters, ok, refused, rows, unused
from tests.service import Person, Service

MANY = 50


@pytest.fixture
def desk(service: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(service)


def someone(desk: Desk) -> Person:
    return unused(
        desk.service, "exists (select 1 from contact c where c.persoon_id = p.persoon_id)"
    )


def drafted(desk: Desk, person: Person, right: str, scope: list[str]) -> dict[str, Any]:
    """Return a case with a full grant that waits to be confirmed."""
    claim: dict[str, Any] = {"right": right, "statement": "Ik vraag dit.", "scope": scope}
    if right == "restriction":
        claim["details"] = {"ground": "accuracy"}
    case = desk.searched(person, claims=[claim])
    line = {"claimId": case["claims"][0]["id"], "decision": "grant", "reason": "Na onderzoek."}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    return case


def one_won(answers: list[httpx.Response]) -> httpx.Response:
    """Return the one answer that went through; every other was told 409 or 412."""
    statuses = Counter(answer.status_code for answer in answers)
    won = [answer for answer in answers if answer.is_success]
    assert len(won) == 1, statuses
    assert set(statuses) - {won[0].status_code} <= {409, 412}, statuses
    return won[0]


def all_at_once(
    desk: Desk, case: dict[str, Any], path: str, body: dict[str, Any], *roles: Role
) -> list[httpx.Response]:
    """Post the same as four people, fifty times, at the version all of them have read."""
    callers = [desk.service.client(*roles) for _ in range(4)]
    version = {"If-Match": f'"v{desk.handler.get(case)["version"]}"'}

    def call(place: int) -> Callable[[], httpx.Response]:
        http = callers[place % 4].http
        return lambda: http.post(f"/cases/{case['id']}{path}", json=body, headers=version)

    return together([call(place) for place in range(MANY)])


def sound(desk: Desk) -> None:
    with desk.service.parts.desk() as opened:
        assert evidence.check(opened).findings == ()


def test_a_grant_is_confirmed_once_and_carried_out_once(desk: Desk) -> None:
    person = someone(desk)
    case = drafted(desk, person, "restriction", ["evaluation", "contact_details"])
    confirmed = all_at_once(desk, case, "/decisions/confirmation", {}, Role.DECISION_MAKER)
    one_won(confirmed)
    assert kinds(desk.handler, case).count("decision.confirmed") == 1

    done = one_won(all_at_once(desk, case, "/executions", {}, Role.CASE_HANDLER)).json()
    assert done["state"] == "done", done["steps"]
    told = Counter(kinds(desk.handler, case))
    assert told["execution.ordered"] == told["execution.claimDone"] == 1
    assert told["execution.stepDone"] == len(done["steps"])
    marks = rows(
        desk.service.personnel_url,
        "select bestand, count(*) from gegevensbeperking join persoon on betrokkene = persoon_id::text"
        " where vlimpersnummer = :number group by beperking, bestand, nummer, gegeven",
        number=person.number,
    )
    assert Counter(dict(marks)) == Counter(s["holding"] for s in done["steps"])
    sound(desk)

    one_won(all_at_once(desk, case, "/answer", {}, Role.CASE_HANDLER))
    assert Counter(letters(desk.handler, case))["L09", "nl"] == 1
    sound(desk)


def test_an_erasure_is_ordered_once(desk: Desk) -> None:
    person = someone(desk)
    case = drafted(desk, person, "erasure", ["contact_details"])
    case = ok(desk.decider.post(case, "/decisions/confirmation"))
    body = {"confirmReference": case["reference"]}
    done = one_won(all_at_once(desk, case, "/executions", body, Role.DECISION_MAKER)).json()
    assert done["state"] == "done", done["steps"]
    told = Counter(kinds(desk.handler, case))
    assert told["execution.ordered"] == told["execution.claimDone"] == 1
    assert told["execution.stepDone"] == len(done["steps"])
    with desk.service.parts.desk() as opened:
        noted = Counter(s.step_key for s in opened.executions.suppressions("vlimpers"))
    assert {noted[s["id"]] for s in done["steps"] if s["records"]} == {1}
    sound(desk)


def test_what_was_done_by_hand_is_attested_once(desk: Desk) -> None:
    person = someone(desk)
    wrong = {
        "categoryId": "contact_details",
        "element": "workPhone",
        "currentValue": "niet dit",
        "newValue": "02 553 11 11",
    }
    claim = {"right": "rectification", "statement": "Fout.", "details": {"corrections": [wrong]}}
    case = desk.searched(person, claims=[claim])
    line = {"claimId": case["claims"][0]["id"], "decision": "grant", "reason": "Na onderzoek."}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    case = ok(desk.decider.post(case, "/decisions/confirmation"))
    waiting = desk.handler.post(case, "/executions", {}).json()
    assert waiting["state"] == "needsPerson", waiting
    (step,) = waiting["steps"]
    assert "withdrawal" not in desk.handler.get(case)["allowedActions"]
    refused(desk.handler.post(case, "/withdrawal"), 409, "executionBegun")
    path = f"/executions/{step['id']}/attestations"
    one_won(all_at_once(desk, case, path, {"records": 1}, Role.CASE_HANDLER))
    told = Counter(kinds(desk.handler, case))
    assert told["execution.stepAttested"] == told["execution.claimDone"] == 1
    assert desk.handler.get(case, "/executions")["state"] == "done"
    sound(desk)
