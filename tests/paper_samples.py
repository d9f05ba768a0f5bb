"""Real PDFs for tests: made by Typst as an office program would, or object by object."""

import io

import pikepdf
import typst
from app.letters.fonts import FAMILY, load_fonts

PAGE_BREAK = "\n#pagebreak()\n"


def report(*pages: str, size: str = "a5") -> bytes:
    """Return a PDF with these pages, justified and hyphenated."""
    head = (
        f'#set page(paper: "{size}")\n#set text(font: "{FAMILY}", lang: "nl", hyphenate: true)\n'
        "#set par(justify: true)\n"
    )
    made = typst.Compiler(font_paths=load_fonts()).compile(
        (head + PAGE_BREAK.join(pages)).encode(), format="pdf"
    )
    assert isinstance(made, bytes)
    return made


def changed(pdf: bytes, change: object) -> bytes:
    """Return a PDF after `change` was done to it, opened."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)  # type: ignore[operator]
        opened.save(out)
    return out.getvalue()


def locked(pdf: bytes) -> bytes:
    """Return a PDF that asks for a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def hidden_everywhere(pdf: bytes, text: str) -> bytes:
    """Return a PDF with a text in every place a reader does not show: title, XMP, note, bookmark, attachment, field."""

    def hide(opened: pikepdf.Pdf) -> None:
        opened.docinfo["/Title"] = text
        with opened.open_metadata() as meta:
            meta["dc:description"] = text
        page = opened.pages[0]
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], Contents=text
        )
        page.Annots = opened.make_indirect(pikepdf.Array([opened.make_indirect(note)]))
        page.PieceInfo = pikepdf.Dictionary(Other=pikepdf.Dictionary(Private=text))
        with opened.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(text, 0))
        opened.attachments["naam.txt"] = text.encode()
        field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="veld", V=text)
        opened.Root.AcroForm = pikepdf.Dictionary(Fields=[opened.make_indirect(field)])

    return changed(pdf, hide)
