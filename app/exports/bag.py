"""The BagIt side of the package (RFC 8493): payload under data/, everything else a tag file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

PAYLOAD: Final = "data/"
DECLARATION: Final = "bagit.txt"
INFO: Final = "bag-info.txt"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
SIGNATURE: Final = f"{MANIFEST}.p7s"
UNSIGNED: Final = frozenset({DECLARATION, INFO, MANIFEST, TAG_MANIFEST, SIGNATURE})
"""The tag files that BagIt and the signature need. Any other must be named by what is signed: the tag manifest is not."""
SEAL: Final = "data/datapackage.sha256"
"""A payload file with the hash of datapackage.json: through it the signed manifest covers the descriptor too."""

_LINE_FORBIDDEN: Final = str.maketrans({"\r": " ", "\n": " "})


class Hashed(Protocol):
    """What a manifest needs to know of a file."""

    @property
    def path(self) -> str:
        """Path inside the package."""
        ...

    @property
    def size(self) -> int:
        """Bytes."""
        ...

    @property
    def sha256(self) -> str:
        """SHA-256, hexadecimal."""
        ...


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that is in a bag, or whose hash is."""

    path: str
    size: int
    sha256: str


def declaration() -> bytes:
    """Return bagit.txt."""
    return b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def info(payload: Sequence[Hashed], *, facts: Mapping[str, str], on: date) -> bytes:
    """Return bag-info.txt: `facts`, the date, and the size of the payload."""
    size = sum(file.size for file in payload)
    lines = {
        **facts,
        "Bagging-Date": on.isoformat(),
        "Bag-Software-Agent": "Rechtenloket",
        "Payload-Oxum": f"{size}.{len(payload)}",
    }
    return "".join(
        f"{label}: {value.translate(_LINE_FORBIDDEN)}\n" for label, value in lines.items()
    ).encode()


def manifest(files: Sequence[Hashed]) -> bytes:
    """Return the manifest of the files, sorted by path."""
    listed = sorted(files, key=lambda file: file.path)
    return "".join(f"{file.sha256}  {file.path}\n" for file in listed).encode()


def read_manifest(content: bytes) -> dict[str, str]:
    """Return path and hash of every line. Raises ValueError when a line is none or a path stands twice."""
    found: dict[str, str] = {}
    for line in content.decode().splitlines():
        digest, _, path = line.partition("  ")
        if not path or path in found:
            raise ValueError("a line of the manifest cannot be read or stands there twice")
        found[path] = digest.lower()
    return found


def is_payload(path: str) -> bool:
    """Tell whether the file belongs to the payload; the others are tag files."""
    return path.startswith(PAYLOAD)
