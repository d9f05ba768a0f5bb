"""Every template parses, escapes its values and loads nothing from elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, StrictUndefined
from typing_extensions import override

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in {".html", ".md", ".txt", ".xml"}
)
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
ELSEWHERE = re.compile(
    r"""(?:\bsrc|<link[^>]*\bhref|\baction)\s*=\s*["'](?:https?:)?//|@import|url\("""
)
STATEMENT = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
VALUE = re.compile(r"{{.*?}}", re.DOTALL)
UNESCAPED = re.compile(r"""(?<!["'])\s*\|\s*safe\b|autoescape\s+false""")
"""A literal of our own may be marked safe, a value never."""


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


class Balance(HTMLParser):
    """Collects the elements that are open, and complains about an end without its start."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        names = [name for name, _ in attrs]
        assert not [name for name in names if name.startswith("on")], f"<{tag}> carries a script"

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_a_template_parses_and_switches_no_escaping_off(path: Path) -> None:
    text = path.read_text()
    Environment(autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"]).parse(
        text
    )
    assert UNESCAPED.findall(text) == []
    assert "\t" not in text


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_a_page_loads_nothing_from_elsewhere(path: Path) -> None:
    assert ELSEWHERE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_the_elements_of_a_page_are_closed_in_order(path: Path) -> None:
    balance = Balance()
    balance.feed(VALUE.sub("", STATEMENT.sub("", path.read_text())))
    assert balance.open == []


def test_there_are_templates() -> None:
    assert TEMPLATES
    assert PAGES
