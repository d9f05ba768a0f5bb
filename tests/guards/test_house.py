"""The house stays whole: sizes, empty `__init__`s, no ids of one controller in code, codes, settings, commands."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from tests.problems import expected_errors

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py"))
LONGEST = 400
IDS_OF_ONE_CONTROLLER = re.compile(
    r"""\bP[01][0-9]\b|["'](evaluation|discipline|contact_details)["']"""
)
STEPS_SHARE = {
    "__init__",
    "acting",
    "addressing",
    "beside_parts",
    "bundle_facts",
    "bundle_parts",
    "breach_report",
    "yearly_report",
    "changing",
    "claimed_documents",
    "conflicts",
    "copies_of_identity",
    "unchecked",
    "copy_contents",
    "correspondence",
    "desk",
    "document_parts",
    "each_case",
    "ending",
    "evidence",
    "execution_plan",
    "executed",
    "suppress",
    "facts",
    "hand_questions",
    "hand_out",
    "kept_from_erasure",
    "kept_parts",
    "letter_parts",
    "mail_parts",
    "mandate_letter",
    "matching",
    "notice_message",
    "notify",
    "on_page",
    "packaging",
    "papers",
    "person_cases",
    "person_notices",
    "possible",
    "reading",
    "reminding",
    "restrict",
    "retention_hold",
    "restriction_marks",
    "restriction_query",
    "sealed_copies",
    "section_parts",
    "tickets",
    "stopped_flows",
    "told",
    "transfer_orders",
    "waiting_proof",
    "withheld_documents",
    "withheld_texts",
}
"""What lies in casework and is no step: steps may use these."""
PUT_STEPS_TOGETHER = {"empty_mailbox", "take_mail"}
"""What calls several steps for the doors of mail: no step may use these."""


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))], ids=ids)
def test_a_module_over_400_lines_says_why_in_its_first_lines(path: Path) -> None:
    text = path.read_text()
    if len(text.splitlines()) > LONGEST:
        docstring = ast.get_docstring(ast.parse(text)) or ""
        assert "lines" in "\n".join(docstring.splitlines()[:4]), "split it by step or by kind"


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "__init__.py"], ids=ids)
def test_an_init_is_empty(path: Path) -> None:
    assert path.read_text() == ""


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_no_id_of_one_controllers_register_is_in_code(path: Path) -> None:
    assert IDS_OF_ONE_CONTROLLER.findall(path.read_text()) == []


def test_every_expected_error_has_a_code_of_its_own() -> None:
    found = list(expected_errors())
    for error in found:
        assert "code" in vars(error), f"{error.__qualname__} has the code of its parent"
        assert re.fullmatch(r"[a-z][A-Za-z0-9]*", error.code), error.__qualname__
    twice = [code for code, times in Counter(error.code for error in found).items() if times > 1]
    assert twice == []


def test_every_setting_is_documented() -> None:
    from app.settings import Settings  # noqa: PLC0415 - the guard is about this one module

    page = (ROOT / "docs/reference/settings.md").read_text()
    names = {f"LOKET_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in names if f"`{name}`" not in page} == set(), "not in the page"
    assert set(re.findall(r"`(LOKET_[A-Z0-9_]+)`", page)) - names == set(), "not in the code"


def test_the_commands_of_the_readme_are_in_the_makefile() -> None:
    commands = set(re.findall(r"\bmake ([a-z][a-z-]*)", (ROOT / "README.md").read_text()))
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"demo", "test"} <= commands
    assert commands <= targets


def test_every_step_of_casework_is_held_apart_from_the_others() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    listed = next(c["modules"] for c in contracts if c["name"].startswith("A step of casework"))
    steps = {path.stem for path in (ROOT / "app/casework").glob("*.py")}
    steps -= STEPS_SHARE | PUT_STEPS_TOGETHER
    assert {name.removeprefix("app.casework.") for name in listed} == steps


def functions() -> list[tuple[str, int]]:
    """Return every function of the house with its length in lines."""
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_function_is_longer_than_forty_lines() -> None:
    assert [name for name, lines in functions() if lines > 40] == []


PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def links(page: Path) -> set[Path]:
    return {(page.parent / target).resolve() for target in LINK.findall(page.read_text())}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert [str(target) for target in links(page) if not target.exists()] == []


def test_every_page_is_linked_from_an_index() -> None:
    indexes = [page for page in PAGES if page.name == "README.md"]
    linked = set[Path]().union(*(links(index) for index in indexes))
    assert [ids(page) for page in PAGES if page not in linked and page not in indexes] == []
