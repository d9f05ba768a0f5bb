"""A real IMAP server on loopback over TLS, with a mailbox in memory, in a process of its own."""

import socket
import socketserver
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.intake.mailbox import Mailbox
from imapclient import IMAPClient  # type: ignore[import-untyped] # the library has no types
from tests.message_servers import Certificate
from typing_extensions import override

USER, PASSWORD = "privacy", "geheim"
_START_SECONDS = 60


@dataclass(frozen=True)
class ImapServer:
    """The server, as its owner and as the service use it."""

    port: int
    certificate: Certificate

    def mailbox(self, **more: object) -> Mailbox:
        """Return the mailbox, as the settings would give it."""
        given = {
            "host": "localhost",
            "port": self.port,
            "user": USER,
            "password": PASSWORD,
            "tls": self.certificate.client(),
        }
        return Mailbox(**(given | more))  # type: ignore[arg-type] # values by name

    @contextmanager
    def owner(self) -> Iterator[IMAPClient]:
        """Give a client of the mailbox's owner."""
        client = IMAPClient("localhost", self.port, ssl_context=self.certificate.client())
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def put(self, raw: bytes, *, at: datetime | None = None, seen: bool = False) -> None:
        """Put a mail in the mailbox."""
        with self.owner() as client:
            client.append("INBOX", raw, [b"\\Seen"] if seen else [], at)

    def held(self, folder: str) -> int:
        """Return how many mails a folder holds; none where it does not exist."""
        with self.owner() as client:
            if not client.folder_exists(folder):
                return 0
            return int(client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"])


class _Relay(socketserver.BaseRequestHandler):
    """Ends the TLS of one connection before the server, which knows none of its own (as stunnel does)."""

    server: "_Front"

    @override
    def handle(self) -> None:
        with (
            self.server.tls.wrap_socket(self.request, server_side=True) as outside,
            socket.create_connection(("127.0.0.1", self.server.behind)) as inside,
        ):
            back = threading.Thread(target=_pass_on, args=(inside, outside), daemon=True)
            back.start()
            _pass_on(outside, inside)
            back.join(timeout=5)


class _Front(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext, behind: int) -> None:
        super().__init__(("127.0.0.1", 0), _Relay)
        self.tls, self.behind = tls, behind

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate is no fault here."""


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while sent := source.recv(65536):
            target.sendall(sent)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def imap_server(certificate: Certificate) -> Iterator[ImapServer]:
    """Give a running server; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    pymap = Path(sys.executable).with_name("pymap")
    options = ["--no-tls", "--host", "127.0.0.1", "--port", str(port), "--no-service", "admin"]
    options += ["--no-service", "managesieve"]
    backend = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    with (
        subprocess.Popen(
            [str(pymap), *options, *backend],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process,
        _Front(certificate.server(), port) as front,
    ):
        serving = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        try:
            _wait(port, process)
            yield ImapServer(front.server_address[1], certificate)
        finally:
            front.shutdown()
            serving.join(timeout=10)
            process.terminate()
            process.wait(timeout=20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        assert process.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
        else:
            return
