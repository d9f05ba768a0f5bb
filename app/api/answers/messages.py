"""Messages between staff and the person, as answers give them."""

from typing import Annotated

from pydantic import Field

from app.api.answers.parts import Answer, Id, Instant, ListOut
from app.messages.model import Direction


class MessageOut(Answer):
    """One message; `readAt` is when the other side saw it first."""

    id: Id
    direction: Annotated[Direction, Field(examples=["toPerson"])]
    written_by: Annotated[str, Field(examples=["token-3"])]
    written_at: Instant
    text: Annotated[
        str,
        Field(max_length=4000, examples=["Uw brief is onderweg. U krijgt hem uiterlijk vrijdag."]),
    ]
    read_at: Instant | None = None


class WrittenMessageOut(MessageOut):
    """A message that was just written, and whether it can be read."""

    opens_on_page: Annotated[
        bool,
        Field(
            description="Whether the person can read it on their status page as things stand: with a code of the case,"
            " a verified address, and nobody who acts for them. Otherwise write a letter."
        ),
    ]


class MessageListOut(ListOut):
    """A page of the messages of a case, newest first."""

    items: list[MessageOut]
