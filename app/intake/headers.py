"""Read the headers of a mail leniently: whatever a stranger wrote there, it gives text or nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final

from app.intake.model import House
from app.kit.typed_text import line

MOST_LINE: Final = 200
_MOST_REFERENCES: Final = 50
_ID: Final = re.compile(r"<[!-;=?-~]{1,300}>")
_BY: Final = re.compile(r"\bby\s+([A-Za-z0-9.-]+)")


def text_of(headers: Message, name: str) -> str:
    """Return a header as one line of text; empty where it is missing."""
    return decoded(str(headers.get(name, "")))


def decoded(raw: str) -> str:
    """Return encoded words as one line of text, what cannot be read as it stands."""
    try:
        return line(str(make_header(decode_header(raw))))
    except (LookupError, ValueError, TypeError):  # an unknown alphabet, broken base64
        return line(raw.encode("ascii", "replace").decode())


def sender_of(headers: Message) -> tuple[str, str]:
    """Return name and address (in lower case) of the first sender."""
    told = [str(value) for value in headers.get_all("From", [])]
    for name, address in getaddresses(told):
        if "@" in address and len(address) <= MOST_LINE:
            return decoded(name)[:MOST_LINE], line(address).lower().replace(" ", "")
    return "", ""


def ids_in(*values: str) -> tuple[str, ...]:
    """Return the message ids in these headers, each once, the last ones first."""
    found = [one for value in values for one in _ID.findall(value)]
    return tuple(dict.fromkeys(reversed(found)))[:_MOST_REFERENCES]


def received_at(headers: Message, house: House, *, arrived_at: datetime) -> datetime:
    """Return when a server of ours first had the mail (DL-01), at the latest when it arrived here.

    Only the lines that our own servers put on top are believed: below the first stranger's
    anybody can have written anything.
    """
    earliest = arrived_at
    for value in headers.get_all("Received", []):
        told = str(value)
        by = _BY.search(told)
        if by is None or by[1].lower() not in house.servers:
            break
        when = _instant(told.rpartition(";")[2])
        earliest = when if when and when < earliest else earliest
    return earliest


def words_of(headers: Message, *names: str) -> Iterator[str]:
    """Yield the values of these headers, in lower case."""
    for name in names:
        for value in headers.get_all(name, []):
            yield str(value).strip().lower()


def _instant(told: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(told.strip())
        return when.astimezone(UTC) if when.tzinfo else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
