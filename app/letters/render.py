"""From blocks to what is seen: data for the Typst layout that makes the PDF, and an HTML preview."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from threading import Lock, Thread
from typing import Final, assert_never

import typst

from app.letters.fonts import FAMILY, not_printable
from app.letters.text import (
    LINE_BREAK,
    Block,
    Box,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Span,
    Table,
    clean,
)

Json = dict[str, object]
Cells = tuple[tuple[Span, ...], ...]

_LONGEST_IN_CELL: Final = 30
_LONGEST_IN_TEXT: Final = 80
_LONGEST_PIECE: Final = 20
_AFTER_MARK: Final = re.compile(r"(?<=[/.@_#?&=-])(?=\w)")
_LONGEST_WHOLE_CELL: Final = 600
_NARROW: Final = 12
_BLANKS: Final = 10
"""Blank pages set after a letter, so that what it needed is gone before the next one."""
_WIDEST: Final = 40
_MAY_BREAK: Final = "\u200b"  # the layout breaks there and prints nothing

_STYLE: Final = """
body{font:1rem/1.5 "Source Sans Pro",system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}
aside{border:1px solid #333;padding:0 1rem;margin:1rem 0}h1{font-size:1.2rem}h2{font-size:1.05rem}h3{font-size:1rem}
"""


class Press:
    """The typesetter: one Typst compiler kept warm, with the letters' fonts and layout."""

    def __init__(self, layout: bytes, fonts: typst.Fonts) -> None:
        """Use the Typst source `layout`; text is set in the letters' own family, then in any other at hand."""
        self._families = [FAMILY, *sorted(set(fonts.families()) - {FAMILY})]
        self._layout = layout
        self._one_at_a_time = Lock()  # the compiler is not for two threads
        self._compiler = typst.Compiler(font_paths=fonts)

    def pdf(self, frame: Mapping[str, object], document: Document, *, at: datetime) -> bytes:
        """Return the letter as PDF/A-2a and PDF/UA-1, made at `at`. Raises LetterNotPrintable."""
        letter = {
            "frame": _printed(frame),
            "fonts": self._families,
            **document_data(document),
            "day": _day(at),
        }
        try:
            with self._one_at_a_time:
                made = self._compiler.compile(
                    self._layout,
                    sys_inputs={"letter": json.dumps(letter)},
                    format="pdf",
                    pdf_standards=["ua-1", "a-2a"],
                    timestamp=int(at.timestamp()),
                )
        except typst.TypstError as error:
            # The message quotes the letter: the refusal names the script alone.
            if refusal := not_printable(error.message):
                raise refusal from None
            raise
        if not isinstance(made, bytes):
            raise TypeError("Typst gives one PDF as bytes")
        Thread(target=self._forget).start()  # nobody waits for it
        return made

    def _forget(self) -> None:
        """Let go of what the last letters needed: Typst keeps it for ten further compilations, some 15 MB of a letter."""
        with self._one_at_a_time:
            for _ in range(_BLANKS):
                self._compiler.compile(b"", sys_inputs={}, format="pdf")


def document_data(document: Document) -> Json:
    """Return the document as the layout reads it."""
    return {"subject": document.subject, "blocks": [_data(b) for b in document.blocks]}


def _printed(value: object) -> object:
    """Return a value of the letterhead as it is printed: one line, and none too long for its place."""
    match value:
        case str():
            return _breakable(_one_line(value), _LONGEST_IN_CELL)
        case Mapping():
            return {name: _printed(inner) for name, inner in value.items()}
        case Sequence():
            return [_printed(inner) for inner in value]
        case _:
            return value


def _one_line(value: str) -> str:
    return clean(value).replace(LINE_BREAK, " ")


def _day(at: datetime) -> list[int]:
    return [at.year, at.month, at.day]


def _data(block: Block) -> Json:
    match block:
        case Heading(level, spans):
            return {"is": "heading", "level": level, "spans": _span_data(spans)}
        case Paragraph(spans):
            return {"is": "paragraph", "spans": _span_data(spans)}
        case ListBlock(ordered, items):
            return {
                "is": "list",
                "ordered": ordered,
                "items": [[_data(b) for b in i] for i in items],
            }
        case Table(header, rows):
            return {
                "is": "table",
                "widths": _widths((header, *rows)),
                "whole_rows": _longest((header, *rows)) <= _LONGEST_WHOLE_CELL,
                "header": _row_data(header),
                "rows": [_row_data(row) for row in rows],
            }
        case Box(blocks):
            return {"is": "box", "blocks": [_data(b) for b in blocks]}
        case _:
            assert_never(block)


def _span_data(spans: Sequence[Span], longest: int = _LONGEST_IN_TEXT) -> list[Json]:
    return [
        {
            "lines": [_breakable(line, longest) for line in span.text.split(LINE_BREAK)],
            "strong": span.strong,
            "em": span.em,
            "dutch": span.dutch,
        }
        for span in spans
    ]


def _row_data(cells: Cells) -> list[object]:
    return [_cell_data(cell) for cell in cells]


def _cell_data(cell: Sequence[Span]) -> object:
    """Return a cell as its spans, or as its text alone where that is one line in no style."""
    match cell:
        case (Span(text, strong=False, em=False, dutch=False),) if LINE_BREAK not in text:
            line = _breakable(text, _LONGEST_IN_CELL)
            if _MAY_BREAK not in line:
                return line
    return _span_data(cell, _LONGEST_IN_CELL)


def _breakable(line: str, longest: int) -> str:
    # A word longer than its line gets places to break, or it would leave the page.
    if len(line) <= longest:
        return line
    words = line.split(" ")
    return " ".join(word if len(word) <= longest else _pieces(word) for word in words)


def _pieces(word: str) -> str:
    # An address breaks after its marks; only a piece that is too long itself breaks anywhere.
    pieces = _AFTER_MARK.split(word)
    return _MAY_BREAK.join(
        piece if len(piece) <= _LONGEST_PIECE else _MAY_BREAK.join(piece) for piece in pieces
    )


def _widths(rows: Sequence[Cells]) -> list[int]:
    """Return the share of each column by its longest text, within bounds; 0 for one as narrow as it is."""
    columns = zip(*rows, strict=True)
    return [
        _share(max(len("".join(s.text for s in cell)) for cell in column)) for column in columns
    ]


def _longest(rows: Sequence[Cells]) -> int:
    return max(len("".join(s.text for s in cell)) for row in rows for cell in row)


def _share(longest: int) -> int:
    return 0 if longest <= _NARROW else min(longest, _WIDEST)


def html(frame: Mapping[str, object], document: Document) -> str:
    """Return the letter as a page of its own, every value escaped."""
    language, subject = escape(str(frame["language"])), escape(document.subject)
    head = "".join(f"<p>{_lines(frame[part])}</p>" for part in ("sender", "addressee"))
    head = f"{_notes_html(frame['notes'])}{head}"
    info = "".join(
        f"<tr><th scope=row>{escape(name)}<td>{_lines(value)}"
        for name, value in _pairs(frame["info"])
    )
    body = "".join(_html(block) for block in document.blocks)
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{subject}</title>'
        f"<style>{_STYLE}</style><header>{head}<table>{info}</table></header>"
        f"<main><h1>{subject}</h1>{body}</main></html>"
    )


