"""What a person is known by, as keyed hashes: it is seen that two are the same, and kept is neither."""

from collections.abc import Iterable

from app.kit.keyed_hash import keyed_hash


def number_key(key: bytes, number: str) -> str:
    """Return the hash of a personnel number, however it was typed."""
    return keyed_hash(key, "number", "".join(sign for sign in number if sign.isalnum()).upper())


def email_key(key: bytes, address: str) -> str:
    """Return the hash of an e-mail address, in capitals or not."""
    return keyed_hash(key, "email", address.strip().lower())


def person_keys(
    key: bytes, *, numbers: Iterable[str] = (), emails: Iterable[str] = ()
) -> frozenset[str]:
    """Return the hashes of all that is known; empty values tell nothing."""
    return frozenset(
        [number_key(key, number) for number in numbers if number.strip()]
        + [email_key(key, address) for address in emails if address.strip()]
    )
