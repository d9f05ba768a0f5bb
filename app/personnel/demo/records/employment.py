"""The work itself: relationship, grade, function, career, training, workplace, suppliers, and who was told."""

from datetime import date, timedelta
from random import Random

from app.personnel.demo.mappings import categories
from app.personnel.demo.names import INSURER, MEAL_VOUCHERS, PREVENTION
from app.personnel.demo.people import EMPLOYED, TODAY, Kind, Person
from app.personnel.demo.records.sheet import Sheet, cents, chance, days_before, moment

_GRADES = (
    ("A", "adjunct van de directeur", "A111"),
    ("B", "deskundige", "B111"),
    ("C", "medewerker", "C111"),
)
_TITLES = (
    "dossierbeheerder",
    "projectleider",
    "technicus",
    "jurist",
    "onthaalmedewerker",
    "analist",
)
_COURSES = (
    "Heldere taal",
    "Welzijn op het werk",
    "Rekenbladen",
    "Eerste hulp",
    "Overheidsopdrachten",
    "Samenwerken",
)
_HOLIDAY = 40


def fill_employment(sheet: Sheet, person: Person, rng: Random) -> None:
    """Add what concerns the work of a person, whatever they are to the employer."""
    if person.kind in {Kind.SUPPLIER, Kind.SUPPLIER_CONTACT}:
        _supplier(sheet, person)
    if person.kind in EMPLOYED | {Kind.RECRUIT}:
        _diplomas(sheet, person, rng)
    if person.kind in EMPLOYED | {Kind.INTERMEDIARY}:
        _training(sheet, person, rng)
    if person.hired_on and person.entity:
        _relationship(sheet, person, rng, hired=person.hired_on, entity=person.entity[1])
        _place(sheet, person, rng, hired=person.hired_on)
        _told(sheet, person, rng, entity=person.entity[1])


def _supplier(sheet: Sheet, person: Person) -> None:
    role = "contactpersoon" if person.kind is Kind.SUPPLIER_CONTACT else "zelfstandig leverancier"
    sheet.add(
        "leveranciersfiche", person.person_id, "Timmerhuysen Opleidingen", role, "RO-2024-017",
        date(2024, 3, 1), None, None if person.kind is Kind.SUPPLIER_CONTACT else "18450.00",
    )  # fmt: skip


def _diplomas(sheet: Sheet, person: Person, rng: Random) -> None:
    for level in ("secundair onderwijs", "bachelor", "master")[: rng.randrange(1, 4)]:
        school = rng.choice(("Hogeschool Leiewerve", "Universiteit Oosterdale"))
        year = person.born.year + 22
        sheet.add(
            "diploma",
            person.person_id,
            f"{level} (algemeen)",
            school,
            year,
            level,
            chance(rng, 80),
        )


def _training(sheet: Sheet, person: Person, rng: Random) -> None:
    for _ in range(rng.randrange(3, 8)):
        day = days_before(TODAY, rng, most=1800)
        result = rng.choice(("geslaagd", "gevolgd", "", None))
        hours = f"{rng.randrange(2, 30)}.50"
        sheet.add(
            "opleiding", person.person_id, rng.choice(_COURSES), "Opleidingscentrum", day, hours, result,
            moment(day - timedelta(days=30), 545),
        )  # fmt: skip


