"""Two server processes on one database and one folder of files, as behind a proxy that shares calls out."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.own_server import LOKET, OwnServer, own_server
from tests.service import Client


class TwoServers:
    """The two, and a client for both with one token."""

    def __init__(self, one: OwnServer, other: OwnServer) -> None:
        self.servers = (one, other)

    def loket(self, *words: str) -> str:
        """Run a command beside the servers, and return what it printed."""
        done = subprocess.run(
            [LOKET, *words], env=self.servers[0].environment,
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    def clients(self, *roles: str) -> tuple[Client, Client]:
        """Return a client of each, with the same token."""
        asked = [part for role in roles for part in ("--role", role)]
        token = self.loket("token", "create", *asked, "--label", "test").strip()
        made = [Client(server.base, token) for server in self.servers]
        for server, client in zip(self.servers, made, strict=True):
            server.clients.append(client.http)
        return made[0], made[1]


@contextmanager
def two_servers(folder: Path, *, main: str, store: str, **settings: str) -> Iterator[TwoServers]:
    """Start both; the settings are those of both."""
    shared = {
        "LOKET_HOME": str(folder / "home"),
        "LOKET_DATABASE_URL": main,
        "LOKET_PERSONNEL_URL": store,
        **settings,
    }
    for name in ("one", "other"):
        (folder / name).mkdir()
    with (
        own_server(folder / "one", **shared) as one,
        own_server(folder / "other", **shared) as other,
    ):
        yield TwoServers(one, other)
