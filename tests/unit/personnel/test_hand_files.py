"""Documents handed in beside a table: each belongs to a row, and a zip is unpacked with care."""

import base64
import io
import unicodedata
import zipfile
from typing import Any

import pytest
from app.personnel import hand_files
from app.personnel.drop_mapping import DropHolding
from app.personnel.hand_files import FilesUnfit, with_files

WORDS = {"nl": "x", "fr": "x", "en": "x", "origin": "observed"}


def holding(kind: str) -> DropHolding:
    return DropHolding.model_validate(
        {
            "name": "letters",
            "category": "e_dossier",
            "nl": "x",
            "fr": "x",
            "en": "x",
            "elements": [
                {"name": "title", "kind": "text", **WORDS},
                {"name": "file", "kind": kind, **WORDS},
            ],
        }
    )


LETTERS = holding("document")


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("map/", b"")
        for name, content in files.items():
            packed.writestr(f"map/{name}", content)
    return out.getvalue()


def given(files: dict[str, bytes], *names: str) -> list[Any]:
    rows = [(n, {"title": "t", "file": name}) for n, name in enumerate(names, 2)]
    return [row["file"] for _, row in with_files(LETTERS, rows, files)]


def told(content: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(content).decode()}


def test_files_go_to_the_rows_that_name_them() -> None:
    decomposed = unicodedata.normalize("NFD", "één.pdf")
    files = {"één.pdf": b"1", "C:\\map\\twee.txt": b"2"}
    assert given(files, decomposed, "twee.txt", "") == [told(b"1"), told(b"2"), ""]
    assert given({"a": b"1"}, "a", "a") == [told(b"1"), told(b"1")]


def test_a_zip_is_unpacked_unless_a_row_names_it() -> None:
    packed = zipped(een=b"1", twee=b"2")
    assert given({"alles.zip": packed}, "een", "twee") == [told(b"1"), told(b"2")]
    assert given({"alles.zip": packed}, "alles.zip") == [told(packed)]


def test_a_name_without_a_file_stays_a_name() -> None:
    assert given({}, "een.pdf") == ["een.pdf"]


def test_a_file_that_no_row_names_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for files in ({"over.pdf": b"1"}, {"a.zip": zipped(een=b"1", over=b"2")}):
        with pytest.raises(FilesUnfit):
            given(files, "een")
    with pytest.raises(FilesUnfit):
        with_files(holding("text"), [(2, {"title": "t", "file": "een"})], {"een": b"1"})
    monkeypatch.setattr(hand_files, "MOST_BYTES", 1)
    with pytest.raises(FilesUnfit):
        given({"a.zip": zipped(een=b"12")}, "een")
