"""The files of a copy in the encrypted store: big ones alone, small ones together, so that a copy of many tables costs few writes."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from app.exports.model import SealedFile
from app.kit.vault import CaseKey, Vault, VaultDamaged, VaultWriter

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

SMALL: Final = 512 * 1024
"""Bytes up to which a file is kept in memory until it is complete, then laid with the other small ones."""


def export_folder(case_id: str, export_id: str) -> str:
    """Return the place of an export in the file store."""
    return f"exports/{case_id}/{export_id}"


class SealedSink(io.RawIOBase):
    """One file being written: in memory while it is small, then into a file of its own."""

    def __init__(self, vault: Vault, key: CaseKey, stored: str) -> None:
        self._open = (vault, stored, key)
        self._stack = ExitStack()
        self.held: bytearray | None = bytearray()
        self.alone: VaultWriter | None = None

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: "ReadableBuffer", /) -> int:
        """Take all of `data`; what comes after the end of the file is dropped."""
        with memoryview(data) as view:
            if self.alone is not None:
                return self.alone.write(view)
            if self.held is not None:
                self.held += view
                if len(self.held) > SMALL:
                    self._move()
            return view.nbytes

    def _move(self) -> None:
        vault, stored, key = self._open
        self.alone = self._stack.enter_context(vault.writer(stored, key))
        if self.held is not None:
            self.alone.write(self.held)
        self.held = None

    @contextmanager
    def until_whole(self) -> Iterator[None]:
        """Publish the file when the block ends well; drop it otherwise."""
        try:
            with self._stack:
                yield
        finally:
            self.alone = None


class CopyWriter:
    """Writes the files of one copy, each once; `files` lists them in the order they were completed."""

    def __init__(self, vault: Vault, key: CaseKey, folder: str) -> None:
        self._vault, self._key, self._folder = vault, key, folder
        self._together = f"{folder}/together"
        self._pack: VaultWriter | None = None
        self.files: list[SealedFile] = []

    @contextmanager
    def open(self) -> Iterator["CopyWriter"]:
        """Keep the place for small files open; it appears, whole, when the block ends well."""
        with self._vault.writer(self._together, self._key) as pack:
            self._pack = pack
            yield self

    @contextmanager
    def file(self, path: str, media_type: str) -> Iterator[SealedSink]:
        """Write one file of the package."""
        stored = f"{self._folder}/{path}"
        sink = SealedSink(self._vault, self._key, stored)
        with sink.until_whole():
            yield sink
            alone, held = sink.alone, sink.held
        if alone is not None:
            self.files.append(SealedFile(path, alone.size, alone.sha256, media_type, stored))
        elif held is not None:
            self._lay(path, media_type, bytes(held))

    def put(self, path: str, media_type: str, content: bytes) -> SealedFile:
        """Write one file whose content is at hand."""
        with self.file(path, media_type) as sink:
            sink.write(content)
        return self.files[-1]

    def _lay(self, path: str, media_type: str, content: bytes) -> None:
        if self._pack is None:
            raise ValueError("this copy is not open")
        offset, digest = self._pack.size, hashlib.sha256(content).hexdigest()
        self._pack.write(content)
        self.files.append(
            SealedFile(path, len(content), digest, media_type, self._together, offset)
        )


class CopyReader:
    """Reads the files of one copy; fast when they are asked for in the order of the copy."""

    def __init__(self, vault: Vault, key: CaseKey) -> None:
        self._vault, self._key = vault, key
        self._pieces: Iterator[bytes] = iter(())
        self._rest = memoryview(b"")
        self._at: int | None = None

    def chunks(self, file: SealedFile) -> Iterator[bytes]:
        """Yield the file in pieces. Raises VaultMissing, VaultDamaged."""
        if file.offset is None:
            return self._vault.chunks(file.stored, self._key)
        return self._shared(file.stored, file.offset, file.size)

    def read(self, file: SealedFile) -> bytes:
        """Return a small file whole. Raises VaultMissing, VaultDamaged."""
        return b"".join(self.chunks(file))

    def _shared(self, stored: str, offset: int, size: int) -> Iterator[bytes]:
        if self._at is None or self._at > offset:
            self._pieces = self._vault.chunks(stored, self._key)
            self._rest, self._at = memoryview(b""), 0
        for _ in self._take(offset - self._at):
            pass
        yield from self._take(size)

    def _take(self, count: int) -> Iterator[bytes]:
        while count > 0:
            if not self._rest:
                self._rest = memoryview(next(self._pieces, b""))
            piece, self._rest = bytes(self._rest[:count]), self._rest[count:]
            if not piece:
                raise VaultDamaged
            self._at = (self._at or 0) + len(piece)
            count -= len(piece)
            yield piece
