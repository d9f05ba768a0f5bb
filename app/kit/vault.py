"""The encrypted file store: every file under the key of its case from its first byte on disk, in a local folder or an S3-compatible store."""

import hashlib
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Self

import obstore
from cryptography.exceptions import InvalidTag
from obstore.store import LocalStore, ObjectStore, from_url
from typing_extensions import override

from app.errors import DeskError
from app.kit.case_key import (
    CaseKey,
    KeyDestroyed,
    WrongMasterKey,
    new_case_key,
    unwrap_key,
    wrap_key,
)
from app.kit.chunk_cipher import CHUNK, HEADER, SEALED_CHUNK, TAG, Bytes, ChunkCipher

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer
    from obstore import WritableFile
    from obstore.store import S3Config

__all__ = [
    "CaseKey",
    "KeyDestroyed",
    "Vault",
    "VaultDamaged",
    "VaultMissing",
    "VaultReader",
    "VaultWriter",
    "WrongMasterKey",
    "new_case_key",
    "unwrap_key",
    "wrap_key",
]

_PATH: Final = re.compile(r"(?!\.)[A-Za-z0-9._-]+(/(?!\.)[A-Za-z0-9._-]+)*")
_LOCAL_PART: Final = 1024 * 1024
_REMOTE_PART: Final = 8 * 1024 * 1024  # S3 takes no part under 5 MiB
_PARTS_IN_FLIGHT: Final = 2


class VaultDamaged(DeskError):
    """The stored file is not what was written: cut, changed, moved, or of another case."""

    code: ClassVar[str] = "fileDamaged"


class VaultMissing(DeskError):
    """There is no such file."""

    code: ClassVar[str] = "fileMissing"


class VaultWriter(io.RawIOBase):
    """A file being written; the object appears when the `with` block ends well, and never otherwise."""

    def __init__(self, sink: "WritableFile", cipher: ChunkCipher) -> None:
        self._sink: WritableFile | None = sink
        self._cipher = cipher
        self._held = bytearray()
        self._number = 0
        self._digest = hashlib.sha256()
        self._size = 0
        self._put(cipher.header)

    @property
    def size(self) -> int:
        """Plain bytes written so far."""
        return self._size

    @property
    def sha256(self) -> str:
        """SHA-256 of the plain bytes written so far, hexadecimal."""
        return self._digest.hexdigest()

    @override
    def writable(self) -> bool:
        return True

    @override
    def tell(self) -> int:
        """Return the number of plain bytes written."""
        return self._size

    @override
    def write(self, data: "ReadableBuffer", /) -> int:
        """Take all of `data` and return its length in bytes. Raises ValueError when closed."""
        if self.closed or self._sink is None:
            raise ValueError("this file is closed")
        with memoryview(data) as given, given.cast("B") as view:
            self._digest.update(view)
            self._size += len(view)
            self._take(view)
            return len(view)

    def _take(self, view: memoryview) -> None:
        # The newest chunk is held back until more comes: only the last one carries the end flag.
        at = 0
        if self._held:
            at = min(CHUNK - len(self._held), len(view))
            self._held += view[:at]
            if at == len(view):
                return
            self._seal(self._held, last=False)
            self._held.clear()
        while len(view) - at > CHUNK:
            self._seal(view[at : at + CHUNK], last=False)
            at += CHUNK
        self._held += view[at:]

    def _seal(self, chunk: Bytes, *, last: bool) -> None:
        self._put(self._cipher.seal(chunk, self._number, last=last))
        self._number += 1

    def _put(self, sealed: bytes) -> None:
        # The store keeps what it is given without copying it: always immutable bytes of its own.
        if self._sink is None or self._sink.write(sealed) != len(sealed):
            raise OSError("the store took only part of a chunk")

    def publish(self) -> None:
        """Write the end and let the object appear."""
        self._seal(self._held, last=True)
        self._held.clear()
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.close()
        self.close()

    def abandon(self) -> None:
        """Drop what was written; an unfinished upload is discarded by the store."""
        self._sink = None
        self._held.clear()
        self.close()


