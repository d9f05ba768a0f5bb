"""AES-256-GCM in chunks (the STREAM construction): a file of any size with flat memory, where no byte, chunk or end can be changed unseen."""

import os
from dataclasses import dataclass
from typing import Final, TypeAlias

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.kit.case_key import CaseKey

CHUNK: Final = 256 * 1024
TAG: Final = 16
SEALED_CHUNK: Final = CHUNK + TAG
_MAGIC: Final = b"LKT1"
_PREFIX_BYTES: Final = 7
HEADER: Final = len(_MAGIC) + _PREFIX_BYTES
MAX_CHUNKS: Final = 2**32

Bytes: TypeAlias = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class ChunkCipher:
    """Seals and opens the chunks of one file; the file's path is part of what is authenticated."""

    header: bytes
    _prefix: bytes
    _bound: bytes
    _aead: AESGCM

    @classmethod
    def new(cls, path: str, key: CaseKey) -> "ChunkCipher":
        """Return the cipher of a file to be written, with a random nonce prefix of its own."""
        return cls._of(_MAGIC + os.urandom(_PREFIX_BYTES), path, key)

    @classmethod
    def of_header(cls, header: bytes, path: str, key: CaseKey) -> "ChunkCipher":
        """Return the cipher of a stored file. Raises ValueError when the header is none of ours."""
        if len(header) != HEADER or not header.startswith(_MAGIC):
            raise ValueError("not a file of this vault")
        return cls._of(header, path, key)

    @classmethod
    def _of(cls, header: bytes, path: str, key: CaseKey) -> "ChunkCipher":
        bound = header + path.encode()
        return cls(header, header[len(_MAGIC) :], bound, AESGCM(key.value))

    def seal(self, chunk: Bytes, number: int, *, last: bool) -> bytes:
        """Return the chunk encrypted; `last` marks the end, so that a cut file shows."""
        return self._aead.encrypt(self._nonce(number, last=last), chunk, self._bound)

    def open(self, sealed: Bytes, number: int, *, last: bool) -> bytes:
        """Return the chunk in plain. Raises cryptography's InvalidTag when anything was changed."""
        return self._aead.decrypt(self._nonce(number, last=last), sealed, self._bound)

    def _nonce(self, number: int, *, last: bool) -> bytes:
        if number >= MAX_CHUNKS:
            raise OverflowError("a file of this vault ends at 2**32 chunks")
        return self._prefix + number.to_bytes(4) + (b"\x01" if last else b"\x00")
