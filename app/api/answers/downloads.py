"""Tickets, the address codes go to, and files that are served in parts, as answers give them."""

from typing import Literal

from app.api.answers.parts import Address, Answer, Day, Id, Instant, Json, file


class TicketOut(Answer):
    """A ticket: its page opens with a code by mail alone. The address is told once."""

    kind: Literal["letter", "export"]
    item_id: Id
    href: Address
    expires_date: Day


class TicketsOut(Answer):
    """The tickets that were made; the ones before open nothing any more."""

    items: list[TicketOut]


class VerifiedEmailOut(Answer):
    """The address that was verified for the case, by whom, when and how."""

    address: str
    proof: str
    verified_by: str
    verified_at: Instant


def ranged(media_type: str, *, others: Json | None = None) -> dict[int | str, Json]:
    """Return the `responses` of a route that answers a file, whole or one range of it."""
    whole = file(media_type, others=others)
    part: Json = {"description": "The range that was asked for", **file(media_type)[200]}
    part["headers"] = part["headers"] | {name: _header(said) for name, said in _OF_A_PART.items()}
    # What is put together as it goes (`others`) has no tag and no ranges: a header that may be absent.
    kept = {name: _header(said) for name, said in _OF_A_FILE.items()}
    if others:
        kept = {name: {**header, "required": False} for name, header in kept.items()}
    whole[200]["headers"] = whole[200]["headers"] | kept
    return {**whole, 206: part, **{status: {"description": ""} for status in (410, 416)}}


_OF_A_FILE = {
    "ETag": "The tag of the file, for `If-Range` and `If-None-Match`",
    "Accept-Ranges": "`bytes`: a range of it can be asked for",
    "Repr-Digest": "The SHA-256 of the whole file (RFC 9530), with a part of it too",
}
_OF_A_PART = {"Content-Range": "Which bytes these are, and of how many", **_OF_A_FILE}


def _header(said: str) -> Json:
    return {"description": said, "schema": {"type": "string"}}
