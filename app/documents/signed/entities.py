"""Take a mail apart into its parts without changing a byte: a signature is over the bytes as they were sent (RFC 2046)."""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from functools import cached_property
from typing import Final

MOST_PARTS: Final = 200
"""Parts of one message that are looked at; nobody sends more."""
_MOST_HEADERS: Final = 65_536
"""Bytes of the headers of one part that are read."""
_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n|\A\r?\n")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Entity:
    """One part of a message, or the message itself: headers, a blank line, a body."""

    raw: bytes

    @cached_property
    def headers(self) -> Message:
        """The headers, read leniently."""
        return BytesHeaderParser().parsebytes(self._split[0][:_MOST_HEADERS])

    @property
    def body(self) -> bytes:
        """What follows the headers, as it was sent."""
        return self._split[1]

    @property
    def media_type(self) -> str:
        """Type and subtype in lower case; what says nothing is plain text."""
        return self.headers.get_content_type()

    def parameter(self, name: str) -> str:
        """Return a parameter of the content type, in lower case but for its value; empty where there is none."""
        value = self.headers.get_param(name, "")
        return value if isinstance(value, str) else ""

    def parts(self) -> tuple["Entity", ...]:
        """Return the parts of a multipart, in order; none for another type or a damaged one."""
        return tuple(Entity(raw) for raw in self._multipart[0])

    @property
    def epilogue(self) -> bytes:
        """What follows the last part of a multipart; a program that shows it is wrong, but some do."""
        return self._multipart[1]

    def decoded(self) -> bytes:
        """Return the body without its transfer encoding."""
        message = BytesHeaderParser().parsebytes(self._split[0][:_MOST_HEADERS])
        message.set_payload(self.body.decode("ascii", "surrogateescape"))
        payload = message.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""

    @cached_property
    def _multipart(self) -> tuple[list[bytes], bytes]:
        boundary = self.parameter("boundary")
        if self.headers.get_content_maintype() != "multipart" or not boundary:
            return [], b""
        return _between(self.body, boundary.encode("utf-8", "surrogateescape"))

    @cached_property
    def _split(self) -> tuple[bytes, bytes]:
        found = _BLANK_LINE.search(self.raw)
        return (self.raw[: found.end()], self.raw[found.end() :]) if found else (self.raw, b"")


def canonical(raw: bytes) -> bytes:
    """Return the bytes with every line ended by CRLF, as they were when they were signed (RFC 8551 3.1.1)."""
    return _LINE_END.sub(b"\r\n", raw)


def _between(body: bytes, boundary: bytes) -> tuple[list[bytes], bytes]:
    """Return what lies between the boundary lines, and the rest; the break before a boundary belongs to the boundary."""
    line = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    found: list[bytes] = []
    start: int | None = None
    for mark in line.finditer(body):
        if start is not None:
            found.append(body[start : mark.start()] if mark.start() >= start else b"")
        if mark.group(1) or len(found) > MOST_PARTS:
            return found, body[mark.end() :]
        end = _LINE_END.match(body, mark.end())
        start = end.end() if end else len(body)
    return found, b""
