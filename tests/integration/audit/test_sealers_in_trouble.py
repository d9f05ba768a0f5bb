"""Sealers that are killed, that race, whose clock goes back, or whose folder is another: one series, and what is said of it is right."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from app.audit.files import CheckpointFiles
from app.audit.findings import Fault
from app.kit.db import make_engine
from app.kit.provision import service_url
from tests.audit_house import AT, JournalHouse, append, note
from tests.databases import Databases

MINUTE: Final = timedelta(minutes=1)


@pytest.fixture
def houses(
    postgres_url: str, migrated_template: str, tmp_path: Path
) -> Iterator[tuple[JournalHouse, JournalHouse]]:
    """Two processes on one journal, each with a pool of its own; they share the folder."""
    databases = Databases(postgres_url)
    url = service_url(databases.make(template=migrated_template))
    one, other = make_engine(url), make_engine(url)
    house = JournalHouse(one, tmp_path)
    yield house, JournalHouse(other, tmp_path, house.signer)
    one.dispose()
    other.dispose()
    databases.drop_all()


def grown(house: JournalHouse, *numbers: int) -> None:
    """Add an entry and a checkpoint for each number."""
    for number in numbers:
        append(house.engine, f"chain-{number % 2}", note(number))
        assert house.seal(at=AT + number * MINUTE) == 1


def found(house: JournalHouse) -> set[tuple[Fault, int]]:
    return {(finding.fault, finding.number) for finding in house.check().findings}


class Killed(BaseException):
    """What no code catches: the process is gone."""


def dies(*_given: object) -> None:
    raise Killed


@pytest.mark.parametrize("where", ["before the row", "before the file", "within the file"])
def test_who_goes_on_after_a_sealer_that_was_killed_leaves_no_gap(
    where: str, houses: tuple[JournalHouse, JournalHouse], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = houses
    grown(one, 1)
    append(one.engine, "chain-0", note(2))
    with monkeypatch.context() as broken:
        if where == "before the row":
            broken.setattr("app.audit.store.CheckpointStore.rest", dies)
        elif where == "before the file":
            broken.setattr(CheckpointFiles, "write", dies)
        else:
            broken.setattr("app.audit.files.canonical", dies)
        with pytest.raises(Killed):
            one.seal(at=AT + 2 * MINUTE)
    assert found(one) == set(), "a file that is not there yet is no fault"
    assert other.seal(at=AT + 3 * MINUTE) == (where == "before the row")
    assert other.files.numbers() == [1, 2]
    checked = other.check()
    assert (checked.findings, checked.checkpoints, checked.not_anchored) == ((), 2, 0)


def test_an_end_of_a_case_and_the_minute_at_once_in_two_processes_make_one_series(
    houses: tuple[JournalHouse, JournalHouse],
) -> None:
    def write(number: int) -> None:
        for step in range(10):
            append(houses[number % 2].engine, f"case-{number}", note(step))
            houses[number % 2].seal(at=AT + step * MINUTE)

    def by_the_minute(number: int) -> None:
        for step in range(20):
            houses[number % 2].seal(at=AT + step * MINUTE)

    with ThreadPoolExecutor(6) as pool:
        work = [pool.submit(write, n) for n in range(4)]
        work += [pool.submit(by_the_minute, n) for n in range(2)]
        for one in work:
            one.result(120)
    checked = houses[0].check()
    assert (checked.findings, checked.entries, checked.not_anchored) == ((), 40, 0)
    assert houses[1].files.numbers() == list(range(1, checked.checkpoints + 1))


def test_a_clock_that_goes_back_breaks_no_series(houses: tuple[JournalHouse, JournalHouse]) -> None:
    one, other = houses
    grown(one, 50)
    grown(other, 3)
    grown(one, 51)
    checked = other.check()
    assert (checked.findings, checked.checkpoints, checked.not_anchored) == ((), 3, 0)


def lost(folder: Path, _older: Path) -> None:
    shutil.rmtree(folder)


def older(folder: Path, copy: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(copy, folder)


@pytest.mark.parametrize("happens", [lost, older])
def test_a_folder_that_was_lost_or_is_an_older_copy_is_made_whole(
    happens: Callable[[Path, Path], None],
    houses: tuple[JournalHouse, JournalHouse],
    tmp_path: Path,
) -> None:
    one, other = houses
    grown(one, 1, 2)
    shutil.copytree(one.folder, tmp_path / "copy")
    grown(one, 3, 4)
    happens(one.folder, tmp_path / "copy")
    assert found(one) == set(), "nothing that lies there is wrong"
    assert other.seal(at=AT + 5 * MINUTE) == 0
    assert other.files.numbers() == [1, 2, 3, 4]
    grown(other, 6)
    assert other.files.numbers() == [1, 2, 3, 4, 5]
    assert found(one) == set()


def test_a_database_older_than_the_folder_is_told_of_and_the_folder_keeps_the_proof(
    houses: tuple[JournalHouse, JournalHouse], postgres_url: str, tmp_path: Path
) -> None:
    one, other = houses
    grown(one, 1, 2)
    for house in houses:
        house.engine.dispose()  # of a database in use no copy is made
    databases = Databases(postgres_url)
    older = databases.make(template=str(one.engine.url.database))
    grown(one, 3, 4)
    proof = {path.name: path.read_bytes() for path in one.folder.iterdir()}
    restored = make_engine(service_url(older))
    try:
        back = JournalHouse(restored, tmp_path, one.signer)
        assert found(back) == {(Fault.ONLY_IN_FILE, 3)}
        grown(back, 8)
        assert found(back) == {(Fault.FILE_DIFFERS, 3), (Fault.ONLY_IN_FILE, 4)}
        grown(back, 9)
        assert {path.name: path.read_bytes() for path in one.folder.iterdir()} == proof
        grown(back, 10)
        assert other.files.numbers() == [1, 2, 3, 4, 5]
        assert found(back) == {(Fault.FILE_DIFFERS, 3), (Fault.FILE_DIFFERS, 4)}
    finally:
        restored.dispose()
        databases.drop_all()
