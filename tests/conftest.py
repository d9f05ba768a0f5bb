"""One PostgreSQL per test run, built by the migrations; every test gets a clean database or a rolled-back session.

`LOKET_TEST_DATABASE_URL` (a superuser's) makes the tests use a server that is there already.
"""

import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from app.kit.db import make_engine
from app.kit.embedded import EmbeddedPostgres
from app.kit.migrations import upgrade
from app.kit.provision import provision, service_url
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session
from tests.databases import Databases, main_and_store
from tests.demo_store import drop_filled_stores

if TYPE_CHECKING:
    from tests.fetching import House
    from tests.service import Service

# A busy machine is no finding. What lands is judged by the same examples each time; `make drill` looks for new ones.
hypothesis.settings.register_profile("loket", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("loket")


# A round made by the clock on the wall would change cases under a test.
os.environ["LOKET_ROUND_AT"] = ""
os.environ["LOKET_REMIND_AT"] = ""
# What a command says to a reader is in the language of the terminal, whoever runs the tests.
os.environ["LC_ALL"] = "C.UTF-8"


MEMORY = Path("/dev/shm")  # noqa: S108 - the run makes a folder of its own there
ROOM = 4 << 30
"""What a whole run may need there, in bytes."""


def _in_memory() -> Path | None:
    """Return where files never go to a disk, if there is room: to make and drop a database there takes a tenth of the work.

    `TMPDIR` names another place.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free > ROOM else None


def pytest_configure(config: pytest.Config) -> None:
    """Give each run a folder of its own: runs side by side take each other's folders away otherwise."""
    if config.option.basetemp is None and not hasattr(config, "workerinput"):
        made = tempfile.mkdtemp(prefix="loket-tests-", dir=_in_memory())
        config.option.basetemp = made
        config.add_cleanup(lambda: shutil.rmtree(made, ignore_errors=True))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Work on one file more than there are cores, four at most: much of the time a test waits for a server."""
    return min(4, (os.cpu_count() or 1) + 1)


LONG_FIRST = ("tests/drill/", "tests/integration/cli/", "tests/journeys/", "tests/integration/")
"""Where the files lie whose tests take seconds: begun last, one of them keeps a process at work when the others are done."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the files, hand out the long ones first; the rest by how many tests there are."""
    if not hasattr(config, "workerinput"):
        return
    tests = Counter(item.path for item in items)

    def turn(item: pytest.Item) -> tuple[int, int]:
        folders = (n for n, folder in enumerate(LONG_FIRST) if item.nodeid.startswith(folder))
        return next(folders, len(LONG_FIRST)), -tests[item.path]

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """Keep the tests and all they imported from the garbage collector: it would walk through them again and again."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make drill SEED=… COUNT=…` passes on; without it a drill is short."""
    parser.addoption("--drill-seed", type=int, default=1, help="the order of a drill's faults")
    parser.addoption("--drill-count", type=int, default=10, help="how many a drill takes")


@pytest.fixture
def drill_seed(request: pytest.FixtureRequest) -> int:
    """The seed of a drill: the same one gives the same order."""
    return int(request.config.getoption("--drill-seed"))


@pytest.fixture
def drill_count(request: pytest.FixtureRequest) -> int:
    """How many steps a drill takes."""
    return int(request.config.getoption("--drill-count"))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The superuser's address of the server of this test run."""
    if given := os.environ.get("LOKET_TEST_DATABASE_URL"):
        yield given
        return
    home = tmp_path_factory.mktemp("postgres")
    with EmbeddedPostgres(home / "postgres", durable=False) as server:
        yield server.url()


@pytest.fixture(scope="session")
def postgres_url(postgres: str) -> Iterator[str]:
    """The superuser's address, with the roles of the service made."""
    provision(postgres)
    yield postgres
    drop_filled_stores()


@pytest.fixture
def fresh_database(postgres_url: str) -> Iterator[Callable[[], str]]:
    """Makes an empty database per call: returns its address, the superuser's. Dropped after the test."""
    databases = Databases(postgres_url)
    yield databases.make
    databases.drop_all()


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> Iterator[str]:
    """The name of a database built by the migrations: to be cloned, not used."""
    databases = Databases(postgres_url)
    url = databases.make()
    upgrade(url)
    yield str(make_url(url).database)
    databases.drop_all()


@pytest.fixture
def migrated_url(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """The superuser's address of a migrated database of the test's own."""
    databases = Databases(postgres_url)
    yield databases.make(template=migrated_template)
    databases.drop_all()


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    """The service's engine, with the rights of its role, on a database of the test's own: commit at will."""
    made = make_engine(service_url(migrated_url))
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def shared_engine(postgres_url: str, migrated_template: str) -> Iterator[Engine]:
    """The service's engine on the database that all `session`s share: nothing is committed there."""
    databases = Databases(postgres_url)
    made = make_engine(service_url(databases.make(template=migrated_template)))
    yield made
    made.dispose()
    databases.drop_all()


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """A session whose work, commits too, is rolled back after the test."""
    with shared_engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as made:
            yield made
        transaction.rollback()


@pytest.fixture(scope="session")
def service(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Service"]:
    """A running service on a database of the run, with 600 invented people: shared by all who ask."""
    from tests.service import running_service  # noqa: PLC0415 - most tests need no service

    home = tmp_path_factory.mktemp("home")
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(superuser_url=main, personnel_url=store, home=home, people=600) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def mail_house(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["House"]:
    """A service of the module's own whose mail goes to a real SMTP server."""
    from tests.fetching import house_with_mail  # noqa: PLC0415 - most tests need no service

    with house_with_mail(
        postgres_url=postgres_url,
        template=migrated_template,
        home=tmp_path_factory.mktemp("home"),
        certificates=tmp_path_factory.mktemp("smtp"),
    ) as made:
        yield made


@pytest.fixture(scope="module")
def dated_house(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Service"]:
    """A service of the module's own on a day the tests choose."""
    from tests.own_house import own_house  # noqa: PLC0415 - most tests need no service

    with own_house(postgres_url, migrated_template, tmp_path_factory.mktemp("home")) as made:
        yield made
