"""The page with the states of a case is drawn from the workflow table and never by hand."""

from pathlib import Path

import pytest
from app.cases.diagram import document
from app.cases.model import State
from app.cli.main import app
from typer.testing import CliRunner

PAGE = Path(__file__).parents[2] / "docs/reference/states.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(), "run loket diagram with the page's path"


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_in_the_drawing(state: State) -> None:
    assert state.value in document()


def test_the_command_tells_a_stale_page_from_a_fresh_one(tmp_path: Path) -> None:
    page, command = tmp_path / "states.md", CliRunner()
    assert command.invoke(app, ["diagram", str(page)]).exit_code == 0
    assert page.read_text(encoding="utf-8") == document()
    assert command.invoke(app, ["diagram", "--check", str(page)]).exit_code == 0
    page.write_text("# Not drawn\n", encoding="utf-8")
    assert command.invoke(app, ["diagram", "--check", str(page)]).exit_code == 1
    assert command.invoke(app, ["diagram"]).stdout.startswith("# States of a case")
