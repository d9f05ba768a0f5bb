"""A zip as a stream: the same files give the same bytes, whatever the hour and the machine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.exports.zip_stream import ZipStream

_CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """One file to be packed; `size` is known before, so that small packages open in old programs too."""

    path: str
    size: int
    chunks: Iterable[bytes]


def packed(members: Iterable[Member], *, root: str, at: datetime) -> Iterator[bytes]:
    """Yield the zip of the members under the folder `root`, every file dated `at`."""
    ready = bytearray()
    zipped = ZipStream(ready.extend, at=at)
    for member in members:
        part = zipped.open(f"{root}/{member.path}", size=member.size)
        for chunk in member.chunks:
            part.write(chunk)
            if len(ready) >= _CHUNK:
                yield bytes(ready)
                ready.clear()
        part.close()
    zipped.close()
    yield bytes(ready)
