"""The invented authorities on loopback: their revocation lists and their OCSP responders, good or bad."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.pki import Authority, Pki
from typing_extensions import override


@dataclass
class IssuerServer:
    """How it answers: `modes` by path, such as `/citizens/ocsp`; what is not named is answered well."""

    port: int = 0
    modes: dict[str, str] = field(default_factory=dict)
    """`garbage`, `gone` (404), `empty`, `huge`, `drip` (a byte now and then), `elsewhere` (a redirect)."""
    asked: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def pki(self) -> Pki:
        """The authorities, whose certificates say where they listen."""
        return Pki(self.address)

    def body(self, path: str, question: bytes) -> bytes:
        """Return what is answered there."""
        mode = self.modes.get(path, "")
        if mode:
            return {"garbage": b"<html>nee</html>", "huge": b"\0" * 25_000_000}.get(mode, b"")
        _, name, service = path.split("/")
        authority: Authority = {"root": self.pki.root, "citizens": self.pki.citizens}[name]
        return authority.answer(question) if service == "ocsp" else authority.crl()


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        self.answer(b"")

    def do_POST(self) -> None:
        self.answer(self.rfile.read(int(self.headers["content-length"])))

    def answer(self, question: bytes) -> None:
        told = self.server.told
        told.asked.append(self.path)
        mode = told.modes.get(self.path, "")
        if mode == "drip":
            self.drip(told.stopping)
            return
        body = told.body(self.path, question)
        self.send_response({"gone": 404, "elsewhere": 302}.get(mode, 200))
        self.send_header("Location", f"{told.address}/root/crl")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            self.wfile.write(b"H")
            self.wfile.flush()
            time.sleep(0.2)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, told: IssuerServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told = told

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no fault here."""


@contextmanager
def issuer_server() -> Iterator[IssuerServer]:
    """Give the running authorities."""
    told = IssuerServer()
    with _Server(told) as server:
        told.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield told
        finally:
            told.stopping.set()
            server.shutdown()
            thread.join(timeout=10)
