"""A test reaches this machine only: anything else is refused before it leaves."""

import socket
import tempfile
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError


def test_an_address_elsewhere_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as client:
        client.settimeout(1)
        with pytest.warns(UserWarning, match="socket"), pytest.raises(SocketConnectBlockedError):
            client.connect(("192.0.2.1", 9))  # an address for documentation, nobody's


def test_loopback_is_allowed() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5),
    ):
        server.accept()[0].close()


def test_a_unix_socket_is_allowed() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client,
    ):
        path = str(Path(folder) / "s")
        server.bind(path)
        server.listen()
        client.connect(path)
        server.accept()[0].close()
