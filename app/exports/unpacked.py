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
from typing import IO, ClassVar, Final

from app.errors import DeskError

SMALL_LIMIT: Final = 64 * 1024 * 1024
"""Bytes up to which a file is read whole: manifests, descriptor, letter."""
NAME_LIMIT: Final = 150

_CHUNK: Final = 256 * 1024
_UTF8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_DRIVE: Final = re.compile(r"^[A-Za-z]:")
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


class PackageUnreadable(DeskError):
    """The file is no zip of ours: it cannot be opened, or a part it needs is missing or too large."""

    code: ClassVar[str] = "packageUnreadable"


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

    def name_faults(self) -> Iterator[str]:
        """Yield every entry that a strict reader would not take, with the reason."""
        if not self.root:
            yield "not everything lies in one folder"
        seen: set[str] = set()
        for info in self._zip.infolist():
            name = info.filename
            if name.casefold() in seen:
                yield f"{name!r}: stands there twice"
            seen.add(name.casefold())
            fault = _name_fault(name) or _entry_fault(info)
            if fault:
                yield f"{name!r}: {fault}"

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
            raise PackageUnreadable(f"{path} is too large")
        return content

    @contextmanager
    def open(self, path: str) -> Iterator[IO[bytes]]:
        """Open one file. Raises PackageUnreadable when it is missing or damaged."""
        info = self.members.get(path)
        if info is None:
            raise PackageUnreadable(f"{path} is missing")
        try:
            with self._zip.open(info) as file:
                yield file
        except _DAMAGE as error:
            raise PackageUnreadable(f"{path} is damaged") from error


@contextmanager
def opened(path: Path) -> Iterator[Unpacked]:
    """Open a package. Raises PackageUnreadable when it is no zip, FileNotFoundError when it is not there."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise PackageUnreadable("this is not a zip file") from error
    with archive:
        yield Unpacked(archive)


def _name_fault(name: str) -> str:
    faults = {
        "absolute or climbing path": name.startswith("/") or ".." in name.split("/"),
        "drive letter": _DRIVE.match(name) is not None,
        "characters that not every system takes": _MANGLED.search(name) is not None,
        "empty part or part that ends in a dot or space": any(
            part in ("", ".") or part[-1] in ". " for part in name.split("/")
        ),
        "name of a device": any(_DEVICE.fullmatch(part) for part in name.split("/")),
        "name is too long": len(name) > NAME_LIMIT,
        "runnable type": name.rpartition(".")[2].lower() in _RUNNABLE,
    }
    return next((fault for fault, found in faults.items() if found), "")


def _entry_fault(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    faults = {
        "not a plain file": kind not in (0, stat.S_IFREG) or info.is_dir(),
        "encrypted": bool(info.flag_bits & _ENCRYPTED_FLAG),
        "name is not marked as UTF-8": not info.flag_bits & _UTF8_FLAG,
    }
    return next((fault for fault, found in faults.items() if found), "")
