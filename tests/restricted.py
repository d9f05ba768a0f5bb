"""Restrictions of one invented person, and the two holdings they are about."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from app.cases.model import Claim
from app.language import Text
from app.personnel.model import Element, Holding, Origin, SubjectKey, ValueKind
from app.register.load import default_register_path, load_register
from app.restrictions.claims import interims_of, register_names
from app.restrictions.model import Restriction, RestrictionGround, Scope

REGISTER = load_register(default_register_path(), None)
AT = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
ON = date(2026, 3, 5)
SECURITY, PERSONNEL, SURVEY, CRISIS = "P06", "P01", "P11", "P10"
CONTACT, PAY = "contact_details", "payroll"
MAIL, MOBILE, HOME = "private_email", "private_mobile", "main_residence"
PHONES = "telephony"
KEY = SubjectKey("vlimpers", "7")


def element(name: str, of_register: str | None = None) -> Element:
    return Element(name, Text(name), ValueKind.TEXT, Origin.PROVIDED, register_element=of_register)


def holding(name: str, category_id: str, *elements: Element) -> Holding:
    return Holding("vlimpers", name, category_id, Text(nl=name), elements)


HOLDINGS = (
    holding("adres", CONTACT, element("priveMail", MAIL), element("gsm", MOBILE), element("fax")),
    holding("loon", PAY, element("bedrag")),
)


def registered(
    right: str, *, scope: tuple[str, ...] | None = None, **details: Any
) -> tuple[Restriction, ...]:
    """Return what registering a claim restricts."""
    numbers = count(1)
    return interims_of(
        Claim("claim-1", right, scope=scope, details=details),
        REGISTER,
        case_id="case-1",
        since=AT,
        ids=lambda: f"r-{next(numbers)}",
        names=register_names(HOLDINGS),
    )


def restricted(right: str, *, scope: tuple[str, ...] | None = None, **details: Any) -> Restriction:
    """Return the one restriction of a claim."""
    (found,) = registered(right, scope=scope, **details)
    return found


def on(ground: RestrictionGround, **scope: tuple[str, ...]) -> Restriction:
    return Restriction("r-1", "case-1", "claim-1", ground, Scope(**scope), AT)
