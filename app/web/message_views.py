"""What the pages show of messages, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_time

from app.cases.model import Case
from app.casework.desk import Desk
from app.kit.clock import BRUSSELS, brussels_date
from app.language import Language
from app.messages.model import CaseMessage, Direction
from app.web import wording_messages
from app.web.files import Day, day


@dataclass(frozen=True, slots=True)
class News:
    """What a page says of the messages of a case, without what they say."""

    title: str
    story: str
    link: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as it is shown."""

    from_person: bool
    day: Day
    time: str
    text: str
    is_new: bool


def news(desk: Desk, case: Case, language: Language) -> News:
    """Return how many messages of ours there are, and how many the person did not see."""
    words = wording_messages.page_words(language)
    ours = desk.messages.count(case.case_id, Direction.TO_PERSON)
    new = desk.messages.count(case.case_id, Direction.TO_PERSON, unread=True)
    said = [wording_messages.counted(ours)] if ours else []
    said += [wording_messages.unread(new)] if new else []
    story = " ".join(text.into(language) for text in said)
    return News(words["short"], story, words["messages"] if ours else words["write"])


def message_views(
    messages: Sequence[CaseMessage], *, language: Language, at: datetime
) -> tuple[MessageView, ...]:
    """Return messages as they are shown."""
    today = brussels_date(at)
    return tuple(
        MessageView(
            from_person=one.direction is Direction.FROM_PERSON,
            day=day(brussels_date(one.written_at), today=today, language=language),
            time=format_time(one.written_at, "HH:mm", tzinfo=BRUSSELS, locale=language.value),
            text=one.text,
            is_new=one.direction is Direction.TO_PERSON and one.read_at is None,
        )
        for one in messages
    )
