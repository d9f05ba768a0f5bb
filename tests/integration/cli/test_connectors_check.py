"""`loket connectors check`: a line per store, and the exit status that a script needs."""

from pathlib import Path

import pytest
from app.cli.main import app
from app.personnel.demo.mappings import MAPPINGS
from typer.testing import CliRunner

STORE = """
[[store]]
connector = "hr_database"
mapping = "{mapping}"
url = "postgresql://nobody@127.0.0.1:9/nothing"
"""
ON_HOLD = """suspended_since = 2026-11-03
suspended_reason = "verhuizing"
"""


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of stores that the settings name."""
    path = tmp_path / "stores.toml"
    monkeypatch.setenv("LOKET_STORES", str(path))
    monkeypatch.setenv("LOKET_HOME", str(tmp_path))
    return path


def test_a_store_that_is_down_is_named_and_fails(stores: Path) -> None:
    down, held = (STORE.format(mapping=path) for path in MAPPINGS)
    stores.write_text(down + held + ON_HOLD)
    done = CliRunner().invoke(app, ["connectors", "check"])
    assert done.exit_code == 1
    first, second = done.stdout.splitlines()
    assert first.startswith("vlimpers: later: ")
    assert second == "vlimpers_leren: on hold since 03/11/2026: verhuizing"


def test_a_store_on_hold_is_no_error(stores: Path) -> None:
    stores.write_text(STORE.format(mapping=MAPPINGS[0]) + ON_HOLD)
    assert CliRunner().invoke(app, ["connectors", "check"]).exit_code == 0


def test_a_file_that_is_wrong_is_refused_with_the_cure(stores: Path) -> None:
    stores.write_text("[[store]]\nconnector = 'hr_api'\n")
    done = CliRunner().invoke(app, ["connectors", "check"])
    assert done.exit_code == 1
    assert "stores.toml: store number 1, key 'mapping': is missing: add it" in done.stderr
