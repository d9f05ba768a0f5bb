"""Being there and being away: time registration, leave, telephony, and health."""

from datetime import date, timedelta
from random import Random

from app.personnel.demo.names import INSURER
from app.personnel.demo.people import EMPLOYED, TEAM, TODAY, Person, person_id
from app.personnel.demo.records.sheet import (
    YES,
    Sheet,
    cents,
    chance,
    days_before,
    moment,
    months_back,
)

_LEAVE = ("jaarlijkse vakantie", "omstandigheidsverlof", "dienstvrijstelling", "recuperatie")


def fill_presence(sheet: Sheet, person: Person, rng: Random) -> None:
    """Add presence, absence, calls and health of somebody who works or worked here."""
    if person.kind not in EMPLOYED:
        return
    last = person.left_on or TODAY
    _badges(sheet, person, rng, last=last)
    _leave(sheet, person, rng, last=last)
    _calls(sheet, person, rng, last=last)
    _health(sheet, person, rng, last=last)


def _badges(sheet: Sheet, person: Person, rng: Random, *, last: date) -> None:
    me = person.person_id
    for back in range(1, rng.randrange(9, 20)):
        day = last - timedelta(days=back)
        for way, minute in (("in", rng.randrange(430, 560)), ("uit", rng.randrange(930, 1100))):
            balance = cents(rng.randrange(-420, 900))
            by_hand = chance(rng, 5)
            sheet.add(
                "prikking", me, moment(day, minute), way, f"T{person.index % 40:03}", f"VAC {person.index % 5}",
                "gewoon", balance, by_hand, day, "vergeten te prikken" if by_hand else None, moment(day, 1200),
            )  # fmt: skip
    for back in range(1, rng.randrange(7, 13)):
        must, did = 15_960, rng.randrange(14_000, 17_500)
        month = months_back(last, back)
        sheet.add("tijdsaldo", me, month, cents(must), cents(did), cents(did - must))


def _leave(sheet: Sheet, person: Person, rng: Random, *, last: date) -> None:
    me = person.person_id
    for number in range(rng.randrange(4, 10)):
        start = days_before(last, rng, most=1000)
        span = rng.randrange(0, 10)
        note = rng.choice((None, "", "samen met de schoolvakantie"))
        # One request per person names who approved it: that is also a fact about the approver.
        approver = person.leader_id if number == 0 else None
        asked = moment(start - timedelta(days=20), 500 + number)
        decided = moment(start - timedelta(days=18), 700) if number else None
        sheet.add(
            "afwezigheid", me, approver, rng.choice(_LEAVE), start, start + timedelta(days=span),
            f"{span}.50", note, asked, decided,
        )  # fmt: skip
    for year in range(last.year - 2, last.year + 1):
        sheet.add("verlofsaldo", me, year, "35.00", f"{rng.randrange(0, 35)}.50")
    for source in ("RVA", "DWSE"):
        if person.rich or chance(rng, 15):
            start = days_before(last, rng, most=2000)
            scheme = "ouderschapsverlof" if source == "RVA" else "zorgkrediet"
            end = start + timedelta(days=120)
            sheet.add(
                "loopbaanonderbreking",
                me,
                source,
                scheme,
                f"{source}-{person.index}",
                "0.2000",
                start,
                end,
            )


def _calls(sheet: Sheet, person: Person, rng: Random, *, last: date) -> None:
    team = TEAM * (person.index // TEAM)
    for _ in range(rng.randrange(3, 9)):
        day, inside = days_before(last, rng, most=300), chance(rng, 20)
        called = person_id(team + rng.randrange(2)) if inside else None
        number = (
            f"+32 2 55{rng.randrange(10**6):07}" if inside else f"+32 49{rng.randrange(10**7):07}"
        )
        sheet.add(
            "gesprek", person.person_id, called, f"{day} 1{rng.randrange(10)}:{rng.randrange(60):02}:30",
            rng.randrange(5, 3000), number, f"0.{rng.randrange(100):02}", not inside and chance(rng, 50),
        )  # fmt: skip


def _health(sheet: Sheet, person: Person, rng: Random, *, last: date) -> None:
    me = person.person_id
    for _ in range(rng.randrange(1, 4)):
        start = days_before(last, rng, most=2200)
        outcome = rng.choice(("arbeidsongeschikt bevonden", "geen controle", None))
        end = start + timedelta(days=rng.randrange(1, 15))
        # Kept five years: some of these days have passed.
        sheet.add("ziekte", me, start, end, outcome, chance(rng, 95), end + timedelta(days=5 * 365))
    seen = days_before(last, rng, most=700)
    sheet.add("onderzoek", me, seen, "periodiek", "geschikt", seen + timedelta(days=730))
    if person.rich or chance(rng, 70):
        sheet.add("hospitalisatie", me, INSURER, f"HP{person.index:08}", person.hired_on)
    if person.rich or chance(rng, 8):
        text = "Gevallen op de trap; collega Stijn Moonensteen was getuige."
        sheet.add(
            "arbeidsongeval",
            me,
            days_before(last, rng, most=3000),
            text,
            YES,
            None,
            "0.0250",
            YES,
        )
    if person.rich or chance(rng, 4):
        sheet.add(
            "arbeidshandicap", me, "aangepast bureau", days_before(last, rng, most=3000), None
        )
