"""What the journal proves of a case: why staff did it, who read what, and that nothing of it was changed."""

import time
from typing import Any

import pytest
from app.audit.journal import Journal
from app.audit.store import CheckpointStore
from app.casework import evidence
from app.staff.model import SERVICE, Role
from sqlalchemy.orm import Session
from tests.journey_steps import IN_PERSON, Desk, attach_proof, ok, unused
from tests.service import Client, Service, every

WORDS = "Kaart gezien aan het loket, foto klopt"


@pytest.fixture
def desk(service: Service) -> Desk:
    """A handler and a decision maker."""
    return Desk.of(service)


def personal(client: Client, case: dict[str, Any]) -> list[tuple[str, str, str, str | None]]:
    """Return kind, name, state and text of every personal value of the case, oldest first."""
    entries = [e for e in every(client.http, "/journal") if e["chain"] == case["id"]]
    return [
        (entry["kind"], value["name"], value["shown"], value.get("text"))
        for entry in sorted(entries, key=lambda e: int(e["sequence"]))
        for value in entry.get("personal", [])
    ]


def anchored(desk: Desk, case: dict[str, Any]) -> tuple[int, int]:
    """Return how many entries of the case there are, and up to which they are anchored."""
    with Session(desk.service.parts.engine) as session:
        entries = Journal(session).entries(case["id"])
        points = CheckpointStore(session).anchoring(case["id"])
    anchors = [a for p in points for a in p.checkpoint.anchors if a.chain_id == case["id"]]
    return len(entries), max((a.sequence for a in anchors), default=0)


def test_why_staff_did_it_is_kept_sealed_and_read_by_the_dpo_alone(desk: Desk) -> None:
    case = desk.registered(unused(desk.service))
    ok(desk.handler.post(case, "/identityChecks", {**IN_PERSON, "note": WORDS}), 201)
    desk.handler.wait(case, "inAssessment")
    ok(desk.handler.post(case, "/withdrawal", {"reason": "Belde: trekt het verzoek in"}))
    dpo, auditor = desk.service.client(Role.DPO), desk.service.client(Role.AUDITOR)
    kept = [
        ("identity.checked", "note", "readable", WORDS),
        ("note.added", "text", "readable", "Belde: trekt het verzoek in"),
    ]
    assert personal(dpo, case) == kept
    assert personal(auditor, case) == [(kind, name, "withheld", None) for kind, name, *_ in kept]
    timeline = str(desk.handler.get(case, "/timeline"))
    assert WORDS not in timeline
    with desk.service.parts.desk() as opened:
        found = opened.cases.load(case["id"])
        opened.cases.destroy_key(found, by=SERVICE, at=desk.service.clock())
    assert personal(dpo, case) == [(kind, name, "destroyed", None) for kind, name, *_ in kept]
    newest = desk.handler.get(case, "/timeline")["items"][0]
    assert (newest["kind"], newest["actor"]) == ("case.keyDestroyed", "service")
    with desk.service.parts.desk() as opened:
        chains = {finding.chain_id for finding in evidence.check(opened).findings}
    assert case["id"] not in chains, "without the key the chain holds as it did"


def test_the_end_of_a_case_stands_under_a_checkpoint_at_once(desk: Desk) -> None:
    case = desk.registered(unused(desk.service))
    ok(desk.handler.post(case, "/withdrawal", {}))
    until = time.monotonic() + 20
    entries, sealed = anchored(desk, case)
    while sealed < entries and time.monotonic() < until:
        time.sleep(0.2)
        entries, sealed = anchored(desk, case)
    assert sealed == entries > 0
    assert list((desk.service.home / "checkpoints").glob("*.json"))


def test_the_verification_counts_and_says_what_is_not_anchored(desk: Desk) -> None:
    auditor = desk.service.client(Role.AUDITOR)
    found = auditor.http.get("/journal/verification").json()
    assert (found["intact"], found["faults"]) == (True, [])
    assert found["entries"] >= found["notAnchored"] >= 0
    assert found["chains"] > 0


def test_every_reading_of_content_by_staff_is_an_entry_of_ids(desk: Desk) -> None:
    person = unused(desk.service)
    case = desk.registered(person)
    attach_proof(desk.handler, case, person)
    proof = {d["kind"]: d["id"] for d in desk.handler.get(case, "/documents")["items"]}
    read = ok_bytes(desk.handler, f"/cases/{case['id']}/documents/{proof['identityCard']}/content")
    assert read
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    case = desk.handler.wait(case, "inAssessment")
    answers = desk.handler.get(case, "/dossier")
    category = next(a["categoryId"] for a in answers["items"] if a["recordCount"])
    desk.handler.get(case, f"/dossier/{category}")
    papers = answers["documents"]
    held = next(p for p in papers if "document" in p)
    paper = held["document"]["documentId"]
    ok_bytes(
        desk.handler,
        f"/cases/{case['id']}/dossier/{held['categoryId']}/documents/{paper}/content",
    )
    (letter, *_) = desk.handler.get(case, "/letters")["items"]
    ok_bytes(desk.handler, f"/cases/{case['id']}/letters/{letter['id']}/content")
    items = desk.handler.get(case, "/timeline")["items"]
    told = [e["details"] for e in reversed(items) if e["kind"] == "content.read"]
    told = [{k: v for k, v in details.items() if k != "downloadId"} for details in told]
    assert told == [
        {"documentId": proof["identityCard"]},
        {"papersListed": len(papers)},
        {"categoryId": category},
        {"categoryId": held["categoryId"], "paper": paper},
        {"letterId": letter["id"]},
    ]


def ok_bytes(client: Client, path: str) -> bytes:
    answer = client.http.get(path)
    assert answer.status_code == 200, answer.text
    return answer.content
