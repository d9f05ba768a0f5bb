"""A store that its operators put on hold: the check says so, and a case waits and says why."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from app.cli.main import app
from tests.databases import main_and_store
from tests.journey_steps import IN_PERSON, Desk, kinds, ok
from tests.manual_store import write_stores
from tests.service import Service, running_service
from typer.testing import CliRunner

REASON = "verhuizing van het archief"
ON_HOLD = f'suspended_since = 2026-11-03\nsuspended_reason = "{REASON}"\n'


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the stores."""
    return tmp_path_factory.mktemp("onhold")


@pytest.fixture(scope="module")
def service(postgres_url: str, migrated_template: str, stores: Path) -> Iterator[Service]:
    """A service with a personnel store, and an archive that is on hold."""
    with main_and_store(postgres_url, migrated_template) as (main, store):
        path = write_stores(stores, store)
        path.write_text(path.read_text() + ON_HOLD)
        with running_service(
            superuser_url=main,
            personnel_url=store,
            home=stores,
            people=20,
            stores=path,
            source_retry_seconds=(600,),
        ) as made:
            yield made


def test_a_case_waits_for_a_store_on_hold_and_says_why(service: Service) -> None:
    desk = Desk.of(service)
    case = desk.registered(service.people[0])
    ok(desk.handler.post(case, "/identityChecks", IN_PERSON), 201)
    case = desk.handler.until(case, lambda _: "collection.waits" in kinds(desk.handler, case))
    assert case["state"] == "inSearch"
    silent = [
        item
        for item in desk.handler.get(case, "/dossier")["items"]
        if item["status"] == "unavailable"
    ]
    assert {item["system"] for item in silent} == {"archief"}
    assert all(REASON in str(item["reason"]) for item in silent)
    assert desk.handler.get(case, "/collectorTasks")["items"] == [], "nobody is asked anything"


def test_the_check_names_every_store_on_hold(
    service: Service, stores: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del service
    monkeypatch.setenv("LOKET_STORES", str(stores / "stores.toml"))
    monkeypatch.setenv("LOKET_HOME", str(stores))
    done = CliRunner().invoke(app, ["connectors", "check"])
    assert done.exit_code == 0, done.stdout
    assert f"archief: on hold since 03/11/2026: {REASON}" in done.stdout.splitlines()
