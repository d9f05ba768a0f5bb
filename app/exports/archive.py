"""A zip as a stream: the same files give the same bytes, whatever the hour and the machine."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from typing_extensions import override

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_CHUNK: Final = 256 * 1024
_LEVEL: Final = 1  # deflate: most of the gain for a fifth of the time
_MODE: Final = 0o100644 << 16  # a plain file that nothing may run
_UNIX: Final = 3


@dataclass(frozen=True, slots=True)
class Member:
    """One file to be packed; `size` is known before, so that small packages open in old programs too."""

    path: str
    size: int
    chunks: Iterable[bytes]


class _Ready(io.RawIOBase):
    """What was written and not yet taken; it cannot be sought in, so a zip in it is written front to back."""

    def __init__(self) -> None:
        self.held = bytearray()

    @override
    def write(self, data: "ReadableBuffer", /) -> int:
        before = len(self.held)
        self.held += data
        return len(self.held) - before

    def take(self) -> bytes:
        """Return what is ready, and forget it."""
        taken = bytes(self.held)
        self.held.clear()
        return taken


def entry(path: str, *, at: datetime, size: int = 0) -> ZipInfo:
    """Return what a zip tells of a file, dated `at`; from 2 GB on, `size` asks for Zip64."""
    # A date in a zip has no zone: UTC on every machine.
    info = ZipInfo(path, at.astimezone(UTC).timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - without the underscore from Python 3.13
    info.create_system, info.external_attr = _UNIX, _MODE
    info.file_size = size
    return info


def packed(members: Iterable[Member], *, root: str, at: datetime) -> Iterator[bytes]:
    """Yield the zip of the members under the folder `root`, every file dated `at`."""
    ready = _Ready()
    with ZipFile(ready, "w") as zipped:
        for member in members:
            info = entry(f"{root}/{member.path}", at=at, size=member.size)
            with zipped.open(info, "w") as part:
                for chunk in member.chunks:
                    part.write(chunk)
                    if len(ready.held) >= _CHUNK:
                        yield ready.take()
    yield ready.take()
