"""The records of a collection on their way through: JSON lines under the case's key, a batch in memory at a time.

The first line of a holding names its elements and kinds; each other line is `[record id, third party, value, …]`. Where
several holdings share a file, a line before each says which it is and how many bytes it takes. Documents lie beside them, each
in a file of its own.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final, Self

import orjson

from app.kit.vault import CaseKey, Vault, VaultMissing, VaultWriter
from app.personnel.document_types import HEAD, media_type_of
from app.personnel.model import (
    LARGEST_DOCUMENT,
    Document,
    DocumentTooLarge,
    Holding,
    OfferedDocument,
    PersonalRecord,
    Value,
    ValueKind,
)


def _document(kept: Any) -> Document:
    return Document(kept["document_id"], kept["media_type"], kept["size"], kept["sha256"])


_READ: Mapping[ValueKind, Callable[[Any], Value]] = {
    ValueKind.DECIMAL: Decimal,
    ValueKind.DATE: date.fromisoformat,
    ValueKind.TIMESTAMP: datetime.fromisoformat,
    ValueKind.DOCUMENT: _document,
}
SMALL: Final = 64 * 1024
"""Bytes up to which the records of a holding lie with those of others: one write for dozens of holdings."""
_MARKED: Final = re.compile(rb'^\[("(?:[^"\\]|\\.)*"),true', re.MULTILINE)
_FIXED = 2
"""Record id and third-party mark come before the values."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records were written, and how many of them hold data on others."""

    records: int = 0
    third_party: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """Names and kinds of the values in one file."""

    names: tuple[str, ...]
    kinds: tuple[ValueKind, ...]

    @classmethod
    def of(cls, holding: Holding) -> Self:
        """Take the shape of a holding."""
        return cls(tuple(e.name for e in holding.elements), tuple(e.kind for e in holding.elements))

    @classmethod
    def read(cls, line: bytes) -> Self:
        """Read the first line of a file."""
        head: dict[str, list[str]] = orjson.loads(line)
        return cls(tuple(head["names"]), tuple(ValueKind(k) for k in head["kinds"]))

    @property
    def line(self) -> bytes:
        """The first line of a file."""
        return orjson.dumps({"names": self.names, "kinds": self.kinds}) + b"\n"

    def records(self, block: bytes) -> list[PersonalRecord]:
        """Turn a block of lines back into the values that were collected, exactly."""
        rows = rows_of(block)
        for place, kind in enumerate(self.kinds, start=_FIXED):
            if read := _READ.get(kind):
                for row in rows:
                    if row[place] is not None:
                        row[place] = read(row[place])
        return [PersonalRecord(row[0], tuple(row[_FIXED:]), row[1]) for row in rows]


def lines_of(batch: Iterable[PersonalRecord]) -> bytes:
    """Return one line per record; decimals as text, dates and timestamps in ISO form with their offset."""
    dumps, option = orjson.dumps, orjson.OPT_APPEND_NEWLINE
    return b"".join([dumps((i, third, *values), str, option) for i, values, third in batch])


def rows_of(block: bytes) -> list[list[Any]]:
    """Return the rows of a block as they are stored: text for decimals, dates and timestamps."""
    rows: list[list[Any]] = orjson.loads(b"[%b]" % block.rstrip(b"\n").replace(b"\n", b","))
    return rows


def marked_ids(block: bytes) -> list[str]:
    """Return the record ids of the lines that are marked as holding data on others."""
    return [orjson.loads(record_id) for record_id in _MARKED.findall(block)]


