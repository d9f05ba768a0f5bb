"""An HTTPS server that says exactly what a test scripts, good or bad, and notes what it was asked."""

import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.personnel.json_values import dump
from typing_extensions import override


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def key(self) -> str:
        """The key that makes a repeat the same change."""
        return self.headers.get("Idempotency-Key", "")


@dataclass(frozen=True)
class Told:
    """One answer; `body` is sent piece by piece, without a length where it is no JSON."""

    status: int = 200
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Iterable[bytes] | None = None


Script = Callable[[Asked], Told]


def token(_asked: Asked) -> Told:
    """Let everybody in."""
    return Told(json={"access_token": "t", "token_type": "Bearer", "expires_in": 3600})


def absent(_asked: Asked) -> Told:
    """Say that there is nothing."""
    return Told(404, {})


def _whole(told: Told) -> bytes | None:
    if told.body is not None:
        return None
    return b"" if told.json is None else dump(told.json).encode()


class ScriptedApi:
    """The server: each path, without its query, has its script. What has none is not there."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        """Start it."""
        self.scripts: dict[str, Script] = {"/token": token}
        self.asked: list[Asked] = []
        side = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            @override
            def log_message(self, *args: object) -> None:
                """Say nothing."""

            def _serve(self) -> None:
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(self.command, self.path, dict(self.headers), content)
                side.asked.append(asked)
                script = side.scripts.get(self.path.partition("?")[0], absent)
                told = script(asked)
                whole = _whole(told)
                self.send_response(told.status)
                for name, value in told.headers.items():
                    self.send_header(name, value)
                if whole is None:
                    self.close_connection = True
                    self.send_header("Connection", "close")
                else:
                    self.send_header("Content-Length", str(len(whole)))
                self.end_headers()
                try:
                    for piece in told.body or (whole or b"",):
                        self.wfile.write(piece)
                except OSError:
                    self.close_connection = True  # whoever asked has gone

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names of the library

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.address = f"https://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def of(self, method: str, path: str = "") -> list[Asked]:
        """Return what was asked with this method, on this path where one is given."""
        return [
            a for a in self.asked if a.method == method and path in ("", a.path.partition("?")[0])
        ]

    def stop(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()
