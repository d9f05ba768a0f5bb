"""The demo's paper: an invented signed request, and an invented identity card with all else covered."""

import json
from io import BytesIO

import typst
from PIL import Image, ImageDraw

from app.letters.fonts import FAMILY, load_fonts

_REQUEST = f"""
#set page(paper: "a4", margin: 3cm)
#set text(font: "{FAMILY}", lang: "nl")
#let given = json(bytes(sys.inputs.request))
Aan de functionaris voor gegevensbescherming

#v(1cm)
Ik vraag inzage in mijn persoonsgegevens en een kopie ervan.

#v(1cm)
#given.place, #given.date

#emph(given.name)
"""


def signed_request(name: str, *, date: str) -> bytes:
    """Return the request as a scan would hold it, as PDF."""
    values = json.dumps({"name": name, "place": "Gent", "date": date})
    compiler = typst.Compiler(font_paths=load_fonts())
    made = compiler.compile(_REQUEST.encode(), sys_inputs={"request": values}, format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("Typst gives one PDF as bytes")
    return made


def identity_card(name: str) -> bytes:
    """Return a card on which everything but the name is covered (ID-06), as PNG."""
    card = Image.new("RGB", (640, 400), "white")
    pen = ImageDraw.Draw(card)
    pen.rectangle((20, 60, 200, 340), fill="black")
    pen.text((240, 80), name, fill="black")
    pen.rectangle((240, 200, 600, 340), fill="black")
    out = BytesIO()
    card.save(out, "PNG")
    return out.getvalue()
