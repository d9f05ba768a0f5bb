"""Small real servers on loopback for messages: SMTP that takes or refuses, HTTPS that notes what it got."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from typing_extensions import override


@dataclass(frozen=True)
class Certificate:
    """A certificate for `localhost` and 127.0.0.1 that vouches for itself."""

    path: Path

    def server(self) -> ssl.SSLContext:
        """Return the context of a server with it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path)
        return context

    def client(self) -> ssl.SSLContext:
        """Return the context of a client that trusts it alone."""
        return ssl.create_default_context(cafile=str(self.path))


def make_certificate(folder: Path) -> Certificate:
    """Write a new key and certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return Certificate(path)


@dataclass
class Mailbox:
    """What an SMTP server took, and how it answers."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    """Answers to coming messages, first one first; then all are taken."""
    messages: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: int = 0
    hang_up: bool = False
    """Go away right after a message was taken."""


class _MailTalk(socketserver.StreamRequestHandler):
    """One conversation with the SMTP server."""

    server: "_MailServer"
    secure = False

    @override
    def handle(self) -> None:
        self.secure = self.server.tls is not None
        self.say("220 loopback")
        while line := self.rfile.readline():
            command = line.split(maxsplit=1)[0].upper().decode()
            if command == "QUIT":
                self.say("221 bye")
                return
            getattr(self, f"on_{command.lower()}", self.on_anything)()
            if self.server.box.hang_up and self.server.box.messages:
                return

    @override
    def finish(self) -> None:
        super().finish()
        self.request.close()

    def on_ehlo(self) -> None:
        self.say("250-loopback")
        self.say("250-AUTH PLAIN")
        self.say("250 STARTTLS" if self.server.starttls and not self.secure else "250 SIZE")

    def on_starttls(self) -> None:
        assert self.server.starttls is not None
        self.say("220 go")
        self.request = self.server.starttls.wrap_socket(self.request, server_side=True)
        self.setup()
        self.secure = True

    def on_auth(self) -> None:
        self.server.box.logins += 1
        self.say("235 known")

    def on_data(self) -> None:
        self.say("354 go")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        box = self.server.box
        answer = box.answers.pop(0) if box.answers else "250 taken"
        if answer.startswith("2"):
            read = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(read, EmailMessage)
            box.messages.append(read)
            box.encrypted.append(self.secure)
        self.say(answer)

    def on_anything(self) -> None:
        self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(
        self, box: Mailbox, starttls: ssl.SSLContext | None, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _MailTalk)
        self.box, self.starttls, self.tls = box, starttls, tls

    @override
    def get_request(self) -> tuple[socket.socket, object]:
        connection, peer = self.socket.accept()
        return (
            self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
        ), peer

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no fault here."""


@contextmanager
def mail_server(
    *, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Mailbox]:
    """Give a running SMTP server."""
    box = Mailbox()
    with _MailServer(box, starttls, tls) as server:
        box.port = server.server_address[1]
        with _running(server):
            yield box


@dataclass
class Hook:
    """What an HTTPS server got, and how it answers."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    body: bytes = b""
    location: str = ""


@contextmanager
def https_server(context: ssl.SSLContext) -> Iterator[Hook]:
    """Give a running HTTPS server."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["content-length"])
            hook.got.append(
                ({k.lower(): v for k, v in self.headers.items()}, self.rfile.read(size))
            )
            self.send_response(hook.statuses.pop(0) if hook.statuses else 204)
            if hook.location:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", str(len(hook.body)))
            self.end_headers()
            self.wfile.write(hook.body)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        @override
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that went away is no fault here."""

    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        hook.port = server.server_address[1]
        with _running(server):
            yield hook


@contextmanager
def _running(server: socketserver.TCPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(timeout=10)
