"""The code by mail: ten minutes, once, five tries, and pauses that end."""

from datetime import UTC, datetime, timedelta

import pytest
from app.exports.step_up import (
    LIFE,
    MOST_WRONG,
    PAUSES,
    QUIET,
    CodeTooSoon,
    SentCode,
    code_hash,
    new_code,
    next_send_at,
    read_code,
    sent,
    tried,
)

AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
NONE = SentCode("c")


def test_a_code_is_six_digits_and_no_two_runs_give_the_same() -> None:
    codes = [new_code() for _ in range(200)]
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(set(codes)) > 190


@pytest.mark.parametrize("typed", ["123456", "123 456", " 123-456\u200b", "12 34\u00a056"])
def test_spaces_and_dashes_do_not_matter(typed: str) -> None:
    assert read_code(typed) == "123456"


def test_what_is_kept_hangs_on_the_key_and_the_case() -> None:
    kept = {
        code_hash("123456", case_id=case, key=key) for case in ("a", "b") for key in (b"1", b"2")
    }
    assert len(kept) == 4


def test_the_right_code_opens_once() -> None:
    code = sent(NONE, "h", at=AT)
    code, right = tried(code, "h", at=AT)
    assert right
    assert tried(code, "h", at=AT)[1] is False


def test_without_a_code_nothing_opens_not_even_an_empty_one() -> None:
    assert tried(NONE, "", at=AT)[1] is False


@pytest.mark.parametrize(
    ("after", "opens"), [(LIFE - timedelta(seconds=1), True), (LIFE, False), (2 * LIFE, False)]
)
def test_a_code_is_over_after_ten_minutes(after: timedelta, *, opens: bool) -> None:
    assert tried(sent(NONE, "h", at=AT), "h", at=AT + after)[1] is opens


@pytest.mark.parametrize(("wrong", "opens"), [(MOST_WRONG - 1, True), (MOST_WRONG, False)])
def test_after_five_wrong_ones_the_right_one_is_wrong_too(wrong: int, *, opens: bool) -> None:
    code = sent(NONE, "h", at=AT)
    for _ in range(wrong):
        code, right = tried(code, "x", at=AT)
        assert not right
    assert tried(code, "h", at=AT)[1] is opens


def test_a_new_code_replaces_the_old_and_counts_anew() -> None:
    code = sent(NONE, "h", at=AT)
    for _ in range(MOST_WRONG):
        code, _ = tried(code, "x", at=AT)
    later = AT + timedelta(seconds=PAUSES[0])
    code = sent(code, "new", at=later)
    assert tried(code, "h", at=later)[1] is False
    assert tried(code, "new", at=later)[1] is True


def test_pauses_grow_and_stop_growing_and_nobody_is_locked_out() -> None:
    code, at = sent(NONE, "h", at=AT), AT
    for pause in (*PAUSES, PAUSES[-1], PAUSES[-1]):
        with pytest.raises(CodeTooSoon) as told:
            sent(code, "h", at=at + timedelta(seconds=pause - 1))
        assert told.value.facts["seconds"] == 2
        at += timedelta(seconds=pause)
        assert next_send_at(code, at=at) is None
        code = sent(code, "h", at=at)


def test_after_a_quiet_day_or_the_right_code_the_pauses_begin_anew() -> None:
    code = sent(NONE, "h", at=AT)
    for _ in range(4):
        due = next_send_at(code, at=code.sent_at or AT)
        assert due is not None
        code = sent(code, "h", at=due)
    assert code.sends == 5
    assert sent(code, "h", at=(code.sent_at or AT) + QUIET).sends == 1
    opened, _ = tried(code, "h", at=code.sent_at or AT)
    assert next_send_at(opened, at=code.sent_at or AT) is None
