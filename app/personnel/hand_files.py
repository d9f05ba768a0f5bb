"""Documents that somebody hands in beside their records: several files or a zip, each named by the record it belongs to."""

import base64
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final, TypeAlias

from app.personnel.drop_mapping import DropHolding
from app.personnel.model import LARGEST_DOCUMENT, ValueKind

Rows: TypeAlias = Sequence[tuple[int, Mapping[str, Any]]]

MOST_FILES: Final = 1_000
MOST_BYTES: Final = 5 * LARGEST_DOCUMENT
_ENCRYPTED: Final = 0x1


class FilesUnfit(Exception):
    """The files are not those the records name: one is left over, or a zip cannot be opened."""


def with_files(part: DropHolding, rows: Rows, files: Mapping[str, bytes]) -> Rows:
    """Return the rows with, in place of the name of a file, its content. Raises FilesUnfit.

    A zip that no record names is unpacked. A name without a file stays as it is.
    """
    places = [e.name for e in part.elements if e.kind is ValueKind.DOCUMENT]
    if not places:
        if files:
            raise FilesUnfit
        return rows
    named = {_plain(str(row[p])) for _, row in rows for p in places if row.get(p)}
    held = {_plain(name): content for name, content in _unpacked(files, named)}
    if set(held) - named:
        raise FilesUnfit
    written = {n: {"base64": base64.b64encode(c).decode()} for n, c in held.items()}
    return [
        (line, {k: written.get(_plain(str(v)), v) if k in places else v for k, v in row.items()})
        for line, row in rows
    ]


def _unpacked(files: Mapping[str, bytes], named: set[str]) -> Iterator[tuple[str, bytes]]:
    for name, content in files.items():
        if _plain(name) in named or not zipfile.is_zipfile(io.BytesIO(content)):
            yield name, content
        else:
            yield from _in_zip(content)


def _in_zip(content: bytes) -> Iterator[tuple[str, bytes]]:
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            inside = [info for info in opened.infolist() if not info.is_dir()]
            for info in inside:
                left -= info.file_size
                too_much = left < 0 or info.file_size > LARGEST_DOCUMENT or len(inside) > MOST_FILES
                if too_much or info.flag_bits & _ENCRYPTED:
                    raise FilesUnfit
                with opened.open(info) as file:
                    yield info.filename, file.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise FilesUnfit from None


def _plain(name: str) -> str:
    """Return the name of a file without its folders, however its letters are composed."""
    return unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).name.strip())
