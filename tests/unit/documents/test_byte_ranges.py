"""Which bytes a signature covers is checked by ourselves: whole from the start, but for the signature alone."""

from collections.abc import Sequence

import pytest
from app.documents.signed.byte_ranges import ByteRangeWrong, check_byte_range

HEAD, GAP, TAIL = b"%PDF-1.7 a /Contents ", b"<0a0B00>", b" /b startxref 1 %%EOF\n"
FILE = HEAD + GAP + TAIL
FIRST, SECOND = len(HEAD), len(HEAD + GAP)
RIGHT = (0, FIRST, SECOND, len(TAIL))
BYTES = b"\x0a\x0b\x00"

GOOD: dict[str, tuple[bytes, Sequence[object], bytes]] = {
    "as it should be": (FILE, RIGHT, BYTES),
    "a later revision behind it": (FILE + b"more %%EOF", RIGHT, BYTES),
    "blanks in the digits": (HEAD + b"<0a 0B\n>" + TAIL, RIGHT, BYTES[:2]),
    "an odd digit": (HEAD + b"<0a0B0>" + TAIL, (0, FIRST, SECOND - 1, len(TAIL)), BYTES),
}
BAD: dict[str, tuple[bytes, Sequence[object], bytes]] = {
    "not from the start": (FILE, (1, FIRST - 1, SECOND, len(TAIL)), BYTES),
    "the first too short": (FILE, (0, FIRST - 1, SECOND, len(TAIL)), BYTES),
    "the first too long": (FILE, (0, FIRST + 1, SECOND, len(TAIL)), BYTES),
    "the second too late": (FILE, (0, FIRST, SECOND + 1, len(TAIL) - 1), BYTES),
    "the second too early": (FILE, (0, FIRST, SECOND - 1, len(TAIL) + 1), BYTES),
    "the second too short": (FILE, (0, FIRST, SECOND, len(TAIL) - 3), BYTES),
    "beyond the end": (FILE, (0, FIRST, SECOND, len(TAIL) + 1), BYTES),
    "overlapping": (FILE, (0, SECOND, FIRST, len(TAIL)), BYTES),
    "nothing": (FILE, (0, 0, 0, 0), b""),
    "no second": (FILE, (0, FIRST, SECOND, 0), BYTES),
    "one pair": (FILE, (0, len(FILE)), BYTES),
    "three pairs": (FILE, (*RIGHT, len(FILE), 0), BYTES),
    "below nothing": (FILE, (0, FIRST, SECOND, -1), BYTES),
    "no numbers": (FILE, (0, FIRST, SECOND, "9"), BYTES),
    "another signature in the gap": (FILE, RIGHT, b"\x0a\x0b\x01"),
    "more in the gap": (HEAD + b"<0a0B00> /X <00>" + TAIL, (0, FIRST, SECOND + 8, len(TAIL)), BYTES),
    "text in the gap": (HEAD + b"(0a0B00)" + TAIL, RIGHT, BYTES),
    "no end of a revision": (HEAD + GAP + b"x" * len(TAIL), RIGHT, BYTES),
}  # fmt: skip


@pytest.mark.parametrize("what", GOOD)
def test_what_is_covered_whole_passes(what: str) -> None:
    check_byte_range(*GOOD[what])


@pytest.mark.parametrize("what", BAD)
def test_anything_else_does_not(what: str) -> None:
    with pytest.raises(ByteRangeWrong):
        check_byte_range(*BAD[what])
