"""The records of a collection on their way through: JSON lines under the case's key, a batch in memory at a time.

The first line of a file names its elements and kinds; each other line is `[record id, third party, value, …]`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Self

import orjson

from app.kit.vault import CaseKey, Vault
from app.personnel.model import Holding, PersonalRecord, Value, ValueKind

_READ: Mapping[ValueKind, Callable[[str], Value]] = {
    ValueKind.DECIMAL: Decimal,
    ValueKind.DATE: date.fromisoformat,
    ValueKind.TIMESTAMP: datetime.fromisoformat,
}
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


class Spool:
    """Writes and reads the files of a collection, `dossiers/<case>/<collection>/<system>.<holding>.jsonl`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def write(
        self,
        path: str,
        key: CaseKey,
        *,
        holding: Holding,
        batches: Iterator[Sequence[PersonalRecord]],
    ) -> Counts:
        """Write all batches; without any record there is no file, and after an error neither."""
        records = third_party = 0
        with ExitStack() as stack:
            writer = None
            for batch in batches:
                if not writer:
                    writer = stack.enter_context(self._vault.writer(path, key))
                    writer.write(Shape.of(holding).line)
                writer.write(lines_of(batch))
                records += len(batch)
                third_party += sum([r.third_party for r in batch])
        return Counts(records, third_party)

    def open(self, path: str, key: CaseKey) -> tuple[Shape, Iterator[bytes]]:
        """Return the shape of a file and its lines in blocks. Raises VaultMissing; reading raises VaultDamaged."""
        blocks = _whole_lines(self._vault.chunks(path, key))
        first, _, rest = next(blocks).partition(b"\n")
        return Shape.read(first), _after(rest, blocks)

    def delete(self, prefix: str, *, keep: str | None = None) -> None:
        """Delete every file under `prefix`, but not those under `keep`."""
        for path in self._vault.list(prefix):
            if keep is None or not path.startswith(f"{keep}/"):
                self._vault.delete(path)


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