class VaultReader(io.RawIOBase):
    """Raw reading side of a stored file: gives plain bytes chunk by chunk."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill `buffer` from the next chunk; 0 at the end. Raises VaultDamaged."""
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        with memoryview(buffer) as given, given.cast("B") as target:
            count = min(len(target), len(self._rest))
            target[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


class Vault:
    """Files under paths such as `cases/<id>/letters/<id>`; plain text never touches the store."""

    def __init__(self, root: Path | ObjectStore, *, durable: bool = True) -> None:
        """Keep the files in a folder made for our eyes only, where `durable` waits for the disk, or in a store."""
        self._disk: Path | None = None
        self._part = _REMOTE_PART
        if isinstance(root, Path):
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._disk = root.resolve() if durable else None
            self._part = _LOCAL_PART
        self._store = LocalStore(root.resolve()) if isinstance(root, Path) else root
        self.written: list[str] | None = None

    @classmethod
    def from_url(cls, url: str, *, config: "S3Config | None" = None) -> Self:
        """Return a vault in the store at `url`, such as `s3://bucket/prefix`."""
        return cls(from_url(url, config=config))

    def noting(self, written: list[str]) -> "Vault":
        """Return the same vault as seen by one transaction: each file that appears is noted in `written`."""
        seen = copy(self)
        seen.written = written
        return seen

    @contextmanager
    def writer(self, path: str, key: CaseKey) -> Iterator[VaultWriter]:
        """Open a file for writing; it appears, whole, when the block ends without an exception."""
        cipher = ChunkCipher.new(_checked(path), key)
        sink = obstore.open_writer(
            self._store, path, buffer_size=self._part, max_concurrency=_PARTS_IN_FLIGHT
        )
        writer = VaultWriter(sink, cipher)
        del sink  # the writer alone holds it, so that dropping it there discards the upload
        try:
            yield writer
            writer.publish()
        except BaseException:
            writer.abandon()
            raise
        if self.written is not None:
            self.written.append(path)
        if self._disk is not None:
            _wait_for_disk(self._disk / path)

    @contextmanager
    def reader(self, path: str, key: CaseKey) -> Iterator["io.BufferedReader[VaultReader]"]:
        """Open a file for reading. Raises VaultMissing; reading raises VaultDamaged."""
        with io.BufferedReader(VaultReader(self.chunks(path, key)), CHUNK) as reader:
            yield reader

    def chunks(self, path: str, key: CaseKey) -> Iterator[bytes]:
        """Yield the file in plain pieces of at most 256 KiB.

        Each piece was proven when it comes, but only the end proves that the file is whole: act on
        a piece, publish nothing before the last. Raises VaultMissing at once, VaultDamaged on the way.
        """
        size = self._size(_checked(path))
        if size < HEADER + TAG:
            raise VaultDamaged
        return self._opened(path, key, size)

    def part(self, path: str, key: CaseKey, *, start: int, end: int) -> Iterator[bytes]:
        """Yield the plain bytes from `start` up to `end`, of which only the pieces around them are read.

        Raises VaultMissing at once, VaultDamaged on the way.
        """
        size = self._size(_checked(path))
        if size < HEADER + TAG:
            raise VaultDamaged
        return self._cut(path, key, size, start, end)

    def read(self, path: str, key: CaseKey) -> bytes:
        """Return the whole file, proven. For small files. Raises VaultMissing, VaultDamaged."""
        return b"".join(self.chunks(path, key))

    def delete(self, path: str) -> None:
        """Delete the file; it is no error when it is gone already."""
        with suppress(FileNotFoundError):
            obstore.delete(self._store, _checked(path))

    def exists(self, path: str) -> bool:
        """Tell whether the file is there, without reading it."""
        try:
            self._size(_checked(path))
        except VaultMissing:
            return False
        return True

    def list(self, prefix: str) -> list[str]:
        """Return the paths under `prefix` (whole path segments; empty for all), sorted."""
        under = _checked(prefix) if prefix else None
        return sorted(meta["path"] for batch in obstore.list(self._store, under) for meta in batch)

    def _size(self, path: str) -> int:
        try:
            return obstore.head(self._store, path)["size"]
        except FileNotFoundError as error:
            raise VaultMissing from error

    def _cut(self, path: str, key: CaseKey, size: int, start: int, end: int) -> Iterator[bytes]:
        first, stop = start // CHUNK, (end - 1) // CHUNK + 1
        skip, left = start - first * CHUNK, end - start
        for piece in self._opened(path, key, size, first=first, stop=stop):
            wanted = piece[skip : skip + left]
            skip, left = 0, left - len(wanted)
            yield wanted

    def _opened(
        self, path: str, key: CaseKey, size: int, *, first: int = 0, stop: int | None = None
    ) -> Iterator[bytes]:
        """Yield the chunks from number `first` up to `stop`, or to the end."""
        header = bytes(obstore.get_range(self._store, path, start=0, end=HEADER))
        read_to = HEADER + first * SEALED_CHUNK
        until = size if stop is None else min(size, HEADER + stop * SEALED_CHUNK)
        number = first
        try:
            cipher = ChunkCipher.of_header(header, path, key)
            for sealed in self._sealed(path, read_to, until):
                read_to += len(sealed)
                yield cipher.open(sealed, number, last=read_to == size)
                number += 1
        except (InvalidTag, ValueError) as error:
            raise VaultDamaged from error

    def _sealed(self, path: str, first: int, until: int) -> Iterator[memoryview]:
        window = self._part // CHUNK * SEALED_CHUNK
        for start in range(first, until, window):
            end = min(start + window, until)
            with memoryview(obstore.get_range(self._store, path, start=start, end=end)) as part:
                for at in range(0, len(part), SEALED_CHUNK):
                    yield part[at : at + SEALED_CHUNK]


def _checked(path: str) -> str:
    if not _PATH.fullmatch(path):
        raise ValueError("a path of the vault is made of letters, digits, dots, dashes and slashes")
    return path


def _wait_for_disk(path: Path) -> None:
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
