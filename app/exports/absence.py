"""Prove that a text is in no file: searched as it is, in capitals, taken apart, encoded, and inside archives."""

import base64
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_LOCAL: Final = b"PK\x03\x04"
_ENTRY: Final = b"PK\x01\x02"
_HEAD: Final = 30
_DEFLATED: Final = 8
_ENCODED: Final = ("utf-8", "utf-16-le", "utf-16-be")
_SHORTEST: Final = 5
_TELLING: Final = 8
_BY_CHANCE: Final = re.compile(rb"[0-9a-z]+|[A-Z]+")
_PIECE: Final = 1 << 20
"""Bytes that are unpacked at once."""
_SPLIT: Final = 3
"""Bytes of a mark that may end a piece."""
_GROUP: Final = 3
"""Bytes that base64 takes together: a text may begin at any of these places."""


class Needles:
    """The ways in which some texts may stand in a file."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.forms: tuple[bytes, ...] = tuple(sorted({f for text in texts for f in _forms(text)}))
        self._longest = max(map(len, self.forms), default=1)

    def in_chunks(self, chunks: Iterable[bytes]) -> bool:
        """Whether one of them stands in the file, across its chunks too; memory stays bounded."""
        tail = b""
        for chunk in chunks:
            block = tail + chunk
            if any(form in block for form in self.forms):
                return True
            tail = block[1 - self._longest :] if self._longest > 1 else b""
        return False

    def in_zip(self, chunks: Iterable[bytes]) -> bool:
        """Whether one of them stands in a name or a file of a zip."""
        return any(self.in_chunks(part) for part in zip_parts(chunks))

    def in_text(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        return self.in_chunks((text.encode(), unicodedata.normalize("NFC", text).encode()))


def _forms(text: str) -> Iterator[bytes]:
    composed = unicodedata.normalize("NFC", text)
    for shape in (composed, unicodedata.normalize("NFD", text)):
        for cased in (shape, shape.upper(), shape.lower()):
            for encoding in _ENCODED:
                raw = cased.encode(encoding)
                yield raw
                yield from _in_base64(raw)
            # As HTML and XML, JSON and CSV write what they have to escape.
            for escaped in (
                html.escape(cased),
                html.escape(cased, quote=False),
                json.dumps(cased)[1:-1],
                json.dumps(cased, ensure_ascii=False)[1:-1],
                cased.replace('"', '""'),
            ):
                yield escaped.encode()


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """Yield what stands in any base64 text that holds these bytes, wherever they begin in it."""
    for before in range(_GROUP):
        encoded = base64.b64encode(bytes(before) + raw)
        form = encoded[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        # Short ones that read as part of a word or of a hash stand there by chance.
        if len(form) >= _TELLING or (len(form) >= _SHORTEST and not _BY_CHANCE.fullmatch(form)):
            yield form


def zip_parts(chunks: Iterable[bytes]) -> Iterator[Sequence[bytes] | Iterator[bytes]]:
    """Yield the name and the content of every file of a zip, read from front to back, never whole.

    Raises ValueError for a zip that is not written as ours are.
    """
    source = _Source(chunks)
    while source.starts_with(_LOCAL):
        head = source.take(_HEAD)
        method = int.from_bytes(head[8:10], "little")
        name_size, extra_size = (int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
        yield (source.take(name_size),)
        source.take(extra_size)
        if method != _DEFLATED:
            raise ValueError("a file in the zip is not deflated")
        yield _inflated(source)
        source.skip_to(_LOCAL, _ENTRY)


def _inflated(source: "_Source") -> Iterator[bytes]:
    opened = zlib.decompressobj(-zlib.MAX_WBITS)
    while not opened.eof:
        packed = source.some()
        if not packed:
            raise ValueError("the zip ends too early")
        yield opened.decompress(packed, _PIECE)
        while opened.unconsumed_tail and not opened.eof:
            yield opened.decompress(opened.unconsumed_tail, _PIECE)
    source.give_back(opened.unused_data)


class _Source:
    """Bytes read from front to back, with some looked at before they are taken."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""

    def _fill(self, size: int) -> None:
        while len(self._held) < size and (more := next(self._chunks, b"")):
            self._held += more

    def starts_with(self, mark: bytes) -> bool:
        """Whether these bytes come next."""
        self._fill(len(mark))
        return self._held.startswith(mark)

    def take(self, size: int) -> bytes:
        """Return exactly so many bytes, fewer at the end."""
        self._fill(size)
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def some(self) -> bytes:
        """Return what is at hand, at least one byte while there is one."""
        self._fill(1)
        taken, self._held = self._held, b""
        return taken

    def give_back(self, rest: bytes) -> None:
        """Put bytes back in front."""
        self._held = rest + self._held

    def skip_to(self, *marks: bytes) -> None:
        """Go to where one of the marks begins: behind the sizes that may follow a file."""
        while True:
            self._fill(64)
            places = [at for mark in marks if (at := self._held.find(mark)) >= 0]
            if places or not self._held:
                self._held = self._held[min(places, default=0) :]
                return
            self._held = self._held[-_SPLIT:] if len(self._held) > _SPLIT else b""
