"""A file of the vault on its way out: what is known of it before it is read, and how far it came."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file whose size and hash are known before a byte of it is read."""

    name: str
    media_type: str
    size: int
    sha256: str
    part: Callable[[int, int], Iterator[bytes]]
    """Yields the plain bytes from a place up to another."""

    @property
    def etag(self) -> str:
        """The strong tag: what is sealed never changes under its hash."""
        return f'"{self.sha256}"'


@dataclass(frozen=True, slots=True)
class Fetched:
    """How far a download came: where it began, and how many bytes went out."""

    first: int
    sent: int
    whole: int
    """The size of the file."""

    @property
    def is_complete(self) -> bool:
        """Whether the whole file went out in one go."""
        return self.first == 0 and self.sent == self.whole
