"""The one person whom only Vlimpers Leren knows, with the five categories that apply there (IN-04)."""

from datetime import date

from app.personnel.demo.records.sheet import Sheet, moment

VO_ID = "VO-7700001"


def fill_leren(sheet: Sheet) -> None:
    """Add the person of a body outside Vlimpers."""
    sheet.put(
        "leren_persoon", VO_ID, "Emmeline", "Hopvelderman", "LE", "OVO990009", "Voorbeeldgemeente Hopveld",
        "emmeline@hopveld.example", "VO-7700900", moment(date(2023, 9, 4), 560),
    )  # fmt: skip
    sheet.add(
        "leren_opleiding",
        VO_ID,
        "Heldere taal",
        "gevolgd",
        date(2025, 5, 6),
        "16.50",
        moment(date(2025, 4, 1), 601),
    )
    sheet.add(
        "leren_opleiding",
        VO_ID,
        "Overheidsopdrachten",
        "aangevraagd",
        date(2026, 12, 8),
        None,
        moment(date(2026, 10, 2), 602),
    )
    sheet.add(
        "leren_aanvulling",
        VO_ID,
        "opleidingen",
        None,
        None,
        "Ik volgde de hele opleiding, niet een halve dag.",
        date(2025, 6, 2),
    )
