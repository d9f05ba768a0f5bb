"""An erasure behind an API that breaks after the first record: never told as done, gone on with, each record erased once."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.mapping import load_mapping
from sqlalchemy import make_url
from tests.api_side import ApiSide
from tests.contract_stores import api_mapping, hr_database
from tests.databases import main_and_store
from tests.journey_steps import Desk, kinds, letter_text, refused
from tests.message_servers import make_certificate
from tests.right_outcomes import GRANT, Stage, claim
from tests.service import Service, running_service

HONOURS = """insert into ereteken (id, persoon_id, ereteken, toegekend_op, besluit)
  select (select max(id) from ereteken) + n, :key, 'Ridder ' || n, '2020-05-01', 'besluit'
  from generate_series(1, 3) n"""
LEFT = "select count(*) from ereteken where persoon_id = :key"
SUPPRESSED = "select count(*) from suppressions where case_id = :case"


@pytest.fixture(scope="module")
def side(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Service, ApiSide]]:
    """A service whose personnel store is behind an API, and that API."""
    home: Path = tmp_path_factory.mktemp("api")
    certificate = make_certificate(home)
    with main_and_store(postgres_url, migrated_template) as (main, store):
        url = make_url(store).set(drivername="postgresql+psycopg")
        plain = url.render_as_string(hide_password=False)
        api = ApiSide(hr_database(plain), plain, certificate.server())
        (home / "api.toml").write_text(api_mapping(load_mapping(MAPPINGS[0])), encoding="utf-8")
        (home / "secret").write_text("api secret")
        options = {
            "client_id": "loket",
            "token_url": f"{api.address}/token",
            "ca_file": str(certificate.path),
        }
        inline = ", ".join(f"{name} = {json.dumps(value)}" for name, value in options.items())
        (home / "stores.toml").write_text(
            f'[[store]]\nconnector = "hr_api"\nmapping = "api.toml"\nurl = "{api.address}"\n'
            f'secret_file = "secret"\noptions = {{ {inline} }}\n'
        )
        with running_service(
            superuser_url=main,
            personnel_url=store,
            home=home,
            people=20,
            stores=home / "stores.toml",
            source_retry_seconds=(1, 1, 1),
        ) as made:
            yield made, api
        api.stop()


def test_an_erasure_that_broke_half_way_is_finished_once(side: tuple[Service, ApiSide]) -> None:
    service, api = side
    stage = Stage(Desk.of(service))
    person = service.people[0]
    stage.put(person, "delete from ereteken where persoon_id = :key", HONOURS)
    case = stage.asked(person, claim("erasure", scope=["honours"], details={"ground": "a"}))
    case = stage.whole(case, erasure=GRANT)
    broken = iter([False, True, True])
    api.breaks = lambda method, _: method == "DELETE" and next(broken, False)
    order = {"confirmReference": case["reference"]}
    stage.desk.decider.post(case, "/executions", order)
    stage.desk.handler.until(case, lambda _: stage.ask(LEFT, person) == [(2,)])
    assert "execution.claimDone" not in kinds(stage.desk.handler, case)
    assert stage.desk.handler.get(case, "/executions")["state"] == "running"
    refused(stage.desk.handler.post(case, "/answer"), 409, "executionOpen")
    assert "withdrawal" not in stage.desk.handler.get(case)["allowedActions"]
    refused(stage.desk.handler.post(case, "/withdrawal"), 409, "executionBegun")
    stage.desk.handler.until(
        case, lambda _: stage.desk.handler.get(case, "/executions")["state"] == "done"
    )
    assert stage.ask(LEFT, person) == [(0,)]
    told = kinds(stage.desk.handler, case)
    assert "execution.stepWaits" in told
    assert told.count("execution.stepDone") == 1
    (step,) = stage.desk.handler.get(case, "/executions")["items"]
    assert (step["status"], step["records"]) == ("done", 3), "the first one counts as well"
    done = Counter(path for method, path, status in api.told if (method, status) == ("DELETE", 200))
    assert len(done) == 3
    assert set(done.values()) == {1}
    answered = stage.desk.answered(case)
    assert "gewist" in letter_text(stage.desk.handler, answered, "L08")
    stage.closed(answered, "granted")
