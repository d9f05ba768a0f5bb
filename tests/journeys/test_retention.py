"""A case whose period is over is destroyed: nobody is named any more, the journal stays whole, a hold stops it."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from app.casework.destroy_cases import look_at
from app.exports.bundle_check import verify_bundle
from app.kit.case_key import KeyDestroyed
from app.letters.cms_check import cms_verify
from app.letters.seal_check import seals
from app.staff.model import Role
from sqlalchemy import text
from tests.journey_steps import Desk, kinds, ok, refused, requester, unused, yesterday
from tests.service import WAIT_SECONDS, Person, Service

YEAR = timedelta(days=366)
RARE = "Qwertzuiop"
"""A family name nobody else has: what is left of the person is found by it."""


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk.of(service)


def destroyed(service: Service, case: dict[str, Any], *, after: timedelta) -> bool:
    """Look at the case as the round does then, once the worker has let go of it."""
    at: datetime = service.clock() + after
    until = time.monotonic() + WAIT_SECONDS
    while True:
        with service.parts.desk() as inside:
            if inside.cases.load_free(case["id"]) is not None:
                return look_at(inside, case["id"], at=at)
        assert time.monotonic() < until, "somebody works on the case without end"
        time.sleep(0.05)


def withdrawn(service: Service, desk: Desk, person: Person) -> dict[str, Any]:
    claims = [{"right": "access", "statement": f"Ik ben {RARE}."}]
    case = desk.registered(
        person,
        requester=requester(person, familyName=RARE, email="rare@voorbeeld.example"),
        claims=claims,
        receivedAt=yesterday(service),
    )
    desk.handler.until(case, lambda _: bool(desk.handler.get(case, "/letters")["items"]))
    answer = desk.handler.http.post(f"/cases/{case['id']}/notes", json={"text": f"{RARE} belde."})
    assert answer.status_code == 201
    message = {"text": f"Dag {RARE}."}
    ok(desk.handler.http.post(f"/cases/{case['id']}/messages", json=message), 201)
    ok(desk.handler.post(case, "/withdrawal", {"reason": f"{RARE} wil niet meer"}))
    return case


def test_a_withdrawn_case_is_kept_a_year_and_then_nobody_is_named(
    service: Service, desk: Desk, tmp_path: Path
) -> None:
    case = withdrawn(service, desk, unused(service))
    assert not destroyed(service, case, after=timedelta(days=300))
    files = [p for p in (service.home / "files").rglob("*") if case["id"] in str(p) and p.is_file()]
    assert files
    assert destroyed(service, case, after=YEAR)
    assert not destroyed(service, case, after=2 * YEAR)
    assert [p for p in files if p.exists()] == []
    left = desk.handler.get(case)
    assert (left["reference"], left["state"]) == (case["reference"], "withdrawn")
    assert left["requester"] == {"givenName": "", "familyName": ""}
    assert desk.handler.get(case, "/messages")["items"] == []
    late = desk.handler.http.post(f"/cases/{case['id']}/messages", json={"text": "Te laat."})
    refused(late, 410, "keyDestroyed")
    assert _named_in(service, RARE) == []
    assert kinds(desk.handler, case)[-2:] == ["case.destroyed", "case.keyDestroyed"]
    with service.parts.desk() as inside, pytest.raises(KeyDestroyed):
        inside.cases.key_of(case["id"])
    answer = service.client(Role.AUDITOR).http.get(f"/cases/{case['id']}/inspectionBundle")
    assert answer.status_code == 200
    path = tmp_path / "left.zip"
    path.write_bytes(answer.content)
    found = verify_bundle(
        path, cms_verify=lambda data, mark: cms_verify(data, mark).name, signed_by=seals()
    )
    assert [f for check in found.checks for f in check.findings] == []


def _named_in(service: Service, name: str) -> list[str]:
    """Return the tables of the service in which a text stands, whatever the column."""
    with service.parts.engine.connect() as connection:
        tables = connection.execute(
            text("select tablename from pg_tables where schemaname = 'public'")
        ).scalars()
        return [
            table
            for table in tables.all()
            if not table.startswith("procrastinate_")
            and connection.execute(
                text(f'select count(*) from "{table}" t where t::text ilike :name'),  # noqa: S608 - names of our own
                {"name": f"%{name}%"},
            ).scalar()
        ]


def test_a_legal_hold_stops_it_until_it_is_lifted(service: Service, desk: Desk) -> None:
    case = withdrawn(service, desk, unused(service))
    ok(desk.handler.put(case, "/legalHold", {"active": True, "reason": "Klacht"}))
    assert not destroyed(service, case, after=10 * YEAR)
    ok(desk.handler.put(case, "/legalHold", {"active": False, "reason": "Afgesloten"}))
    with service.parts.desk() as inside:
        assert case["id"] in inside.retention.ended_by(service.clock() + YEAR)
    assert destroyed(service, case, after=YEAR)
    with service.parts.desk() as inside:
        assert case["id"] not in inside.retention.ended_by(service.clock() + YEAR)


def test_an_open_case_is_never_destroyed(service: Service, desk: Desk) -> None:
    case = desk.registered(unused(service), receivedAt=yesterday(service))
    assert not destroyed(service, case, after=20 * YEAR)
