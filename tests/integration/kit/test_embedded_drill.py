"""Users of the embedded PostgreSQL come, go and die in a seeded order: nothing committed is lost, nothing is left."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from app.kit.embedded import EmbeddedPostgres
from app.kit.postgres_keeper import servers_in

USER = """
import sys
from pathlib import Path
import psycopg
from app.kit.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])) as server:
    print("up", flush=True)
    sys.stdin.read()
"""


class Drill:
    """One server, the processes that use it, and the numbers that were committed."""

    def __init__(self, data_dir: Path, chance: random.Random) -> None:
        self.data_dir = data_dir
        self.chance = chance
        self.errors = data_dir.with_name("errors.txt")
        self.users: list[subprocess.Popen[str]] = []
        self.committed: set[int] = set()

    def come(self) -> None:
        if len(self.users) < 3:
            with self.errors.open("a") as errors:
                user = subprocess.Popen(
                    [sys.executable, "-c", USER, str(self.data_dir)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                )
            assert user.stdout is not None
            assert user.stdout.readline() == "up\n", self.errors.read_text()
            self.users.append(user)

    def leave(self) -> None:
        self._end(None)

    def die(self) -> None:
        self._end(self.chance.choice([signal.SIGTERM, signal.SIGINT, signal.SIGKILL]))

    def _end(self, how: signal.Signals | None) -> None:
        if self.users:
            user = self.users.pop(self.chance.randrange(len(self.users)))
            if how is not None:
                user.send_signal(how)
            user.communicate(timeout=60)

    def kill_server(self) -> None:
        for pid in servers_in(str(self.data_dir))[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def write(self) -> None:
        number = self.chance.randrange(10**9)
        with (
            EmbeddedPostgres(self.data_dir) as server,
            psycopg.connect(server.libpq_dsn(), autocommit=True) as connection,
        ):
            connection.execute("create table if not exists numbers (value bigint)")
            connection.execute("insert into numbers values (%s)", (number,))
        self.committed.add(number)

    def kept(self) -> set[int]:
        with (
            EmbeddedPostgres(self.data_dir) as server,
            psycopg.connect(server.libpq_dsn()) as connection,
        ):
            return {row[0] for row in connection.execute("select value from numbers")}


@pytest.mark.drill
def test_whatever_dies_what_was_committed_stays_and_no_server_is_left(
    tmp_path: Path, drill_seed: int, drill_count: int
) -> None:
    drill = Drill(tmp_path / "postgres", random.Random(drill_seed))  # noqa: S311 - the same seed gives the same drill
    drill.write()
    acts = (drill.come, drill.leave, drill.die, drill.kill_server, drill.write)
    for _ in range(drill_count):
        drill.chance.choice(acts)()
    while drill.users:
        drill.die()
    assert drill.kept() == drill.committed
    deadline = time.monotonic() + 20
    while servers_in(str(drill.data_dir)):
        assert time.monotonic() < deadline, "a server was left behind"
        time.sleep(0.02)
