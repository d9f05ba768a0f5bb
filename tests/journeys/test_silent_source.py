"""A store that is down: the answer waits and says why, the store is asked again, then a human is."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from app.kit.provision import libpq_dsn
from psycopg import sql
from sqlalchemy import make_url
from tests.databases import main_and_store
from tests.journey_steps import IN_PERSON, Desk, kinds, ok, refused
from tests.service import Service, running_service

PAUSES = (1, 1)


@pytest.fixture(scope="module")
def lonely(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service with a personnel store of its own, asked again after a second, twice."""
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=tmp_path_factory.mktemp("lonely"),
            people=20,
            source_retry_seconds=PAUSES,
        ) as made,
    ):
        yield made


@contextmanager
def down(service: Service, server_url: str) -> Iterator[None]:
    """Take the personnel store away, and bring it back."""
    name = str(make_url(service.personnel_url).database)
    rename(server_url, name, f"{name}_away")
    try:
        yield
    finally:
        rename(server_url, f"{name}_away", name)


def rename(server_url: str, old: str, new: str) -> None:
    with psycopg.connect(libpq_dsn(server_url), autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid, 20000) from pg_stat_activity where datname = %s",
            (old,),
        )
        connection.execute(
            sql.SQL("alter database {} rename to {}").format(
                sql.Identifier(old), sql.Identifier(new)
            )
        )


def test_the_answer_waits_for_the_store(lonely: Service, postgres_url: str) -> None:
    desk, person = Desk.of(lonely), lonely.people[0]
    case = desk.registered(person)
    with down(lonely, postgres_url):
        ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
        desk.handler.until(case, lambda _: "collection.waits" in kinds(desk.handler, case))
        dossier = desk.handler.get(case, "/dossier")
        assert {item["status"] for item in dossier["items"]} == {"unavailable"}
        assert all("niet bereikbaar" in item["reason"] for item in dossier["items"])
        assert dossier["complete"] is False
        assert desk.handler.get(case)["state"] == "inSearch"
        draft = desk.handler.put(case, "/decisions", {"acceptProposals": True})
        refused(draft, 409, "illegalTransition")
    found = desk.handler.wait(case, "inAssessment")
    assert "tasks" not in found
    dossier = desk.handler.get(case, "/dossier")
    assert (dossier["complete"], "reason" in dossier["items"][0]) == (True, False)


def test_after_the_last_attempt_a_handler_asks_again(lonely: Service, postgres_url: str) -> None:
    desk, person = Desk.of(lonely), lonely.people[1]
    case = desk.registered(person)
    with down(lonely, postgres_url):
        ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
        found = desk.handler.until(case, lambda read: "tasks" in read)
        assert [task["kind"] for task in found["tasks"]] == ["sourceUnavailable"]
        waits = [
            item["details"]["attempt"]
            for item in desk.handler.get(case, "/timeline")["items"]
            if item["kind"] == "collection.waits"
        ]
        assert waits == [2, 1, 0], "at once, and after each pause"
    assert desk.handler.get(case)["state"] == "inSearch", "nobody asks any more"
    ok(desk.handler.post(case, "/collections"), 202)
    assert "tasks" not in desk.handler.wait(case, "inAssessment")
