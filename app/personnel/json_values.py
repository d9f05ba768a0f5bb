"""Reads and writes JSON of other systems without loss: numbers keep their digits, values have the kind that is promised."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from app.personnel.model import OfferedDocument, SourceNever, Value, ValueKind


class NotAsMapped(SourceNever):
    """An answer does not have the form its mapping file promises."""

    code: ClassVar[str] = "answerNotAsMapped"


def parse(body: bytes) -> Any:
    """Return the JSON of an answer, every broken number as Decimal. Raises ValueError."""
    try:
        return json.loads(
            body.decode("utf-8"), parse_float=Decimal, parse_constant=_refuse_constant
        )
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def dump(value: object) -> str:
    """Return a value as JSON; a Decimal with all its digits. Raises TypeError."""
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return json.dumps(value.isoformat())
        case Mapping():
            inner = ",".join(f"{json.dumps(str(k))}:{dump(v)}" for k, v in value.items())
            return f"{{{inner}}}"
        case list() | tuple():
            return f"[{','.join(map(dump, value))}]"
        case _:
            return json.dumps(value)


def at(content: Any, pointer: str) -> Any:
    """Return what a pointer (`/gross/amount`, RFC 6901) or a plain key leads to. Raises KeyError."""
    for step in _steps(pointer):
        match content:
            case dict() if step in content:
                content = content[step]
            case list() if step.isdecimal() and int(step) < len(content):
                content = content[int(step)]
            case _:
                raise KeyError(pointer)
    return content


def within(pointer: str, value: object) -> dict[str, object]:
    """Return an object in which the value stands where the pointer leads."""
    *outer, last = _steps(pointer)
    made: dict[str, object] = {last: value}
    for step in reversed(outer):
        made = {step: made}
    return made


def read_value(raw: Any, kind: ValueKind, *, zone: str | None = None) -> Value:
    """Return the value as its kind; a timestamp without offset gets `zone`. Raises ValueError, without the value."""
    if raw is None:
        return None
    value = _READ[kind](raw)
    if isinstance(value, datetime) and value.tzinfo is None:
        if zone is None:
            raise ValueError("it has no offset: add its zone to the mapping file")
        return value.replace(tzinfo=ZoneInfo(zone))
    return value


def read_id(raw: Any) -> str:
    """Return a key or record id as text. Raises ValueError."""
    if isinstance(raw, bool) or not isinstance(raw, str | int) or raw == "":
        raise ValueError("it is no text and no whole number")
    return _text(str(raw))


def _steps(pointer: str) -> list[str]:
    if not pointer.startswith("/"):
        return [pointer] if pointer else []
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]


def _refuse_constant(_name: str) -> None:
    raise ValueError("a number that is none")


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueError("it is no text")  # noqa: TRY004 - what another system sends is data, not a mistake of ours
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise ValueError("it is no valid text") from None
    return raw


def _integer(raw: Any) -> int:
    if type(raw) is not int:
        raise ValueError("it is no whole number")
    return raw


_NUMBERS = frozenset({str, int, Decimal})


def _decimal(raw: Any) -> Decimal:
    try:
        found = Decimal(raw) if type(raw) in _NUMBERS else None
    except ArithmeticError:
        found = None
    if found is None or not found.is_finite():
        raise ValueError("it is no number")
    return found


def _date(raw: Any) -> date:
    try:
        return date.fromisoformat(_text(raw))
    except ValueError:
        raise ValueError("it is no date such as 2026-03-05") from None


def _timestamp(raw: Any) -> datetime:
    try:
        return datetime.fromisoformat(_text(raw))
    except ValueError:
        raise ValueError("it is no time such as 2026-03-05T10:00:00+01:00") from None


def _boolean(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("it is not true or false")  # noqa: TRY004 - what another system sends is data
    return raw


def _document(raw: Any) -> OfferedDocument:
    """Read a document that is written in the JSON itself: `{"base64": "…"}`, or the base64 alone."""
    try:
        content = base64.b64decode(
            _text(raw["base64"] if isinstance(raw, dict) else raw), validate=True
        )
    except (KeyError, ValueError, binascii.Error):
        raise ValueError("it is no document in base64") from None
    return OfferedDocument(lambda: iter((content,)), len(content))


_READ: Mapping[ValueKind, Callable[[Any], Value]] = MappingProxyType(
    {
        ValueKind.TEXT: _text,
        ValueKind.INTEGER: _integer,
        ValueKind.DECIMAL: _decimal,
        ValueKind.DATE: _date,
        ValueKind.TIMESTAMP: _timestamp,
        ValueKind.BOOLEAN: _boolean,
        ValueKind.DOCUMENT: _document,
    }
)