class Spool:
    """Writes and reads the records of a collection: small holdings of a system lie together, a big one alone."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._together: dict[str, Mapping[str, bytes]] = {}

    @contextmanager
    def writing(self, folder: str, system: str, key: CaseKey) -> Iterator["SystemWriter"]:
        """Write what one system holds; without any record there is no file."""
        with ExitStack() as stack:
            yield SystemWriter(self._vault, folder, system, key, stack)

    def open(
        self, folder: str, key: CaseKey, *, system: str, holding: str
    ) -> tuple[Shape, Iterator[bytes]]:
        """Return the shape of a holding and its lines in blocks. Raises VaultMissing; reading raises VaultDamaged."""
        together = self._read_together(_together(folder, system), key)
        if holding in together:
            blocks = iter((together[holding],))
        else:
            blocks = _whole_lines(self._vault.chunks(_alone(folder, system, holding), key))
        first, _, rest = next(blocks).partition(b"\n")
        return Shape.read(first), _after(rest, blocks)

    def document(self, folder: str, key: CaseKey, document: Document) -> Iterator[bytes]:
        """Return a document in pieces. Raises VaultMissing; reading raises VaultDamaged."""
        return self._vault.chunks(_beside(folder, document.document_id), key)

    def files(self, prefix: str, *, but: str | None = None) -> list[str]:
        """Return every file under `prefix`, without those under `but`."""
        return [
            path
            for path in self._vault.list(prefix)
            if but is None or not path.startswith(f"{but}/")
        ]

    def drop(self, paths: Iterable[str]) -> None:
        """Delete these files."""
        self._together.clear()
        for path in paths:
            self._vault.delete(path)

    def _read_together(self, path: str, key: CaseKey) -> Mapping[str, bytes]:
        """Return the small holdings of a system, read once: a dossier has dozens of them."""
        if path not in self._together:
            try:
                whole = self._vault.read(path, key)
            except VaultMissing:
                whole = b""
            self._together[path] = _sections(whole)
        return self._together[path]


class SystemWriter:
    """Takes the holdings of one system one after the other."""

    def __init__(
        self, vault: Vault, folder: str, system: str, key: CaseKey, stack: ExitStack
    ) -> None:
        self._vault, self._folder, self._system, self._key = vault, folder, system, key
        self._stack = stack
        self._shared: VaultWriter | None = None

    def write(self, holding: Holding, batches: Iterable[Sequence[PersonalRecord]]) -> Counts:
        """Write all batches of one holding; after an error nothing of it is kept."""
        records = third_party = 0
        held = bytearray()
        with ExitStack() as stack:
            alone: VaultWriter | None = None
            if holding.documents:
                batches = stack.enter_context(self._with_documents(holding, batches))
            for batch in filter(None, batches):
                held += lines_of(batch) if records else Shape.of(holding).line + lines_of(batch)
                records += len(batch)
                third_party += sum([r.third_party for r in batch])
                if len(held) > SMALL or alone:
                    alone = alone or stack.enter_context(self._writer_of(holding))
                    alone.write(held)
                    held.clear()
        self._lay(holding, held)
        return Counts(records, third_party)

    @contextmanager
    def _with_documents(
        self, holding: Holding, batches: Iterable[Sequence[PersonalRecord]]
    ) -> Iterator[Iterable[Sequence[PersonalRecord]]]:
        """Give the batches with every document kept; after an error none of them is."""
        kept: list[str] = []
        try:
            yield ([self._kept(holding, r, kept) for r in batch] for batch in batches)
        except BaseException:
            deque(map(self._vault.delete, kept), maxlen=0)
            raise

    def _kept(self, holding: Holding, record: PersonalRecord, kept: list[str]) -> PersonalRecord:
        values = list(record.values)
        for place in holding.documents:
            offered = values[place]
            if not isinstance(offered, OfferedDocument):
                continue
            element = holding.elements[place]
            name, declared = (
                values[at] if (at := holding.place(which)) is not None else None
                for which in (element.file_name, element.media_type)
            )
            document_id = f"{self._system}.{holding.name}.{len(kept) + 1}"
            path = _beside(self._folder, document_id)
            kept.append(path)
            with self._vault.writer(path, self._key) as out:
                head = _copied(offered, out)
            kind = media_type_of(head, name=str(name or ""), declared=str(declared or ""))
            values[place] = Document(document_id, kind, out.size, out.sha256)
        return PersonalRecord(record.record_id, tuple(values), record.third_party)

    def _writer_of(self, holding: Holding) -> AbstractContextManager[VaultWriter]:
        path = _alone(self._folder, self._system, holding.name)
        return self._vault.writer(path, self._key)

    def _lay(self, holding: Holding, held: bytes | bytearray) -> None:
        if not held:
            return
        if self._shared is None:
            path = _together(self._folder, self._system)
            self._shared = self._stack.enter_context(self._vault.writer(path, self._key))
        self._shared.write(orjson.dumps({"holding": holding.name, "bytes": len(held)}) + b"\n")
        self._shared.write(held)


def _together(folder: str, system: str) -> str:
    return f"{folder}/{system}.jsonl"


def _alone(folder: str, system: str, holding: str) -> str:
    return f"{folder}/{system}.{holding}.jsonl"


def _beside(folder: str, document_id: str) -> str:
    return f"{folder}/documents/{document_id}"


def _copied(offered: OfferedDocument, out: VaultWriter) -> bytes:
    """Write a document and return how it begins. Raises DocumentTooLarge, SourceError."""
    too_large = f"a document has more than {LARGEST_DOCUMENT // 1_000_000} MB"
    if offered.size is not None and offered.size > LARGEST_DOCUMENT:
        raise DocumentTooLarge(too_large)
    head = b""
    for piece in offered.content():
        if out.size + len(piece) > LARGEST_DOCUMENT:
            raise DocumentTooLarge(too_large)
        head = head if len(head) >= HEAD else head + piece[:HEAD]
        out.write(piece)
    return head


def _sections(whole: bytes) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    at = 0
    while at < len(whole):
        start = whole.index(b"\n", at) + 1
        head = orjson.loads(whole[at:start])
        at = start + head["bytes"]
        found[head["holding"]] = whole[start:at]
    return found


def skip_lines(blocks: Iterable[bytes], count: int) -> Iterator[bytes]:
    """Leave out the first `count` lines."""
    for block in blocks:
        here = block.count(b"\n")
        if count >= here:
            count -= here
            continue
        yield b"".join(islice(block.splitlines(keepends=True), count, None)) if count else block
        count = 0


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        whole, newline, tail = chunk.rpartition(b"\n")
        if newline:
            yield rest + whole + newline
            rest = tail
        else:
            rest += tail


def _after(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from blocks
