"""How much a person may write, and when two messages are one that was sent twice."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from app.errors import DeskError
from app.messages.model import CaseMessage

MOST_TEXT: Final = 4000
"""Signs of one message."""
MOST_IN_A_DAY: Final = 20
"""Messages of one person in one case; who has the code of a case fills no table with it."""
DAY: Final = timedelta(days=1)
TWICE_WITHIN: Final = timedelta(minutes=10)


class TooManyMessages(DeskError):
    """The person wrote so much in a day that it has to be read first."""

    code: ClassVar[str] = "tooManyMessages"


def check_room(written: int) -> None:
    """Raise TooManyMessages where the person wrote that many within a day."""
    if written >= MOST_IN_A_DAY:
        raise TooManyMessages("Too many messages in a day")


def is_again(last: CaseMessage | None, text: str, *, at: datetime) -> bool:
    """Whether this is the last message once more: the button was pressed twice, or the page sent again."""
    return last is not None and last.text == text and at - last.written_at < TWICE_WITHIN
