"""Whoever has every right in the database and switches the triggers off is found out, the first bad entry named."""
# ruff: noqa: S608 - these statements are the crime itself, put together from literals

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from app.audit.checkpoints import canonical, checkpoint_hash
from app.audit.findings import Fault, Finding
from app.audit.journal import Journal
from app.audit.model import NewEntry
from app.audit.store import CheckpointStore
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.letters.demo_seal import demo_signer
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from tests.audit_house import AT, JournalHouse, append, note
from tests.databases import Databases

TABLES = ("journal_entries", "journal_values", "journal_checkpoints", "journal_anchors")


@dataclass(frozen=True, slots=True)
class Tampered:
    """The journal, in a transaction of a superuser that is rolled back, and a copy of its files."""

    session: Session
    house: JournalHouse


@pytest.fixture(scope="module")
def sealed(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, JournalHouse]]:
    """Chain a: 1-2 under checkpoint 1, 3-4 (4 with a value) under 2, 5 under 3, 6 under none; b: 1-2 under 1."""
    databases = Databases(postgres_url)
    url = databases.make(template=migrated_template)
    engine = make_engine(service_url(url))
    house = JournalHouse(engine, tmp_path_factory.mktemp("journal"))
    append(engine, "a", note(1, x=1), note(2, y="z"))
    append(engine, "b", note(1), note(2))
    house.seal()
    personal = NewEntry("identity.checked", "x", AT, {"means": "eId"}, {"note": "n", "reason": "r"})
    append(engine, "a", note(3), personal)
    house.seal()
    append(engine, "a", note(5))
    house.seal()
    append(engine, "a", note(6))
    strong = create_engine(url)
    yield strong, house
    engine.dispose()
    strong.dispose()
    databases.drop_all()


@pytest.fixture
def tampered(sealed: tuple[Engine, JournalHouse], tmp_path: Path) -> Iterator[Tampered]:
    strong, house = sealed
    shutil.copytree(house.folder, tmp_path / "checkpoints")
    copy = JournalHouse(strong, tmp_path, house.signer)
    with Session(strong) as session:
        session.execute(text("set local session_replication_role = replica"))
        for table in TABLES:
            session.execute(text(f"alter table {table} disable trigger only_added_to"))
        yield Tampered(session, copy)
        session.rollback()


def a(fault: Fault, number: int) -> tuple[Finding, ...]:
    return (Finding(fault, "a", number),)


def point(fault: Fault, number: int) -> tuple[Finding, ...]:
    return (Finding(fault, number=number),)


def test_untouched_it_is_whole(tampered: Tampered) -> None:
    found = tampered.house.check(tampered.session)
    assert (found.findings, found.entries, found.anchored, found.not_anchored) == ((), 8, 7, 1)


