"""Recognise an e-mail message; no attachment is opened."""

import re
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

_FIRST_LINE: Final = re.compile(rb"(?:From [^\n]*\n)?[!-9;-~]+:[ \t]?[^\n]*\n")
_HEAD_BYTES: Final = 256 * 1024
_ALWAYS: Final = "From"
_ONE_OF: Final = ("Date", "Subject", "Message-ID", "Received", "MIME-Version")


def is_email(content: bytes) -> bool:
    """Tell whether the content is a message with headers (RFC 5322), not a text about one."""
    if not _FIRST_LINE.match(content[:4096].lstrip(b"\xef\xbb\xbf\r\n")):
        return False
    headers = _headers(content)
    return headers.get(_ALWAYS) is not None and any(headers.get(name) for name in _ONE_OF)


def _headers(content: bytes) -> Message:
    return BytesHeaderParser().parsebytes(content[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf\r\n"))
