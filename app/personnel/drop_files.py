"""Documents that come with an answer file: in a folder called after it, each named in the signed answer with its hash."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from app.kit.signed_files import read_plain
from app.personnel.drop_answers import is_file
from app.personnel.model import LARGEST_DOCUMENT

_HEX: Final = frozenset("0123456789abcdef")
_DIGEST: Final = 64


class FilesNotUsable(Exception):
    """The files are not those the answer names. `missing`: some may still be on their way."""

    def __init__(self, reason: str, *, missing: bool = False) -> None:
        super().__init__(reason)
        self.missing = missing


def folder_of(answer: Path) -> Path:
    """Return where the files of an answer lie."""
    return answer.with_suffix("")


def named_in(answer: Any) -> Iterator[tuple[str, str]]:
    """Yield name and hash of every file an answer names."""
    if is_file(answer):
        yield str(answer["file"]), str(answer["sha256"])
    elif isinstance(answer, dict):
        for value in answer.values():
            yield from named_in(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from named_in(value)


def read_files(answer: Path, named: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield hash and content of each file, one at a time. Raises FilesNotUsable, OSError."""
    for name, sha256 in named.items():
        if Path(name).name != name or name.startswith(".") or not _is_hash(sha256):
            raise FilesNotUsable("A file has no plain name, or no hash.")
        try:
            content = read_plain(folder_of(answer) / name)
        except FileNotFoundError:
            raise FilesNotUsable("A file the answer names is not there.", missing=True) from None
        except (OSError, ValueError):
            raise FilesNotUsable("A file is no plain file, or too large.") from None
        if len(content) > LARGEST_DOCUMENT:
            raise FilesNotUsable(f"A file has more than {LARGEST_DOCUMENT // 1_000_000} MB.")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FilesNotUsable(
                "A file is not the one the answer names: its hash is another.", missing=True
            )
        yield sha256, content


def put_away(answer: Path, folder: Path) -> None:
    """Move the files of an answer, if there are any, into a folder. Raises OSError."""
    if not answer.stem.strip("."):
        return  # `..json` or `...json`: its folder would be this one, or the one above
    if folder_of(answer).is_dir() and not folder_of(answer).is_symlink():
        shutil.rmtree(folder / answer.stem, ignore_errors=True)
        folder_of(answer).rename(folder / answer.stem)


def drop_files(answer: Path) -> None:
    """Delete the files of an answer: they are kept, encrypted, with it."""
    if not folder_of(answer).is_symlink():
        shutil.rmtree(folder_of(answer), ignore_errors=True)


def _is_hash(text: str) -> bool:
    return len(text) == _DIGEST and set(text) <= _HEX
