"""The running service that the journeys share."""

from collections.abc import Iterator

import pytest
from tests.databases import Databases
from tests.service import Service, running_service


@pytest.fixture(scope="session")
def service(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service on a database of the run, with 60 invented people."""
    databases = Databases(postgres_url)
    main, store = databases.make(template=migrated_template), databases.make()
    with running_service(
        superuser_url=main, personnel_url=store, home=tmp_path_factory.mktemp("home"), people=60
    ) as made:
        yield made
    databases.drop_all()
