"""Pay, taxes, family, child benefit and pension."""

from datetime import date, timedelta
from random import Random

from app.personnel.demo.names import GIVEN_M
from app.personnel.demo.people import EMPLOYED, OUTSIDE_FAMILY, TODAY, Kind, Person, person_id
from app.personnel.demo.records.sheet import NO, YES, Sheet, cents, chance, days_before, months_back

_HOUSEHOLDS = {9: (0, "partner"), 10: (0, "kind")}
"""Place of a relative in the cast -> place of the member of staff, and the relation."""


def fill_pay(sheet: Sheet, person: Person, rng: Random) -> None:
    """Add what a person earns and who depends on them; a relative has only their own part in it (IN-04)."""
    if person.kind in EMPLOYED:
        _payslips(sheet, person, rng)
        _family(sheet, person, rng)
        _pension(sheet, person, rng)
    if person.kind is Kind.RELATIVE:
        _relative(sheet, person, rng)


def _payslips(sheet: Sheet, person: Person, rng: Random) -> None:
    me, last = person.person_id, person.left_on or TODAY
    gross = rng.randrange(265_000, 690_000)
    for back in range(1, rng.randrange(13, 25)):
        month = months_back(last, back)
        social, tax = gross * 1307 // 10_000, gross * 27 // 100
        held = rng.choice((0, 0, 0, -1250))
        paid = month + timedelta(days=27)
        keep = date(month.year + 7, month.month, 1)
        sheet.add(
            "loonbrief", me, month, cents(gross), cents(social), cents(tax), cents(held),
            cents(gross - social - tax + held), paid, keep,
        )  # fmt: skip
    account = f"{97 - person.index % 97:02}"
    iban = f"BE{account} 9990 {person.index:07}"
    sheet.add("rekening", me, iban, f"{person.given_name} {person.family_name}", person.hired_on)


def _family(sheet: Sheet, person: Person, rng: Random) -> None:
    me = person.person_id
    members = [i for i, (head, _) in _HOUSEHOLDS.items() if head == person.index]
    if not members:
        born = days_before(TODAY, rng, most=6000)
        name = f"{rng.choice(GIVEN_M)} {rng.choice(OUTSIDE_FAMILY)}"
        # A protected address: what the register says of this relative is not for others.
        hidden = chance(rng, 10)
        sheet.add("gezinslid", me, None, name, "kind", born, YES, born, hidden)
        if chance(rng, 60):
            sheet.add("kinderbijslag", me, None, name, "186.43", born, None)
    for year in range(TODAY.year - 3, TODAY.year):
        state = rng.choice(("gehuwd", "ongehuwd", "wettelijk samenwonend"))
        code, keep = f"FC-{rng.randrange(1, 9)}", date(year + 7, 12, 31)
        sheet.add("fiscaal", me, year, state, len(members) or 1, code, keep)


def _pension(sheet: Sheet, person: Person, rng: Random) -> None:
    start = person.hired_on or TODAY
    end = person.left_on or TODAY
    years = f"{(end - start).days / 365.25:.2f}"
    scheme = "ambtenaren" if person.statute == "S" else "werknemers"
    guess = cents(rng.randrange(140_000, 390_000))
    sheet.add("pensioen", person.person_id, None, scheme, start, person.left_on, years, guess)


def _relative(sheet: Sheet, person: Person, rng: Random) -> None:
    head_index, relation = _HOUSEHOLDS.get(person.index, (12 * (person.index // 12), "partner"))
    head, name = person_id(head_index), f"{person.given_name} {person.family_name}"
    since = days_before(TODAY, rng, most=6000)
    sheet.add(
        "gezinslid",
        head,
        person.person_id,
        name,
        relation,
        person.born,
        relation == "kind",
        since,
        NO,
    )
    if relation == "kind":
        sheet.add("kinderbijslag", head, person.person_id, name, "186.43", person.born, None)
    else:
        sheet.add("pensioen", head, person.person_id, "overleving", since, None, "0.00", "1210.55")
