"""Limits hold over processes: here two engines on one database, each with counts of its own in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from app.http.access import address_of
from app.http.calls import CallLimit, TooManyRequests
from app.http.counts import Counts
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.web.wrong_codes import MOST_WRONG, WINDOW, WrongCodes
from fastapi import Request
from sqlalchemy import Engine, text

AT = datetime(2026, 3, 5, 9, tzinfo=UTC)
KEY = b"k" * 32


@pytest.fixture
def engines(migrated_url: str) -> Iterator[tuple[Engine, Engine]]:
    made = make_engine(service_url(migrated_url)), make_engine(service_url(migrated_url))
    yield made
    for engine in made:
        engine.dispose()


def limits(engines: tuple[Engine, Engine], most: int) -> tuple[CallLimit, CallLimit]:
    one, other = (CallLimit(Counts(engine, KEY), "token", most=most) for engine in engines)
    return one, other


def is_let_in(limit: CallLimit, caller: str, at: datetime) -> bool:
    try:
        limit.count(caller, at=at)
    except TooManyRequests:
        return False
    return True


@pytest.mark.parametrize("most", [1, 3, 20])
def test_a_small_limit_holds_to_the_call(engines: tuple[Engine, Engine], most: int) -> None:
    both = limits(engines, most)
    let_in = [is_let_in(both[n % 2], "a", AT) for n in range(2 * most + 3)]
    assert let_in == [True] * most + [False] * (most + 3)
    assert is_let_in(both[0], "b", AT)


def test_a_large_limit_is_never_passed_and_hardly_missed(engines: tuple[Engine, Engine]) -> None:
    both = limits(engines, 1000)
    given = sum(is_let_in(both[0], "a", AT) for _ in range(700))
    given += sum(is_let_in(both[1], "a", AT) for _ in range(700))
    assert 950 <= given <= 1000
    given += sum(is_let_in(both[0], "a", AT) for _ in range(700))
    assert 990 <= given <= 1000


def test_most_calls_ask_the_database_nothing(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    add = Counts.add

    def counted(counts: Counts, *what: str, **more: Any) -> Any:
        asked.append(1)
        return add(counts, *what, **more)

    monkeypatch.setattr(Counts, "add", counted)
    one, _ = limits(engines, 6000)
    assert all(is_let_in(one, "a", AT) for _ in range(1000))
    assert len(asked) == 20
    small, _ = limits(engines, 5)
    for _ in range(50):
        is_let_in(small, "b", AT)
    assert len(asked) == 25, "a refused caller costs nothing"


def test_a_minute_after_the_first_call_a_new_window_begins_for_both(
    engines: tuple[Engine, Engine],
) -> None:
    one, other = limits(engines, 4)
    later = AT + timedelta(seconds=30)
    assert [is_let_in(one, "a", AT) for _ in range(5)] == [True] * 4 + [False]
    with pytest.raises(TooManyRequests) as refused:
        other.count("a", at=later)
    assert refused.value.facts == {"limit": 4, "retryAfter": 30}
    assert is_let_in(other, "a", AT + timedelta(seconds=60))
    assert is_let_in(one, "a", AT + timedelta(seconds=61))


def test_a_clock_that_runs_behind_a_little_opens_no_new_window(
    engines: tuple[Engine, Engine],
) -> None:
    one, other = limits(engines, 4)
    assert [is_let_in(one, "a", AT) for _ in range(5)] == [True] * 4 + [False]
    assert not is_let_in(other, "a", AT - timedelta(seconds=2))


def test_what_is_counted_is_no_secret_no_address_and_goes_after_a_day(
    engines: tuple[Engine, Engine],
) -> None:
    one, _ = limits(engines, 4)
    one.count("192.0.2.7", at=AT)
    with engines[0].connect() as connection:
        kept = connection.scalars(text("select counted from call_counts")).all()
        logged = connection.scalar(
            text("select relpersistence from pg_class where relname = 'call_counts'")
        )
    assert len(kept) == 1
    assert "192" not in kept[0]
    assert logged == "u"
    one.count("192.0.2.8", at=AT + timedelta(days=2))
    with engines[0].connect() as connection:
        assert connection.scalars(text("select counted from call_counts")).all() != kept
        assert connection.scalar(text("select count(*) from call_counts")) == 1


def test_a_case_is_shut_after_ten_wrong_codes_and_opens_again(
    engines: tuple[Engine, Engine],
) -> None:
    both = [WrongCodes(Counts(engine, KEY)) for engine in engines]
    for number in range(MOST_WRONG):
        assert both[number % 2].may_try("DSR-1", at=AT + timedelta(seconds=number))
    for wrong in both:
        assert not wrong.may_try("DSR-1", at=AT + timedelta(minutes=1))
        assert wrong.may_try("DSR-2", at=AT)
    assert both[1].may_try("DSR-1", at=AT + WINDOW)


def test_a_right_code_is_no_guess(engines: tuple[Engine, Engine]) -> None:
    codes = WrongCodes(Counts(engines[0], KEY))
    for _ in range(3 * MOST_WRONG):
        assert codes.may_try("DSR-1", at=AT)
        codes.was_right("DSR-1", at=AT)


@pytest.mark.parametrize(
    ("host", "caller"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("somewhere", "somewhere"),
    ],
)
def test_a_caller_is_an_address_or_a_network(host: str, caller: str) -> None:
    assert address_of(Request({"type": "http", "client": (host, 1), "headers": []})) == caller


def test_a_caller_without_an_address_is_one_too() -> None:
    assert address_of(Request({"type": "http", "client": None, "headers": []})) == ""
