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
    part: Json = {"description": "The range that was asked for", **whole[200]}
    return {**whole, 206: part, **{status: {"description": ""} for status in (410, 416)}}
