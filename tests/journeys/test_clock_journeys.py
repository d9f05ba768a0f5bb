"""More time, once and in time: the extension to the second, and what it does to the dates."""

from tests.journey_steps import (
    Desk,
    kinds,
    letter_text,
    letters,
    ok,
    on_the_clock,
    person_of,
    refused,
)
from tests.service import Service

REASONS = {"reasonCode": "complexity", "reasons": "Uw gegevens staan in veel systemen."}


def test_an_extension_with_its_letter_once(service: Service) -> None:
    # B06: the limit holds in the rule, and the action is no longer offered.
    desk, person = Desk.of(service), person_of(service, "Anaïs")
    with on_the_clock(service, "2026-03-20T10:00:00+01:00"):
        case = desk.registered(person)
        assert (case["dueDate"], "extensions" in case["allowedActions"]) == ("2026-04-07", True)
        bad = [
            (REASONS | {"reasons": " "}, {400}),
            (REASONS | {"reasonCode": "holidays"}, {400}),
            (REASONS | {"plannedDate": "2026-03-19"}, {400}),
        ]
        for body, statuses in bad:
            answer = desk.handler.post(case, "/extensions", body)
            assert answer.status_code in statuses, answer.text
        assert desk.handler.get(case)["version"] == case["version"]
        extended = ok(desk.handler.post(case, "/extensions", REASONS), 201)
        assert (extended["dueDate"], extended["flags"]) == ("2026-06-05", ["extended"])
        assert "extensions" not in extended["allowedActions"]
        told = letter_text(desk.handler, case, "L05")
        assert REASONS["reasons"] in told
        assert "5 juni 2026" in told
        refused(desk.handler.post(case, "/extensions", REASONS), 409, "deadlineAlreadyExtended")
        assert kinds(desk.handler, case).count("case.extended") == 1
        assert [kind for kind, _ in letters(desk.handler, case)].count("L05") == 1
    clock = desk.handler.get(case, "/clock")
    assert clock["dueDate"] == clock["extendedDeadline"] == "2026-06-05"


def test_the_last_lawful_second_and_the_one_after(service: Service) -> None:
    # B07
    desk, person = Desk.of(service), person_of(service, "Bram", "Ravestijnen")
    in_time, too_late = desk.registered(person), desk.registered(person)
    with on_the_clock(service, "2026-04-07T23:59:30+02:00"):
        ok(desk.handler.post(in_time, "/extensions", REASONS), 201)
        assert "overdue" not in desk.handler.get(too_late)["flags"]
        assert desk.handler.get(too_late)["daysLeft"] == 0
    with on_the_clock(service, "2026-04-08T00:00:10+02:00"):
        found = desk.handler.get(too_late)
        assert ("overdue" in found["flags"], found["daysLeft"]) == (True, -1)
        assert "extensions" not in found["allowedActions"]
        refused(desk.handler.post(too_late, "/extensions", REASONS), 409, "extensionTooLate")
    assert "L05" not in [kind for kind, _ in letters(desk.handler, too_late)]
    assert "case.extended" not in kinds(desk.handler, too_late)


def test_while_the_clock_rests_the_safe_harbour_date_is_the_limit(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Joris", "Baertsoenen")
    question = {"doubt": "De handtekening verschilt.", "means": ["inPerson"]}
    cases = [desk.registered(person, receivedAt="2026-09-01T10:00:00+02:00") for _ in range(2)]
    with on_the_clock(service, "2026-09-03T10:00:00+02:00"):
        for case in cases:
            ok(desk.handler.post(case, "/identityRequests", question), 201)
    with on_the_clock(service, "2026-10-01T23:59:30+02:00"):
        extended = ok(desk.handler.post(cases[0], "/extensions", REASONS), 201)
        assert extended["flags"] == ["extended", "suspended"]
        assert "dueDate" not in extended
    with on_the_clock(service, "2026-10-02T00:00:10+02:00"):
        refused(desk.handler.post(cases[1], "/extensions", REASONS), 409, "extensionTooLate")
        # Once the answer is there, the suspended first deadline counts: 1 October and 28 days.
        answer = {"kind": "identity", "receivedDate": "2026-10-01", "sufficient": True}
        resumed = ok(desk.handler.post(cases[1], "/answersReceived", answer), 201)
        assert resumed["dueDate"] == "2026-10-29"
        ok(desk.handler.post(cases[1], "/extensions", REASONS), 201)


def test_a_paper_request_is_told_too(service: Service) -> None:
    # B43: the acknowledgement does not hang on one kind of address.
    desk, person = Desk.of(service), person_of(service, "Hilde")
    case = desk.handler.register(
        person,
        channel="post",
        requester={"givenName": "H.", "familyName": "Stevenaert", "vlimpersNumber": person.number},
        receivedDate="2026-03-05",
        receivedAt=None,
    )
    desk.handler.until(case, lambda _: letters(desk.handler, case) == [("L01", "nl")])
    told = letter_text(desk.handler, case, "L01")
    assert "7 april 2026" in told
    assert case["reference"] in told
