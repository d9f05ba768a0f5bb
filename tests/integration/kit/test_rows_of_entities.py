"""The database itself holds back rows of other entities: from who says for whom they work, and from who says nothing."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from app.cases.queries import CaseDates
from app.cases.store import CaseNotFound
from app.kit.provision import SERVICE, libpq_dsn
from app.kit.row_security import SETTING, see_only, seeing_every_case
from app.staff.model import Role
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session
from tests.service import Service

OURS, THEIRS = "OVO900071", "OVO900072"
Ids = dict[str, str]


@pytest.fixture(scope="module")
def cases(service: Service) -> Ids:
    """A case of each of two entities, with a note."""
    desk = service.client(Role.CASE_HANDLER)
    made: Ids = {}
    for entity in (OURS, THEIRS):
        case = desk.register(service.people[30], entity=entity)
        noted = desk.http.post(f"/cases/{case['id']}/notes", json={"text": "Gebeld."})
        assert noted.status_code == 201, noted.text
        made[entity] = case["id"]
    return made


@pytest.fixture
def raw(service: Service) -> Iterator[Any]:
    """A connection of the service's role that has said nothing yet."""
    url = service.parts.engine.url.update_query_dict({"options": f"-c role={SERVICE}"})
    with psycopg.connect(libpq_dsn(url.render_as_string(hide_password=False))) as connection:
        yield connection


def works_for(raw: Any, *entities: str) -> None:
    raw.execute("select set_config(%s, %s, true)", (SETTING, ",".join(entities)))


def seen(raw: Any, table: str, cases: Ids) -> set[str]:
    asked = sql.SQL("select case_id from {} where case_id = any(%s)").format(sql.Identifier(table))
    rows = raw.execute(asked, (list(cases.values()),))
    return {row[0] for row in rows}


@pytest.mark.parametrize("table", ["cases", "claims", "notes", "case_keys", "events"])
def test_who_says_nothing_sees_nothing_and_who_says_one_sees_one(
    table: str, raw: Any, cases: Ids
) -> None:
    assert seen(raw, table, cases) == set()
    works_for(raw, OURS)
    assert seen(raw, table, cases) == {cases[OURS]}
    works_for(raw, OURS, THEIRS)
    assert seen(raw, table, cases) == set(cases.values())
    works_for(raw, "*")
    assert seen(raw, table, cases) == set(cases.values())
    works_for(raw, OURS[:-1], "%", "")
    assert seen(raw, table, cases) == set()


def test_nothing_of_others_is_changed_removed_or_added_to(raw: Any, cases: Ids) -> None:
    works_for(raw, OURS)
    theirs = (cases[THEIRS],)
    for statement in (
        "update cases set assignee = 'x' where case_id = %s",
        "update notes set text = 'x' where case_id = %s",
        "delete from claims where case_id = %s",
    ):
        assert raw.execute(statement, theirs).rowcount == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        raw.execute("insert into desk_tasks values ('t', %s, 'x', now(), now())", theirs)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        raw.execute("update cases set entity = %s where case_id = %s", (THEIRS, cases[OURS]))
    assert raw.execute("update notes set text = 'x' where case_id = %s", (cases[OURS],)).rowcount
    raw.rollback()


def test_the_stores_themselves_find_nothing_of_others(service: Service, cases: Ids) -> None:
    with Session(service.parts.engine) as session:
        see_only(session, [OURS])
        desk = service.parts.desk_on(session)
        assert desk.cases.load(cases[OURS]).entity == OURS
        with pytest.raises(CaseNotFound):
            desk.cases.load(cases[THEIRS])
        with pytest.raises(CaseNotFound):
            desk.cases.load(cases[THEIRS], hold=True)
        with pytest.raises(CaseNotFound):
            desk.cases.key_of(cases[THEIRS])
        session.rollback()  # the next transaction is bound too
        with pytest.raises(CaseNotFound):
            desk.cases.load(cases[THEIRS])
        with seeing_every_case(session):
            assert desk.cases.load(cases[THEIRS]).entity == THEIRS
        with pytest.raises(CaseNotFound):
            desk.cases.load(cases[THEIRS])


