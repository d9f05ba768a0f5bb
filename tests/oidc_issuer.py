"""An invented OpenID Connect issuer on loopback: it publishes keys, changes them, falls silent, and signs what it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from app.kit.outward import Outward
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from tests.message_servers import Certificate, make_certificate
from typing_extensions import override

Key = RSAKey | ECKey


@dataclass
class Issuer:
    """What it publishes now, what it was asked, and whether it answers."""

    certificate: Certificate
    port: int = 0
    keys: dict[str, Key] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    silent: bool = False
    calls_itself: str = ""
    extra: list[dict[str, Any]] = field(default_factory=list)
    """Entries of the key set beside the keys, such as broken ones."""

    @property
    def address(self) -> str:
        """Its name, which is where it is reached."""
        return f"https://localhost:{self.port}/realm"

    @property
    def outward(self) -> Outward:
        """A client that trusts its certificate."""
        return Outward(frozenset({"localhost"}), tls=self.certificate.client(), seconds=5)

    def publish(self, kid: str, kind: str = "RSA", **more: Any) -> Key:
        """Make a key and publish it."""
        described: Any = {"kid": kid, **more}
        made: Key = (
            RSAKey.generate_key(2048, described)
            if kind == "RSA"
            else ECKey.generate_key("P-256", described)
        )
        self.keys[kid] = made
        return made

    def token(self, kid: str, alg: str = "RS256", **claims: Any) -> str:
        """Sign claims with a key that is or was published."""
        return signed(self.keys[kid], kid, alg, claims)

    def answer(self, path: str) -> dict[str, Any] | None:
        """Return what it says at a path."""
        if path == "/realm/.well-known/openid-configuration":
            name = self.calls_itself or self.address
            return {"issuer": name, "jwks_uri": f"{self.address}/keys"}
        if path == "/realm/keys":
            return {"keys": [*(k.as_dict(private=False) for k in self.keys.values()), *self.extra]}
        return None


def signed(key: Key, kid: str, alg: str, claims: dict[str, Any], **header: Any) -> str:
    """Return a signed token."""
    return jwt.encode({"alg": alg, "kid": kid, **header}, claims, key, algorithms=[alg])


@contextmanager
def running_issuer(folder: Path) -> Iterator[Issuer]:
    """Give a running issuer without keys."""
    issuer = Issuer(make_certificate(folder))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.asked.append(self.path)
            told = None if issuer.silent else issuer.answer(self.path)
            body = json.dumps(told or {}).encode()
            self.send_response(200 if told else 503)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = issuer.certificate.server().wrap_socket(server.socket, server_side=True)
        issuer.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join(timeout=10)
