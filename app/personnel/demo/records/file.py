"""The personnel file: evaluations, discipline, documents, questions, forms, and what people chose to tell."""

from datetime import timedelta
from random import Random

from app.personnel.demo.names import GIVEN_F, GIVEN_M
from app.personnel.demo.people import EMPLOYED, OUTSIDE_FAMILY, TODAY, Kind, Person
from app.personnel.demo.records.sheet import NO, YES, Sheet, chance, days_before, moment

_TYPED = (
    "=1+1",
    "@SUM(A1)",
    "-12,50 euro te veel ingehouden",
    "\tbegint met een tab",
    'Regel één\nregel twee; met "aanhalingstekens"',
    "Ik werk graag samen met mensen.",
    "",
)
"""What people really type: among it text that a spreadsheet would run as a formula."""


def fill_file(sheet: Sheet, person: Person, rng: Random) -> None:
    """Add the personnel file of a person; a recruit has the documents of the selection."""
    if person.kind is Kind.RECRUIT or person.rich:
        day = days_before(TODAY, rng, most=500)
        text = "Eindverslag van de selectie: geslaagd, vijfde gerangschikt."
        _document(sheet, person, "SEL", "Selectieverslag", text, day_back=(TODAY - day).days)
    if person.kind not in EMPLOYED:
        return
    _evaluations(sheet, person, rng)
    _documents(sheet, person, rng)
    _said(sheet, person, rng)
    if person.rich:
        words = "Mijn evaluatiegesprek duurde geen uur maar tien minuten."
        day = TODAY - timedelta(days=40)
        sheet.add("aanvulling", person.person_id, "evaluaties", None, None, words, day)
    if person.rich or chance(rng, 3):
        _discipline(sheet, person, rng)
    if person.rich or chance(rng, 20):
        union, day = rng.choice(("ACOD", "VSOA", "ACV-OD")), days_before(TODAY, rng, most=900)
        sheet.add("vakbond", person.person_id, "premieaanvraag", union, moment(day, 777))


def _somebody(rng: Random) -> str:
    return f"{rng.choice(rng.choice((GIVEN_F, GIVEN_M)))} {rng.choice(OUTSIDE_FAMILY)}"


def _evaluations(sheet: Sheet, person: Person, rng: Random) -> None:
    last = (person.left_on or TODAY).year
    for year in range(last - 2, last):
        day = TODAY.replace(year=year + 1, month=2, day=rng.randrange(1, 28))
        named = chance(rng, 50) or (person.rich and year == last - 1)
        report = "Werkt zelfstandig en haalt de afgesproken doelen."
        if named:
            report = f"{_somebody(rng)} en {_somebody(rng)} gaven feedback; dr. {_somebody(rng)} adviseerde rust."
        sheet.add(
            "evaluatie", person.person_id, person.leader_id, year, day, rng.choice(("voldoende", "goed")), report,
            day + timedelta(days=4 * 365), named,
        )  # fmt: skip


def _documents(sheet: Sheet, person: Person, rng: Random) -> None:
    _document(
        sheet, person, "ENT", "Besluit van aanstelling", "Aanstelling met proeftijd.", day_back=1500
    )
    for number in range(rng.randrange(1, 4)):
        named = chance(rng, 30)
        text = (
            f"Verslag van het gesprek met {_somebody(rng)}."
            if named
            else "Afspraken over het takenpakket."
        )
        _document(
            sheet,
            person,
            "ENT",
            f"Nota {number + 1}",
            text,
            day_back=rng.randrange(30, 2500),
            named=named,
        )


def _document(
    sheet: Sheet,
    person: Person,
    source: str,
    title: str,
    text: str,
    *,
    day_back: int,
    named: bool = False,
) -> None:
    day = TODAY - timedelta(days=day_back)
    sheet.add(
        "edossier",
        person.person_id,
        source,
        title,
        "nota",
        text,
        moment(day, 900),
        day + timedelta(days=5 * 365),
        named,
    )


def _said(sheet: Sheet, person: Person, rng: Random) -> None:
    for number in range(rng.randrange(1, 4)):
        named = chance(rng, 20)
        question = (
            f"Mijn collega {_somebody(rng)} kreeg wel een dienstwagen?"
            if named
            else "Waar vind ik mijn fiche?"
        )
        answer = rng.choice(("In uw digitale kluis.", "", None))
        day = days_before(TODAY, rng, most=800)
        sheet.add(
            "schakel",
            person.person_id,
            f"vraag {number + 1}",
            question,
            answer,
            moment(day, 820),
            answer is not None,
            named,
        )
    for number in range(2):
        text = _TYPED[(person.index * 2 + number) % len(_TYPED)]
        day = days_before(TODAY, rng, most=800)
        sheet.add(
            "melding",
            person.person_id,
            "vrije mededeling",
            text,
            moment(day, 830, second="59.999999"),
        )


def _discipline(sheet: Sheet, person: Person, rng: Random) -> None:
    day = days_before(TODAY, rng, most=1500)
    facts = f"Melding door {_somebody(rng)}: herhaald te laat op de dienst."
    strike_out = day + timedelta(days=3 * 365)
    sheet.add("tucht", person.person_id, day, facts, "blaam", None, strike_out, YES)
    if person.rich:
        sheet.add(
            "tucht",
            person.person_id,
            day,
            "Te laat op de dienst.",
            "terechtwijzing",
            "geen bericht",
            strike_out,
            NO,
        )