def _notes_html(value: object) -> str:
    """Return the notes on a translation: the last one is Dutch."""
    match value:
        case [note, dutch]:
            return f'<p>{escape(str(note))}<br><span lang="nl">{escape(str(dutch))}</span></p>'
        case _:
            return ""


def _lines(value: object) -> str:
    return (
        "<br>".join(escape(_one_line(str(line))) for line in value)
        if isinstance(value, Sequence)
        else ""
    )


def _pairs(value: object) -> list[tuple[str, object]]:
    return [(str(label), lines) for label, lines in value] if isinstance(value, Sequence) else []


def _html(block: Block) -> str:
    match block:
        case Heading(level, spans):
            return f"<h{level}>{_span_html(spans)}</h{level}>"
        case Paragraph(spans):
            return f"<p>{_span_html(spans)}</p>"
        case ListBlock(ordered, items):
            tag = "ol" if ordered else "ul"
            inside = "".join(f"<li>{''.join(_html(b) for b in item)}</li>" for item in items)
            return f"<{tag}>{inside}</{tag}>"
        case Table(header, rows):
            head = "".join(f"<th scope=col>{_span_html(cell)}</th>" for cell in header)
            body = "".join(
                f"<tr>{''.join(f'<td>{_span_html(cell)}</td>' for cell in row)}</tr>"
                for row in rows
            )
            return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        case Box(blocks):
            return f"<aside>{''.join(_html(b) for b in blocks)}</aside>"
        case _:
            assert_never(block)


def _span_html(spans: Sequence[Span]) -> str:
    return "".join(_one_span(span) for span in spans)


def _one_span(span: Span) -> str:
    text = escape(span.text).replace(LINE_BREAK, "<br>")
    text = f'<span lang="nl">{text}</span>' if span.dutch else text
    text = f"<em>{text}</em>" if span.em else text
    return f"<strong>{text}</strong>" if span.strong else text