def _relationship(sheet: Sheet, person: Person, rng: Random, *, hired: date, entity: str) -> None:
    me, end = person.person_id, person.left_on
    nature = "statutair" if person.statute == "S" else "contractueel"
    share = rng.choice(("1.0000", "1.0000", "0.8000", "0.5000"))
    keep = end + timedelta(days=10 * 365) if end else None
    sheet.add(
        "arbeidsrelatie", me, entity, nature, hired, end, share, "pensioen" if end else None, keep
    )
    if person.rich or chance(rng, 30):
        # An earlier temporary contract, kept ten years: for some that day has passed.
        last = hired - timedelta(days=30)
        sheet.add(
            "arbeidsrelatie", me, entity, "contractueel", last - timedelta(days=300), last, "1.0000",
            "einde van de opdracht", last + timedelta(days=10 * 365),
        )  # fmt: skip
    level, grade, scale = rng.choice(_GRADES)
    for step in range(rng.randrange(1, 4)):
        day = hired + timedelta(days=730 * step)
        sheet.add("graad", me, level, grade, f"{scale[:-1]}{step + 1}", 24 * step, day)
    leads = person.leads or chance(rng, 5)
    sheet.add(
        "functie",
        me,
        rng.choice(_TITLES),
        f"afdeling {rng.randrange(1, 9)}",
        f"P-{level}",
        leads,
        hired,
    )
    _career(sheet, person, rng, hired=hired)


def _career(sheet: Sheet, person: Person, rng: Random, *, hired: date) -> None:
    me, end = person.person_id, person.left_on
    keep = end + timedelta(days=10 * 365) if end else None
    order = f"BVR {hired.year}/{rng.randrange(1, 900)}"
    sheet.add("loopbaan", me, "indiensttreding", hired, order, None, keep)
    for _ in range(rng.randrange(1, 4)):
        day = days_before(end or TODAY, rng, most=300)
        event = rng.choice(("bevordering", "mobiliteit", "loopschaal"))
        note = rng.choice(("", None, "op eigen vraag"))
        sheet.add("loopbaan", me, event, max(day, hired), None, note, keep)
    if end:
        sheet.add("loopbaan", me, "uitdiensttreding", end, "besluit", "", keep)
    if person.rich or chance(rng, 10):
        sheet.add(
            "ereteken",
            me,
            "Burgerlijke Medaille",
            days_before(TODAY, rng, most=2000),
            "KB van 8 april",
        )


def _place(sheet: Sheet, person: Person, rng: Random, *, hired: date) -> None:
    me, far = person.person_id, rng.randrange(5, 900)
    sheet.add(
        "werkplek",
        me,
        f"VAC {person.index % 5}",
        rng.randrange(0, 12),
        f"B{person.index:07}",
        "laptop",
        hired,
    )
    way = rng.choice(("trein", "fiets", "tram", "auto"))
    season = f"S-{person.index:06}" if way in {"trein", "tram"} else None
    sheet.add("woonwerk", me, way, f"{far // 10}.{far % 10}", season, cents(far * 37), hired)
    for weekday in ("dinsdag", "donderdag")[: rng.randrange(1, 3)]:
        asked = days_before(TODAY, rng, most=500)
        sheet.add(
            "telewerk", me, weekday, "thuis", asked, None, chance(rng, 90), moment(asked, 640)
        )
    sheet.add(
        "toestel", me, "smartphone", f"+32 472 {person.index:07}", f"35{person.index:013}", hired
    )


def _told(sheet: Sheet, person: Person, rng: Random, *, entity: str) -> None:
    """Add to whom data of this person went, by name (C-154/21)."""
    day = days_before(TODAY, rng, most=_HOLIDAY)
    told = [
        ("served_flemish_entities", entity, "arbeidsrelaties"),
        ("served_flemish_entities", entity, "loonbrieven"),
        ("meal_voucher_supplier", MEAL_VOUCHERS, "loonbrieven"),
        ("hospitalisation_insurer", INSURER, "hospitalisatieverzekering"),
        ("external_prevention_service", PREVENTION, "arbeidsgeneeskunde"),
        ("fod_financien", "FOD Financiën", "loonbrieven"),
        ("federal_pension_service", "Federale Pensioendienst", "pensioenloopbaan"),
        ("municipalities_elections", f"Gemeente {person.address[3]}", "hoofdverblijfplaats"),
    ]
    for recipient, name, holding in told:
        category = categories()[holding]
        sheet.add("verstrekking", person.person_id, recipient, name, category, day)
