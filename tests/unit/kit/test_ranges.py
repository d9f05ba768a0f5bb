"""Which bytes a reader asks for: one range, the whole, or a refusal."""

import pytest
from app.http.ranges import RangeNotSatisfiable, Span, span_of

ETAG = '"abc"'


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        (None, None),
        ("bytes=0-9", Span(0, 10)),
        ("bytes=0-", Span(0, 100)),
        ("bytes=90-", Span(90, 100)),
        ("bytes=99-200", Span(99, 100)),
        ("bytes=-10", Span(90, 100)),
        ("bytes=-1000", Span(0, 100)),
        ("BYTES = 5-5", Span(5, 6)),
        ("items=0-9", None),
        ("bytes", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=9-5", None),
        ("bytes=1-2-3", None),
    ],
)
def test_a_range_is_read(asked: str | None, span: Span | None) -> None:
    assert span_of(asked, size=100, if_range=None, etag=ETAG) == span


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=0-1,5-6"])
def test_what_is_not_there_or_several_at_once_is_refused(asked: str) -> None:
    with pytest.raises(RangeNotSatisfiable) as told:
        span_of(asked, size=100, if_range=None, etag=ETAG)
    assert told.value.facts["size"] == 100


@pytest.mark.parametrize(
    ("if_range", "span"),
    [
        (ETAG, Span(0, 10)),
        (f" {ETAG} ", Span(0, 10)),
        ('W/"abc"', None),
        ('"other"', None),
        ("Thu, 05 Mar 2026 09:00:00 GMT", None),
    ],
)
def test_a_part_of_another_file_is_not_given(if_range: str, span: Span | None) -> None:
    assert span_of("bytes=0-9", size=100, if_range=if_range, etag=ETAG) == span
