"""`loket export verify` and `loket export read`: what they print and how they end."""

import json
from pathlib import Path

import pytest
from app.cli.exports import app
from tests.package_maker import Made, Maker
from tests.package_samples import AWKWARD, empty_table, request, table
from typer.testing import CliRunner

run = CliRunner().invoke


@pytest.fixture
def made(maker: Maker) -> Made:
    return maker.make(request(table(), empty_table()))


def test_a_good_package_ends_with_0(made: Made) -> None:
    result = run(app, ["verify", str(made.path)])
    assert result.exit_code == 0, result.output
    assert result.output.count("OK") == 8
    assert "De handtekening op het manifest is geldig: Wegwerpzegel" in result.output


def test_a_changed_package_ends_with_1_and_names_the_file(made: Made) -> None:
    raw = made.path.read_bytes()
    made.path.write_bytes(raw[:-40])
    result = run(app, ["verify", str(made.path), "--language", "en"])
    assert result.exit_code == 1
    assert "this is not a zip file" in result.output


def test_a_certificate_that_rests_on_no_given_anchor_ends_with_1(
    made: Made, tmp_path: Path
) -> None:
    anchors = tmp_path / "anchors"
    anchors.mkdir()
    result = run(app, ["verify", str(made.path), "--trust-anchors", str(anchors)])
    assert result.exit_code == 1
    assert "manifest-sha256.txt.p7s: de handtekening is niet geldig" in result.output


@pytest.mark.parametrize("arguments", [["verify"], ["read"], ["verify", "/nowhere.zip"]])
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    assert run(app, arguments).exit_code == 2


def test_read_gives_each_record_as_a_line_of_json(made: Made) -> None:
    result = run(app, ["read", str(made.path)])
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.output.split("\n") if line]
    assert len(lines) == len(AWKWARD)
    assert lines[0] == {
        "system": "vlimpers",
        "holding": "payslips",
        "recordId": "LB1",
        "values": {
            "note": "=1+1",
            "grossEur": "0.10",
            "days": 3,
            "paidOn": "2020-02-29",
            "bookedAt": "2020-01-01T08:00:00+00:00",
            "final": True,
        },
    }


def test_read_can_count_instead(made: Made) -> None:
    result = run(app, ["read", str(made.path), "--output", "counts"])
    assert result.output == f"vlimpers;payslips;{len(AWKWARD)}\n"


def test_reading_what_is_no_package_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"x")
    result = run(app, ["read", str(path)])
    assert result.exit_code == 1
    assert "zip: dit is geen zipbestand" in result.stderr