def test_a_name_that_looks_like_several_is_none(service: Service, cases: Ids) -> None:
    with Session(service.parts.engine) as session:
        see_only(session, [f"x,{OURS}", "x,*", ""])
        with pytest.raises(CaseNotFound):
            service.parts.desk_on(session).cases.load(cases[OURS])


def test_the_journal_of_a_case_is_of_its_entity(raw: Any, cases: Ids) -> None:
    asked = "select distinct chain_id from journal_entries where chain_id = any(%s)"
    chains = ([*cases.values(), "service"],)
    assert {row[0] for row in raw.execute(asked, chains)} <= {"service"}
    works_for(raw, OURS)
    assert cases[THEIRS] not in {row[0] for row in raw.execute(asked, chains)}
    works_for(raw, "*")
    assert set(cases.values()) <= {row[0] for row in raw.execute(asked, chains)}


def test_an_auditor_of_one_entity_is_told_that_every_chain_is_whole(
    service: Service, cases: Ids
) -> None:
    auditor = service.client(Role.AUDITOR, entities=(OURS,))
    answer = auditor.http.get("/journal/verification")
    assert answer.status_code == 200, answer.text
    assert answer.json()["intact"], answer.text
    listed = auditor.http.get("/journal?pageSize=100").json()["items"]
    assert {item["chain"] for item in listed} >= {cases[OURS]}
    assert cases[THEIRS] not in {item["chain"] for item in listed}


def test_a_connection_goes_back_to_the_pool_unbound(service: Service, cases: Ids) -> None:
    for _ in range(5):
        with Session(service.parts.engine) as session:
            see_only(session, [OURS])
            session.execute(text("select 1"))
    for _ in range(5):
        with service.parts.desk() as desk:  # as the worker works
            assert desk.cases.load(cases[THEIRS]).entity == THEIRS


def test_a_door_that_forgot_to_look_still_finds_nothing(
    service: Service, cases: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.staff.model.Actor.sees", lambda *_: True)
    ours = service.client(Role.DPO, Role.CASE_HANDLER, entities=(OURS,))
    assert ours.http.get(f"/cases/{cases[OURS]}").status_code == 200
    for path in ("", "/timeline", "/clock", "/documents", "/dossier", "/letters"):
        answer = ours.http.get(f"/cases/{cases[THEIRS]}{path}")
        assert answer.status_code == 404, (path, answer.text)
    noted = ours.http.post(f"/cases/{cases[THEIRS]}/notes", json={"text": "Gebeld."})
    assert noted.status_code == 404
    with service.parts.engine.connect() as connection:
        count = connection.scalar(
            text("select count(*) from notes where case_id = :id"), {"id": cases[THEIRS]}
        )
    assert count == 1


def test_a_calendar_that_forgot_to_look_still_shows_nothing_of_others(
    service: Service, cases: Ids, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming = CaseDates.coming

    def of_all(self: CaseDates, **asked: Any) -> Any:
        return coming(self, **{**asked, "entities": None})

    monkeypatch.setattr(CaseDates, "coming", of_all)
    ours = service.client(Role.CASE_HANDLER, entities=(OURS,))
    made = ours.http.post("/calendarFeeds", json={})
    calendar = ours.http.get(made.json()["url"], headers={"Authorization": ""}).text
    assert cases[OURS] in calendar
    assert cases[THEIRS] not in calendar


def test_a_token_of_one_entity_registers_and_works(service: Service) -> None:
    ours = service.client(Role.CASE_HANDLER, Role.DECISION_MAKER, entities=(OURS,))
    case = ours.register(service.people[31])
    assert case["entity"] == OURS
    ours.prove(case, service.people[31])
    ours.wait(case, "inAssessment")
    assert ours.put(case, "/decisions", {"acceptProposals": True}).status_code == 200
