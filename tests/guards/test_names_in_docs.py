"""What a page tells a newcomer to open, type or call is there: files, make targets, commands, settings, addresses of the API."""

import re
from pathlib import Path

import pytest
from app.cli.main import COMMANDS
from app.settings import Settings
from tests.role_table import PUBLIC, ROUTES

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)
QUOTED = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"\b(?:app|tests|templates|docs|migrations)/[\w./-]+\w/?")
CALL = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (\S+)")
TARGETS = re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE)
TESTS_OWN = "LOKET_TEST_DATABASE_URL"
SETTINGS = {f"LOKET_{name.upper()}" for name in Settings.model_fields} | {TESTS_OWN}


def bare(call: str) -> str:
    """Return a call with its places unnamed and its query left out."""
    return re.sub(r"\{[^}]*\}", "{}", call.partition("?")[0])


AT_THE_ROOT = {"GET /livez", "GET /readyz", "GET /metrics"}
CALLS = {bare(call) for call in set(ROUTES) | PUBLIC | AT_THE_ROOT}


def is_call(method: str, path: str) -> bool:
    """Tell whether the API has it; `…` stands for what a page named before."""
    end = bare(path).removeprefix("…")
    return any(call.startswith(f"{method} ") and call.endswith(end) for call in CALLS)


def wrong(quoted: str) -> bool:
    """Tell whether something in backticks names what is not there."""
    files = () if "<" in quoted else FILE.findall(quoted)
    program, word = (*quoted.removeprefix(".venv/bin/").split(), "", "")[:2]
    return (
        any(not (ROOT / name).exists() for name in files)
        or (program == "make" and word.islower() and word not in TARGETS)
        or (program == "loket" and word.islower() and word.isalpha() and word not in COMMANDS)
        or bool(set(re.findall(r"\bLOKET_[A-Z0-9_]+", quoted)) - SETTINGS)
        or any(not is_call(*found) for found in CALL.findall(quoted))
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_is_there(page: Path) -> None:
    assert [quoted for quoted in QUOTED.findall(page.read_text()) if wrong(quoted)] == []


@pytest.mark.parametrize(
    "quoted",
    [
        "app/nowhere.py",
        "pytest tests/nowhere.py",
        "make nothing",
        "loket nothing",
        "LOKET_NOTHING=1",
        "POST /cases/{id}/nothing",
        "GET …/{id}/nothing",
    ],
)
def test_what_is_not_there_is_seen(quoted: str) -> None:
    assert wrong(quoted)
