"""How much a person may write in a day, and what counts as the same message once more; words in three languages."""

from datetime import UTC, datetime, timedelta

import pytest
from app.language import Language, Text
from app.messages.model import CaseMessage, Direction
from app.messages.rules import MOST_IN_A_DAY, TWICE_WITHIN, TooManyMessages, check_room, is_again
from app.web import wording_messages

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
LAST = CaseMessage("1", "2", Direction.FROM_PERSON, "dataSubject", AT, "Goedendag.")


@pytest.mark.parametrize(
    ("last", "text", "later", "again"),
    [
        (None, "Goedendag.", timedelta(), False),
        (LAST, "Goedendag.", timedelta(), True),
        (LAST, "Goedendag.", TWICE_WITHIN - timedelta(seconds=1), True),
        (LAST, "Goedendag.", TWICE_WITHIN, False),
        (LAST, "Goedendag!", timedelta(), False),
    ],
    ids=["first", "at once", "just within", "later", "another"],
)
def test_the_same_words_soon_after_are_one_message(
    last: CaseMessage | None, text: str, later: timedelta, *, again: bool
) -> None:
    assert is_again(last, text, at=AT + later) is again


def test_a_day_has_room_for_so_many() -> None:
    check_room(MOST_IN_A_DAY - 1)
    with pytest.raises(TooManyMessages):
        check_room(MOST_IN_A_DAY)


def test_every_word_of_the_page_is_there_in_each_language() -> None:
    words = {language: wording_messages.page_words(language) for language in Language}
    for name in words[Language.NL]:
        assert all(one[name].strip() for one in words.values())
    told: list[Text] = [wording_messages.counted(n) for n in (1, 2)]
    told += [wording_messages.unread(n) for n in (1, 2)]
    for text in told:
        assert len({text.nl, text.fr, text.en}) == 3
    assert wording_messages.unread(1).nl == "Daarvan is er 1 nieuw."
    assert wording_messages.counted(2).fr == "Il y a 2 messages pour vous."
