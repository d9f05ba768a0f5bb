"""Read a PDF for so long and no longer: a hostile one has more in it than anybody would wait for."""

import io
import time
from typing import Final

from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    DocumentDecodeBudget,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from typing_extensions import override

SECONDS: Final = 3.0
"""Work of a processor on one document."""
_MEGABYTE: Final = 1024 * 1024
_READS: Final = 500
"""Reads between two looks at the clock."""
_LIMITS: Final = DecodeLimits(
    per_stream=StreamDecodeLimits(max_output_size=32 * _MEGABYTE),
    per_purpose={
        **DEFAULT_PURPOSE_LIMITS,
        DecodePurpose.OBJECT_STREAM: StreamDecodeLimits(max_output_size=_MEGABYTE),
    },
    document_budget=DocumentDecodeBudget(base_allowance=64 * _MEGABYTE, max_ratio=1),
)
"""How much may be unpacked; what is signed is not unpacked."""


def opened(content: bytes) -> PdfFileReader:
    """Return a reader of the PDF that ends with TimeoutError once it has worked too long."""
    return PdfFileReader(_Patient(content), decode_limits=_LIMITS)


class _Patient(io.BytesIO):
    """Bytes that can be read for some time: whatever the library does, it comes back for more of them."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._until = time.thread_time() + SECONDS
        self._reads = 0

    @override
    def read(self, size: int | None = -1) -> bytes:
        self._reads += 1
        if self._reads % _READS == 0 and time.thread_time() > self._until:
            raise TimeoutError
        return super().read(size)
