"""Checkpoints as pure rules: one way to write them, each on the one before, and any change or loss is found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from app.audit.checkpoints import (
    Series,
    canonical,
    checkpoint_hash,
    next_checkpoint,
    read_checkpoint,
)
from app.audit.findings import ExcerptUnfit, Fault, Finding
from app.audit.model import Anchor, Checkpoint
from hypothesis import given
from hypothesis import strategies as st

AT = datetime(2026, 11, 25, 9, 0, 0, 5, tzinfo=UTC)

anchors = st.lists(
    st.builds(
        lambda chain, before, more, mark: Anchor(chain, before, before + more, mark * 64),
        st.text(min_size=1, max_size=8),
        st.integers(0, 10**9),
        st.integers(1, 50),
        st.sampled_from("0123456789abcdef"),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda anchor: anchor.chain_id,
)
series = st.lists(anchors, min_size=1, max_size=6)


def made(rounds: list[list[Anchor]]) -> list[Checkpoint]:
    found: list[Checkpoint] = []
    for number, heads in enumerate(rounds):
        before = found[-1] if found else None
        found.append(next_checkpoint(before, heads, at=AT + timedelta(minutes=number)))
    return found


def findings(checkpoints: list[Checkpoint]) -> list[Finding]:
    check = Series()
    return [found for one in checkpoints if (found := check.take(one))]


@given(series)
def test_checkpoints_as_made_follow_each_other_and_count(rounds: list[list[Anchor]]) -> None:
    checkpoints = made(rounds)
    assert findings(checkpoints) == []
    assert [c.number for c in checkpoints] == list(range(1, len(rounds) + 1))
    added = sum(a.sequence - a.before for heads in rounds for a in heads)
    assert checkpoints[-1].count == added


@given(series)
def test_what_is_written_reads_back_whatever_the_order_of_the_heads(
    rounds: list[list[Anchor]],
) -> None:
    for checkpoint in made(rounds):
        turned = replace(checkpoint, anchors=checkpoint.anchors[::-1])
        assert canonical(turned) == canonical(checkpoint)
        assert read_checkpoint(canonical(checkpoint)) == checkpoint


@given(series, st.data())
def test_no_byte_can_change_without_another_hash_or_no_reading(
    rounds: list[list[Anchor]], data: st.DataObject
) -> None:
    checkpoint = made(rounds)[-1]
    raw = bytearray(canonical(checkpoint))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        read = read_checkpoint(bytes(raw))
    except ExcerptUnfit:
        return
    assert checkpoint_hash(read) != checkpoint_hash(checkpoint)


@given(series, st.data())
def test_a_changed_checkpoint_breaks_the_next_one(
    rounds: list[list[Anchor]], data: st.DataObject
) -> None:
    checkpoints = made([*rounds, rounds[0]])
    place = data.draw(st.integers(0, len(checkpoints) - 2))
    checkpoints[place] = replace(checkpoints[place], at=AT - timedelta(days=1))
    assert findings(checkpoints) == [Finding(Fault.CHECKPOINT_OUT_OF_PLACE, number=place + 2)]


@given(series, st.data())
def test_a_removed_checkpoint_is_named(rounds: list[list[Anchor]], data: st.DataObject) -> None:
    checkpoints = made([*rounds, rounds[0]])
    place = data.draw(st.integers(0, len(checkpoints) - 2))
    del checkpoints[place]
    assert findings(checkpoints)[0] == Finding(Fault.CHECKPOINT_MISSING, number=place + 1)


def test_a_wrong_count_is_named() -> None:
    first, second = made([[Anchor("a", 0, 2, "0" * 64)], [Anchor("a", 2, 3, "1" * 64)]])
    assert findings([first, replace(second, count=4)]) == [
        Finding(Fault.CHECKPOINT_COUNT, number=2)
    ]


def test_the_same_moment_in_another_zone_is_written_the_same() -> None:
    (one,) = made([[Anchor("a", 0, 2, "0" * 64)]])
    brussels = replace(one, at=one.at.astimezone(timezone(timedelta(hours=1))))
    assert canonical(one) == canonical(brussels)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b'{"heads":[[1]]}',
        b'{"heads":1,"number":1,"at":"x","count":1,"previous":""}',
    ],
)
def test_what_is_no_checkpoint_is_refused(raw: bytes) -> None:
    with pytest.raises(ExcerptUnfit):
        read_checkpoint(raw)


def test_the_form_of_a_checkpoint_is_what_the_documentation_says() -> None:
    (one,) = made([[Anchor("c", 1, 3, "f" * 64), Anchor("a", 0, 2, "0" * 64)]])
    assert canonical(one).decode() == (
        '{"at":"2026-11-25T09:00:00.000005+00:00","count":4,"format":"loket-checkpoint/1","heads":'
        f'[["a",0,2,"{"0" * 64}"],["c",1,3,"{"f" * 64}"]],"number":1,"previous":"{"0" * 64}"}}'
    )
