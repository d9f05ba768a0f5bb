"""Have a file checked for viruses by clamd, over its own socket: what it did not check is not taken for clean."""

import socket
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

_PIECE: Final = 64 * 1024
_SECONDS: Final = 10.0
_MOST_ANSWER: Final = 4096
_UNIX: Final = "unix:"


class VirusCheckFailed(Exception):
    """Nobody said whether there is a virus: no answer in time, or an answer that is no verdict."""


class VirusCheck(Protocol):
    """Says whether a file holds a virus."""

    def finds_virus(self, content: bytes) -> bool:
        """Return whether there is one. Raises VirusCheckFailed."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A clamd at a place: a path, or host and port. It is given so many seconds in all."""

    place: Path | tuple[str, int]
    seconds: float = _SECONDS

    @classmethod
    def at(cls, address: str) -> Self:
        """Return the one at `host:port` or `unix:/path`. Raises ValueError."""
        if address.startswith(_UNIX):
            return cls(Path(address.removeprefix(_UNIX)))
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError("write host:port or unix:/path")
        return cls((host.strip("[]"), int(port)))

    def finds_virus(self, content: bytes) -> bool:
        """Return whether clamd found one. Raises VirusCheckFailed."""
        try:
            answer = self._asked(content)
        except OSError as error:
            raise VirusCheckFailed from error
        if answer == b"stream: OK":
            return False
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            return True
        raise VirusCheckFailed

    def _asked(self, content: bytes) -> bytes:
        """Send the file in pieces, each with its length, and return the answer without its end mark."""
        until = time.monotonic() + self.seconds
        with self._connected() as line:
            _send(line, b"zINSTREAM\0", until)
            for at in range(0, len(content), _PIECE):
                piece = content[at : at + _PIECE]
                _send(line, struct.pack(">I", len(piece)) + piece, until)
            _send(line, struct.pack(">I", 0), until)
            answer = b""
            while b"\0" not in answer and len(answer) < _MOST_ANSWER:
                line.settimeout(_left(until))
                if not (said := line.recv(_MOST_ANSWER)):
                    raise ConnectionError("the answer was cut off")
                answer += said
        return answer.partition(b"\0")[0].strip()

    def _connected(self) -> socket.socket:
        if isinstance(self.place, tuple):
            return socket.create_connection(self.place, timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(self.seconds)
            line.connect(str(self.place))
        except OSError:
            line.close()
            raise
        return line


def _send(line: socket.socket, data: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(data)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
