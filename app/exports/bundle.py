"""The inspection bundle as a stream: everything that proves how one case was handled, in one signed bag."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import orjson

from app.exports import bag
from app.exports.archive import Member, packed
from app.exports.bundle_pages import bundle_pages

LEFT_OUT: Final = "data/left-out.json"
"""Files whose content stays out: path, size and hash of each, so that one shown later can be recognised."""
PAGE_HASHES: Final = "data/pages.sha256"
"""The pages outside `data/` are signed through this list."""
ABOUT: Final = "data/bundle.json"
FORMAT: Final = "rechtenloket/inspection-bundle/1"


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file of a bundle: read when it is packed. `content` is what `contents=false` leaves out."""

    path: str
    chunks: Callable[[], Iterator[bytes]]
    content: bool = False


class _Counted:
    """Lets bytes through and keeps their size and hash."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._digest = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._digest.update(chunk)
            self.size += len(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def bundle(
    files: Sequence[BundleFile],
    *,
    reference: str,
    about: Mapping[str, object],
    contents: bool,
    sign: Callable[[bytes], bytes],
    at: datetime,
) -> Iterator[bytes]:
    """Yield the zip; no file is ever held whole. `sign` gives a detached CMS signature.

    Raises VaultMissing, VaultDamaged while it is read.
    """
    said = {"format": FORMAT, "reference": reference, "contents": contents, **about}
    members = _members(files, said=said, contents=contents, sign=sign, at=at)
    return packed(members, root=f"{reference}-inspection", at=at)


def _members(
    files: Sequence[BundleFile],
    *,
    said: Mapping[str, object],
    contents: bool,
    sign: Callable[[bytes], bytes],
    at: datetime,
) -> Iterator[Member]:
    payload: list[bag.Packed] = []
    left_out: list[bag.Packed] = []
    for file in files:
        counted = _Counted(file.chunks())
        if file.content and not contents:
            for _ in counted:
                pass
            left_out.append(bag.Packed(file.path, counted.size, counted.sha256))
            continue
        # The size is not known before: a large one leaves room for what a zip needs from 2 GB on.
        yield Member(file.path, _ROOM if file.content else 0, counted)
        payload.append(bag.Packed(file.path, counted.size, counted.sha256))
    pages = bundle_pages(said, [f.path for f in payload], left_out=[f.path for f in left_out])
    for path, content in (
        (ABOUT, _json(said)),
        (LEFT_OUT, _json([{"path": f.path, "size": f.size, "sha256": f.sha256} for f in left_out])),
        (PAGE_HASHES, bag.manifest([_packed(*page) for page in pages.items()])),
    ):
        yield Member(path, len(content), (content,))
        payload.append(_packed(path, content))
    yield from _tags(payload, pages, said=said, sign=sign, at=at)


_ROOM: Final = 1 << 32


def _tags(
    payload: Sequence[bag.Packed],
    pages: Mapping[str, bytes],
    *,
    said: Mapping[str, object],
    sign: Callable[[bytes], bytes],
    at: datetime,
) -> Iterator[Member]:
    manifest = bag.manifest(payload)
    tags = {
        **pages,
        bag.DECLARATION: bag.declaration(),
        bag.INFO: bag_info(payload, said, on=at.date()),
        bag.MANIFEST: manifest,
        bag.SIGNATURE: sign(manifest),
    }
    tags[bag.TAG_MANIFEST] = bag.manifest([_packed(*tag) for tag in tags.items()])
    for path, content in tags.items():
        yield Member(path, len(content), (content,))


def bag_info(payload: Sequence[bag.Packed], said: Mapping[str, object], *, on: date) -> bytes:
    """Return bag-info.txt, which carries no signature: all it says follows from what is signed."""
    facts = {
        "External-Identifier": str(said["reference"]),
        "External-Description": "Inspection bundle",
    }
    return bag.info(payload, facts=facts, on=on)


def _packed(path: str, content: bytes) -> bag.Packed:
    return bag.Packed(path, len(content), hashlib.sha256(content).hexdigest())


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
