"""A consent that nothing else stands beside: withdrawn, its use stops and the data go; what another purpose carries stays."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.register.load import default_register_path
from tests.databases import main_and_store
from tests.journey_steps import Desk
from tests.right_outcomes import CONSENTED, Stage, claim, says
from tests.service import Service, running_service

ADDRESS, MOBILE = "private_email", "private_mobile"
HELD = "select prive_email, prive_gsm, werk_telefoon from contact where persoon_id = :key"
ENDED = "select ingetrokken_op is not null from toestemming where persoon_id = :key and doel = 'privemail'"
MARKS = (
    "select gegeven from gegevensbeperking where betrokkene = (:key)::text and opgeheven_op is null"
)


def own_register(folder: Path) -> Path:
    """Write a register in which the private address is used on consent alone."""
    register = json.loads(default_register_path().read_text(encoding="utf-8"))
    for category in register["data_categories"]:
        for element in category.get("elements", ()):
            if element["id"] == ADDRESS:
                element["basis_by_purpose"] = {"P01": "6.1.a"}
    path = folder / "register.json"
    path.write_text(json.dumps(register), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def service(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service with a register of its own."""
    home = tmp_path_factory.mktemp("consent")
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=home,
            people=60,
            register_path=own_register(home),
        ) as made,
    ):
        yield made


def test_what_rests_on_consent_alone_goes_and_the_rest_stays(service: Service) -> None:
    stage = Stage(Desk.of(service))
    person = stage.someone(CONSENTED)
    ((_, mobile, work),) = stage.ask(HELD, person)
    case = stage.asked(person, claim("consentWithdrawal", scope=["contact_details"]))
    assert stage.ask(HELD, person)[0][0] is not None
    case = stage.decided(case)
    done = stage.carried_out(case)
    assert next(kind for kind, _ in done) == "stopUse", "the use stops before the data go"
    assert "erase" in {kind for kind, _ in done}
    assert stage.ask(HELD, person) == [(None, mobile, work)]
    assert set(stage.ask(ENDED, person)) <= {(True,)}
    assert not {m.gegeven for m in stage.ask(MARKS, person)} & {"privateEmail"}
    answered = stage.desk.answered(case)
    told = stage.letter(answered, "L13")
    assert says(told, "privé-e-mailadres")
    assert "gewist" in told
    stage.closed(answered, answered["outcome"])
    stage.journal(case, "decision.confirmed", "execution.stepDone", "execution.claimDone")
