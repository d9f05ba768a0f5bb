"""An excerpt of one chain proves itself, from its lines alone; any line changed, lost or swapped is found."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from app.audit.excerpt import check_excerpt, excerpt_of, lines_of, read_excerpt
from app.audit.findings import Fault, Finding
from app.audit.journal import Journal
from app.audit.model import NewEntry
from app.audit.store import CheckpointStore
from app.kit.db import make_engine
from app.kit.provision import service_url
from app.letters.demo_seal import demo_signer
from app.letters.seal_check import seals
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy.orm import Session
from tests.audit_house import AT, JournalHouse, append, note
from tests.databases import Databases

Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def house(
    postgres_url: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[JournalHouse]:
    """Chain a: 1-2 under checkpoint 1, 3 with a value under 3, 4 under none; chain b beside it."""
    databases = Databases(postgres_url)
    engine = make_engine(service_url(databases.make(template=migrated_template)))
    house = JournalHouse(engine, tmp_path_factory.mktemp("journal"))
    append(engine, "a", note(1, x=1), note(2, é="ü"))
    append(engine, "b", note(1))
    house.seal()
    append(engine, "b", note(2))
    house.seal()
    append(engine, "a", NewEntry("identity.checked", "x", AT, {}, {"note": "gezien"}))
    house.seal()
    append(engine, "a", note(4))
    yield house
    engine.dispose()
    databases.drop_all()


@pytest.fixture
def lines(house: JournalHouse) -> Lines:
    with Session(house.engine) as session:
        found = excerpt_of(Journal(session), CheckpointStore(session), "a")
    assert read_excerpt(lines_of(found)) == found
    return [json.loads(line) for line in lines_of(found)]


def written(lines: Lines) -> list[bytes]:
    return [json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines]


def test_a_chain_proves_itself(lines: Lines, house: JournalHouse) -> None:
    kinds = ["format", *["entry"] * 4, "value", "checkpoint", "checkpoint", "end"]
    assert [next(iter(line)) for line in lines] == kinds
    verdict = check_excerpt(written(lines), signed_by=seals())
    assert (verdict.passed, verdict.findings) == (True, ())
    assert (verdict.chain_id, verdict.entries, verdict.anchored) == ("a", 4, 3)
    assert (verdict.anchored_at, verdict.signers) == (AT, (house.signer.name,))
    assert "gezien" not in json.dumps(lines)


def _set(line: int, part: str, **changed: object) -> Callable[[Lines], None]:
    return lambda lines: lines[line][part].update(changed)


def _drop(at: int) -> Callable[[Lines], None]:
    def drop(lines: Lines) -> None:
        del lines[at]

    return drop


def _drop_and_count(at: int, part: str) -> Callable[[Lines], None]:
    def drop(lines: Lines) -> None:
        del lines[at]
        lines[-1]["end"][part] -= 1

    return drop


def _swap(lines: Lines) -> None:
    lines[1], lines[2] = lines[2], lines[1]


def _cut(lines: Lines) -> None:
    del lines[3:6]
    lines[-1]["end"].update(entries=2, values=0)


def _other_checkpoint(lines: Lines) -> None:
    lines[6]["checkpoint"] = lines[6]["checkpoint"].replace('"count":3', '"count":4')


def _other_signature(lines: Lines) -> None:
    lines[6]["signature"] = lines[7]["signature"]


def entry(fault: Fault, number: int) -> Finding:
    return Finding(fault, "a", number)


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (_set(2, "entry", kind="x"), entry(Fault.ENTRY_CHANGED, 2)),
        (_set(2, "entry", at="2026-03-05T09:00:02+00:00"), entry(Fault.ENTRY_CHANGED, 2)),
        (_set(2, "entry", details={}), entry(Fault.ENTRY_CHANGED, 2)),
        (_set(4, "entry", hash="0" * 64), entry(Fault.ENTRY_CHANGED, 4)),
        (_set(2, "entry", previousHash="0" * 64), entry(Fault.ENTRY_OUT_OF_PLACE, 2)),
        (lambda lines: lines[0].update(chain="b"), Finding(Fault.ENTRY_CHANGED, "b", 1)),
        (_set(5, "value", sealed="AAAA"), entry(Fault.VALUE_CHANGED, 3)),
        (_set(5, "value", sequence=2), entry(Fault.VALUE_UNKNOWN, 2)),
        (_set(5, "value", sequence=9), entry(Fault.VALUE_MISSING, 3)),
        (_drop_and_count(5, "values"), entry(Fault.VALUE_MISSING, 3)),
        (_drop_and_count(1, "entries"), entry(Fault.ENTRY_MISSING, 1)),
        (_drop_and_count(2, "entries"), entry(Fault.ENTRY_MISSING, 2)),
        (_swap, entry(Fault.ENTRY_MISSING, 1)),
        (_cut, entry(Fault.ANCHORED_MISSING, 3)),
        (_other_checkpoint, Finding(Fault.SIGNATURE_INVALID, number=1)),
        (_other_signature, Finding(Fault.SIGNATURE_INVALID, number=1)),
        (_set(5, "value", sealed="?"), Finding(Fault.UNREADABLE, number=6)),
        (_drop(0), Finding(Fault.UNREADABLE, number=1)),
        (_drop(3), Finding(Fault.UNREADABLE, number=8)),
        (_drop(-1), Finding(Fault.INCOMPLETE, number=8)),
        (lambda lines: lines.append(lines[0]), Finding(Fault.UNREADABLE, number=10)),
        (lambda lines: lines.clear(), Finding(Fault.INCOMPLETE, number=0)),
    ],
    ids=lambda value: f"{value.fault} {value.number}" if isinstance(value, Finding) else "",
)
def test_a_tampered_excerpt_is_found(
    lines: Lines, tamper: Callable[[Lines], None], expected: Finding
) -> None:
    tamper(lines)
    assert check_excerpt(written(lines), signed_by=seals()).findings == (expected,)


@pytest.mark.parametrize(
    ("at", "old", "new"),
    [
        (0, b'"format":', b'"more": 1, "format":'),
        (1, b'{"entry":', b'{"value": {}, "entry":'),
        (1, b'{"sequence": 1', b'{"text": "x", "sequence": 1'),
        (1, b'{"sequence": 1', b'{"sequence": 1.7'),
        (1, b'{"sequence": 1', b'{"sequence": "1"'),
        (1, b'{"sequence": 1', b'{"sequence": true'),
        (1, b'"actor":', b'"actor": "nobody", "actor":'),
        (1, b'"details": {', b'"details": {"x": 9, '),
        (1, b"+00:00", b""),
        (5, b'{"sequence": 3', b'{"note": "x", "sequence": 3'),
        (6, b'{"checkpoint":', b'{"more": 1, "checkpoint":'),
        (8, b'{"entries": 4', b'{"entries": 4.0'),
        (8, b'{"end":', b'{"more": 1, "end":'),
    ],
)
def test_a_line_that_others_could_read_otherwise_is_refused(
    lines: Lines, at: int, old: bytes, new: bytes
) -> None:
    raw = written(lines)
    assert old in raw[at]
    raw[at] = raw[at].replace(old, new, 1)
    found = check_excerpt(raw, signed_by=seals()).findings
    assert found == (Finding(Fault.UNREADABLE, number=at + 1),)


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\n", b"[]\n", b"1\n", b"PK\x03\x04", b'{"format":"x"}\n']
)
def test_another_file_is_no_excerpt(raw: bytes) -> None:
    (found,) = check_excerpt([raw] if raw else [], signed_by=seals()).findings
    assert found.fault in {Fault.UNREADABLE, Fault.INCOMPLETE}


def test_a_seal_that_does_not_rest_on_the_given_certificates_is_said(
    lines: Lines, house: JournalHouse, tmp_path: Path
) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    for folder, signer in ((own, house.signer), (other, demo_signer(tmp_path, at=AT))):
        folder.mkdir()
        certificate = signer._seal.certificate  # type: ignore[attr-defined]  # a test's look inside
        (folder / "seal.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    assert check_excerpt(written(lines), signed_by=seals(own)).passed
    refused = check_excerpt(written(lines), signed_by=seals(other)).findings
    assert refused == tuple(Finding(Fault.SIGNATURE_UNTRUSTED, number=n) for n in (1, 3))
