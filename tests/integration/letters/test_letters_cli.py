"""`loket letters verify FILE` says what it found, and ends with 0, 1 or 2."""

from pathlib import Path

import pytest
from app.cli.letters import app
from app.letters import compose
from app.letters.demo_seal import demo_signer
from app.letters.fonts import load_fonts
from app.letters.press import LetterPress
from tests.letter_examples import AT, frame
from typer.testing import CliRunner, Result

TEXTS = Path(__file__).parents[3] / "templates" / "letters"


def verify(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, arguments)], env={"COLUMNS": "160"})


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letter")
    press = LetterPress(TEXTS, load_fonts(), demo_signer(folder, at=AT))
    sealed = press.seal(compose.withdrawal(frame(), withdrawn_on=frame().on), AT)
    path = folder / "letter.pdf"
    path.write_bytes(sealed.content)
    return path


def test_a_good_letter_ends_with_0_and_says_what_the_seal_is(letter: Path) -> None:
    result = verify(letter)
    assert result.exit_code == 0
    for said in ("2A", "demozegel", "nl", "DSR-7K3M-9QX1", "2026-11-25T10:00:00+00:00", "veraPDF"):
        assert said in result.output
    assert "FOUT" not in result.output


def test_a_changed_letter_ends_with_1(letter: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(letter.read_bytes() + b"\n")
    result = verify(changed)
    assert result.exit_code == 1
    assert "FOUT" in result.output


def test_a_seal_outside_the_trusted_ones_ends_with_1_without_a_story(
    letter: Path, tmp_path: Path
) -> None:
    result = verify(letter, "--trust-anchors", tmp_path)
    assert result.exit_code == 1
    assert "Traceback" not in result.output + result.stderr


def test_a_file_that_is_no_pdf_ends_with_1(tmp_path: Path) -> None:
    text = tmp_path / "x.pdf"
    text.write_text("geen pdf")
    result = verify(text)
    assert (result.exit_code, result.output.strip()) == (1, "Dit bestand is geen leesbare PDF.")


@pytest.mark.parametrize("arguments", [(), ("absent.pdf",), (".",)])
def test_wrong_use_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert verify(*arguments).exit_code == 2


def test_lint_names_the_file_and_what_could_be_plainer(tmp_path: Path) -> None:
    (tmp_path / "nl.md").write_text("# Onderwerp\n\nIndien u dat wilt.\n", "utf-8")
    result = CliRunner().invoke(app, ["lint", str(tmp_path)])
    assert (result.exit_code, result.output) == (1, "nl.md: woord: indien: schrijf als\n")


def test_lint_finds_nothing_in_the_texts_of_the_desk() -> None:
    result = CliRunner().invoke(app, ["lint", str(TEXTS)])
    assert (result.exit_code, result.output) == (0, "")
