"""What is taken out of a document is nowhere in it any more, and the rest is there."""

import io
import unicodedata

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from app.documents.folded import Folded, any_in
from app.documents.pdf_reading import find, page_texts, parts
from app.documents.pdf_reading import opened as opened_pdf
from app.documents.redaction import (
    DocumentNotRedactable,
    PassageNotInDocument,
    Taken,
    redacted_pdf,
    redacted_text,
)
from tests.paper_samples import changed, hidden_everywhere, locked, report

NAME = "Zoë Van Crombrügghe"
MARK = "[weggelaten: R15-THIRD-PARTY]"
TAKEN = Taken({NAME: MARK})
TALK = f"Het gesprek met {NAME} verliep rustig en zij vond dat alles in orde was. " * 12


def words(pdf: bytes) -> str:
    return " ".join(text for page in page_texts(pdf) for text in page)


def holds(pdf: bytes) -> bool:
    inside = [part.decode("utf-8", "replace") for part, is_picture in parts(pdf) if not is_picture]
    return any(Folded.of(text).holds(NAME) for text in (words(pdf), *inside))


def darkness(pdf: bytes, page: int) -> float:
    """Return which part of a page is black."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        picture = opened[page].render(scale=1).to_pil().convert("L")
    finally:
        opened.close()
    return float(sum(picture.histogram()[:20]) / (picture.width * picture.height))


@pytest.mark.parametrize(
    "written",
    [
        NAME,
        NAME.upper(),
        unicodedata.normalize("NFD", NAME),
        "Zoë\nVan   Crombrügghe",
        "Zoe Van Crom-\nbrugghe",
        "Zoë Van Crom\u00adbrügghe",
    ],
    ids=["as it is", "capitals", "taken apart", "over lines", "hyphenated", "soft hyphen"],
)
def test_a_passage_is_found_however_it_is_written(written: str) -> None:
    text = f"Dag {written}, tot straks."
    ((start, stop),) = Folded.of(text).find(NAME)
    assert text[start:stop] == written


@pytest.mark.parametrize(
    ("passage", "text", "found"),
    [
        ("An De", "anders", False),
        ("An De", "aan de kant", False),
        ("An De", "met An de Wit", True),
        ("Jan", "Jansegers in januari", False),
        ("Jan", "Jan, en jan", True),
        ("Jansegers", "vanJansegersen", True),
    ],
)
def test_a_short_passage_stands_by_itself(passage: str, text: str, *, found: bool) -> None:
    assert Folded.of(text).holds(passage) is found


@pytest.mark.parametrize("size", [10, 3_000_000], ids=["few", "very many"])
def test_words_are_found_in_bytes(size: int) -> None:
    for written in (NAME, NAME.upper(), NAME.lower()):
        assert any_in(b"x" * size + f" {written} ".encode() + b"y" * size, [NAME])
    assert not any_in(b"x" * size, [NAME])


def test_pages_with_the_passage_become_pictures_and_the_others_stay() -> None:
    pdf = report(TALK, "Tweede bladzijde.", f"Getekend: {NAME.upper()}")
    made = redacted_pdf(pdf, TAKEN)
    assert not holds(made)
    assert [page[0].strip() for page in page_texts(made)] == ["", "Tweede bladzijde.", ""]
    # The name is a third of the words of the first page: black, and much of it.
    assert darkness(made, 0) > darkness(pdf, 0) + 0.03


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_a_page_that_is_turned_or_cropped_is_covered_too(turned: int, *, cropped: bool) -> None:
    def turn(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Rotate = turned
        if cropped:
            opened.pages[0].CropBox = [50, 50, 400, 550]

    pdf = changed(report(TALK), turn)
    made = redacted_pdf(pdf, TAKEN)
    assert not holds(made)
    straight = redacted_pdf(report(TALK), TAKEN)
    if not cropped:
        assert darkness(made, 0) == pytest.approx(darkness(straight, 0), rel=0.05)


@pytest.mark.parametrize("page_turned", [0, 90, 180, 270])
@pytest.mark.parametrize("written", [0, 90, 180, 270])
def test_lines_are_read_on_whichever_way_they_are_written(written: int, page_turned: int) -> None:
    lines = f"#rotate({written}deg, reflow: true)[met Zoë Van \\ Crombrügghe erbij]"

    def turn(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Rotate = page_turned

    pdf = changed(report(lines), turn)
    made = redacted_pdf(pdf, TAKEN)
    assert words(made).strip() == ""
    with opened_pdf(pdf) as opened:
        assert len(find(opened, 0, [NAME])) >= 2


def test_nothing_but_the_pages_is_left() -> None:
    pdf = hidden_everywhere(report("Eerste.", f"Van {NAME}."), NAME)
    assert holds(pdf)
    made = redacted_pdf(pdf, TAKEN)
    assert not holds(made)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert set(opened.Root.keys()) <= {"/Type", "/Pages"}
        assert not opened.attachments
        assert all("/Annots" not in page and "/PieceInfo" not in page for page in opened.pages)
    assert "Eerste." in words(made)


def test_a_page_behind_whose_words_the_passage_lies_becomes_a_picture() -> None:
    def hide(opened: pikepdf.Pdf) -> None:
        page = opened.pages[0]
        spoken = f"/Span <</Alt ({'Van Crombrugghe Zoe'})>> BDC EMC\n".encode()
        page.contents_add(spoken, prepend=True)

    pdf = changed(report("Eerste bladzijde.", "Van Crombrugghe Zoe"), hide)
    made = redacted_pdf(pdf, Taken({"Van Crombrugghe Zoe": MARK}))
    assert [page[0].strip() for page in page_texts(made)] == ["", ""]


def test_a_field_that_was_filled_in_is_seen_and_covered() -> None:
    def fill(opened: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        field = opened.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T="naam",
                V="Jan Peetersem",
                DA="/F1 12 Tf 0 g",
                Rect=[50, 300, 250, 320],
                F=4,
            )
        )
        opened.pages[0].Annots = pikepdf.Array([field])
        opened.Root.AcroForm = pikepdf.Dictionary(
            Fields=[field],
            NeedAppearances=True,
            DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=opened.make_indirect(font))),
            DA="/F1 12 Tf 0 g",
        )

    pdf = changed(report("Ingevuld door:"), fill)
    made = redacted_pdf(pdf, Taken({"Jan Peetersem": MARK}))
    assert "Peetersem" not in words(made)
    assert darkness(made, 0) > 0.005


def test_whole_pages_are_taken_out() -> None:
    pdf = report("Eerste.", TALK, "Derde.")
    made = redacted_pdf(pdf, Taken({}, {2: MARK}))
    assert [page[0].strip() for page in page_texts(made)] == ["Eerste.", "", "Derde."]
    assert not holds(made)


def test_the_same_document_gives_the_same_bytes() -> None:
    pdf = report(TALK)
    assert redacted_pdf(pdf, TAKEN) == redacted_pdf(pdf, TAKEN)


def test_what_cannot_be_taken_out_is_said() -> None:
    pdf = report("Niets over haar.")
    for taken in (TAKEN, Taken({}, {2: MARK}), Taken({}, {0: MARK})):
        with pytest.raises(PassageNotInDocument):
            redacted_pdf(pdf, taken)
    over_pages = report("Met Zoë Van", "Crombrügghe.")
    with pytest.raises(PassageNotInDocument):
        redacted_pdf(over_pages, TAKEN)
    for broken in (locked(report(TALK)), b"%PDF-1.7 nothing", report(TALK)[:400]):
        with pytest.raises(DocumentNotRedactable):
            redacted_pdf(broken, TAKEN)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_keeps_its_encoding_and_loses_the_passage(encoding: str) -> None:
    text = f"Beste,\r\n{NAME} en {NAME.upper()} zeiden één ding.\r\n"
    made = redacted_text(text.encode(encoding), TAKEN).decode(encoding)
    assert made == f"Beste,\r\n{MARK} en {MARK} zeiden één ding.\r\n"


def test_passages_that_overlap_go_together() -> None:
    taken = Taken({"Jan Peetersem": "[1]", "Peetersem Tom": "[2]"})
    made = redacted_text(b"dag Jan Peetersem Tom dag", taken).decode()
    assert "Jan" not in made
    assert "Peetersem" not in made
    assert "Tom" not in made


def test_a_text_without_the_passage_or_with_pages_is_refused() -> None:
    for taken in (TAKEN, Taken({}, {1: MARK})):
        with pytest.raises(PassageNotInDocument):
            redacted_text(b"niets", taken)
    with pytest.raises(DocumentNotRedactable):
        redacted_text(b"\0\0\0", TAKEN)
