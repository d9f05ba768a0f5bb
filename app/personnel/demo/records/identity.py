"""Who a person is and how they are reached; nearly all of it comes from the registers of the state."""

from datetime import date, timedelta
from random import Random

from app.personnel.demo.names import GIVEN_F, TOWNS
from app.personnel.demo.people import EMPLOYED, OUTSIDE_FAMILY, TODAY, Kind, Person
from app.personnel.demo.records.sheet import Sheet, chance, days_before, moment

_COUNTRIES = (
    "België",
    "België",
    "België",
    "België",
    "Polen",
    "Marokko",
    "Nederland",
    "Griekenland",
)


def fill_identity(sheet: Sheet, person: Person, rng: Random) -> None:
    """Add the person themselves, their names, number, address, nationality and contact details."""
    started = person.hired_on or days_before(TODAY, rng, most=900)
    since = moment(started, 600)
    sheet.put(
        "persoon",
        person.person_id,
        person.number,
        person.national_number,
        person.given_name,
        person.family_name,
        person.born,
        person.kind,
        person.statute,
        *(person.entity or (None, None)),
        *person.address,
        person.hired_on,
        person.left_on,
        since,
    )
    for source in _identity_sources(person):
        sheet.add(
            "identiteit", person.person_id, source, person.given_name, person.family_name, person.born,
            rng.choice(TOWNS)[1], person.sex, since,
        )  # fmt: skip
    _from_registers(sheet, person, rng)
    _reached(sheet, person, rng)


def _identity_sources(person: Person) -> list[str]:
    register = [] if person.kind in {Kind.SUPPLIER, Kind.SUPPLIER_CONTACT} else [_register(person)]
    if person.kind is Kind.RECRUIT or person.rich:
        register.append("SEL")
    return register + ["ENT"] * (person.kind in EMPLOYED)


def _register(person: Person) -> str:
    # Who is not in the National Register is known through the registers of the Crossroads Bank.
    return "KSZ" if person.bis else "RR"


def _from_registers(sheet: Sheet, person: Person, rng: Random) -> None:
    if person.kind not in EMPLOYED | {Kind.INTERMEDIARY, Kind.RECRUIT, Kind.RELATIVE}:
        return
    source, me = _register(person), person.person_id
    street, house, code, town = person.address
    sheet.add("insz", me, source, person.national_number, person.born)
    if person.kind is not Kind.RELATIVE:
        sheet.add("nationaliteit", me, source, rng.choice(_COUNTRIES), person.born)
    keep = _kept_until(person)
    moved = days_before(TODAY, rng, most=4000)
    box = rng.choice((None, None, "", "bus 3", "bus 0012"))
    sheet.add("adres", me, source, street, house, box, code, town, "België", moved, None, keep)
    if chance(rng, 50) or person.rich:
        old_code, old_town = rng.choice(TOWNS)
        sheet.add(
            "adres", me, source, "Vroegere Dreef", "7", None, old_code, old_town, "België",
            moved - timedelta(days=1500), moved, keep,
        )  # fmt: skip


def _reached(sheet: Sheet, person: Person, rng: Random) -> None:
    if person.kind is Kind.RELATIVE:
        return
    me, number = person.person_id, person.index
    private = person.rich or chance(rng, 80)
    sheet.add(
        "contact",
        me,
        f"persoon{number}@thuis.example" if private else None,
        f"+32 470 {number:07}" if private else "",
        f"persoon{number}@dienst.example" if person.entity else None,
        f"+32 2 55{number:07}" if person.entity else None,
        moment(days_before(TODAY, rng, most=700), 815, second="07.250001"),
        _kept_until(person),
    )
    if person.kind in EMPLOYED:
        given, family = rng.choice(GIVEN_F), rng.choice(OUTSIDE_FAMILY)
        relation = rng.choice(("partner", "ouder", "zus", "buur"))
        phone = f"+32 471 {number:07}"
        sheet.add("noodcontact", me, f"{given} {family}", relation, phone, person.index % 2 == 0)
        _consents(sheet, person, rng, private=private)


def _kept_until(person: Person) -> date | None:
    """Return the last day of what is kept two years after somebody left."""
    return person.left_on + timedelta(days=2 * 365) if person.left_on else None


def _consents(sheet: Sheet, person: Person, rng: Random, *, private: bool) -> None:
    given = days_before(TODAY, rng, most=1200)
    gone = moment(given + timedelta(days=60), 700) if chance(rng, 20) else None
    me = person.person_id
    if private:
        text = "gebruik van mijn privé-e-mailadres voor personeelsadministratie"
        sheet.add("toestemming", me, "privemail", text, moment(given, 590), gone)
    if person.rich or chance(rng, 40):
        text = "deelname aan de personeelsbevraging"
        sheet.add("toestemming", me, "bevraging", text, moment(given, 591), None)
    if person.rich:
        text = "specifieke begeleiding door de preventiedienst"
        sheet.add("toestemming", me, "begeleiding", text, moment(given, 592), None)
