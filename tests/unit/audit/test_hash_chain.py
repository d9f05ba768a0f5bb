"""The chain of the journal: whole as written, and any change, loss or swap is found and named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from app.audit.findings import Fault, Finding
from app.audit.model import JournalEntry, NewEntry
from app.audit.rules import GENESIS, chain, entry_hash
from hypothesis import given
from hypothesis import strategies as st
from tests.audit_house import first_fault

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

details = st.dictionaries(
    st.text(max_size=8), st.one_of(st.text(max_size=12), st.integers(), st.booleans()), max_size=4
)
entries = st.lists(
    st.builds(
        NewEntry,
        kind=st.text(max_size=10),
        actor_id=st.text(max_size=10),
        at=st.datetimes(timezones=st.just(UTC)),
        details=details,
    ),
    min_size=1,
    max_size=8,
)


def linked(new: list[NewEntry]) -> list[JournalEntry]:
    found: list[JournalEntry] = []
    previous = GENESIS
    for number, entry in enumerate(new):
        found.append(chain("case-1", entry, after=number, previous_hash=previous))
        previous = found[-1].entry_hash
    return found


def head(links: list[JournalEntry]) -> tuple[int, str]:
    return links[-1].sequence, links[-1].entry_hash


@given(entries)
def test_a_chain_as_written_is_whole(new: list[NewEntry]) -> None:
    links = linked(new)
    assert first_fault("case-1", links, head=head(links)) is None


@given(entries, st.data())
def test_a_changed_entry_is_named(new: list[NewEntry], data: st.DataObject) -> None:
    links = linked(new)
    place = data.draw(st.integers(0, len(links) - 1))
    changed = [
        replace(link, kind=link.kind + "x") if i == place else link for i, link in enumerate(links)
    ]
    expected = Finding(Fault.ENTRY_CHANGED, "case-1", place + 1)
    assert first_fault("case-1", changed, head=head(links)) == expected


@given(entries, st.data())
def test_a_removed_entry_is_found(new: list[NewEntry], data: st.DataObject) -> None:
    links = linked(new)
    place = data.draw(st.integers(0, len(links) - 1))
    found = first_fault("case-1", links[:place] + links[place + 1 :], head=head(links))
    last = place == len(links) - 1
    fault = Fault.END_MISSING if last else Fault.ENTRY_MISSING
    assert found == Finding(fault, "case-1", place + 1)


def test_swapped_entries_are_found() -> None:
    links = linked([NewEntry("a", "x", AT, {}), NewEntry("b", "x", AT, {})])
    swapped = first_fault("case-1", links[::-1], head=head(links))
    assert swapped == Finding(Fault.ENTRY_MISSING, "case-1", 1)


def test_a_missing_head_is_found() -> None:
    links = linked([NewEntry("a", "x", AT, {})])
    assert first_fault("case-1", links, head=None) == Finding(Fault.HEAD_MISSING, "case-1", 1)


def test_an_empty_chain_without_head_is_whole() -> None:
    assert first_fault("case-1", [], head=None) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("ab", "c"), ("a", "bc"), id="a border between fields moved"),
        pytest.param(("", "abc"), ("abc", ""), id="a field emptied into its neighbour"),
    ],
)
def test_fields_cannot_run_into_each_other(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = (
        entry_hash("c", 1, NewEntry(kind, actor, AT, {}), GENESIS) for kind, actor in (one, other)
    )
    assert first != second


def test_the_same_instant_in_another_zone_has_the_same_hash() -> None:
    brussels = AT.astimezone(timezone(timedelta(hours=1)))
    assert entry_hash("c", 1, NewEntry("k", "a", AT, {}), GENESIS) == entry_hash(
        "c", 1, NewEntry("k", "a", brussels, {}), GENESIS
    )


def test_a_chain_without_entries_under_a_head_is_named() -> None:
    fault = first_fault("case-1", [], head=(3, "f" * 64))
    assert fault == Finding(Fault.END_MISSING, "case-1", 1)


def test_an_entry_of_another_chain_does_not_fit() -> None:
    links = linked([NewEntry("a", "x", AT, {})])
    found = first_fault("case-2", links, head=head(links))
    assert found == Finding(Fault.ENTRY_CHANGED, "case-2", 1)
