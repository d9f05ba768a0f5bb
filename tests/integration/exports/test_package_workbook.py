"""The workbook holds every row, each value with its type, and no text ever becomes a formula."""

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import openpyxl  # type: ignore[import-untyped] # the library has no types
import pytest
from app.exports.formats import xlsx_copy
from app.personnel.model import Value
from tests.package_maker import Made, Maker
from tests.package_samples import AWKWARD, REFERENCE, empty_table, holding, request, table


def workbook(made: Made) -> Any:
    with zipfile.ZipFile(made.path) as package:
        return openpyxl.load_workbook(BytesIO(package.read(f"{REFERENCE}/data/overzicht.xlsx")))


def cells(maker: Maker, row: tuple[Value, ...]) -> list[Any]:
    sheet = workbook(maker.make(request(table([row]))))["Loonbrieven"]
    return list(sheet[2])


def test_text_is_text_number_is_number_and_date_is_date(maker: Maker) -> None:
    _, note, gross, days, paid, booked, final = cells(maker, AWKWARD[0])
    assert (note.value, note.data_type) == ("=1+1", "s")
    assert (gross.value, gross.data_type) == (0.1, "n")
    assert (days.value, days.data_type) == (3, "n")
    assert (paid.value, paid.is_date) == (datetime(2020, 2, 29), True)  # noqa: DTZ001 - a day
    # 8 o'clock UTC on the first of January is 9 o'clock in Belgium.
    assert booked.value == datetime(2020, 1, 1, 9)  # noqa: DTZ001 - a spreadsheet has no zones
    assert (final.value, final.data_type) == (True, "b")


@pytest.mark.parametrize(
    "text", ["=1+1", "+32 2 555", "-12.50", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"]
)
def test_no_text_becomes_a_formula(maker: Maker, text: str) -> None:
    note = cells(maker, (text, *AWKWARD[0][1:]))[1]
    assert (note.value, note.data_type) == (text, "s")


def test_what_a_spreadsheet_would_round_stays_text(maker: Maker) -> None:
    big, long = cells(maker, AWKWARD[3])[3], cells(maker, AWKWARD[5])[2]
    assert (big.value, big.data_type) == (str(2**70), "s")
    assert (long.value, long.data_type) == ("123456789012345678.90", "s")


def test_days_before_spreadsheets_begin_stay_text(maker: Maker) -> None:
    row = ("x", None, None, date(1899, 1, 1), datetime(1850, 1, 1, tzinfo=UTC), None)
    found = cells(maker, row)
    assert found[4].value == "1899-01-01"
    assert found[5].value == "1850-01-01T00:00:00+00:00"


def test_missing_values_keep_their_column(maker: Maker) -> None:
    found = cells(maker, (None, None, 5, None, None, None))
    assert [cell.value for cell in found] == ["LB1", None, None, 5, None, None, None]


def test_markup_control_characters_and_look_alikes_of_escapes_survive(maker: Maker) -> None:
    text = "<b>&amp;</b> \r\n _x0041_ \x01 Ω🙂"
    note = cells(maker, (text, *AWKWARD[0][1:]))[1]
    expected = text.replace("\r", "_x000D_").replace("_x0041_", "_x005F_x0041_")
    assert note.value == expected.replace("\x01", "_x0001_")


def test_a_text_longer_than_a_cell_is_cut(maker: Maker) -> None:
    note = cells(maker, ("x" * 40_000, *AWKWARD[0][1:]))[1]
    assert note.value == "x" * 32_767


def test_the_overview_comes_first_and_counts_every_table(maker: Maker) -> None:
    book = workbook(maker.make(request(table(), empty_table())))
    assert book.sheetnames == ["Overzicht", "Loonbrieven", "Eretekens"]
    rows = [[cell.value for cell in row] for row in book["Overzicht"].iter_rows()]
    assert rows[1][0] == "Loonbrieven"
    assert [row[3] for row in rows] == ["Aantal rijen", len(AWKWARD), 0]
    assert book["Overzicht"]["A1"].font.b
    assert book["Eretekens"].max_row == 1


def test_every_row_is_in_the_workbook(maker: Maker) -> None:
    rows = [AWKWARD[n % len(AWKWARD)] for n in range(2500)]
    book = workbook(maker.make(request(table(rows))))
    assert book["Loonbrieven"].max_row == 2501
    assert book["Loonbrieven"]["A2501"].value == "LB2500"


def test_rows_beyond_a_sheet_are_announced(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_copy, "ROW_LIMIT", 4)
    sheet = workbook(maker.make(request(table())))["Loonbrieven"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [
        *(f"LB{n}" for n in range(1, 5)),
        "Een rekenblad kan niet meer rijen tonen. Alle rijen staan in het CSV-bestand.",
    ]


def test_a_sheet_ends_before_its_part_of_the_zip_grows_too_large(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_copy, "BYTE_LIMIT", 100)
    made = maker.make(request(table()))
    sheet = workbook(made)["Loonbrieven"]
    assert sheet.max_row == 1 + 3 + 1  # heading, the first batch, the line that says so
    with zipfile.ZipFile(made.path) as package:
        raw = package.read(f"{REFERENCE}/data/overzicht.xlsx")
    assert all(info.extract_version < 45 for info in zipfile.ZipFile(BytesIO(raw)).infolist())


def test_labels_that_no_sheet_may_have_are_changed(maker: Maker) -> None:
    odd = replace(table(), holding=holding(label="Loon/2024: [bruto]? 'en netto' van iedereen"))
    book = workbook(maker.make(request(odd, replace(odd, holding=holding("b", "Overzicht")))))
    assert book.sheetnames == ["Overzicht", "Loon 2024   bruto   'en netto", "Overzicht 2"]
