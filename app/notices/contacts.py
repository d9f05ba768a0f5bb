"""Where recipients are told: a TOML file, read and checked at start; every fault with its place and the cure."""

import base64
import binascii
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlsplit

from app.errors import DeskError
from app.notices.model import NoticeChannel, RecipientContact

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - the mark of a secret, not one
_KEYS: Final = frozenset({"channel", "address", "secret_env"})
_EMAIL: Final = re.compile(r"[^@\s<>,;]{1,64}@[A-Za-z0-9.-]{1,255}")
_FEWEST_BYTES: Final = 24
"""Length of a webhook's secret, by Standard Webhooks: 24 to 64 bytes."""
_MOST_BYTES: Final = 64


class ContactsInvalid(DeskError):
    """The file of contacts cannot be used; the message names the file, each place in it, and the cure."""

    code: ClassVar[str] = "contactsInvalid"


def load_contacts(
    path: Path,
    *,
    recipient_ids: frozenset[str],
    channels: frozenset[str],
    secret: Callable[[str], str],
) -> Mapping[str, RecipientContact]:
    """Return the contact of each recipient in the file; `secret` gives the value of a variable, empty if not set.

    Raises ContactsInvalid with every fault, never with a secret.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContactsInvalid(f"{path}: cannot be read; check LOKET_RECIPIENT_CONTACTS") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContactsInvalid(f"{path}: is no TOML ({error})") from error
    faults = [
        fault
        for recipient_id, entry in entries.items()
        for fault in _faults(recipient_id, entry, recipient_ids, secret)
    ]
    faults += [
        f"[{recipient_id}].channel needs a mail server; set LOKET_SMTP_HOST and LOKET_SMTP_FROM"
        for recipient_id, entry in entries.items()
        if isinstance(entry, dict) and entry.get("channel") == "email" and "email" not in channels
    ]
    if faults:
        raise ContactsInvalid("\n".join(f"{path}: {fault}" for fault in faults))
    return {recipient_id: _contact(recipient_id, e, secret) for recipient_id, e in entries.items()}


def signing_key(secret: str) -> bytes:
    """Return the bytes of a webhook's secret, `whsec_` and base64. Raises ValueError."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if not _FEWEST_BYTES <= len(key) <= _MOST_BYTES:
        raise ValueError("not 24 to 64 bytes long")
    return key


def _faults(
    recipient_id: str, entry: object, known: frozenset[str], secret: Callable[[str], str]
) -> Iterator[str]:
    if recipient_id not in known:
        yield f"[{recipient_id}] is no recipient of the register; take the id from it"
    if not isinstance(entry, dict):
        yield f'{recipient_id}: write a table, [{recipient_id}] with channel = "…" and address = "…"'
        return
    for key, value in entry.items():
        if key not in _KEYS:
            yield f"[{recipient_id}].{key} is unknown; use channel, address, secret_env"
        elif not isinstance(value, str):
            yield f"[{recipient_id}].{key} is no text; put it in quotes"
    if all(isinstance(value, str) for value in entry.values()):
        yield from (f"[{recipient_id}].{fault}" for fault in _channel_faults(entry, secret))


def _channel_faults(entry: Mapping[str, str], secret: Callable[[str], str]) -> Iterator[str]:
    address = entry.get("address", "")
    match entry.get("channel"):
        case "email":
            if not _EMAIL.fullmatch(address):
                yield "address is no e-mail address; give one such as privacy@example.org"
        case "webhook":
            yield from _webhook_faults(address, entry.get("secret_env", ""), secret)
        case "post":
            if not address.strip():
                yield "address is empty; give the postal address, a line per line"
        case _:
            yield "channel is unknown; use email, webhook or post"


def _webhook_faults(address: str, variable: str, secret: Callable[[str], str]) -> Iterator[str]:
    try:
        parts = urlsplit(address)
        usable = parts.scheme == "https" and bool(parts.hostname) and not parts.username
        usable = usable and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        yield "address is no https URL; give one such as https://example.org/notices"
    if not variable:
        yield "secret_env is missing; name the variable of the environment with the secret"
        return
    try:
        signing_key(secret(variable))
    except ValueError as error:
        yield f"secret_env: the value of {variable} is {error}; give whsec_ and base64 of 24 to 64 bytes"


def _contact(
    recipient_id: str, entry: Mapping[str, str], secret: Callable[[str], str]
) -> RecipientContact:
    return RecipientContact(
        recipient_id,
        NoticeChannel(entry["channel"]),
        entry["address"].strip(),
        secret(entry["secret_env"]) if entry.get("secret_env") else "",
    )
