"""A server process of a test's own, as its operators start it: own folder, own database, own temporary folder."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from app.staff.model import Role
from tests.service import Client

LOKET = Path(sys.executable).parent / "loket"
PATIENCE_SECONDS = 120
"""Only for what never comes: a busy machine is no finding."""


@dataclass
class OwnServer:
    """A running `loket serve`, worker and database inside."""

    process: "subprocess.Popen[bytes]"
    base: str
    home: Path
    temporary: Path
    log: Path
    environment: dict[str, str]
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self, *roles: Role) -> Client:
        """Return a client of the API with a token of its own."""
        asked = [part for role in roles for part in ("--role", role.value)]
        made = subprocess.run(
            [LOKET, "token", "create", *asked, "--label", "test"],
            env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        client = Client(self.base, made.stdout.strip())
        self.clients.append(client.http)
        return client

    def browser(self) -> httpx.Client:
        """Return a browser."""
        self.clients.append(httpx.Client(base_url=self.base, timeout=60, follow_redirects=True))
        return self.clients[-1]

    @property
    def most_memory(self) -> int:
        """The most memory the process ever had, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        (line,) = (line for line in status if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024

    def open_files(self) -> list[str]:
        """Return the files in the temporary folder that the process holds open, those without a name too."""
        places = Path(f"/proc/{self.process.pid}/fd").iterdir()
        links = (str(place.readlink()) for place in places if place.is_symlink())
        return [link for link in links if link.startswith(str(self.temporary))]


@contextmanager
def own_server(folder: Path, **more: str) -> Iterator[OwnServer]:
    """Start a server in a folder, with more settings, and stop it as its operators do."""
    home, temporary = folder / "home", folder / "tmp"
    temporary.mkdir(mode=0o777)
    temporary.chmod(0o777)
    environment = {name: value for name, value in os.environ.items() if "LOKET_" not in name}
    environment |= {
        "LOKET_HOME": str(home), "TMPDIR": str(temporary), "LOKET_ROUND_AT": "",
    } | more  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [LOKET, "serve", "--port", str(port)], env=environment, stdout=said, stderr=said
        )
    server = OwnServer(process, f"http://127.0.0.1:{port}", home, temporary, log, environment)
    try:
        _wait(server)
        yield server
    finally:
        for client in server.clients:
            client.close()
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _wait(server: OwnServer) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert server.process.poll() is None, server.log.read_text()
        try:
            if httpx.get(f"{server.base}/livez", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(server.log.read_text())
