"""The pages and the read-me files: complete, in three languages, and asking nothing of anybody."""

import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from app.exports.formats import html_pages
from app.exports.formats.html_pages import load_templates
from app.exports.formats.preview import PREVIEW_ROWS
from app.language import Text
from tests.package_maker import Maker
from tests.package_samples import (
    AWKWARD,
    REFERENCE,
    category,
    empty_table,
    holding,
    request,
    table,
    withheld,
)
from typing_extensions import override

PAGES = {"index.html": "nl", "index.fr.html": "fr", "index.en.html": "en"}


class Page(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


def contents(maker: Maker) -> dict[str, str]:
    made = maker.make(request(table(), empty_table(), left_out=withheld()))
    with zipfile.ZipFile(made.path) as package:
        return {
            name.removeprefix(f"{REFERENCE}/"): package.read(name).decode("utf-8", "replace")
            for name in package.namelist()
        }


@pytest.mark.parametrize(("path", "language"), PAGES.items())
def test_a_page_runs_no_script_and_loads_nothing(maker: Maker, path: str, language: str) -> None:
    source = contents(maker)[path]
    page = Page(source)
    assert not {"script", "iframe", "object", "embed", "link", "img", "form"} & {
        t for t, _ in page.tags
    }
    attributes = {name: value for _, found in page.tags for name, value in found.items()}
    assert not {name for name in attributes if name.startswith("on") or name in ("src", "style")}
    assert "@import" not in source
    assert "url(" not in source
    assert ("html", {"lang": language}) in page.tags
    policies = [a["content"] for t, a in page.tags if a.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"]


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_to_a_file_or_place_that_is_there(maker: Maker, path: str) -> None:
    found = contents(maker)
    page = Page(found[path])
    places = {f"#{a['id']}" for _, a in page.tags if "id" in a}
    links = [a["href"] or "" for t, a in page.tags if t == "a"]
    assert len(links) > 10
    loose = [link for link in links if link not in places and link not in found]
    assert loose == ["mailto:dpo@example.org"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "index.html",
            ("geen gegevens", "8 rijen", "Uitbetaling van het loon", "25 november 2026", "lees"),
        ),
        (
            "index.fr.html",
            ("aucune donnée", "8 lignes", "Décorations", "25 novembre 2026", "lettre"),
        ),
        ("index.en.html", ("no data", "8 rows", "Payroll", "25 November 2026", "letter")),
    ],
)
def test_a_page_says_all_about_every_table(maker: Maker, path: str, words: tuple[str, ...]) -> None:
    text = Page(contents(maker)[path]).text
    told = ("Vlimpers", "6.1.c", "10 jaar na uitdiensttreding", "Voorbeeldbank nv", "LB8", "=1+1")
    for word in (*words, *told):
        assert word.lower() in text.lower(), word
    assert "R15-THIRD-PARTY" in text
    assert "EV1" not in text
    assert "nog te bevestigen" not in text


def test_values_cannot_become_markup(maker: Maker) -> None:
    source = contents(maker)["index.html"]
    assert "<b>vet</b>" not in source
    assert "&lt;b&gt;vet&lt;/b&gt; &amp; _x0041_" in source


def test_words_that_exist_in_dutch_only_are_marked_as_dutch(maker: Maker) -> None:
    source = contents(maker)["index.en.html"]
    assert '<span lang="nl">10 jaar na uitdiensttreding</span>' in source
    assert '<span lang="nl">Payroll' not in source


def test_yes_and_no_are_words_of_the_page(maker: Maker) -> None:
    found = contents(maker)
    for path, yes in (("index.html", "ja"), ("index.fr.html", "oui"), ("index.en.html", "yes")):
        assert f'<td class="n">{yes}</td>' in found[path]


def test_a_big_table_shows_its_first_rows_and_points_to_the_file(maker: Maker) -> None:
    made = maker.make(request(table([AWKWARD[0]] * 450)))
    with zipfile.ZipFile(made.path) as package:
        source = package.read(f"{REFERENCE}/index.html").decode()
    assert source.count("<td>LB") == PREVIEW_ROWS == 200
    assert "450 rijen" in source
    assert "U ziet hier de eerste 200 rijen" in source


def test_markup_in_labels_and_names_is_escaped(maker: Maker) -> None:
    evil = Text(nl="<script>alert(1)</script>")
    odd = replace(
        table(), category=category("x", evil), holding=holding(label=evil.nl), system_label=evil.nl
    )
    made = maker.make(request(odd))
    with zipfile.ZipFile(made.path) as package:
        pages = [package.read(f"{REFERENCE}/{path}").decode() for path in PAGES]
    assert not any("<script" in page for page in pages)


@pytest.mark.parametrize("path", ["LEESMIJ.txt", "LISEZMOI.txt", "README.txt"])
def test_a_read_me_is_ten_lines_and_warns_about_formulas(maker: Maker, path: str) -> None:
    text = contents(maker)[path]
    lines = [line for line in text.split("\r\n") if line]
    assert len(lines) == 10
    assert re.search("formul", text)
    assert REFERENCE in lines[0]
    assert "dpo@example.org" in lines[-1]
    assert r"\N" in text


def test_every_template_of_the_folder_is_loaded_at_the_start() -> None:
    html_pages._environment.cache_clear()
    load_templates()
    cache = html_pages._environment().cache
    assert cache is not None
    loaded = {template.name for template in cache.values()}
    assert loaded == {path.name for path in html_pages._TEMPLATES.iterdir()}
