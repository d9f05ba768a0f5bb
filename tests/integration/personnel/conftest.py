"""The demo store and collectors on it, once per test module."""

from collections.abc import Iterator

import pytest
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.model import Collector
from app.personnel.registry import ConnectorSpec, build_collectors, close_all
from tests.demo_store import demo_store


@pytest.fixture(scope="module")
def store_url(postgres_url: str) -> Iterator[str]:
    """A second database with invented people in it."""
    with demo_store(postgres_url) as url:
        yield url


@pytest.fixture(scope="module")
def collectors(store_url: str) -> Iterator[tuple[Collector, ...]]:
    """Vlimpers and Vlimpers Leren on the demo store."""
    made = build_collectors([ConnectorSpec("hr_database", store_url, path) for path in MAPPINGS])
    yield made
    close_all(made)


@pytest.fixture(scope="module")
def vlimpers(collectors: tuple[Collector, ...]) -> Collector:
    """The main system."""
    return collectors[0]


@pytest.fixture(scope="module")
def leren(collectors: tuple[Collector, ...]) -> Collector:
    """The system that one person alone is in."""
    return collectors[1]
