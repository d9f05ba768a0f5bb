"""A second database with invented people in it, for tests that need a real personnel store."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.personnel.demo.fill import SEED, fill
from sqlalchemy import create_engine, make_url, text

PEOPLE = 40

_numbers = itertools.count()


@contextmanager
def demo_store(server_url: str, *, count: int = PEOPLE) -> Iterator[str]:
    """Make and fill a database on the server; yields its address and drops it at the end."""
    name = f"vlimpers_{os.getpid()}_{next(_numbers)}"
    server = create_engine(_on_psycopg(server_url), isolation_level="AUTOCOMMIT")
    url = make_url(_on_psycopg(server_url)).set(database=name)
    with server.connect() as connection:
        connection.execute(text(f"create database {name} template template0"))
    try:
        address = url.render_as_string(hide_password=False)
        fill(address, count=count, seed=SEED)
        yield address
    finally:
        with server.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))
        server.dispose()


def _on_psycopg(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
