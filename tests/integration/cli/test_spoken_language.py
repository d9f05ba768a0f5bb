"""What a command says of a file is in the language that was asked, else in that of the terminal, else in Dutch."""

from pathlib import Path

import pytest
from app.cli import bundle, deadline, exports, letters
from typer import Typer
from typer.testing import CliRunner

SAID = {
    "nl": "Dit bestand is geen leesbare PDF.",
    "fr": "Ce fichier n'est pas un PDF lisible.",
    "en": "This file is no readable PDF.",
}


def said(*words: str, terminal: dict[str, str] | None = None, app: Typer = letters.app) -> str:
    names = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}
    return CliRunner(env=names | (terminal or {})).invoke(app, [*words]).output.strip()


@pytest.fixture
def no_letter(tmp_path: Path) -> str:
    """A file that is no PDF."""
    place = tmp_path / "brief.pdf"
    place.write_text("geen brief")
    return str(place)


@pytest.mark.parametrize(
    ("terminal", "language"),
    [
        ({}, "nl"),
        ({"LANG": "C.UTF-8"}, "nl"),
        ({"LANG": "POSIX"}, "nl"),
        ({"LANG": "de_DE.UTF-8"}, "nl"),
        ({"LANG": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_BE.UTF-8", "LC_ALL": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, "nl"),
        ({"LANG": "not a language"}, "nl"),
    ],
)
def test_a_verdict_is_in_the_language_of_the_terminal(
    terminal: dict[str, str], language: str, no_letter: str
) -> None:
    assert said("verify", no_letter, terminal=terminal) == SAID[language]


@pytest.mark.parametrize("language", sorted(SAID))
def test_the_language_that_is_asked_wins(language: str, no_letter: str) -> None:
    told = said("verify", no_letter, "--language", language, terminal={"LANG": "fr_BE.UTF-8"})
    assert told == SAID[language]


@pytest.mark.parametrize(
    ("app", "words", "dutch", "english"),
    [
        (deadline.app, ("2026-01-31",), "Ontvangen", "Received"),
        (exports.app, ("verify",), "FOUT", "FAIL"),
        (bundle.app, ("verify",), "FOUT", "FAIL"),
    ],
)
def test_every_verdict_follows_the_same_rule(
    app: Typer, words: tuple[str, ...], dutch: str, english: str, no_letter: str
) -> None:
    asked = words if app is deadline.app else (*words, no_letter)
    assert dutch in said(*asked, app=app)
    assert english in said(*asked, terminal={"LANG": "en_GB.UTF-8"}, app=app)
