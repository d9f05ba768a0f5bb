"""What a large file took of the machine's memory goes back when it is done with."""

import ctypes
import ctypes.util
from typing import Final

_MMAP_THRESHOLD: Final = -3
_BLOCK: Final = 256 * 1024
"""Bytes from which a block of memory is the system's own; without this the bound rises with what was freed, to 32 MB."""


def give_back_large_blocks() -> bool:
    """Have the C library return blocks of 256 kB and more to the system at once; False where it is not glibc."""
    name = ctypes.util.find_library("c")
    try:
        return bool(ctypes.CDLL(name).mallopt(_MMAP_THRESHOLD, _BLOCK))
    except (OSError, AttributeError):
        return False
