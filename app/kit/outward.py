"""HTTPS to a server of somebody else: resolved once, no private address, no redirect, bounded in time and size."""

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

    def post(
        self, url: str, body: bytes | Iterable[bytes], *, headers: Mapping[str, str]
    ) -> Answer:
        """Post `body`, in pieces where it is large, and return the answer. Raises OutwardRefused, OutwardFailed."""
        target, host = self._resolved(url)
        until = time.monotonic() + TOTAL_SECONDS
        try:
            with (
                httpx.Client(
                    verify=self.tls or ssl.create_default_context(),
                    timeout=httpx.Timeout(TOTAL_SECONDS / 3, connect=CONNECT_SECONDS),
                    trust_env=False,
                    follow_redirects=False,
                ) as client,
                client.stream(
                    "POST",
                    target,
                    content=body,
                    headers={**headers, "Host": host.netloc.decode("ascii")},
                    extensions={"sni_hostname": host.raw_host.decode("ascii")},
                ) as answer,
            ):
                return Answer(answer.status_code, _bounded(answer, until=until))
        except (httpx.HTTPError, OSError) as error:
            raise OutwardFailed("No answer", error=type(error).__name__) from None

    def _resolved(self, url: str) -> tuple[httpx.URL, httpx.URL]:
        """Return the URL with the address to connect to in place of the name, and the URL itself."""
        try:
            given = httpx.URL(url)
        except httpx.InvalidURL:
            raise OutwardRefused("This is no URL") from None
        if given.scheme != "https" or not given.host:
            raise OutwardRefused("Only https is called")
        try:
            found = socket.getaddrinfo(given.host, given.port or 443, type=socket.SOCK_STREAM)
        except OSError as error:
            raise OutwardFailed("The name is not known", error=type(error).__name__) from None
        addresses = [ip_address(str(entry[4][0])) for entry in found]
        if given.host not in self.private_hosts and not all(map(_is_public, addresses)):
            raise OutwardRefused("The name leads to a private network")
        # The name is not asked again: another answer could lead elsewhere.
        return given.copy_with(host=str(addresses[0])), given


def _bounded(answer: httpx.Response, *, until: float) -> bytes:
    read = bytearray()
    for part in answer.iter_bytes():
        read += part
        if len(read) > MOST_BYTES or time.monotonic() > until:
            raise OutwardFailed("The answer is too long")
    return bytes(read)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if inner is not None:
        return _is_public(inner)
    if address.compressed.startswith(_NAT64):
        return False
    return address.is_global and not address.is_multicast
