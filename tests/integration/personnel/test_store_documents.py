"""Documents of a store: whole and bounded whichever way they come, kept apart from the records, and gone with them."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from app.kit.signed_files import private_key, write_signed
from app.kit.vault import Vault, new_case_key
from app.language import Text
from app.personnel.collecting import collect, reason_of
from app.personnel.demo.mappings import MAPPINGS
from app.personnel.drop_box import AnswerAwaited
from app.personnel.json_values import NotAsMapped, dump, parse
from app.personnel.mapping import load_mapping
from app.personnel.model import (
    LARGEST_DOCUMENT,
    AnswerStatus,
    Collector,
    Document,
    DocumentTooLarge,
    Element,
    Holding,
    OfferedDocument,
    Origin,
    PersonalRecord,
    SourceLater,
    SubjectKey,
    ValueKind,
)
from app.personnel.registry import ConnectorSpec, build_collectors
from app.personnel.spool import Spool
from tests.api_side import ApiSide
from tests.contract_stores import drop_mapping, hr_api, hr_database, running, stop_all
from tests.file_side import write_keys
from tests.journey_steps import rows

KEY = new_case_key()
ANNELEEN = SubjectKey("vlimpers", "100001")
HOLDING = Holding(
    "hr",
    "papers",
    "e_dossier",
    Text("x"),
    (
        Element("name", Text("x"), ValueKind.TEXT, Origin.OBSERVED),
        Element("file", Text("x"), ValueKind.DOCUMENT, Origin.OBSERVED, file_name="name"),
    ),
)


def papers(collector: Collector) -> Holding:
    return next(h for h in collector.holdings if h.documents)


def documents(collector: Collector, key: SubjectKey = ANNELEEN) -> dict[str, OfferedDocument]:
    return {
        record.record_id: value
        for batch in collector.records(key, papers(collector))
        for record in batch
        for value in record.values
        if isinstance(value, OfferedDocument)
    }


def record(name: str, *pieces: bytes, size: int | None = None) -> PersonalRecord:
    return PersonalRecord("1", (name, OfferedDocument(lambda: iter(pieces), size)))


def kept(folder: Path, batches: Any) -> list[PersonalRecord]:
    spool = Spool(Vault(folder, durable=False))
    with spool.writing("dossiers/c/1", "hr", KEY) as out:
        out.write(HOLDING, batches)
    shape, blocks = spool.open("dossiers/c/1", KEY, system="hr", holding="papers")
    return [r for block in blocks for r in shape.records(block)]


def test_a_document_is_a_file_of_its_own_and_not_in_the_line(tmp_path: Path) -> None:
    content = [b"%PDF-1.7 ", b"woorden " * 100_000]
    (made,) = kept(tmp_path, [[record("a.txt", *content)]])
    document = made.values[1]
    assert isinstance(document, Document)
    assert (document.media_type, document.size) == ("application/pdf", 800_009)
    assert document.sha256 == hashlib.sha256(b"".join(content)).hexdigest()
    spool = Spool(Vault(tmp_path, durable=False))
    assert b"".join(spool.document("dossiers/c/1", KEY, document)) == b"".join(content)
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and b"woorden" in p.read_bytes()]
    assert sum("documents" in p for p in spool.files("dossiers/c")) == 1


def test_after_an_error_no_document_is_left(tmp_path: Path) -> None:
    def breaks() -> Iterator[Sequence[PersonalRecord]]:
        yield [record("a.txt", b"een")]
        raise SourceLater("weg")

    with pytest.raises(SourceLater):
        kept(tmp_path, breaks())
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


@pytest.mark.parametrize("told", [True, False], ids=["told", "found"])
def test_a_document_that_is_too_large_needs_a_person(tmp_path: Path, *, told: bool) -> None:
    piece = b"x" * 8_000_000
    huge = record("a", *[piece] * 5, size=40_000_000 if told else None)

    class Store:
        """A store with one huge document."""

        system, label, holdings = "hr", Text("x"), (HOLDING,)

        def profile(self, _key: SubjectKey) -> Any:
            return None

        def recipients(self, _key: SubjectKey) -> Any:
            return ()

        def records(self, _key: SubjectKey, _holding: Holding) -> Any:
            yield [record("klein.txt", b"klein")]
            yield [huge]

    made: Any = Store()
    dossier = collect(
        Spool(Vault(tmp_path, durable=False)),
        "dossiers/c/1",
        key=KEY,
        collector=made,
        subject=SubjectKey("hr", "1"),
        holdings=(HOLDING,),
        at=datetime(2026, 3, 5, tzinfo=UTC),
    )
    (answer,) = dossier.answers
    assert answer.status is AnswerStatus.UNAVAILABLE
    assert answer.reason == reason_of(DocumentTooLarge("x"))
    assert f"{LARGEST_DOCUMENT // 1_000_000} MB" in answer.reason
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_a_database_gives_a_large_document_in_pieces(store_url: str) -> None:
    content = os.urandom(2_500_001)
    collector = hr_database(store_url)
    (row,) = rows(
        store_url,
        "update edossier_stuk set inhoud = :content where id ="
        " (select min(id) from edossier_stuk where persoon_id = 100002) returning id::text",
        content=content,
    )
    try:
        offered = documents(collector, SubjectKey("vlimpers", "100002"))[row[0]]
        pieces = list(offered.content())
        assert [len(piece) for piece in pieces] == [1_000_000, 1_000_000, 500_001]
        assert b"".join(pieces) == content
        rows(store_url, "update edossier_stuk set inhoud = 'x' where id::text = :id", id=row[0])
        with pytest.raises(SourceLater, match="changed"):
            list(offered.content())
    finally:
        collector.close()


@pytest.fixture
def api(store_url: str) -> Iterator[tuple[Collector, ApiSide]]:
    collector = hr_api(store_url)
    (side,) = running()
    assert isinstance(side, ApiSide)
    yield collector, side
    collector.close()
    stop_all()


def test_a_link_of_an_api_is_followed_with_our_token_on_its_own_server_alone(
    api: tuple[Collector, ApiSide], monkeypatch: pytest.MonkeyPatch
) -> None:
    collector, side = api
    offered = documents(collector)
    assert not any("/documents/" in path for _, path in side.asked)
    assert all(b"".join(o.content()) for o in offered.values())
    assert any("/documents/" in path for _, path in side.asked)
    monkeypatch.setattr("tests.api_side._link", lambda v, _: _elsewhere(v))
    for other in documents(collector).values():
        with pytest.raises(NotAsMapped, match="another server"):
            list(other.content())
    monkeypatch.setattr("app.personnel.api_client.MOST_BYTES", 50)
    with pytest.raises(DocumentTooLarge):
        list(next(iter(offered.values())).content())


def _elsewhere(value: Any) -> Any:
    return "https://127.0.0.1:1/x" if isinstance(value, OfferedDocument) else value


@pytest.fixture
def drop(tmp_path: Path) -> Collector:
    """A folder that nobody answers in."""
    secret = write_keys(tmp_path)
    for name in ("in", "out"):
        (tmp_path / "drop" / name).mkdir(parents=True)
    path = tmp_path / "drop.toml"
    path.write_text(drop_mapping(load_mapping(MAPPINGS[0])), encoding="utf-8")
    options = {"folder": "drop", "answer_key": "theirs.pub"}
    spec = ConnectorSpec("file_drop", "", path, secret=secret, options=options, folder=tmp_path)
    return build_collectors([spec])[0]


CONTENT = b"%PDF-1.7 brief"
GOOD = {"file": "brief.pdf", "sha256": hashlib.sha256(CONTENT).hexdigest()}


def answer(folder: Path, file: dict[str, str], *, lay: bytes | None = CONTENT) -> Path:
    """Answer the question that waits with one document."""
    (out,) = (folder / "drop" / "out").glob("*.json")
    question = parse(out.read_bytes())
    (holding,) = question["holdings"]
    values = dict.fromkeys(holding["elements"]) | {"file": file}
    told = {
        "requestId": question["requestId"],
        "nonce": question["nonce"],
        "holdings": {
            holding["name"]: [{"recordId": "1", "thirdParty": False, "values": values}],
        },
    }
    path = folder / "drop" / "in" / out.name
    if lay is not None:
        path.with_suffix("").mkdir(exist_ok=True)
        (path.with_suffix("") / "brief.pdf").write_bytes(lay)
    write_signed(path, dump(told).encode(), key=private_key((folder / "theirs.key").read_text()))
    return path


def test_a_file_beside_an_answer_is_taken_along_and_kept_encrypted(
    drop: Collector, tmp_path: Path
) -> None:
    with pytest.raises(AnswerAwaited):
        documents(drop)
    path = answer(tmp_path, GOOD)
    for _ in range(2):  # the second time from what is kept
        (offered,) = documents(drop).values()
        assert b"".join(offered.content()) == CONTENT
    assert not path.with_suffix("").exists()
    own = list((tmp_path / "drop" / "own").iterdir())
    assert not any(b"brief" in p.read_bytes() for p in own)


NOT_USABLE = [
    ("another content", GOOD, b"%PDF-1.7 iets anders"),
    ("no file", GOOD, None),
    ("a way out of the folder", GOOD | {"file": "../brief.pdf"}, CONTENT),
    ("no hash", GOOD | {"sha256": "x"}, CONTENT),
]


@pytest.mark.parametrize(
    ("file", "lay"), [n[1:] for n in NOT_USABLE], ids=[n[0] for n in NOT_USABLE]
)
def test_a_file_that_is_not_the_one_that_was_signed_for_is_put_aside(
    drop: Collector, tmp_path: Path, file: dict[str, str], lay: bytes | None
) -> None:
    with pytest.raises(AnswerAwaited):
        documents(drop)
    path = answer(tmp_path, file, lay=lay)
    if path.exists():
        os.utime(path, (0, 0))  # it has been there for long: nothing is on its way any more
    with pytest.raises(AnswerAwaited):
        documents(drop)
    assert not path.exists()
    assert not path.with_suffix("").exists()
    assert (tmp_path / "drop" / "refused" / f"{path.stem}.reason.txt").exists()


def test_a_file_that_is_on_its_way_is_waited_for(drop: Collector, tmp_path: Path) -> None:
    with pytest.raises(AnswerAwaited):
        documents(drop)
    path = answer(tmp_path, GOOD, lay=None)
    with pytest.raises(AnswerAwaited):
        documents(drop)
    assert path.exists()
    path.with_suffix("").mkdir()
    (path.with_suffix("") / "brief.pdf").write_bytes(CONTENT)
    (offered,) = documents(drop).values()
    assert b"".join(offered.content()) == CONTENT