ENTRY = "update journal_entries set {} where chain_id = 'a' and sequence = {}"
STATEMENTS = [
    *(
        pytest.param(ENTRY.format(change, at), a(Fault.ENTRY_CHANGED, at), id=f"{name} of {at}")
        for at in (1, 4, 5, 6)
        for name, change in (
            ("kind", "kind = kind || 'x'"),
            ("actor", "actor_id = 'x' || actor_id"),
            ("moment", "at = at + interval '1 microsecond'"),
            ("details", "details = details || '{\"more\": 1}'"),
        )
    ),
    pytest.param(
        ENTRY.format("details = details - 'noteHash'", 4),
        a(Fault.ENTRY_CHANGED, 4),
        id="hash of a value taken out of its entry",
    ),
    *(
        pytest.param(
            ENTRY.format(
                "entry_hash = translate(entry_hash, '0123456789abcdef', 'fedcba9876543210')", at
            ),
            a(Fault.ENTRY_CHANGED, at),
            id=f"hash of {at}",
        )
        for at in (1, 4, 5, 6)
    ),
    pytest.param(
        ENTRY.format("previous_hash = repeat('0', 64)", 3),
        a(Fault.ENTRY_OUT_OF_PLACE, 3),
        id="hash before an entry",
    ),
    *(
        pytest.param(
            f"delete from journal_entries where chain_id = 'a' and sequence = {at}",
            a(fault, at),
            id=f"entry {at} removed",
        )
        for at, fault in (
            (1, Fault.ENTRY_MISSING),
            (4, Fault.ENTRY_MISSING),
            (6, Fault.END_MISSING),
        )
    ),
    pytest.param(
        "update journal_entries set sequence = 99 where chain_id = 'a' and sequence = 4;"
        "update journal_entries set sequence = 4 where chain_id = 'a' and sequence = 5;"
        "update journal_entries set sequence = 5 where chain_id = 'a' and sequence = 99",
        a(Fault.ENTRY_OUT_OF_PLACE, 4),
        id="two entries swapped",
    ),
    pytest.param(
        "update journal_entries set chain_id = 'b', sequence = 3 where chain_id = 'a' and sequence = 6",
        (
            Finding(Fault.END_MISSING, "a", 6),
            Finding(Fault.ENTRY_OUT_OF_PLACE, "b", 3),
        ),
        id="moved to another case",
    ),
    pytest.param(
        "delete from chain_heads where chain_id = 'a'", a(Fault.HEAD_MISSING, 6), id="head removed"
    ),
    pytest.param(
        "update chain_heads set sequence = 5 where chain_id = 'a'",
        a(Fault.END_MISSING, 7),
        id="head moved back alone",
    ),
    pytest.param(
        "delete from journal_entries where chain_id = 'a'",
        a(Fault.END_MISSING, 1),
        id="all entries removed",
    ),
    pytest.param(
        "delete from journal_entries where chain_id = 'a'; delete from journal_values;"
        "delete from chain_heads where chain_id = 'a'",
        a(Fault.ANCHORED_MISSING, 1),
        id="a whole chain removed with its head",
    ),
    pytest.param(
        "delete from journal_entries where chain_id = 'a' and sequence > 2; delete from journal_values;"
        "update chain_heads set sequence = 2, entry_hash = (select entry_hash from journal_entries"
        " where chain_id = 'a' and sequence = 2) where chain_id = 'a'",
        a(Fault.ANCHORED_MISSING, 3),
        id="cut behind a checkpoint, and the head with it",
    ),
    *(
        pytest.param(
            f"update journal_values set sealed = set_byte(sealed, {at}, get_byte(sealed, {at}) # 1)"
            " where name = 'reason'",
            a(Fault.VALUE_CHANGED, 4),
            id=f"byte {at} of a ciphertext",
        )
        for at in (0, 12, 20)
    ),
    pytest.param(
        "delete from journal_values where name = 'note'",
        a(Fault.VALUE_MISSING, 4),
        id="value removed",
    ),
    pytest.param(
        "update journal_values set name = 'x' where name = 'note';"
        "update journal_values set name = 'note' where name = 'reason';"
        "update journal_values set name = 'reason' where name = 'x'",
        a(Fault.VALUE_CHANGED, 4),
        id="two values swapped",
    ),
    pytest.param(
        "insert into journal_values values ('a', 3, 'note', 'x')",
        a(Fault.VALUE_UNKNOWN, 3),
        id="value added to an entry",
    ),
    pytest.param(
        "insert into journal_values values ('c', 3, 'note', 'x')",
        (Finding(Fault.VALUE_UNKNOWN, "c", 3),),
        id="value without an entry",
    ),
    *(
        pytest.param(
            f"update journal_checkpoints set {change} where number = {at}",
            point(Fault.CHECKPOINT_CHANGED, at),
            id=f"{name} of checkpoint {at}",
        )
        for at in (1, 3)
        for name, change in (
            ("count", "count = count + 1"),
            ("moment", "at = at + interval '1 microsecond'"),
            ("hash before", "previous_hash = repeat('f', 64)"),
            ("hash", "checkpoint_hash = repeat('f', 64)"),
        )
    ),
    *(
        pytest.param(
            f"update journal_anchors set {change} where number = 2",
            point(Fault.CHECKPOINT_CHANGED, 2),
            id=f"{name} of an anchor",
        )
        for name, change in (
            ("chain", "chain_id = 'z'"),
            ("place", "sequence = 3"),
            ("place before", "before = 1"),
            ("hash", "entry_hash = repeat('f', 64)"),
        )
    ),
    pytest.param(
        "delete from journal_anchors where number = 1 and chain_id = 'b'",
        point(Fault.CHECKPOINT_CHANGED, 1),
        id="anchor removed",
    ),
    pytest.param(
        "insert into journal_anchors (number, chain_id, before, sequence, entry_hash) values (1, 'z', 0, 1, 'f')",
        point(Fault.CHECKPOINT_CHANGED, 1),
        id="anchor added",
    ),
    pytest.param(
        "insert into journal_anchors (number, chain_id, before, sequence, entry_hash) values (4, 'z', 0, 1, 'f')",
        point(Fault.CHECKPOINT_MISSING, 4),
        id="anchor of a checkpoint that is not there",
    ),
    *(
        pytest.param(
            "update journal_checkpoints set signature = "
            f"set_byte(signature, length(signature) - {back}, get_byte(signature, length(signature) - {back}) # 1)"
            f" where number = {at}",
            point(Fault.SIGNATURE_INVALID, at),
            id=f"byte -{back} of the signature under checkpoint {at}",
        )
        for at, back in ((1, 1), (2, 40), (3, 5))
    ),
    pytest.param(
        "update journal_checkpoints set signature = (select signature from journal_checkpoints where number = 1)"
        " where number = 2",
        point(Fault.SIGNATURE_INVALID, 2),
        id="signature of another checkpoint",
    ),
    pytest.param(
        "delete from journal_anchors where number = 2; delete from journal_checkpoints where number = 2",
        point(Fault.CHECKPOINT_MISSING, 2),
        id="checkpoint removed from the middle",
    ),
    pytest.param(
        "delete from journal_anchors where number = 3; delete from journal_checkpoints where number = 3",
        point(Fault.ONLY_IN_FILE, 3),
        id="newest checkpoint removed",
    ),
    pytest.param(
        "truncate journal_anchors, journal_checkpoints",
        point(Fault.ONLY_IN_FILE, 1),
        id="all checkpoints removed",
    ),
    pytest.param(
        "update journal_anchors set number = 9 where number = 3;"
        "update journal_checkpoints set number = 9 where number = 3",
        point(Fault.CHECKPOINT_CHANGED, 9),
        id="checkpoint under another number",
    ),
]


