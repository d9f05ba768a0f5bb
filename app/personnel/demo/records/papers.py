"""Real documents of the e-dossier: a report of a talk as PDF, a note as text; some name somebody who does not exist."""

from datetime import date, timedelta
from functools import lru_cache
from io import BytesIO
from random import Random
from typing import Final

import pikepdf

from app.personnel.demo.names import GIVEN_F, GIVEN_M
from app.personnel.demo.people import EMPLOYED, OUTSIDE_FAMILY, TODAY, Person
from app.personnel.demo.records.sheet import Sheet, chance, moment

_NAMES: Final = 12
"""Different people who are named: few, so that few papers are made."""
_NOTE: Final = b"Gevraagd: glijdende werktijd.\r\nToegestaan vanaf de eerste van de maand.\r\n"
_LINE: Final = 46
_BEHIND: Final = "Deze bladzijde is met opzet kort."


def fill_papers(sheet: Sheet, person: Person, rng: Random) -> None:
    """Add the papers of a person who works or worked here: always a note, now and then a report."""
    if person.kind not in EMPLOYED:
        return
    if person.rich or chance(rng, 15):
        named = _somebody(rng.randrange(_NAMES)) if person.rich or chance(rng, 50) else ""
        name = f"gesprek met {named}.pdf" if named else "functioneringsgesprek.pdf"
        _add(sheet, person, (name, "application/pdf", _report(named)), rng, named=bool(named))
    _add(sheet, person, ("nota werktijd.txt", "text/plain", _NOTE), rng)


def _add(
    sheet: Sheet, person: Person, paper: tuple[str, str, bytes], rng: Random, *, named: bool = False
) -> None:
    day: date = TODAY - timedelta(days=rng.randrange(20, 900))
    until = day + timedelta(days=5 * 365)
    sheet.add("edossier_stuk", person.person_id, *paper, moment(day, 905), until, named)


def _somebody(number: int) -> str:
    given = [name for name in (*GIVEN_F, *GIVEN_M) if _can_be_written(name)]
    family = [name for name in OUTSIDE_FAMILY if _can_be_written(name)]
    return f"{given[number * 3]} {family[number]}"


def _can_be_written(name: str) -> bool:
    """Whether the plain letters of every reader hold it."""
    return name.encode("cp1252", "ignore").decode("cp1252") == name


@lru_cache(maxsize=_NAMES + 1)
def _report(named: str) -> bytes:
    """Return a report of two pages that anybody can open."""
    words = (
        f"Verslag van het gesprek met {named} over de samenwerking. {named} vond de afspraken duidelijk."
        if named
        else "Verslag van het functioneringsgesprek. De afspraken zijn duidelijk."
    )
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        for text in (words, _BEHIND):
            page = pdf.add_blank_page(page_size=(420, 595))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = pdf.make_stream(_drawn(text))
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _drawn(text: str) -> bytes:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > _LINE:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    written = "".join(f"({line}) Tj T*\n" for line in (*lines, line))
    return f"BT /F1 12 Tf 16 TL 50 520 Td\n{written}ET".encode("cp1252")
