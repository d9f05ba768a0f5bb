"""A call to a server of somebody else: HTTPS, resolved once, no private address, no redirect, bounded in time and size."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, ClassVar, Final

import httpx

from app.errors import DeskError

CONNECT_SECONDS: Final = 5.0
TOTAL_SECONDS: Final = 30.0
MOST_BYTES: Final = 1_000_000
"""Largest answer that is read."""
_GLOBAL: Final = IPv6Network("2000::/3")
"""All that is given out to networks (RFC 4291 2.4); beside it lie NAT64, site-local and translated addresses."""
_PORTS: Final = {"https": 443, "http": 80}


class OutwardRefused(DeskError):
    """This address may not be called: no https, or a private network (SSRF)."""

    code: ClassVar[str] = "outwardRefused"


class OutwardFailed(DeskError):
    """The server could not be reached, or did not answer in time or within bounds."""

    code: ClassVar[str] = "outwardFailed"


class OutgoingHeld(DeskError):
    """Nothing leaves this instance until it is released: it may be a copy of the one that people hear from."""

    code: ClassVar[str] = "outgoingHeld"


def _open() -> None:
    """Let everything leave."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; a redirect is not followed."""

    status: int
    body: bytes
    retry_after: str = ""
    """When to come back, as the server wrote it."""


@dataclass(frozen=True, slots=True)
class Outward:
    """A careful client. `private_hosts` are the names that may lie on a private network."""

    private_hosts: frozenset[str] = frozenset()
    tls: ssl.SSLContext | None = None
    """Whom to trust; None for the system's authorities."""
    schemes: frozenset[str] = frozenset({"https"})
    """What may be called; revocation lists come over plain http, signed (RFC 5280 8)."""
    seconds: float = TOTAL_SECONDS
    """How long one call may take."""
    check_may_send: Callable[[], None] = _open
    """Asked before anything is posted; raises OutgoingHeld in a copy that was not released."""

    def check(self, url: str) -> None:
        """Look where an address leads, without calling it. Raises OutwardRefused, OutwardFailed."""
        self._resolved(url)

    def post(
        self, url: str, body: bytes | Iterable[bytes], *, headers: Mapping[str, str]
    ) -> Answer:
        """Post `body`, in pieces where it is large, and return the answer.

        Raises OutwardRefused, OutwardFailed, and OutgoingHeld in an instance that may not send.
        """
        self.check_may_send()
        return self._call("POST", url, body=body, headers=headers, most=MOST_BYTES)

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, most: int = MOST_BYTES
    ) -> Answer:
        """Fetch at most `most` bytes. Raises OutwardRefused, OutwardFailed."""
        return self._call("GET", url, body=b"", headers=headers or {}, most=most)

    def _call(
        self,
        method: str,
        url: str,
        *,
        body: bytes | Iterable[bytes],
        headers: Mapping[str, str],
        most: int,
    ) -> Answer:
        target, host = self._resolved(url)
        until = time.monotonic() + self.seconds
        line = _Line()
        try:
            with (
                line.cut_after(self.seconds),
                httpx.Client(
                    verify=self.tls or ssl.create_default_context(),
                    timeout=httpx.Timeout(
                        self.seconds / 3, connect=min(CONNECT_SECONDS, self.seconds)
                    ),
                    trust_env=False,
                    follow_redirects=False,
                ) as client,
                client.stream(
                    method,
                    target,
                    content=body,
                    headers={**headers, "Host": host.netloc.decode("ascii")},
                    extensions={
                        "sni_hostname": host.raw_host.decode("ascii"),
                        "trace": line.noted,
                    },
                ) as answer,
            ):
                read = _bounded(answer, until=until, most=most)
                return Answer(answer.status_code, read, answer.headers.get("retry-after", ""))
        except (httpx.HTTPError, OSError) as error:
            kind = "TooSlow" if line.is_cut else type(error).__name__
            raise OutwardFailed("No answer", error=kind) from None

    def _resolved(self, url: str) -> tuple[httpx.URL, httpx.URL]:
        """Return the URL with the address to connect to in place of the name, and the URL itself."""
        try:
            given = httpx.URL(url)
        except httpx.InvalidURL:
            raise OutwardRefused("This is no URL") from None
        if given.scheme not in self.schemes or not given.host:
            raise OutwardRefused("Only https is called")
        try:
            found = socket.getaddrinfo(
                given.host, given.port or _PORTS[given.scheme], type=socket.SOCK_STREAM
            )
        except OSError as error:
            raise OutwardFailed("The name is not known", error=type(error).__name__) from None
        addresses = [ip_address(str(entry[4][0])) for entry in found]
        if given.host not in self.private_hosts and not all(map(_is_public, addresses)):
            raise OutwardRefused("The name leads to a private network")
        # The name is not asked again: another answer could lead elsewhere.
        return given.copy_with(host=str(addresses[0])), given


class _Line:
    """The connection of one call, cut when its time is up: a server that drips keeps every single wait short."""

    def __init__(self) -> None:
        self.is_cut = False
        self._socket: socket.socket | None = None

    def noted(self, event: str, info: Mapping[str, Any]) -> None:
        """Keep a handle of the connection once it is there."""
        if event == "connection.connect_tcp.complete":
            self._socket = info["return_value"].get_extra_info("socket").dup()
            if self.is_cut:
                self._cut()

    @contextmanager
    def cut_after(self, seconds: float) -> Iterator[None]:
        """Cut the connection when the block takes longer."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            if self._socket is not None:
                self._socket.close()

    def _cut(self) -> None:
        self.is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _bounded(answer: httpx.Response, *, until: float, most: int) -> bytes:
    read = bytearray()
    for part in answer.iter_bytes():
        read += part
        if len(read) > most:
            raise OutwardFailed("The answer is too long", error="TooLarge")
        if time.monotonic() > until:
            raise OutwardFailed("The answer takes too long", error="TooSlow")
    return bytes(read)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if inner is not None:
        return _is_public(inner)
    if isinstance(address, IPv6Address) and address not in _GLOBAL:
        return False
    return address.is_global and not address.is_multicast