@pytest.mark.parametrize(("statement", "expected"), STATEMENTS)
def test_a_change_behind_the_back_of_the_service_is_named(
    tampered: Tampered, statement: str, expected: tuple[Finding, ...]
) -> None:
    for one in statement.split(";"):
        tampered.session.connection().exec_driver_sql(one.replace("%", "%%"))
    assert tampered.house.check(tampered.session).findings == expected


def rewrite_from_the_third(tampered: Tampered) -> None:
    """Cut the chain and write it again with other entries and right hashes, head and values included."""
    cut = "delete from journal_entries where chain_id = 'a' and sequence > 2"
    head = (
        "update chain_heads set sequence = 2, entry_hash = (select entry_hash from journal_entries"
        " where chain_id = 'a' and sequence = 2) where chain_id = 'a'"
    )
    for one in (cut, "delete from journal_values", head):
        tampered.session.execute(text(one))
    Journal(tampered.session).append("a", [note(number + 20) for number in range(4)])


def sign_anew(tampered: Tampered) -> None:
    """Write another checkpoint over the last one, signed with a seal of one's own."""
    signed = CheckpointStore(tampered.session).numbered([3])[0]
    forged = replace(signed.checkpoint, count=signed.checkpoint.count + 1)
    forger = demo_signer(tampered.house.folder / "forger", at=AT)
    tampered.session.execute(
        text(
            "update journal_checkpoints set count = :count, checkpoint_hash = :hash,"
            " signature = :signature where number = 3"
        ),
        {
            "count": forged.count,
            "hash": checkpoint_hash(forged),
            "signature": forger.cms_sign(canonical(forged)),
        },
    )


def _byte(name: str) -> Callable[[Tampered], None]:
    def change(tampered: Tampered) -> None:
        path = tampered.house.folder / name
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(raw)

    return change


def _gone(name: str) -> Callable[[Tampered], None]:
    return lambda tampered: (tampered.house.folder / name).unlink()


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        pytest.param(rewrite_from_the_third, a(Fault.ANCHORED_CHANGED, 3), id="rewritten"),
        pytest.param(sign_anew, point(Fault.CHECKPOINT_COUNT, 3), id="signed anew"),
        pytest.param(_byte("00000001.json"), point(Fault.FILE_DIFFERS, 1), id="byte of a file"),
        pytest.param(_byte("00000003.p7s"), point(Fault.FILE_DIFFERS, 3), id="byte of a signature"),
        pytest.param(_gone("00000001.json"), point(Fault.FILE_MISSING, 1), id="first file removed"),
        pytest.param(_gone("00000002.json"), point(Fault.FILE_MISSING, 2), id="file removed"),
        pytest.param(_gone("00000002.p7s"), point(Fault.FILE_DIFFERS, 2), id="signature removed"),
    ],
)
def test_a_forgery_with_right_hashes_or_in_the_files_is_named(
    tampered: Tampered, tamper: Callable[[Tampered], None], expected: tuple[Finding, ...]
) -> None:
    tamper(tampered)
    assert tampered.house.check(tampered.session).findings == expected


def test_a_file_that_could_not_be_written_yet_is_no_fault(tampered: Tampered) -> None:
    for name in ("00000003.json", "00000003.p7s"):
        (tampered.house.folder / name).unlink()
    found = tampered.house.check(tampered.session)
    assert (found.findings, found.files) == ((), 2)
