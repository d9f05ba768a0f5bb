"""The vault promises: what was written comes back, nothing plain on disk, nothing half, nothing changed unseen."""

import hashlib
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from app.kit.chunk_cipher import CHUNK, HEADER, SEALED_CHUNK, TAG
from app.kit.vault import (
    CaseKey,
    KeyDestroyed,
    Vault,
    VaultDamaged,
    VaultMissing,
    WrongMasterKey,
    new_case_key,
    unwrap_key,
    wrap_key,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MASTER = bytes(range(32))
SENTENCE = b"Anna vraagt wat het loket over haar weet. "


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def key() -> CaseKey:
    return new_case_key()


def plain(size: int) -> bytes:
    return (SENTENCE * (size // len(SENTENCE) + 1))[:size]


def store(vault: Vault, path: str, key: CaseKey, content: bytes) -> None:
    with vault.writer(path, key) as writer:
        writer.write(content)


def everything_on_disk(root: Path) -> list[Path]:
    return [place for place in root.rglob("*") if place.is_file()]


SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 5 * CHUNK + 17]


@pytest.mark.parametrize("size", SIZES)
def test_a_file_of_any_size_comes_back_through_every_way_of_reading(
    vault: Vault, key: CaseKey, size: int
) -> None:
    content = plain(size)
    with vault.writer("cases/a/file", key) as writer:
        assert writer.write(content) == size
        assert writer.tell() == writer.size == size
    assert writer.sha256 == hashlib.sha256(content).hexdigest()
    assert vault.read("cases/a/file", key) == content
    assert all(len(piece) <= CHUNK for piece in vault.chunks("cases/a/file", key))
    with vault.reader("cases/a/file", key) as reader:
        assert reader.read(10) + reader.read() == content


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pieces=st.lists(st.integers(0, 2 * CHUNK + 3), max_size=6),
    reads=st.lists(st.integers(1, CHUNK + 5), min_size=1, max_size=4),
)
def test_how_it_was_cut_in_pieces_never_shows(
    tmp_path: Path, pieces: list[int], reads: list[int]
) -> None:
    vault, key = Vault(tmp_path / "pieces", durable=False), new_case_key()
    content = plain(sum(pieces))
    with vault.writer("p", key) as writer:
        at = 0
        for size in pieces:
            writer.write(memoryview(content)[at : at + size])
            at += size
    back = bytearray()
    with vault.reader("p", key) as reader:
        while piece := reader.read(reads[len(back) % len(reads)]):
            back += piece
    assert back == content
    assert (tmp_path / "pieces" / "p").stat().st_size == (
        HEADER + len(content) + TAG * max(1, -(-len(content) // CHUNK))
    )


def test_lines_can_be_read(vault: Vault, key: CaseKey) -> None:
    store(vault, "lines", key, b"een\ntwee\n" * 100_000)
    with vault.reader("lines", key) as reader:
        assert reader.readline() == b"een\n"
        assert sum(1 for _ in reader) == 199_999


def test_a_text_layer_on_top_that_closes_early_loses_nothing(vault: Vault, key: CaseKey) -> None:
    with vault.writer("text", key) as writer:
        text = io.TextIOWrapper(io.BufferedWriter(writer), "utf-8")
        text.write("één regel\n")
        text.close()
    assert vault.read("text", key) == "één regel\n".encode()


def test_nothing_plain_on_disk_while_writing_or_after(
    vault: Vault, key: CaseKey, tmp_path: Path
) -> None:
    with vault.writer("cases/a/file", key) as writer:
        writer.write(plain(12 * CHUNK))
        staged = everything_on_disk(tmp_path)
        assert staged, "twelve chunks are more than the vault keeps in memory"
        assert not any(SENTENCE in place.read_bytes() for place in staged)
    assert not any(SENTENCE in place.read_bytes() for place in everything_on_disk(tmp_path))


def test_the_folder_is_closed_to_others(vault: Vault, tmp_path: Path) -> None:
    assert vault.list("") == []
    assert (tmp_path / "vault").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("written", [0, 100, 3 * CHUNK, 12 * CHUNK])
def test_an_exception_in_the_middle_leaves_nothing_behind(
    vault: Vault, key: CaseKey, tmp_path: Path, written: int
) -> None:
    def fail_in_the_middle() -> None:
        with vault.writer("cases/a/file", key) as writer:
            writer.write(plain(written))
            assert not vault.exists("cases/a/file")
            raise ConnectionError("the sender went away")

    with pytest.raises(ConnectionError):
        fail_in_the_middle()
    assert not vault.exists("cases/a/file")
    assert vault.list("") == []
    assert everything_on_disk(tmp_path) == []


def test_a_failed_rewrite_leaves_the_old_file(vault: Vault, key: CaseKey) -> None:
    store(vault, "a", key, b"old")

    def fail_in_the_middle() -> None:
        with vault.writer("a", key) as writer:
            writer.write(plain(12 * CHUNK))
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail_in_the_middle()
    assert vault.read("a", key) == b"old"


def test_what_a_killed_process_left_is_not_listed(
    vault: Vault, key: CaseKey, tmp_path: Path
) -> None:
    with vault.writer("cases/a/file", key) as writer:
        writer.write(plain(12 * CHUNK))
        (staged,) = everything_on_disk(tmp_path)
        left = staged.with_name("other#1")
        shutil.copy(staged, left)
    assert left.exists()
    assert vault.list("cases") == ["cases/a/file"]


def flip_first(sealed: bytes) -> bytes:
    return sealed[:HEADER] + bytes([sealed[HEADER] ^ 1]) + sealed[HEADER + 1 :]


def chunk_at(sealed: bytes, number: int) -> bytes:
    return sealed[HEADER + number * SEALED_CHUNK : HEADER + (number + 1) * SEALED_CHUNK]


TAMPERED: dict[str, Callable[[bytes], bytes]] = {
    "one bit of the first byte": flip_first,
    "one bit of the last byte": lambda s: s[:-1] + bytes([s[-1] ^ 1]),
    "one bit of the nonce": lambda s: s[:5] + bytes([s[5] ^ 1]) + s[6:],
    "another format": lambda s: b"XXXX" + s[4:],
    "nothing left": lambda _: b"",
    "only the header": lambda s: s[:HEADER],
    "last byte gone": lambda s: s[:-1],
    "last chunk gone": lambda s: s[: HEADER + 2 * SEALED_CHUNK],
    "first chunk gone": lambda s: s[:HEADER] + s[HEADER + SEALED_CHUNK :],
    "two chunks changed places": lambda s: (
        s[:HEADER] + chunk_at(s, 1) + chunk_at(s, 0) + chunk_at(s, 2)
    ),
    "a chunk twice": lambda s: s[:HEADER] + chunk_at(s, 0) + chunk_at(s, 0) + chunk_at(s, 2),
    "something added": lambda s: s + b"x",
    "the last chunk added again": lambda s: s + chunk_at(s, 2),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_any_change_on_disk_is_noticed(
    vault: Vault, key: CaseKey, tmp_path: Path, how: str
) -> None:
    store(vault, "a/file", key, plain(2 * CHUNK + 100))
    on_disk = tmp_path / "vault" / "a" / "file"
    on_disk.write_bytes(TAMPERED[how](on_disk.read_bytes()))
    with pytest.raises(VaultDamaged):
        vault.read("a/file", key)


def test_a_file_moved_to_another_path_or_case_is_noticed(
    vault: Vault, key: CaseKey, tmp_path: Path
) -> None:
    store(vault, "cases/a/letter", key, b"for Anna")
    store(vault, "cases/a/other", key, b"also for Anna")
    root = tmp_path / "vault" / "cases" / "a"
    shutil.copy(root / "letter", root / "other")
    with pytest.raises(VaultDamaged):
        vault.read("cases/a/other", key)
    with pytest.raises(VaultDamaged):
        vault.read("cases/a/letter", new_case_key())


def test_damage_comes_through_the_reader_too(vault: Vault, key: CaseKey, tmp_path: Path) -> None:
    store(vault, "a", key, plain(3 * CHUNK))
    on_disk = tmp_path / "vault" / "a"
    on_disk.write_bytes(on_disk.read_bytes()[: HEADER + 2 * SEALED_CHUNK])
    with vault.reader("a", key) as reader, pytest.raises(VaultDamaged):
        reader.read()


def test_delete_is_idempotent_and_lists_are_by_whole_segments(vault: Vault, key: CaseKey) -> None:
    for path in ("cases/a/2", "cases/a/1", "cases/ab/3"):
        store(vault, path, key, b"x")
    assert vault.list("cases/a") == ["cases/a/1", "cases/a/2"]
    assert vault.list("") == ["cases/a/1", "cases/a/2", "cases/ab/3"]
    vault.delete("cases/a/1")
    vault.delete("cases/a/1")
    assert not vault.exists("cases/a/1")
    with pytest.raises(VaultMissing):
        vault.chunks("cases/a/1", key)


@pytest.mark.parametrize(
    "path", ["", "/a", "a/", "a//b", "../a", "a/../b", "a/.b", "a#1", "a b", "C:\\x", "é", "a\n"]
)
def test_a_path_that_could_leave_the_folder_is_refused(
    vault: Vault, key: CaseKey, path: str
) -> None:
    with pytest.raises(ValueError, match="a path of the vault"):
        vault.delete(path)
    with pytest.raises(ValueError, match="a path of the vault"):
        store(vault, path, key, b"x")


def test_another_store_by_its_address() -> None:
    vault, key = Vault.from_url("memory:///"), new_case_key()
    content = plain(40 * CHUNK + 1)
    store(vault, "a/b", key, content)
    assert vault.read("a/b", key) == content
    assert vault.list("a") == ["a/b"]


def test_a_key_is_wrapped_for_its_case_alone() -> None:
    key = new_case_key()
    wrapped = wrap_key(key, master=MASTER, case_id="a")
    assert key.value not in wrapped
    assert wrapped != wrap_key(key, master=MASTER, case_id="a")
    assert unwrap_key(wrapped, master=MASTER, case_id="a") == key
    with pytest.raises(WrongMasterKey):
        unwrap_key(wrapped, master=MASTER, case_id="b")
    with pytest.raises(WrongMasterKey):
        unwrap_key(wrapped, master=bytes(32), case_id="a")
    with pytest.raises(WrongMasterKey):
        unwrap_key(wrapped[:5], master=MASTER, case_id="a")
    with pytest.raises(KeyDestroyed):
        unwrap_key(b"", master=MASTER, case_id="a")


def test_keys_have_their_length_and_hide_themselves() -> None:
    key = new_case_key()
    assert repr(key) == str(key) == f"{key}" == "CaseKey(***)"
    with pytest.raises(ValueError, match="32 bytes"):
        CaseKey(b"short")
    with pytest.raises(TypeError, match="32 bytes"):
        wrap_key(key, master=b"short", case_id="a")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 1),
        (0, CHUNK),
        (CHUNK - 1, CHUNK + 1),
        (CHUNK, 2 * CHUNK),
        (3 * CHUNK + 5, 3 * CHUNK + 6),
        (5 * CHUNK + 7, 9 * CHUNK + 12),
        (9 * CHUNK, 9 * CHUNK + 12),
        (0, 9 * CHUNK + 12),
    ],
)
def test_a_part_is_read_without_the_rest(vault: Vault, key: CaseKey, start: int, end: int) -> None:
    content = plain(9 * CHUNK + 12)
    store(vault, "cases/a/part", key, content)
    assert b"".join(vault.part("cases/a/part", key, start=start, end=end)) == content[start:end]


def test_a_part_of_a_cut_file_is_refused(vault: Vault, key: CaseKey, tmp_path: Path) -> None:
    store(vault, "cases/a/cut", key, plain(2 * CHUNK))
    (place,) = [p for p in everything_on_disk(tmp_path) if p.name == "cut"]
    place.write_bytes(place.read_bytes()[: HEADER + SEALED_CHUNK])
    with pytest.raises(VaultDamaged):
        list(vault.part("cases/a/cut", key, start=0, end=CHUNK))
