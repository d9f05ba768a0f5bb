"""Checkpoints over a real database: what moved is anchored once, in the table and in files, by many at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from app.audit import store
from app.audit.checkpoints import canonical
from app.audit.journal import Journal
from app.audit.store import CheckpointStore
from app.casework import seal_journal
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.letters.cms_check import cms_verify
from sqlalchemy.orm import Session
from tests.audit_house import AT, JournalHouse, append, note
from tests.databases import Databases


@pytest.fixture
def house(postgres_url: str, migrated_template: str, tmp_path: Path) -> Iterator[JournalHouse]:
    """An empty journal with a folder of its own."""
    databases = Databases(postgres_url)
    engine = make_engine(service_url(databases.make(template=migrated_template)), pool_size=10)
    yield JournalHouse(engine, tmp_path)
    engine.dispose()
    databases.drop_all()


def kept(house: JournalHouse) -> list[tuple[int, int, list[tuple[str, int, int]]]]:
    """Return number, count and heads of every checkpoint."""
    with Session(house.engine) as session:
        found = CheckpointStore(session).after(0, limit=1_000)
    return [
        (
            s.checkpoint.number,
            s.checkpoint.count,
            [(a.chain_id, a.before, a.sequence) for a in s.checkpoint.anchors],
        )
        for s in found
    ]


def test_what_moved_is_anchored_once_and_nothing_moved_makes_nothing(house: JournalHouse) -> None:
    assert (house.seal(), kept(house), house.files.numbers()) == (0, [], [])
    append(house.engine, "a", note(1), note(2))
    append(house.engine, "b", note(3))
    assert (house.seal(), house.seal()) == (1, 0)
    append(house.engine, "a", note(4))
    assert house.check().not_anchored == 1
    assert house.seal(at=AT + timedelta(minutes=1)) == 1
    assert kept(house) == [(1, 3, [("a", 0, 2), ("b", 0, 1)]), (2, 4, [("a", 2, 3)])]
    found = house.check()
    assert (found.findings, found.not_anchored, found.anchored_at) == (
        (),
        0,
        AT + timedelta(minutes=1),
    )
    assert (found.chains, found.entries, found.checkpoints, found.files) == (2, 4, 2, 2)


def test_the_files_are_the_bytes_that_were_signed(house: JournalHouse) -> None:
    append(house.engine, "a", note(1))
    house.seal()
    with Session(house.engine) as session:
        (signed,) = CheckpointStore(session).after(0, limit=9)
    content = (house.folder / "00000001.json").read_bytes()
    signature = (house.folder / "00000001.p7s").read_bytes()
    assert (content, signature) == (canonical(signed.checkpoint), signed.signature)
    assert cms_verify(content, signature).name == house.signer.name
    assert [path.name for path in house.folder.iterdir() if path.name.startswith(".")] == []


def test_files_that_could_not_be_written_follow_later_and_a_gap_stays(house: JournalHouse) -> None:
    house.folder.write_text("in the way")
    append(house.engine, "a", note(1))
    with pytest.raises(OSError, match="checkpoints"):
        house.seal()
    append(house.engine, "a", note(2))
    with pytest.raises(OSError, match="checkpoints"):
        house.seal()
    house.folder.unlink()
    assert house.check().findings == (), "a machine that never wrote one has nothing to compare"
    append(house.engine, "a", note(3))
    assert house.seal() == 1
    assert house.files.numbers() == [1, 2, 3]
    (house.folder / "00000002.json").unlink()
    append(house.engine, "a", note(4))
    house.seal()
    assert house.files.numbers() == [1, 3, 4]


def test_many_heads_go_into_several_checkpoints(
    house: JournalHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        append(house.engine, f"chain-{number}", note(number))
    monkeypatch.setattr(store, "_MOVED", store._MOVED.limit(3))
    monkeypatch.setattr(seal_journal, "MOST_ANCHORS", 3)
    assert house.seal() == 3
    assert [(number, len(heads)) for number, _, heads in kept(house)] == [(1, 3), (2, 3), (3, 1)]
    assert house.check().findings == ()


def test_a_chain_that_is_being_added_to_waits_for_nobody_and_is_anchored_again(
    house: JournalHouse,
) -> None:
    append(house.engine, "a", note(1))
    with Session(house.engine) as writing, writing.begin():
        Journal(writing).append("a", [note(2)])
        assert house.seal() == 1, "neither waits for the other"
    assert house.seal() == 1
    assert house.seal() == 0
    assert kept(house) == [(1, 1, [("a", 0, 1)]), (2, 2, [("a", 1, 2)])]


def test_eight_writers_and_four_sealers_leave_one_whole_series(house: JournalHouse) -> None:
    def write(number: int) -> None:
        for at in range(12):
            append(house.engine, f"chain-{(number + at) % 5}", note(at))

    def seal(_number: int) -> int:
        return sum(house.seal() for _ in range(6))

    with ThreadPoolExecutor(12) as pool:
        writing = [pool.submit(write, n) for n in range(8)]
        sealing = [pool.submit(seal, n) for n in range(4)]
        made = sum(one.result() for one in sealing)
        assert [one.result() for one in writing] == [None] * 8
    made += house.seal()
    found = house.check()
    assert (found.findings, found.not_anchored, found.entries) == ((), 0, 96)
    assert found.checkpoints == made == len(house.files.numbers())
