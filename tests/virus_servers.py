"""Those who check files for viruses: clamd itself with a list of one line, and one of ours that can be told to misbehave."""

import hashlib
import os
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.documents.virus_check import Clamd, VirusCheckFailed
from typing_extensions import override

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PATIENCE_SECONDS = 60

CONFIGURATION = """\
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/lists
TemporaryDirectory {folder}/tmp
Foreground yes
StreamMaxLength 11M
"""


@contextmanager
def real_clamd(folder: Path) -> Iterator[str]:
    """Run clamd with a list that knows the EICAR text alone; give its address."""
    for name in ("lists", "tmp"):
        (folder / name).mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (folder / "lists" / "own.hdb").write_text(f"{digest}:{len(EICAR)}:Own.Eicar\n")
    configuration = folder / "clamd.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder))
    with (folder / "clamd.log").open("wb") as said:
        process = subprocess.Popen(
            [str(CLAMD), "--config-file", str(configuration)], stdout=said, stderr=said
        )
    address = f"unix:{folder}/clamd.sock"
    try:
        _wait(process, address, folder / "clamd.log")
        yield address
    finally:
        process.terminate()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            Clamd.at(address).finds_virus(b"niets")
        except VirusCheckFailed:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


class _Line(socketserver.BaseRequestHandler):
    server: "FakeClamd"

    @override
    def handle(self) -> None:
        command, content = b"", b""
        while not command.endswith(b"\0"):
            if not (read := self.request.recv(1)):
                return
            command += read
        while (size := struct.unpack(">I", self._exactly(4))[0]) != 0:
            content += self._exactly(size)
        self.server.asked.append((command, content))
        if self.server.silent:
            time.sleep(self.server.silent)
            return
        answer = self.server.answer
        if not answer:
            found = EICAR in content or b"VIRUS" in content
            answer = b"stream: Own.Eicar FOUND\0" if found else b"stream: OK\0"
        for at in range(0, len(answer), 5):  # in pieces, as a network may give it
            self.request.sendall(answer[at : at + 5])

    def _exactly(self, size: int) -> bytes:
        read = b""
        while len(read) < size:
            piece = self.request.recv(size - len(read))
            if not piece:
                raise ConnectionError
            read += piece
        return read


class FakeClamd(socketserver.ThreadingTCPServer):
    """Speaks the protocol; finds the EICAR text, and the word VIRUS, anywhere in a file."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.asked: list[tuple[bytes, bytes]] = []
        self.answer = b""
        self.silent = 0.0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self.server_address[1]}"

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a caller that gave up is what some tests are about."""


@contextmanager
def fake_clamd() -> Iterator[FakeClamd]:
    """Run one for a test."""
    with FakeClamd() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def free_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
