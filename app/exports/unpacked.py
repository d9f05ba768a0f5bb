"""A package opened with care: what a hostile or damaged zip could do to a reader is refused first."""

import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from app.exports.findings import Fault, Finding, PackageUnreadable

SMALL_LIMIT: Final = 64 * 1024 * 1024
"""Bytes up to which a file is read whole: manifests, descriptor, letter."""
NAME_LIMIT: Final = 150

_CHUNK: Final = 256 * 1024
_UTF8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_DEVICE: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_RUNNABLE: Final = frozenset(
    {
        "bat",
        "cmd",
        "com",
        "dll",
        "exe",
        "hta",
        "jar",
        "js",
        "lnk",
        "msi",
        "ps1",
        "scr",
        "sh",
        "vbs",
        "xlsm",
    }
)
_MANGLED: Final = re.compile(r'[\x00-\x1f\x7f\\<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]')

_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Digest:
    """What was found of one file."""

    size: int
    sha256: str


class Unpacked:
    """An open package: paths are those inside the root folder."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        names = [info.filename for info in archive.infolist()]
        roots = {name.partition("/")[0] for name in names}
        self.root = roots.pop() if len(roots) == 1 and all("/" in n for n in names) else ""
        self.members: Mapping[str, zipfile.ZipInfo] = {
            self._inside(info.filename): info for info in archive.infolist()
        }

    def _inside(self, name: str) -> str:
        return name.removeprefix(f"{self.root}/") if self.root else name

    def name_faults(self) -> Iterator[Finding]:
        """Yield every entry that a strict reader would not take."""
        if not self.root:
            yield Finding("zip", Fault.MORE_ROOTS)
        seen: set[str] = set()
        for info in self._zip.infolist():
            name = info.filename
            if name.casefold() in seen:
                yield Finding(ascii(name), Fault.TWICE)
            seen.add(name.casefold())
            faults = (found for found, is_so in _entry_faults(info).items() if is_so)
            yield from (Finding(ascii(name), fault) for fault in faults)

    def digest(self, path: str) -> Digest:
        """Return size and hash of a file. Raises PackageUnreadable when its bytes are damaged."""
        found, size = hashlib.sha256(), 0
        with self.open(path) as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
                size += len(chunk)
        return Digest(size, found.hexdigest())

    def read(self, path: str) -> bytes:
        """Return a small file whole. Raises PackageUnreadable."""
        with self.open(path) as file:
            content = file.read(SMALL_LIMIT + 1)
        if len(content) > SMALL_LIMIT:
            raise PackageUnreadable(Finding(path, Fault.TOO_LARGE))
        return content

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """Open one file. Raises PackageUnreadable when it is missing or damaged."""
        info = self.members.get(path)
        if info is None:
            raise PackageUnreadable(Finding(path, Fault.MISSING))
        try:
            with self._zip.open(info) as file:
                yield file
        except _DAMAGE as error:
            raise PackageUnreadable(Finding(path, Fault.DAMAGED)) from error


@contextmanager
def opened(path: Path) -> Iterator[Unpacked]:
    """Open a package. Raises PackageUnreadable when it is no zip, FileNotFoundError when it is not there."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise PackageUnreadable(Finding("zip", Fault.NOT_A_ZIP)) from error
    with archive:
        yield Unpacked(archive)


def _entry_faults(info: zipfile.ZipInfo) -> dict[Fault, bool]:
    name, kind = info.filename, stat.S_IFMT(info.external_attr >> 16)
    marked = name.isascii() or bool(info.flag_bits & _UTF8_FLAG)
    return {
        Fault.UNSAFE_NAME: not (_is_safe(name) and marked),
        Fault.RUNNABLE: name.rpartition(".")[2].lower() in _RUNNABLE,
        Fault.NOT_PLAIN: kind not in (0, stat.S_IFREG)
        or info.is_dir()
        or bool(info.flag_bits & _ENCRYPTED_FLAG),
    }


def _is_safe(name: str) -> bool:
    """Tell whether any system unpacks the name, and only under the folder it is told to."""
    return (
        len(name) <= NAME_LIMIT
        and not _MANGLED.search(name)
        and all(map(_is_part, name.split("/")))
    )


def _is_part(part: str) -> bool:
    # An empty part is an absolute path or a folder; a part that ends in a dot or space is lost on Windows.
    return part[-1:] not in ("", ".", " ") and not _DEVICE.fullmatch(part)
