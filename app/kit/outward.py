"""A call to a server of somebody else: HTTPS, resolved once, no private address, no redirect, bounded in time and size."""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import ClassVar, Final

import httpx

from app.errors import DeskError

CONNECT_SECONDS: Final = 5.0
TOTAL_SECONDS: Final = 30.0
MOST_BYTES: Final = 1_000_000
"""Largest answer that is read."""
_NAT64: Final = "64:ff9b:"
_PORTS: Final = {"https": 443, "http": 80}


class OutwardRefused(DeskError):
    """This address may not be called: no https, or a private network (SSRF)."""

    code: ClassVar[str] = "outwardRefused"


class OutwardFailed(DeskError):
    """The server could not be reached, or did not answer in time or within bounds."""

    code: ClassVar[str] = "outwardFailed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; a redirect is not followed."""

    status: int
    body: bytes


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

    def post(
        self, url: str, body: bytes | Iterable[bytes], *, headers: Mapping[str, str]
    ) -> Answer:
        """Post `body`, in pieces where it is large, and return the answer. Raises OutwardRefused, OutwardFailed."""
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
        try:
            with (
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
                    extensions={"sni_hostname": host.raw_host.decode("ascii")},
                ) as answer,
            ):
                return Answer(answer.status_code, _bounded(answer, until=until, most=most))
        except (httpx.HTTPError, OSError) as error:
            raise OutwardFailed("No answer", error=type(error).__name__) from None

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


def _bounded(answer: httpx.Response, *, until: float, most: int) -> bytes:
    read = bytearray()
    for part in answer.iter_bytes():
        read += part
        if len(read) > most or time.monotonic() > until:
            raise OutwardFailed("The answer is too long")
    return bytes(read)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if inner is not None:
        return _is_public(inner)
    if address.compressed.startswith(_NAT64):
        return False
    return address.is_global and not address.is_multicast
