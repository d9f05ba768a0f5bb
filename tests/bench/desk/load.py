"""A few clients that ask one address again and again over connections that stay open."""

import http.client
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

CLIENTS = 4


def answer(port: int, path: str, headers: Mapping[str, str]) -> tuple[bytes, Mapping[str, str]]:
    """Return one answer, body and headers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        return _asked(connection, path, headers)
    finally:
        connection.close()


def rate(port: int, path: str, headers: Mapping[str, str], *, seconds: float) -> float:
    """Return how many answers a second all clients got together."""
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(CLIENTS) as clients:
        counts = list(clients.map(lambda _: _many(port, path, headers, until), range(CLIENTS)))
    return sum(counts) / seconds


def latency(port: int, path: str, headers: Mapping[str, str], *, times: int) -> list[float]:
    """Return the seconds each of so many answers took, one after the other, best first."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    _asked(connection, path, headers)
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        _asked(connection, path, headers)
        taken.append(time.perf_counter() - begin)
    connection.close()
    return sorted(taken)


def _many(port: int, path: str, headers: Mapping[str, str], until: float) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    count = 0
    while time.perf_counter() < until:
        _asked(connection, path, headers)
        count += 1
    connection.close()
    return count


def _asked(
    connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]
) -> tuple[bytes, Mapping[str, str]]:
    connection.request("GET", path, headers=dict(headers))
    got = connection.getresponse()
    body = got.read()
    if got.status != HTTPStatus.OK:
        raise AssertionError(f"{path.partition('?')[0]} answered {got.status}")
    return body, dict(got.getheaders())
