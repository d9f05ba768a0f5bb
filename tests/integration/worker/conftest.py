"""Live parts of the service on databases of their own, without a web server."""

from collections.abc import Iterator

import pytest
from app.http.parts import Parts
from app.kit.db import make_engine
from app.kit.provision import libpq_dsn, service_url
from app.personnel.demo.fill import fill
from app.settings import Settings
from app.wiring import make_parts
from tests.databases import Databases
from tests.worker_house import House


@pytest.fixture(scope="module")
def house(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The parts, with twenty invented people in the personnel store; killed workers count after a second."""
    databases = Databases(postgres_url)
    main, store = databases.make(template=migrated_template), databases.make()
    fill(store, count=20)
    url, home = service_url(main), tmp_path_factory.mktemp("house")
    parts: Parts = make_parts(
        Settings(home=home, stalled_seconds=1), make_engine(url), personnel_url=store
    )
    yield House(parts, libpq_dsn(url), home)
    parts.close()
    databases.drop_all()
