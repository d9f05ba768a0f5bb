"""`loket deadline` and `loket deadline check`, with exactly the spellings of the contract."""

import json
from datetime import date
from pathlib import Path

import pytest
import typer
from app.cli import deadline
from app.deadlines.explain import clock_json
from app.deadlines.holidays import Calendar
from app.deadlines.model import Suspension, SuspensionKind
from app.deadlines.rules import compute
from typer.testing import CliRunner, Result

HEADER = "received_date,first_deadline,extended_deadline"


@pytest.fixture(autouse=True)
def plain_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOKET_ENVIRONMENT", "LOKET_ROLL_ON_11_JULY"):
        monkeypatch.delenv(name, raising=False)


def loket(*words: str) -> Result:
    app = typer.Typer()
    app.add_typer(deadline.app, name="deadline")
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["deadline", *words])


def test_a_date_gives_the_explained_clock_in_dutch() -> None:
    result = loket("2026-01-31")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Ontvangen                   zaterdag 31 januari 2026  2026-01-31"
    assert lines[1] == "Eerste termijn tot en met   maandag 2 maart 2026  2026-03-02"
    assert lines[3] == "Antwoord uiterlijk op       maandag 2 maart 2026  2026-03-02"
    assert "   2026-02-28 → 2026-03-01 · DL-05 · Reg. 1182/71 art. 3(4)" in lines


@pytest.mark.parametrize(
    ("language", "word"), [("nl", "Ontvangen"), ("fr", "Reçu"), ("en", "Received")]
)
def test_the_explanation_in_another_language(language: str, word: str) -> None:
    assert loket("2026-01-31", "--language", language).stdout.startswith(word)


IDENTITY = Suspension(SuspensionKind.IDENTITY, date(2026, 9, 2), date(2026, 9, 7))
OVERVIEW = Suspension(SuspensionKind.SPECIFICATION, date(2026, 9, 8), date(2026, 9, 15))
ASKED = Suspension(SuspensionKind.IDENTITY, date(2026, 9, 2))


@pytest.mark.parametrize(
    ("words", "suspensions", "extended"),
    [
        (["2026-09-01", "--json"], (), False),
        (["--json", "2026-09-01", "--extended"], (), True),
        (["2026-09-01", "--suspend", "2026-09-02/2026-09-07", "--json"], (IDENTITY,), False),
        (["2026-09-01", "--suspend", "identity:2026-09-02/", "--json"], (ASKED,), False),
        (
            [
                "2026-09-01",
                "--suspend",
                "2026-09-02/2026-09-07",
                "--suspend",
                "specification:2026-09-08/2026-09-15",
                "--json",
            ],
            (IDENTITY, OVERVIEW),
            False,
        ),
        (
            [
                "2026-09-01",
                "--suspend",
                "2026-09-02/2026-09-07",
                "specification:2026-09-08/2026-09-15",
                "--json",
            ],
            (IDENTITY, OVERVIEW),
            False,
        ),
    ],
)
def test_json_is_what_the_api_gives(
    words: list[str], suspensions: tuple[Suspension, ...], *, extended: bool
) -> None:
    result = loket(*words)
    assert result.exit_code == 0, result.output
    clock = compute(
        date(2026, 9, 1), calendar=Calendar(), suspensions=suspensions, extended=extended
    )
    assert json.loads(result.stdout) == clock_json(clock)


def test_the_setting_for_11_july_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert json.loads(loket("2025-06-11", "--json").stdout)["dueDate"] == "2025-07-11"
    monkeypatch.setenv("LOKET_ROLL_ON_11_JULY", "true")
    assert json.loads(loket("2025-06-11", "--json").stdout)["dueDate"] == "2025-07-14"


@pytest.mark.parametrize(
    ("words", "status", "part"),
    [
        (["2041-01-01"], 1, "calendarEnds"),
        (["2017-12-31", "--json"], 1, "calendarEnds"),
        (["2026-09-01", "--suspend", "2026-08-01/"], 1, "invalidSuspension"),
        (["2026-02-30"], 2, "2026-01-31"),
        (["31-01-2026"], 2, "2026-01-31"),
        (["2026-09-01", "--suspend", "whim:2026-09-02/"], 2, "[kind:]"),
        (["2026-09-01", "2026-09-02/2026-09-07"], 2, "--suspend"),
        (["2026-09-01", "--soon"], 2, "--soon"),
        (["check"], 2, "file"),
    ],
)
def test_what_cannot_be_answered_says_why_and_prints_no_date(
    words: list[str], status: int, part: str
) -> None:
    result = loket(*words)
    assert result.exit_code == status
    assert part in result.stderr
    assert result.stdout == ""


def test_no_words_is_wrong_use() -> None:
    assert loket().exit_code == 2


def test_check_counts_the_rows_that_agree(tmp_path: Path) -> None:
    file = tmp_path / "vectors.csv"
    file.write_text(f"\ufeff{HEADER},rule_note\n2026-01-31,2026-03-02,2026-04-30,\n", "utf-8")
    result = loket("check", str(file))
    assert (result.exit_code, result.stdout) == (0, "rows: 1, differences: 0\n")


def test_check_names_each_difference(tmp_path: Path) -> None:
    file = tmp_path / "vectors.csv"
    file.write_text(f"{HEADER}\n2026-09-15,2026-10-15,2026-12-15\n2026-01-31,2026-03-03,\n")
    result = loket("check", str(file))
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "line 3, 2026-01-31, first_deadline: expected 2026-03-03, computed 2026-03-02",
        "line 3, 2026-01-31, extended_deadline: expected (empty), computed 2026-04-30",
        "rows: 2, differences: 2",
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", HEADER.encode() + b"\n", HEADER.encode() + b"\nx,y,z\n", b"\xff\xfe\x00a"],
)
def test_check_of_something_else_is_wrong_use(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "vectors.csv"
    file.write_bytes(content)
    result = loket("check", str(file))
    assert result.exit_code == 2
    assert str(file) in result.stderr


def test_check_of_a_missing_file_is_wrong_use(tmp_path: Path) -> None:
    result = loket("check", str(tmp_path / "none.csv"))
    assert result.exit_code == 2
    assert "none.csv" in result.stderr
