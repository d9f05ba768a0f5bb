"""Reduce HTML to the text a reader sees; nothing is fetched, nothing is run."""

from html.parser import HTMLParser
from typing import Final

from typing_extensions import override

MOST: Final = 200_000
"""Characters that are looked at: a request is shorter, and a hostile page costs no time."""
_UNSEEN: Final = frozenset({"script", "style", "head", "title", "template", "noscript"})
_BREAKS: Final = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol"}
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self._hidden = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _UNSEEN
        if tag in _BREAKS:
            self.seen.append("\n- " if tag == "li" else "\n")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._hidden:
            self._hidden -= 1
        if tag in _BREAKS:
            self.seen.append("\n")

    @override
    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.seen.append(" ".join(data.split("\n")))


def seen_in(page: str) -> str:
    """Return the text of a page, a line per block."""
    reader = _Reader()
    reader.feed(page[:MOST])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.seen).splitlines())
    return "\n".join(line for line in lines if line)
