"""What was asked of somebody who searches by hand ends with the case: no link works, nothing that was answered is kept."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from app.cases.model import ENDS
from app.casework.watch import round_of_the_day
from tests.databases import main_and_store
from tests.journey_steps import Desk, kinds, letter_text, ok, refused, rows
from tests.journeys.test_manual_task import GOOD, client_of, collector, task_of, waiting
from tests.manual_store import ARCHIVE, CLIENT, write_stores
from tests.service import Person, Service, running_service

KEPT = "select count(*) from collector_tasks where kind = 'search' and answer is not null"
TITLE = {
    "categoryId": "contact_details",
    "holding": "dossierstukken",
    "element": "title",
    "currentValue": "Brief",
    "newValue": "Briefwisseling",
}
RECTIFICATION = {
    "right": "rectification",
    "statement": "Verbeter dit.",
    "details": {"corrections": [TITLE]},
}
RESTRICTION = {
    "right": "restriction",
    "statement": "Beperk dit.",
    "scope": ["payroll"],
    "details": {"ground": "legalClaim"},
}


@pytest.fixture(scope="module")
def service(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service with a personnel store and an archive that is searched by hand."""
    home = tmp_path_factory.mktemp("byhand")
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=home,
            people=20,
            stores=write_stores(home, store),
            source_retry_seconds=(600,),
        ) as made,
    ):
        yield made


