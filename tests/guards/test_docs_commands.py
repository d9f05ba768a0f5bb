"""What a page tells a reader to type is taken: every command and option of `loket`; and a link to a part of a page finds its heading."""

import re
from pathlib import Path

import pytest
from app.cli.main import COMMANDS, app
from tests.guards.test_names_in_docs import PAGES, ROOT
from typer._click import Command, Context
from typer.core import TyperGroup
from typer.main import get_command

FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`([^`\n]+)`")
TYPED = re.compile(r"^(?:.*[/=\s])?loket (?P<line>[a-z].*)")
OPTION = re.compile(r"--[a-z][a-z-]+")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
NAMED_IN_DOCS = [page for page in PAGES if page.name != "CHANGELOG.md"]


def typed_lines(text: str) -> list[str]:
    """Return what follows `loket` wherever a page quotes a command line."""
    fenced = [line for block in FENCE.findall(text) for line in block.splitlines()]
    quoted = [one for one in QUOTED.findall(FENCE.sub("", text)) if one.startswith(("loket ", "."))]
    return [found["line"] for line in (*fenced, *quoted) if (found := TYPED.match(line))]


def options_of(command: Command) -> set[str]:
    return {option for parameter in command.params for option in parameter.opts}


def not_taken(line: str) -> list[str]:
    """Return the words and options of a command line that the program does not know."""
    here: Command = get_command(app)
    path = Context(here)
    for word in line.split():
        if not isinstance(here, TyperGroup) or not re.fullmatch(r"[a-z-]+", word):
            break
        below = here.get_command(path, word)
        if below is None:
            return [word]
        here = below
    if isinstance(here, TyperGroup):  # a date may stand where its `of` is left out
        known = {"--help"}.union(*(options_of(one) for one in here.commands.values()))
    else:
        known = {"--help"} | options_of(here)
    return [option for option in OPTION.findall(line) if option not in known]


@pytest.mark.parametrize("page", NAMED_IN_DOCS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_line_of_a_page_is_taken(page: Path) -> None:
    found = {line: not_taken(line) for line in typed_lines(page.read_text())}
    assert {line: wrong for line, wrong in found.items() if wrong} == {}


def test_command_lines_are_found() -> None:
    lines = [line for page in NAMED_IN_DOCS for line in typed_lines(page.read_text())]
    assert {"connectors check", "mail take", "demo people --count 2000"} <= set(lines)


def test_every_command_stands_in_the_reference() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text()
    top = get_command(app)
    assert isinstance(top, TyperGroup)
    below = {name: top.get_command(Context(top), name) for name in COMMANDS}
    lines = {
        f"{name} {sub}" if isinstance(command, TyperGroup) else name
        for name, command in below.items()
        for sub in getattr(command, "commands", ("",))
    } - {"deadline of"}
    assert sorted(line for line in lines if f"`loket {line}" not in page) == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("nothing", ["nothing"]),
        ("journal prove", ["prove"]),
        ("journal verify FILE --language fr", []),
        ("journal verify --fast", ["--fast"]),
        ("deadline 2026-01-31 --extended", []),
        ("deadline 2026-01-31 --longer", ["--longer"]),
        ("serve --port 8000 --https", ["--https"]),
    ],
)
def test_what_the_program_does_not_take_is_seen(line: str, wrong: list[str]) -> None:
    assert not_taken(line) == wrong


def anchors(text: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    kept = (
        re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(FENCE.sub("", text))
    )
    return {heading.replace(" ", "-") for heading in kept}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_part_of_a_page_finds_its_heading(page: Path) -> None:
    text = page.read_text()
    lost = [
        f"{target}#{anchor}"
        for target, anchor in LINK.findall(text)
        if anchor not in anchors((page.parent / target).read_text() if target else text)
    ]
    assert lost == []


def test_anchors_are_those_of_headings() -> None:
    assert anchors("# One\n\n## What `loket` says, twice\n```\n# no\n```\n") == {
        "one",
        "what-loket-says-twice",
    }
