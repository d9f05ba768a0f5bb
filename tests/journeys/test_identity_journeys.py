"""From doubt to proof, or to a refusal: nothing is collected before, and no copy of a card is left after."""

import os
import zlib
from pathlib import Path
from typing import Any

from app.staff.model import Role
from sqlalchemy import text
from tests.journey_steps import (
    IN_PERSON,
    Desk,
    attach_proof,
    kinds,
    letter_text,
    letters,
    ok,
    on_the_clock,
    person_of,
    refused,
    yesterday,
)
from tests.service import Service

REFUSAL: dict[str, Any] = {
    "decision": "refuse",
    "groundCodes": ["R12-ID"],
    "facts": "De handtekening en de kopie horen niet bij dezelfde persoon.",
}
INSUFFICIENT = {"result": "insufficient", "means": "signedRequestWithIdCopy"}


def test_insufficient_proof_ends_in_a_refusal_without_any_search(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Ingrid", "Schoutedenne")
    case = desk.registered(person, receivedAt=yesterday(service))
    attach_proof(desk.handler, case, person)
    refused(desk.decider.post(case, "/decisions/confirmation"), 409, "identityNotProven")
    checked = ok(desk.handler.post(case, "/identityChecks", INSUFFICIENT), 201)
    assert checked["state"] == "received"
    assert {"decisions", "identityRequests", "identityChecks"} <= set(checked["allowedActions"])
    refused(desk.handler.post(case, "/collections"), 409, "identityNotProven")

    (claim,) = checked["claims"]
    line = REFUSAL | {"claimId": claim["id"]}
    for wrong in (
        line | {"decision": "partlyGrant"},
        line | {"groundCodes": ["R23-LAW"]},
        {"claimId": claim["id"], "decision": "grant"},
    ):
        refused(
            desk.handler.put(case, "/decisions", {"decisions": [wrong]}), 400, "groundNotAllowed"
        )
    drafted = ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    assert drafted["openProposals"] == []
    other_handler, dpo = service.client(Role.CASE_HANDLER), service.client(Role.DPO)
    for somebody in (other_handler, dpo):
        answer = somebody.post(case, "/decisions/confirmation")
        refused(answer, 403, "missingPermission")
        assert "decisions/confirmation" not in somebody.get(case)["allowedActions"]
    decided = ok(desk.decider.post(case, "/decisions/confirmation"))
    assert (decided["state"], decided["outcome"]) == ("decided", "refused")
    refused(desk.handler.post(case, "/answer", {"delivery": "post"}), 409, "addressNotVerified")
    desk.answered(case)
    assert letters(desk.handler, case) == [("L01", "nl"), ("L14", "nl")]
    told = letter_text(desk.handler, case, "L14")
    assert "R12-ID" in told
    assert REFUSAL["facts"] in told
    assert "Gegevensbeschermingsautoriteit" in told
    assert ok(desk.handler.post(case, "/closure"))["outcome"] == "refused"
    assert not any(kind.startswith(("collection", "copy")) for kind in kinds(desk.handler, case))
    assert desk.handler.get(case, "/dossier")["items"] == []
    documents = desk.handler.get(case, "/documents")["items"]
    assert [d["kind"] for d in documents if "destroyedAt" in d] == ["identityCard"]


def test_no_decision_of_nothing_held_where_nothing_was_searched(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Koen", "Daelemansch")
    both_rights = [{"right": "access"}, {"right": "erasure"}]
    case = desk.registered(person, claims=both_rights, receivedAt=yesterday(service))
    attach_proof(desk.handler, case, person)
    ok(desk.handler.post(case, "/identityChecks", INSUFFICIENT), 201)
    access, erasure = (claim["id"] for claim in case["claims"])
    for lines in ([], [REFUSAL | {"claimId": access}]):
        ok(desk.handler.put(case, "/decisions", {"decisions": lines}))
        refused(desk.decider.post(case, "/decisions/confirmation"), 409, "decisionIncomplete")
    both = [REFUSAL | {"claimId": access}, REFUSAL | {"claimId": erasure}]
    ok(desk.handler.put(case, "/decisions", {"decisions": both}))
    decided = ok(desk.decider.post(case, "/decisions/confirmation"))
    assert [claim["outcome"] for claim in decided["claims"]] == ["refused", "refused"]


def test_a_refusal_that_was_drafted_falls_with_the_proof(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Noor", "Torfsbeke")
    case = desk.registered(person)
    attach_proof(desk.handler, case, person)
    ok(desk.handler.post(case, "/identityChecks", INSUFFICIENT), 201)
    line = REFUSAL | {"claimId": case["claims"][0]["id"]}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    desk.handler.wait(case, "inAssessment")
    refused(desk.decider.post(case, "/decisions/confirmation"), 409, "decisionIncomplete")
    line["reason"] = "Toch niet."
    answer = desk.handler.put(case, "/decisions", {"decisions": [line]})
    refused(answer, 400, "groundNotAllowed")


def test_a_second_request_of_the_same_person_is_not_proven_by_the_first(service: Service) -> None:
    # B15, B18: its own case, its own clock, its own proof.
    desk, person = Desk.of(service), person_of(service, "Pieter", "De Kersgieter")
    first = desk.searched(person)
    second = desk.registered(person, linkedCases=[first["id"]])
    assert (second["state"], second["linkedCases"]) == ("received", [first["id"]])
    refused(
        desk.handler.put(second, "/decisions", {"acceptProposals": True}), 409, "identityNotProven"
    )
    for approver in (desk.decider, service.client(Role.DPO)):
        refused(approver.post(second, "/decisions/confirmation"), 409, "identityNotProven")
    refused(desk.handler.post(second, "/answer"), 409, "illegalTransition")


def test_doubt_pauses_the_clock_and_proof_moves_the_due_date(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Marleen", "Dumontier")
    with on_the_clock(service, "2026-09-03T10:00:00+02:00"):
        case = desk.registered(person, receivedAt="2026-09-01T10:00:00+02:00")
        assert case["dueDate"] == "2026-10-01"
        body = {"doubt": "Het e-mailadres is nieuw.", "means": ["inPerson", "signedPdf"]}
        asked = ok(desk.handler.post(case, "/identityRequests", body), 201)
        assert (asked["state"], asked["flags"]) == ("identityPending", ["suspended"])
        assert "dueDate" not in asked
        assert "daysLeft" not in asked
        assert (asked["suspendedSince"], asked["safeHarbourDate"]) == ("2026-09-03", "2026-10-01")
        told = letter_text(desk.handler, case, "L02")
        assert "Het e-mailadres is nieuw." in told
        assert "3 september 2026" in told
        assert "1 oktober 2026" in told
        refused(desk.handler.post(case, "/identityRequests", body), 409, "identityAlreadyAsked")
    early = {"kind": "identity", "receivedDate": "2026-09-02", "sufficient": True}
    answer = desk.handler.post(case, "/answersReceived", early)
    assert answer.json()["type"].endswith("invalidSuspension"), answer.text
    with on_the_clock(service, "2026-09-10T10:00:00+02:00"):
        received = early | {"receivedDate": "2026-09-10"}
        resumed = ok(desk.handler.post(case, "/answersReceived", received), 201)
        assert (resumed["flags"], resumed["dueDate"]) == ([], "2026-10-08")
        refused(desk.handler.post(case, "/answersReceived", received), 409, "nothingAsked")
        ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    clock = desk.handler.get(case, "/clock")
    assert (clock["creditDays"], clock["dueDate"]) == (7, "2026-10-08")
    assert any("7" in step["text"]["nl"] for step in clock["steps"])
    desk.handler.wait(case, "inAssessment")


def test_the_copy_of_the_card_is_nowhere_and_gone_once_accepted(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Wout", "Ceulemansen")
    case = desk.registered(person)
    card = attach_proof(desk.handler, case, person)
    (stored,) = [
        d for d in desk.handler.get(case, "/documents")["items"] if d["kind"] == "identityCard"
    ]
    place = f"/cases/{case['id']}/documents/{stored['id']}/content"
    kept = desk.handler.http.get(place)
    assert kept.status_code == 200
    assert desk.decider.http.get(place).status_code == 403, "not for who decides"
    marks = marks_of(card) | marks_of(kept.content)
    home = service.home
    assert traces(home, marks) == [], "encrypted from its first byte on disk"
    assert in_database(service, marks) == []
    before = {path for path in home.rglob("*") if path.is_file()}
    ok(
        desk.handler.post(
            case,
            "/identityChecks",
            {"result": "verified", "means": "signedRequestWithIdCopy"},
        ),
        201,
    )
    gone = desk.handler.http.get(place)
    assert gone.status_code == 410
    (left,) = [p for p in before if p.name == stored["id"]]
    assert not left.exists(), "its bytes too, right after the answer"
    desk.handler.wait(case, "inAssessment")
    assert traces(home, marks) == []
    assert in_database(service, marks) == []
    (shown,) = [
        d for d in desk.handler.get(case, "/documents")["items"] if d["kind"] == "identityCard"
    ]
    assert shown["sha256"] == stored["sha256"], "that there was one is still known"
    assert "destroyedAt" in shown
    assert "identity.copyDestroyed" in kinds(desk.handler, case)


def test_a_card_that_comes_too_late_is_not_kept(service: Service) -> None:
    desk, person = Desk.of(service), person_of(service, "Elke", "Van der Straetemans")
    case = desk.searched(person)
    attach_proof(desk.handler, case, person)
    (card,) = [
        d for d in desk.handler.get(case, "/documents")["items"] if d["kind"] == "identityCard"
    ]
    assert "destroyedAt" in card
    answer = desk.handler.http.get(f"/cases/{case['id']}/documents/{card['id']}/content")
    assert answer.status_code == 410
    assert not [p for p in service.home.rglob(card["id"]) if p.is_file()]


def marks_of(image: bytes) -> set[bytes]:
    """Return pieces of a PNG that no other file holds: from its pixels, packed and unpacked."""
    data = image[image.index(b"IDAT") + 4 :]
    pixels = zlib.decompressobj().decompress(data)
    middle = len(data) // 2
    found = {data[middle : middle + 24]}
    at = pixels.find(b"\x00\xff", len(pixels) // 3)
    return found | {pixels[at : at + 64]} if len(set(pixels[at : at + 64])) > 8 else found


def traces(home: Path, marks: set[bytes]) -> list[str]:
    """Return the files under a folder that hold one of the marks, in bytes or in their name."""
    found = []
    for path in home.rglob("*"):
        if path.is_file() and os.access(path, os.R_OK):
            content = path.read_bytes()
            found += [str(path) for mark in marks if mark in content]
    return found


def in_database(service: Service, marks: set[bytes]) -> list[str]:
    """Return the tables of the service that hold one of the marks."""
    found = []
    with service.parts.engine.connect() as connection:
        tables = connection.scalars(
            text("select tablename from pg_tables where schemaname = 'public'")
        ).all()
        for table in tables:
            whole = "\n".join(
                connection.scalars(text(f'select t::text from "{table}" t'))  # noqa: S608 - names of the schema
            )
            found += [
                table for mark in marks if mark.hex() in whole or mark.decode("latin-1") in whole
            ]
    return found


def test_consent_is_withdrawn_without_a_check(service: Service) -> None:
    # DL-18: it must not depend on an ID copy.
    desk, person = Desk.of(service), person_of(service, "Raf")
    case = desk.registered(person, claims=[{"right": "consentWithdrawal"}])
    assert case["state"] == "inSearch"
    desk.handler.wait(case, "inAssessment")


def test_a_late_refusal_says_why_it_is_late(service: Service) -> None:
    # DL-11: Art. 12(4) knows no extension.
    desk, person = Desk.of(service), person_of(service, "Seppe")
    case = desk.registered(person)
    attach_proof(desk.handler, case, person)
    ok(desk.handler.post(case, "/identityChecks", INSUFFICIENT), 201)
    line = REFUSAL | {"claimId": case["claims"][0]["id"]}
    ok(desk.handler.put(case, "/decisions", {"decisions": [line]}))
    place = "/decisions/confirmation"
    refused(desk.decider.post(case, place), 409, "lateRefusalUnexplained")
    ok(desk.decider.post(case, place, {"justification": "De post was zoek."}))
    assert "decision.lateRefusalJustified" in kinds(desk.handler, case)