@pytest.fixture
def desk(service: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(service)


def kept(service: Service) -> int:
    """Return how many answers on people lie in the tasks."""
    url = service.parts.engine.url.render_as_string(hide_password=False)
    return int(rows(url, KEPT)[0][0])


@pytest.mark.parametrize("way", ["withdrawal", "redirection"])
def test_the_task_of_a_case_that_ends_is_closed(desk: Desk, way: str) -> None:
    person = desk.service.people[{"withdrawal": 0, "redirection": 1}[way]]
    case = waiting(desk, person)
    clerk, task = collector(desk, case), task_of(desk, case)
    assert clerk.open().status_code == 200
    open_page = clerk.form()
    to = {"to": "Agentschap Opgroeien", "reason": "Dat agentschap verwerkt deze gegevens."}
    ok(desk.handler.post(case, f"/{way}", to if way == "redirection" else {}))
    assert desk.handler.get(case)["state"] in {state.value for state in ENDS}
    late = clerk.answer("found", GOOD, key="A-9", **open_page)
    assert late.status_code == 400
    assert "niet meer nodig" in late.text
    shut = clerk.open()
    assert (shut.status_code, "niet meer nodig" in shut.text) == (400, True)
    assert person.family_name not in shut.text
    place = f"/collectorTasks/{task['id']}/links"
    refused(desk.handler.post(case, place), 409, "illegalTransition")
    program = client_of(desk.service, CLIENT)
    answer: dict[str, Any] = {"outcome": "unknown"}
    told = program.http.post(f"/collectorTasks/{task['id']}/answers", json=answer)
    refused(told, 409, "collectorTaskClosed")
    assert "collection.collectorAnswered" not in kinds(desk.handler, case)
    assert kept(desk.service) == 0


def test_an_answer_that_came_before_the_end_goes_with_the_case(desk: Desk) -> None:
    person = desk.service.people[2]
    case = waiting(desk, person)
    with desk.service.parts.desk() as held:  # while the answer comes nothing is taken over
        held.cases.load(case["id"], hold=True)
        task = held.collector_tasks.load(task_of(desk, case)["id"], hold=True)
        held.collector_tasks.answer(
            task.task_id,
            {"subjectKey": "A-1", "people": [], "person": None},
            at=desk.service.clock(),
        )
    assert kept(desk.service) == 1
    ok(desk.handler.post(case, "/withdrawal"))
    assert kept(desk.service) == 0


def test_another_case_on_the_same_person_still_gets_its_answer(desk: Desk) -> None:
    person = desk.service.people[3]
    first, second = waiting(desk, person), waiting(desk, person)
    clerk = collector(desk, second)
    assert task_of(desk, first)["id"] == task_of(desk, second)["id"]
    ok(desk.handler.post(first, "/withdrawal"))
    assert clerk.open().status_code == 200
    assert clerk.answer("found", GOOD, key="A-3").url.path == "/taak/bedankt"
    desk.handler.wait(second, "inAssessment")
    assert "collection.collectorAnswered" in kinds(desk.handler, second)
    assert "collection.collectorAnswered" not in kinds(desk.handler, first)
    assert kept(desk.service) == 0


def decided(desk: Desk, person: Person, *claims: dict[str, Any]) -> dict[str, Any]:
    """Bring a case to its decision; everything is granted."""
    case = waiting(desk, person, claims=list(claims))
    clerk = collector(desk, case)
    clerk.open()
    clerk.answer("found", GOOD, key=f"A-{person.number}")
    case = desk.handler.wait(case, "inAssessment")
    lines = [
        {"claimId": c["id"], "decision": "grant", "reason": "Na onderzoek."} for c in case["claims"]
    ]
    ok(desk.handler.put(case, "/decisions", {"decisions": lines}))
    return ok(desk.decider.post(case, "/decisions/confirmation"))


def test_a_change_is_not_asked_any_more_once_its_claim_is_taken_back(desk: Desk) -> None:
    case = decided(desk, desk.service.people[4], RECTIFICATION, RESTRICTION)
    (claim,) = [c["id"] for c in case["claims"] if c["right"] == "rectification"]
    desk.handler.post(case, "/executions")
    desk.handler.until(
        case, lambda _: desk.handler.get(case, "/executions")["state"] == "needsPerson"
    )
    clerk = collector(desk, case)
    assert "Briefwisseling" in clerk.open().text
    ok(desk.handler.post(case, "/withdrawal", {"claimIds": [claim]}))
    assert "niet meer nodig" in clerk.open().text


def test_nothing_held_is_attested_and_told(desk: Desk) -> None:
    person = desk.service.people[5]
    case = waiting(desk, person, claims=[{"right": "access"}])
    clerk = collector(desk, case)
    clerk.open()
    assert clerk.answer("nothing", key="A-5").url.path == "/taak/bedankt"
    case = desk.handler.wait(case, "inAssessment")
    told = desk.handler.get(case, "/dossier")["items"]
    mine = {(i["system"], i["status"]) for i in told if i["system"] == "archief"}
    assert mine == {("archief", "nothingHeld")}
    desk.decided(case)
    assert ARCHIVE in letter_text(desk.handler, desk.answered(case), "L06")


WRONG: list[dict[str, Any]] = [
    {"outcome": "changed", "status": "done"},
    {"outcome": "listed", "identities": []},
    {"outcome": "found", "subjectKey": "A-6", "holdings": {"uitleningen": [{"amount": "x"}]}},
    {"outcome": "found", "subjectKey": "A-6", "person": {"population": "x", "dateOfBirth": "x"}},
]


def test_an_answer_to_another_question_is_no_answer(desk: Desk) -> None:
    case = waiting(desk, desk.service.people[6])
    place = f"/collectorTasks/{task_of(desk, case)['id']}/answers"
    program = client_of(desk.service, CLIENT)
    for wrong in WRONG:
        assert program.http.post(place, json=wrong).status_code == 400, wrong
    assert desk.handler.get(case)["state"] == "inSearch"
    assert kept(desk.service) == 0
    assert program.http.post(place, json={"outcome": "unknown"}).status_code == 204


def test_the_round_lets_go_of_answers_nobody_took_over(desk: Desk) -> None:
    case = waiting(desk, desk.service.people[7])
    task = task_of(desk, case)
    with desk.service.parts.desk() as held:
        answer: dict[str, Any] = {"subjectKey": "A-7", "people": [], "person": None}
        held.collector_tasks.answer(task["id"], answer, at=desk.service.clock())
    at = desk.service.clock() + timedelta(hours=73)
    round_of_the_day(desk.service.parts.desk, at=at)
    assert kept(desk.service) == 0
