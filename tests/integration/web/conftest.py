"""The running service the pages are tried on, and a visitor with a browser of their own."""

from collections.abc import Callable, Iterator

import pytest
from tests.databases import main_and_store
from tests.service import Service, running_service
from tests.visitor import Visitor


@pytest.fixture(scope="package")
def service(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service on a database of these tests, with a few invented people."""
    with (
        main_and_store(postgres_url, migrated_template) as (main, store),
        running_service(
            superuser_url=main,
            personnel_url=store,
            home=tmp_path_factory.mktemp("home"),
            people=20,
            upload_limit_mb=1,
        ) as made,
    ):
        yield made


@pytest.fixture
def visitors(service: Service) -> Iterator[Callable[[], Visitor]]:
    """Makes visitors; their browsers are closed and the clock is put right after the test."""
    made: list[Visitor] = []

    def visitor() -> Visitor:
        made.append(Visitor(service))
        return made[-1]

    yield visitor
    service.clock.offset *= 0
    for one in made:
        one.browser.close()


@pytest.fixture
def visitor(visitors: Callable[[], Visitor]) -> Visitor:
    """A visitor."""
    return visitors()
