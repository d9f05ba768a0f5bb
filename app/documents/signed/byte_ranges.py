"""Check ourselves which bytes of a PDF a signature covers, before the word of a library counts."""

import re
from collections.abc import Sequence
from typing import Final

_HEX_STRING: Final = re.compile(rb"<[0-9A-Fa-f\s]*>")
_REVISION_END: Final = re.compile(rb"%%EOF[ \t]*(?:\r\n|\r|\n)?[\s\x00]*\Z")
_TAIL: Final = 64


class ByteRangeWrong(Exception):
    """The ranges do not cover the file from its start to the end of a revision, but for the signature itself."""


def check_byte_range(content: bytes, ranges: Sequence[object], contents: bytes) -> None:
    """Check that two ranges cover a revision whole, with a gap that holds the signature and nothing else.

    `contents` are the bytes of the signature as read from the file. Both ranges lie inside the file, the
    first ends where the signature begins and the second starts where it ends, and the second ends with
    a revision. Raises ByteRangeWrong.
    """
    if len(ranges) != 4 or not all(isinstance(n, int) and n >= 0 for n in ranges):  # noqa: PLR2004 - two pairs
        raise ByteRangeWrong
    start, first, second, length = (int(str(number)) for number in ranges)
    end = second + length
    if start != 0 or not first or not length or first > second or end > len(content):
        raise ByteRangeWrong
    gap = content[first:second]
    if not _HEX_STRING.fullmatch(gap):
        raise ByteRangeWrong
    digits = re.sub(rb"\s+", b"", gap[1:-1])
    if bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")) != contents:
        raise ByteRangeWrong
    if not _REVISION_END.search(content[max(0, end - _TAIL) : end]):
        raise ByteRangeWrong
