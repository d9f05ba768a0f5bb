"""A second database with invented people in it, for tests that need a real personnel store."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.personnel.demo.fill import SEED, fill
from sqlalchemy import make_url
from tests.databases import Databases

PEOPLE = 40

_filled: dict[tuple[str, int], tuple[Databases, str]] = {}


@contextmanager
def demo_store(server_url: str, *, count: int = PEOPLE) -> Iterator[str]:
    """Give a filled database of the test's own: its address. It is dropped at the end."""
    databases = Databases(_on_psycopg(server_url))
    try:
        yield databases.make(template=filled_store(server_url, count))
    finally:
        databases.drop_all()


def filled_store(server_url: str, count: int) -> str:
    """Return the name of a database with so many invented people, filled once in a run: to be copied, not used."""
    if (server_url, count) not in _filled:
        databases = Databases(_on_psycopg(server_url))
        address = databases.make()
        fill(address, count=count, seed=SEED)
        _filled[server_url, count] = databases, str(make_url(address).database)
    return _filled[server_url, count][1]


def drop_filled_stores() -> None:
    """Drop what was only there to be copied."""
    while _filled:
        _, (databases, _) = _filled.popitem()
        databases.drop_all()


def _on_psycopg(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
