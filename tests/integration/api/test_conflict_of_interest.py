"""Nobody handles, verifies or decides their own case, one in which they are named, or one of whom they lead or report to (ID-13)."""

from typing import Any

import pytest
from app.kit.clock import brussels_date
from app.staff.model import Role
from app.staff.persons import person_keys
from app.staff.store import StaffStore
from sqlalchemy.orm import Session
from tests.journey_steps import IN_PERSON, Desk, kinds, ok, refused, requester, unused
from tests.service import Client, Person, Service

Case = dict[str, Any]
EVERYTHING = (Role.CASE_HANDLER, Role.DPO, Role.DECISION_MAKER)


def staff(service: Service, *, own: dict[str, Any], related: tuple[str, ...] = ()) -> Client:
    """Return somebody with every role whose token says who they are."""
    key = service.parts.policy.person_key
    with Session(service.parts.engine) as session, session.begin():
        secret = StaffStore(session).issue_token(
            EVERYTHING,
            ["*"],
            label="test",
            at=service.clock(),
            own_keys=person_keys(key, **own),
            related_keys=person_keys(key, numbers=related),
        )
    made = Client(service.base, secret)
    service.closing.callback(made.http.close)
    return made


@pytest.fixture(scope="module")
def person(service: Service) -> Person:
    return unused(service)


@pytest.fixture(scope="module")
def searched(service: Service, person: Person) -> Case:
    """A case in assessment, of a person with an address, that names a colleague."""
    more = {"requester": requester(person, email="An.Peeters@vb.example")}
    claim = {"right": "access", "statement": "Vraag het ook aan V-77712 en aan (jo@vb.example)."}
    return Desk.of(service).searched(person, **more, claims=[claim])


def near(service: Service, person: Person) -> dict[str, Client]:
    """Return everybody who has to stay away, by why."""
    return {
        "number": staff(service, own={"numbers": [f" {person.number.lower()} "]}),
        "address": staff(service, own={"emails": ["an.peeters@VB.example"]}),
        "related": staff(service, own={"numbers": ["1"]}, related=(person.number,)),
        "named by number": staff(service, own={"numbers": ["v77712"]}),
        "named by address": staff(service, own={"emails": ["jo@vb.example"]}),
    }


def test_who_is_near_sees_that_there_is_a_case_and_no_more(
    service: Service, person: Person, searched: Case
) -> None:
    for why, client in near(service, person).items():
        seen = client.get(searched)
        assert seen["allowedActions"] == [], why
        for path in ("/timeline", "/clock"):
            client.get(searched, path)
        for path in ("/dossier", "/proposals", "/letters", "/messages", "/exports", "/decisions"):
            answer = client.http.get(f"/cases/{searched['id']}{path}")
            refused(answer, 403, "conflictOfInterest")


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("POST /identityChecks", IN_PERSON),
        ("PUT /decisions", {"acceptProposals": True}),
        ("POST /decisions/confirmation", {}),
        ("POST /notes", {"text": "Dit ben ik."}),
        ("POST /messages", {"text": "Dit ben ik."}),
        ("PUT /assignee", {}),
        ("POST /extensions", {"reasonCode": "complexity", "reasons": "Veel."}),
        ("POST /withdrawal", {}),
        ("POST /collections", {}),
        ("POST /executions", {}),
    ],
)
def test_nothing_is_done_by_who_is_near_and_the_journal_tells_that_they_tried(
    service: Service, person: Person, searched: Case, call: str, body: Any
) -> None:
    method, path = call.split()
    client = staff(service, own={"numbers": [person.number]})
    before = client.get(searched)
    count = kinds(client, searched).count("case.conflictRefused")
    problem = refused(client._act(method, searched, path, body, {}), 403, "conflictOfInterest")
    assert "collega" in problem["detail"]
    assert client.get(searched) == before
    assert kinds(client, searched).count("case.conflictRefused") == count + 1


def test_a_colleague_goes_on_with_it(service: Service, person: Person, searched: Case) -> None:
    client = staff(service, own={"numbers": ["V1"], "emails": ["x@vb.example"]})
    assert "decisions" in client.get(searched)["allowedActions"]
    client.get(searched, "/dossier")
    ok(client.put(searched, "/decisions", {"acceptProposals": True}))
    assert person.number not in str(client.get(searched, "/timeline"))


def test_a_case_is_given_to_nobody_near_it(
    service: Service, person: Person, searched: Case
) -> None:
    handler = service.client(Role.CASE_HANDLER)
    key = service.parts.policy.person_key
    ids = {}
    for name, number in (("near", person.number), ("far", "V1")):
        with Session(service.parts.engine) as session, session.begin():
            store = StaffStore(session)
            secret = store.issue_token(
                [Role.CASE_HANDLER], ["*"], label="test", at=service.clock(),
                own_keys=person_keys(key, numbers=[number]),
            )  # fmt: skip
            found = store.find(secret)
            assert found is not None
            ids[name] = found.actor.actor_id
    answer = handler.put(searched, "/assignee", {"assignee": ids["near"]})
    refused(answer, 409, "assigneeInConflict")
    assert "assignee" not in handler.get(searched)
    given = ok(handler.put(searched, "/assignee", {"assignee": ids["far"]}))
    assert given["assignee"] == ids["far"]


def test_who_acts_for_the_person_is_kept_away_too(service: Service) -> None:
    person, desk = unused(service), Desk.of(service)
    case = desk.registered(person, receivedAt=service.clock().isoformat())
    signed = brussels_date(service.clock()).isoformat()
    agent = {
        "kind": "lawyer",
        "givenName": "Ruth",
        "familyName": "Verbeke",
        "email": "ruth@vb.example",
        "signedDate": signed,
        "rights": ["access"],
    }
    answer = desk.handler.put(case, "/representative", agent)
    assert answer.status_code == 200, answer.text
    client = staff(service, own={"emails": ["Ruth@vb.example"]})
    refused(client.http.get(f"/cases/{case['id']}/dossier"), 403, "conflictOfInterest")


def test_a_token_that_says_nothing_of_its_holder_is_near_nobody(
    service: Service, searched: Case
) -> None:
    desk = service.client(*EVERYTHING)
    assert desk.get(searched)["allowedActions"] != []
