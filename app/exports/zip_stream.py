"""A zip written from front to back, fast for many small files: the package, and the workbook inside it."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

HELD: Final = 64 * 1024
"""Bytes up to which a file is held until it is whole, so that its sizes stand before it."""
PLAIN_LIMIT: Final = 0xFF00_0000
"""Bytes from which a file needs Zip64; some room is left for what deflate adds to bytes it cannot shorten."""

_LEVEL: Final = 1  # deflate: most of the gain for a fifth of the time
_SMALL: Final = (
    32 * 1024
)  # for these a small deflater does as well, and is made in a quarter of the time
_MODE: Final = 0o100644 << 16  # a plain file that nothing may run
_UNIX: Final = 3
_LATER: Final = 0x8  # flag: sizes and checksum follow the file
_UTF8: Final = 0x800  # flag: names are UTF-8
_DEFLATED: Final = 8
_PLAIN, _ZIP64 = 20, 45  # versions of the format
_FULL: Final = 0xFFFF_FFFF
_MANY: Final = 0xFFFF

_LOCAL: Final = struct.Struct("<4sHHHIIIIHH")
_AFTER: Final = struct.Struct("<4sIII")
_AFTER64: Final = struct.Struct("<4sIQQ")
_CENTRAL: Final = struct.Struct("<4sBBHHHIIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_END64: Final = struct.Struct("<4sQHHIIQQQQ4sIQI")
_SIZES64: Final = struct.Struct("<HHQQ")
_PLACE64: Final = struct.Struct("<HHQQQ")
_TIME: Final = struct.Struct("<HHBi")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file that was written, for the list at the end."""

    name: bytes
    flags: int
    crc: int
    packed: int
    size: int
    offset: int
    large: bool


