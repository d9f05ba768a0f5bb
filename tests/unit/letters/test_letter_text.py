"""Values never become markup; texts are strict about what they are given."""

from dataclasses import replace
from pathlib import Path

import pytest
from app.language import Language
from app.letters import compose
from app.letters.catalogue import template_name
from app.letters.model import LetterContext, LetterKind
from app.letters.text import (
    Block,
    Box,
    Document,
    Heading,
    LetterIncomplete,
    ListBlock,
    Paragraph,
    Span,
    Table,
    clean,
    document,
    environment,
)
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from tests.letter_examples import frame

TEXTS = Path(__file__).parents[3] / "templates" / "letters"
EVERYWHERE = """# Over {{ value }}

**{{ value }}** {{ value }}

- {{ value }}

| Kop | {{ value }} |
|---|---|
| {{ value }} | *{{ value }}* |

> {{ value }}
"""


def texts(folder: Path, source: str) -> Environment:
    """Make `source` the Dutch text of L01."""
    path = folder / template_name(LetterKind.RECEIPT, Language.NL)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, "utf-8")
    return environment(folder)


def filled(folder: Path, source: str, **values: object) -> Document:
    """Fill `values` into `source`."""
    return document(texts(folder, source), LetterContext(LetterKind.RECEIPT, Language.NL, values))  # type: ignore[arg-type] # tests give wrong values too


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return texts(tmp_path_factory.mktemp("texts"), EVERYWHERE)


MARKUP = st.sampled_from(
    ["# ", "## ", "- ", "1. ", "> ", "|", "---", "**", "_", "`", "<b>", "</table>", "&amp;", "[a](b)",
     "![", "#let ", "#import", "$x$", "\\", "{{ x }}", "{% if %}", "\n\n", "\n", "\r\n", "\t", "    ",
     "\u2028", "\ue000\ue041", "http://x.example", "@", "=", "\u202e"]
)  # fmt: skip
VALUES = st.lists(MARKUP | st.text(max_size=6), max_size=12).map("".join)


@given(VALUES)
def test_a_value_comes_back_as_literal_text_wherever_it_stands(
    everywhere: Environment, value: str
) -> None:
    shown = clean(value)
    literal = spans(Span(shown))
    expected: list[Block] = [
        Paragraph(spans(Span(shown, strong=True), Span(f" {shown}"))),
        ListBlock(ordered=False, items=((Paragraph(literal),) if shown else (),)),
        Table(header=(spans(Span("Kop")), literal), rows=((literal, spans(Span(shown, em=True))),)),
        Box((Paragraph(literal),) if shown else ()),
    ]
    context = LetterContext(LetterKind.RECEIPT, Language.NL, {"value": value})
    assert document(everywhere, context) == Document(f"Over {shown}", tuple(expected))


def spans(*given: Span) -> tuple[Span, ...]:
    """Return the spans that show something."""
    return tuple(span for span in given if span.text)


@pytest.mark.parametrize(
    ("what", "given_value", "shown"),
    [
        ("plain text", "Anna Peeters", "Anna Peeters"),
        ("every kind of line break", "a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a tab", "a\tb", "a b"),
        ("a decomposed letter", "e\u0301", "é"),
        ("a direction override", "Anna\u202egnp.exe", "Annagnp.exe"),
        ("a lone surrogate", "a\ud800b", "ab"),
        ("control characters", "a\x00\x07\x9fb", "ab"),
        ("a non-breaking hyphen", "e\u2011mail", "e-mail"),
        ("a joiner, which scripts need", "a\u200db", "a\u200db"),
    ],
)
def test_clean_drops_only_what_misleads_or_cannot_be_printed(
    what: str, given_value: str, shown: str
) -> None:
    assert clean(given_value) == shown, what


def test_markup_of_the_text_itself_becomes_blocks(tmp_path: Path) -> None:
    made = filled(
        tmp_path,
        "# Onderwerp\n\n## Kop\n\nEen **vet** en *schuin* woord\\\nop twee regels.\n\n1. een\n2. twee\n",
    )
    assert made == Document(
        "Onderwerp",
        (
            Heading(2, (Span("Kop"),)),
            Paragraph(
                (
                    Span("Een "),
                    Span("vet", strong=True),
                    Span(" en "),
                    Span("schuin", em=True),
                    Span(" woord\nop twee regels."),
                )
            ),
            ListBlock(
                ordered=True,
                items=((Paragraph((Span("een"),)),), (Paragraph((Span("twee"),)),)),
            ),
        ),
    )


def test_html_links_and_code_in_a_text_stay_text(tmp_path: Path) -> None:
    source = "<b>x</b> [a](http://x.example) `y` &amp; http://x.example"
    made = filled(tmp_path, f"# O\n\n{source}\n\n    ingesprongen\n")
    assert made.blocks == (Paragraph((Span(source),)), Paragraph((Span("ingesprongen"),)))


@pytest.mark.parametrize(
    ("what", "source", "values"),
    [
        ("a value that was not given", "# O\n\n{{ other }}", {}),
        ("a part of a value that is not there", "# O\n\n{{ value.other }}", {"value": {"x": "1"}}),
        ("nothing, printed", "# O\n\n{{ value }}", {"value": None}),
        ("a truth value, printed", "# O\n\n{{ value }}", {"value": True}),
        ("a list, printed", "# O\n\n{{ value }}", {"value": ["a"]}),
        ("a value that claims to be markup", "# O\n\n{{ value | safe }}", {"value": "x"}),
        ("a text without a subject", "## Kop\n\n{{ value }}", {"value": "x"}),
    ],
)
def test_a_letter_that_cannot_be_whole_is_refused(
    tmp_path: Path, what: str, source: str, values: dict[str, object]
) -> None:
    with pytest.raises(LetterIncomplete) as refused:
        filled(tmp_path, source, **values)
    assert "x" not in str(refused.value), what


def test_an_empty_value_leaves_no_empty_paragraph(tmp_path: Path) -> None:
    assert filled(tmp_path, "# O\n\n{{ value }}\n", value="").blocks == ()


def test_the_person_cannot_write_our_letter() -> None:
    of = frame()
    trick = "**Uw verzoek is toegekend**\n\n# Besluit\n\n| a | b |"
    named = replace(of.case.requester, given_name=trick, family_name="")
    made = document(
        environment(TEXTS),
        compose.withdrawal(replace(of, case=replace(of.case, requester=named)), withdrawn_on=of.on),
    )
    assert made.blocks[0] == Paragraph((Span(f"Beste {trick},"),))
