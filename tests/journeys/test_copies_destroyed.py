"""What proves who somebody is goes when it is needed no more: copies of cards whole, of signed files the signature (ID-08)."""

import time
from typing import Any

import pytest
from app.casework.watch import round_of_the_day
from tests.journey_steps import IN_PERSON, Desk, attach_proof, ok, unused, yesterday
from tests.pki import alone
from tests.service import Service
from tests.signed_mails import attachment, clear, message, multipart
from tests.signed_mails import text as words
from tests.signed_pdfs import request_pdf, signed

ANNA = alone("Anneleen Verhaegendonck")
FILE = b"bijlage van Anneleen"
MAIL = message(clear(multipart(words(), attachment(FILE), boundary="=_b"), ANNA))
PDF = signed(request_pdf(), ANNA)
INSUFFICIENT: dict[str, Any] = {"result": "insufficient", "means": "signedRequestWithIdCopy"}


@pytest.fixture
def desk(service: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(service)


def with_signed_files(desk: Desk) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return a case with a card, a signed mail and a signed PDF, and these by kind."""
    person = unused(desk.service)
    case = desk.registered(person, receivedAt=yesterday(desk.service))
    attach_proof(desk.handler, case, person)
    for kind, content, name in (("signedEmail", MAIL, "a.eml"), ("signedPdf", PDF, "a.pdf")):
        ok(desk.handler.attach(case, kind, content, name), 201)
    return case, documents(desk, case)


def documents(desk: Desk, case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {d["kind"]: d for d in desk.handler.get(case, "/documents")["items"]}


def content(desk: Desk, case: dict[str, Any], document: dict[str, Any]) -> bytes:
    read = desk.handler.http.get(f"/cases/{case['id']}/documents/{document['id']}/content")
    return read.content if read.status_code == 200 else str(read.status_code).encode()


def journalled(desk: Desk, case: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    items = desk.handler.get(case, "/timeline")["items"]
    return [entry["details"] for entry in items if entry["kind"] == kind]


def files(desk: Desk, case: dict[str, Any]) -> set[str]:
    folder = desk.service.home / "files" / "cases" / case["id"] / "documents"
    return {place.name for place in folder.iterdir()} if folder.exists() else set()


def check_gone(desk: Desk, case: dict[str, Any], before: dict[str, dict[str, Any]]) -> None:
    """See that copy and envelopes are gone, that the request stays, and that the journal proves it."""
    after = documents(desk, case)
    assert content(desk, case, after["identityCard"]) == b"410"
    mail, pdf = (content(desk, case, after[kind]) for kind in ("signedEmail", "signedPdf"))
    assert b"pkcs7" not in mail
    assert b"Ik vraag inzage in mijn dossier" in mail
    assert b"/ByteRange" not in pdf
    for kind in ("signedEmail", "signedPdf"):
        was, now = before[kind], after[kind]
        assert "envelopeDestroyed" in now["findings"]
        same = ("sha256", "size", "receivedAt", "signature", "mediaType")
        assert {key: was[key] for key in same} == {key: now[key] for key in same}
    proof = [
        {"documentId": d["id"], "kind": kind, "sha256": d["sha256"]} for kind, d in before.items()
    ]
    destroyed = journalled(desk, case, "identity.copyDestroyed")
    opened = journalled(desk, case, "document.envelopeDestroyed")
    assert [d["kind"] for d in destroyed] == ["identityCard"]
    assert {d["kind"] for d in opened} == {"signedEmail", "signedPdf"}
    assert all(entry in proof for entry in (*destroyed, *opened))
    kept = {
        before["signedRequest"]["id"],
        *(f"{before[k]['id']}.2" for k in ("signedEmail", "signedPdf")),
    }
    assert files(desk, case) == kept


def test_with_the_acceptance(desk: Desk) -> None:
    case, before = with_signed_files(desk)
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    check_gone(desk, case, before)


def test_with_the_answer_where_the_proof_was_not_enough(desk: Desk) -> None:
    case, before = with_signed_files(desk)
    ok(desk.handler.post(case, "/identityChecks", INSUFFICIENT), 201)
    assert content(desk, case, before["identityCard"]) not in {b"410", b"404"}
    (claim,) = desk.handler.get(case)["claims"]
    refusal = {
        "decision": "refuse",
        "groundCodes": ["R12-ID"],
        "facts": "De handtekening en de kopie horen niet bij dezelfde persoon.",
        "claimId": claim["id"],
    }
    desk.decided(case, refusal)
    desk.answered(case)
    check_gone(desk, case, before)


def test_with_the_withdrawal_of_the_request(desk: Desk) -> None:
    case, before = with_signed_files(desk)
    ok(desk.handler.post(case, "/withdrawal"))
    check_gone(desk, case, before)


def test_at_the_latest_with_the_daily_round(desk: Desk) -> None:
    case, _ = with_signed_files(desk)
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    ok(desk.handler.attach(case, "signedPdf", PDF, "later.pdf"), 201)
    desk.handler.wait(case, "inAssessment")  # nobody works on it any more
    (late,) = [
        d for d in desk.handler.get(case, "/documents")["items"] if d["fileName"] == "later.pdf"
    ]
    assert content(desk, case, late) == PDF
    until = time.monotonic() + 60  # a round leaves alone what a job works on
    while b"/ByteRange" in content(desk, case, late):
        assert time.monotonic() < until
        round_of_the_day(desk.service.parts.desk, at=desk.service.clock())
    proof = {"documentId": late["id"], "kind": "signedPdf", "sha256": late["sha256"]}
    assert journalled(desk, case, "document.envelopeDestroyed").count(proof) == 1
    round_of_the_day(desk.service.parts.desk, at=desk.service.clock())
    assert journalled(desk, case, "document.envelopeDestroyed").count(proof) == 1
