"""The same person asks for the same again: both cases show each other, and each proves who asks by itself."""

from typing import Any

import pytest
from tests.journey_steps import IN_PERSON, Desk, kinds, ok, refused, requester, unused
from tests.service import Service
from tests.visitor import CODE, REFERENCE, Visitor, answers


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def linked(desk: Desk, case: dict[str, Any]) -> list[str]:
    found: list[str] = desk.handler.get(case)["linkedCases"]
    return found


def test_the_same_person_and_right_are_shown_beside_each_other_on_both(desk: Desk) -> None:
    person = unused(desk.service)
    first = desk.registered(person)
    second = desk.registered(person)
    assert linked(desk, first) == [second["id"]]
    assert linked(desk, second) == [first["id"]] == second["linkedCases"]
    assert kinds(desk.handler, first).count("case.linked") == 1
    assert kinds(desk.handler, second).count("case.linked") == 1
    assert desk.handler.get(first)["version"] == first["version"]


def test_another_right_is_not_linked(desk: Desk) -> None:
    person = unused(desk.service)
    first = desk.registered(person)
    other = desk.registered(person, claims=[{"right": "rectification"}])
    assert (linked(desk, first), linked(desk, other)) == ([], [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"vlimpersNumber": None}, {"vlimpersNumber": None}, True),
        ({"dateOfBirth": None}, {"dateOfBirth": None}, True),
        ({"dateOfBirth": None}, {"vlimpersNumber": None}, False),
        (
            {"dateOfBirth": None, "vlimpersNumber": None, "email": "Wie@voorbeeld.be"},
            {"vlimpersNumber": None, "email": "wie@voorbeeld.be"},
            True,
        ),
        ({"vlimpersNumber": None}, {"vlimpersNumber": None, "dateOfBirth": "1901-01-01"}, False),
        (
            {"email": "samen@voorbeeld.be"},
            {
                "givenName": "Iemand",
                "familyName": "Anders",
                "vlimpersNumber": None,
                "dateOfBirth": None,
                "email": "samen@voorbeeld.be",
            },
            False,
        ),
    ],
    ids=["name-birth", "number", "nothing-shared", "address", "born-another-day", "shared-mailbox"],
)
def test_what_makes_two_requests_one_persons(
    desk: Desk, one: dict[str, Any], other: dict[str, Any], *, same: bool
) -> None:
    person = unused(desk.service)
    first = desk.registered(person, requester=requester(person, **one))
    second = desk.registered(person, requester=requester(person, **other))
    assert linked(desk, first) == ([second["id"]] if same else [])


def test_proof_in_one_case_opens_nothing_in_the_other(desk: Desk) -> None:
    person = unused(desk.service)
    first, second = desk.registered(person), desk.registered(person)
    ok(desk.handler.post(first, "/identityChecks", IN_PERSON), 201)
    desk.handler.wait(first, "inAssessment")
    found = desk.handler.get(second)
    assert (found["state"], "identity" in found["claims"][0]) == ("received", False)
    refused(
        desk.handler.put(second, "/decisions", {"acceptProposals": True}), 409, "identityNotProven"
    )


def test_the_public_form_tells_nobody_that_there_is_another_case(desk: Desk) -> None:
    person = unused(desk.service)
    first = desk.registered(person)
    visitor = Visitor(desk.service)
    page = visitor.send(answers(person))
    assert page.status_code == 200
    (reference,) = set(REFERENCE.findall(page.text))
    case = desk.handler.by_reference(reference)
    assert linked(desk, case) == [first["id"]]
    shown = page.text + visitor.open(reference, CODE.findall(page.text)[0]).text
    assert first["reference"] not in shown
    assert first["id"] not in shown


def test_after_an_end_the_person_asks_again_on_a_clock_of_its_own(desk: Desk) -> None:
    person = unused(desk.service)
    first = desk.registered(person)
    ok(desk.handler.post(first, "/withdrawal"))
    again = desk.registered(person, receivedAt="2026-05-11T10:00:00+02:00")
    assert (again["state"], again["dueDate"]) == ("received", "2026-06-11")
    assert linked(desk, again) == [first["id"]]


def test_what_the_registration_named_comes_first(desk: Desk) -> None:
    person, stranger = unused(desk.service), unused(desk.service)
    named, first = desk.registered(stranger), desk.registered(person)
    second = desk.registered(person, linkedCases=[named["id"]])
    assert linked(desk, second) == [named["id"], first["id"]]
    assert linked(desk, named) == []


def test_a_redirection_names_no_case_that_only_seems_to_be_of_the_same_person(desk: Desk) -> None:
    person = unused(desk.service)
    first, second = desk.registered(person), desk.registered(person)
    assert linked(desk, second) == [first["id"]]
    with desk.service.parts.desk() as opened:
        assert opened.cases.linked_to(opened.cases.load(second["id"])) == ()


def test_whose_case_it_is_by_the_store_links_what_the_requests_do_not_say(desk: Desk) -> None:
    person = unused(desk.service)
    first = desk.searched(person, requester=requester(person, dateOfBirth=None))
    second = desk.registered(person, requester=requester(person, vlimpersNumber=None))
    assert linked(desk, second) == [], "a number on one side, a birth date on the other"
    ok(desk.handler.post(second, "/identityChecks", IN_PERSON), 201)
    desk.handler.wait(second, "inAssessment")
    assert linked(desk, second) == [first["id"]]
    assert linked(desk, first) == [second["id"]]
    assert kinds(desk.handler, first).count("case.linked") == 1
    assert kinds(desk.handler, second).count("case.linked") == 1
    ok(desk.handler.post(second, "/collections", {}), 202)
    desk.handler.wait(second, "inAssessment")
    assert kinds(desk.handler, second).count("case.linked") == 1, "told once"


@pytest.mark.parametrize("how", ["added", "read anew"])
def test_a_right_that_is_read_in_later_links_too_and_proves_nothing(desk: Desk, how: str) -> None:
    person = unused(desk.service)
    first = desk.searched(person, claims=[{"right": "rectification"}])
    second = desk.registered(person)
    assert linked(desk, second) == []
    if how == "added":
        found = ok(desk.handler.post(second, "/claims", {"right": "rectification"}), 201)
    else:
        place = f"/claims/{second['claims'][0]['id']}"
        found = ok(desk.handler.put(second, place, {"right": "rectification"}))
    assert linked(desk, second) == [first["id"]]
    assert linked(desk, first) == [second["id"]]
    assert found["state"] == "received"
    assert not any("identity" in claim for claim in found["claims"])
    refused(
        desk.handler.put(second, "/decisions", {"acceptProposals": True}), 409, "identityNotProven"
    )
