"""What the layout is given of a table: plain cells as their text alone, all others as spans."""

import pytest
from app.letters.render import document_data
from app.letters.text import Document, Span, Table

HEADER = ((Span("Nr."),), (Span("Doel"),))


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        pytest.param((Span("1, 2 en *3*"),), "1, 2 en *3*", id="one line without style"),
        pytest.param((), [], id="nothing"),
        pytest.param(
            (Span("a\nb"),),
            [{"lines": ["a", "b"], "strong": False, "em": False, "dutch": False}],
            id="two lines",
        ),
        pytest.param(
            (Span("a", strong=True),),
            [{"lines": ["a"], "strong": True, "em": False, "dutch": False}],
            id="strong",
        ),
        pytest.param(
            (Span("a "), Span("b", em=True)),
            [
                {"lines": ["a "], "strong": False, "em": False, "dutch": False},
                {"lines": ["b"], "strong": False, "em": True, "dutch": False},
            ],
            id="two styles",
        ),
        pytest.param(
            (Span("a", dutch=True),),
            [{"lines": ["a"], "strong": False, "em": False, "dutch": True}],
            id="quoted in Dutch",
        ),
        pytest.param(
            (Span("personeelsdossier/" * 2),),
            [
                {
                    "lines": ["personeelsdossier/\u200bpersoneelsdossier/"],
                    "strong": False,
                    "em": False,
                    "dutch": False,
                }
            ],
            id="a word that must be able to break",
        ),
    ],
)
def test_a_cell_is_its_text_alone_only_where_it_is_plain(
    cell: tuple[Span, ...], given: object
) -> None:
    table = Table(HEADER, (((Span("1"),), cell),))
    match document_data(Document("Onderwerp", (table,))):
        case {"blocks": [{"header": header, "rows": rows}]}:
            assert (header, rows) == (["Nr.", "Doel"], [["1", given]])
        case _:
            pytest.fail("the table is not given")
