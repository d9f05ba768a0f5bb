"""Names in the package are short, lower-case ASCII, unique and safe on every system."""

import re
from dataclasses import replace

import pytest
from app.exports.names import SHEET_LIMIT, columns, places, slug
from app.language import Text
from app.personnel.model import Element, Origin, ValueKind
from hypothesis import given
from hypothesis import strategies as st
from tests.package_samples import EVERY_KIND, category, holding, table

SAFE_PATH = re.compile(r"data/[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*\.(csv|json)")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Loonbrieven", "loonbrieven"),
        ("Opleiding & Évaluaties (2024)", "opleiding-evaluaties-2024"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\x.pdf", "c-x-pdf"),
        ("a\u202efdp.exe", "afdp-exe"),
        ("CON", "con-gegevens"),
        ("Lpt1", "lpt1-gegevens"),
        ("Дмитрий", "gegevens"),
        ("", "gegevens"),
    ],
)
def test_a_label_becomes_a_safe_slug(label: str, expected: str) -> None:
    assert slug(label) == expected


def test_a_long_label_is_cut_between_words() -> None:
    assert slug("gegevens over arbeidsongevallen en beroepsziekten") == (
        "gegevens-over-arbeidsongevallen-en"
    )
    assert slug("x" * 90) == "x" * 40


@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=80)), max_size=8))
def test_places_are_safe_and_unique_whatever_the_labels(labels: list[tuple[str, str]]) -> None:
    tables = tuple(
        table((), of=holding(label=of), line=category(f"c{n}", Text(nl=line)))
        for n, (line, of) in enumerate(labels)
    )
    found = places(tables)
    paths = [path for place in found for path in (place.csv_path, place.json_path)]
    assert all(SAFE_PATH.fullmatch(path) and len(path) <= 100 for path in paths)
    assert len({path.casefold() for path in paths}) == len(paths)
    sheets = [place.sheet.casefold() for place in found]
    assert len(set(sheets)) == len(sheets)
    assert all(0 < len(place.sheet) <= SHEET_LIMIT for place in found)
    assert not any(set(sheet) & set("[]:*?/\\") for sheet in sheets)


def test_two_categories_with_one_label_get_a_folder_each() -> None:
    first, second = places(
        (
            table((), line=category("a", Text(nl="Loon"))),
            table((), line=category("b", Text(nl="Loon"))),
        )
    )
    assert (first.csv_path, second.csv_path) == (
        "data/loon/loonbrieven.csv",
        "data/loon-2/loonbrieven.csv",
    )


def test_two_tables_of_one_category_share_its_folder() -> None:
    found = places((table((), of=holding("a")), table((), of=holding("b", system="leren"))))
    assert [place.csv_path for place in found] == [
        "data/loon-en-premies/loonbrieven.csv",
        "data/loon-en-premies/loonbrieven-2.csv",
    ]


def test_column_names_begin_with_the_record_and_are_unique() -> None:
    def element(name: str) -> Element:
        return Element(name, Text(nl="x"), ValueKind.TEXT, Origin.PROVIDED)

    odd = replace(
        holding(), elements=tuple(map(element, ("recordId", "note", "note", "a,b\n=1", "")))
    )
    assert columns(odd) == ("recordId", "recordId_2", "note", "note_2", "a_b__1", "_")
    assert columns(holding())[1:] == tuple(e.name for e in EVERY_KIND)