class ZipStream:
    """Writes one zip; every file carries the same moment, so that the bytes repeat."""

    def __init__(self, write: Callable[[bytes], object], *, at: datetime) -> None:
        """Write by `write`, every file dated `at`."""
        moment = at.astimezone(UTC)
        # A DOS date has no zone and even seconds: UTC on every machine, and beside it the true second.
        day = (moment.year - 1980) << 9 | moment.month << 5 | moment.day
        self._dos = day << 16 | moment.hour << 11 | moment.minute << 5 | moment.second // 2
        second = int(moment.timestamp())
        # The field ends in 2038; after that the DOS date alone is left.
        self._stamp = _TIME.pack(0x5455, 5, 1, second) if second < 1 << 31 else b""
        self._write = write
        self._at = 0
        self._entries: list[_Entry] = []

    def add(self, path: str, content: bytes) -> None:
        """Write one file whole."""
        packer = _packer(len(content))
        self._whole(path, content, packer.compress(content) + packer.flush())

    def open(self, path: str, *, size: int = 0) -> "ZipPart":
        """Return one file to be written and closed before the next; `size` or more than 4 GB asks for Zip64."""
        return ZipPart(self, path, large=size >= PLAIN_LIMIT)

    def close(self) -> None:
        """Write the list of files, which ends the zip."""
        start = self._at
        for entry in self._entries:
            self.put(self._listed(entry))
        count, size = len(self._entries), self._at - start
        if count >= _MANY or start >= _FULL or size >= _FULL:
            end = (b"PK\x06\x06", 44, _ZIP64, _ZIP64, 0, 0, count, count, size, start)
            self.put(_END64.pack(*end, b"PK\x06\x07", 0, self._at, 1))
        few = min(count, _MANY)
        self.put(_END.pack(b"PK\x05\x06", 0, 0, few, few, min(size, _FULL), min(start, _FULL), 0))

    def put(self, data: bytes) -> None:
        """Write bytes of a file that is open."""
        self._write(data)
        self._at += len(data)

    def begin(self, name: bytes, *, large: bool) -> int:
        """Write the head of a file whose sizes follow it; return where it stands."""
        at = self._at
        extra = _SIZES64.pack(1, 16, 0, 0) if large else b""
        version, size = (_ZIP64, _FULL) if large else (_PLAIN, 0)
        fixed = (b"PK\x03\x04", version, _UTF8 | _LATER, _DEFLATED, self._dos)
        self._head((*fixed, 0, size, size), name, extra + self._stamp)
        return at

    def end(
        self, name: bytes, crc: int, packed: int, size: int, *, begun: int, large: bool
    ) -> None:
        """Write what follows a file. Raises OverflowError."""
        if not large and max(packed, size) >= _FULL:
            raise OverflowError("A file in the zip is larger than was said")
        after = _AFTER64 if large else _AFTER
        self.put(after.pack(b"PK\x07\x08", crc, packed, size))
        self._entries.append(_Entry(name, _UTF8 | _LATER, crc, packed, size, begun, large))

    def _whole(self, path: str, content: bytes, packed: bytes) -> None:
        name, crc, at = path.encode(), zlib.crc32(content), self._at
        sizes = len(packed), len(content)
        fixed = (b"PK\x03\x04", _PLAIN, _UTF8, _DEFLATED, self._dos, crc, *sizes)
        self._head(fixed, name, self._stamp)
        self.put(packed)
        self._entries.append(_Entry(name, _UTF8, crc, *sizes, at, large=False))

    def _head(self, fixed: tuple[bytes | int, ...], name: bytes, extra: bytes) -> None:
        self.put(_LOCAL.pack(*fixed, len(name), len(extra)) + name + extra)

    def _listed(self, entry: _Entry) -> bytes:
        large = entry.large or entry.offset >= _FULL
        sizes, extra, version = (entry.packed, entry.size, entry.offset), self._stamp, _PLAIN
        if large:
            extra = _PLACE64.pack(1, 24, entry.size, entry.packed, entry.offset) + extra
            sizes, version = (_FULL, _FULL, _FULL), _ZIP64
        packed, size, offset = sizes
        fixed = (b"PK\x01\x02", version, _UNIX, version, entry.flags, _DEFLATED, self._dos)
        lengths = (len(entry.name), len(extra), 0, 0, 0)
        head = _CENTRAL.pack(*fixed, entry.crc, packed, size, *lengths, _MODE, offset)
        return head + entry.name + extra


class ZipPart:
    """One file being written: held while it is small, then packed as it comes."""

    def __init__(self, zipped: ZipStream, path: str, *, large: bool) -> None:
        self._zip, self._path, self._large = zipped, path, large
        self._name = path.encode()
        self._held = bytearray()
        self._packer: zlib._Compress | None = None
        self._crc = self._packed = self._size = self._begun = 0

    def write(self, data: "ReadableBuffer") -> int:
        """Take all of `data` and return its length in bytes."""
        with memoryview(data) as view:
            if self._packer is not None:
                self._pack(self._packer, view)
                return view.nbytes
            self._held += view
            if len(self._held) > HELD:
                self._packer = _packer(len(self._held))
                self._begun = self._zip.begin(self._name, large=self._large)
                self._pack(self._packer, self._held)
                self._held = bytearray()
            return view.nbytes

    def close(self) -> None:
        """End the file."""
        if self._packer is None:
            self._zip.add(self._path, bytes(self._held))
            return
        self._put(self._packer.flush())
        told = self._crc, self._packed, self._size
        self._zip.end(self._name, *told, begun=self._begun, large=self._large)

    def _pack(self, packer: "zlib._Compress", data: bytearray | memoryview) -> None:
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        self._put(packer.compress(data))

    def _put(self, packed: bytes) -> None:
        if packed:
            self._packed += len(packed)
            self._zip.put(packed)


def _packer(size: int) -> "zlib._Compress":
    if size <= _SMALL:
        return zlib.compressobj(_LEVEL, zlib.DEFLATED, -13, 6)
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
