"""Values that several calls take: names, lines, addresses, the moment of receipt."""

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StrictBool,
    StringConstraints,
)
from pydantic_core import PydanticKnownError

from app.cases.model import PostalAddress
from app.deadlines.holidays import Calendar, CalendarEnds
from app.http.parsing import EMAIL, JsonModel, Refused
from app.http.problems import InputInvalid, Issue
from app.kit.clock import brussels_date
from app.language import Text
from app.messages.rules import MOST_TEXT
from app.rights.catalogue import RIGHTS

_CITY_LINE = re.compile(r"(?P<code>(?:[A-Z]{1,2}-)?\d{4,5})\s+(?P<city>.+)")
_BREAKS = "\t\n\r"
_HIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
# These turn the direction of what follows: a name could then read as another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in _HIDDEN or sign in _TURNING


def _sentence(text: str) -> str:
    """Refuse what cannot be seen but line breaks and tabs: it has no place in a sentence."""
    if any(_is_hidden(sign) and sign not in _BREAKS for sign in text):
        raise Refused(
            Text(
                "Deze tekst bevat onzichtbare stuurtekens",
                "This text holds control characters",
                "Ce texte contient des caractères de contrôle",
            )
        )
    return text


def _line(text: str) -> str:
    """Refuse what cannot be seen, line breaks too."""
    if any(sign in _BREAKS for sign in text):
        raise Refused(
            Text(
                "Schrijf dit op één regel",
                "Write this on one line",
                "Écrivez ceci sur une seule ligne",
            )
        )
    return _sentence(text)


def _name(text: str) -> str:
    if not any(sign.isalpha() for sign in text):
        raise Refused(Text("Vul een naam in", "Enter a name", "Indiquez un nom"))
    return _line(text)


def _email(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise Refused(
            Text(
                "Vul een e-mailadres in met een @, zoals naam@voorbeeld.be",
                "Enter an email address with an @, like name@example.be",
                "Indiquez une adresse e-mail avec un @, par exemple nom@exemple.be",
            )
        )
    return _line(text)


def _iso_date(value: Any) -> Any:
    """Take a date only as `yyyy-mm-dd`: never a number, never a timestamp cut short."""
    if isinstance(value, date | None) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return value
    raise Refused(
        Text(
            "Geef de datum als jjjj-mm-dd",
            "Give the date as yyyy-mm-dd",
            "Donnez la date: aaaa-mm-jj",
        )
    )


def _iso_instant(value: Any) -> Any:
    """Take a timestamp only as text: a bare number has no offset."""
    if isinstance(value, datetime | None) or (isinstance(value, str) and "T" in value.upper()):
        return value
    raise Refused(
        Text(
            "Geef het tijdstip met de afwijking van UTC, bijvoorbeeld 2026-03-05T10:00:00+01:00",
            "Give the timestamp with its offset, e.g. 2026-03-05T10:00:00+01:00",
            "Donnez l'instant avec son décalage, par exemple 2026-03-05T10:00:00+01:00",
        )
    )


def _in_utc(at: datetime) -> datetime:
    """Return the instant as it is kept: what is read later is told in the same words."""
    try:
        return at.astimezone(UTC)
    except OverflowError:  # in the first or last hours that a timestamp can name
        return at


def _right(name: str) -> str:
    if name not in RIGHTS:
        raise Refused(Text("Dit recht kennen we niet", "Unknown right", "Ce droit est inconnu"))
    return name


def _whole(value: Any) -> Any:
    """Take 2.0 as 2: in JSON they are the same number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _flag(value: Any) -> Any:
    """Take true or false alone: 1 equals true, and is a number."""
    if isinstance(value, bool):
        return value
    raise PydanticKnownError("bool_type")


WHOLE = BeforeValidator(_whole)
"""Stands after the bounds of a whole number: they are looked at last."""
EXACT = StringConstraints(strip_whitespace=False)
"""Of a code or a version: spaces around it make it another one, as the contract says."""
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
IsoInstant = Annotated[AwareDatetime, BeforeValidator(_iso_instant), AfterValidator(_in_utc)]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_name),
]
Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_line),
]
Code = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100, strip_whitespace=True),
    AfterValidator(_line),
]
"""An id or a short code of somebody else's."""
Sentence = Annotated[
    str,
    StringConstraints(min_length=1, max_length=5000, strip_whitespace=True),
    AfterValidator(_sentence),
]
MessageText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MOST_TEXT, strip_whitespace=True),
    AfterValidator(_sentence),
]
"""What is written to the person of a case."""
Remark = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500, strip_whitespace=True),
    AfterValidator(_sentence),
]
Remarks = Annotated[list[Remark], Field(max_length=10)]
"""Short texts of a handler that an answer prints beside its sections, in Dutch."""
Email = Annotated[str, StringConstraints(max_length=320), AfterValidator(_email)]
Flag = StrictBool
Yes = Annotated[Literal[True], BeforeValidator(_flag)]
RightName = Annotated[
    str, EXACT, AfterValidator(_right), Field(json_schema_extra={"enum": sorted(RIGHTS)})
]


class AddressIn(JsonModel):
    """A postal address, in the parts people know."""

    street: Line
    house_number: Code | None = None
    box_number: Code | None = None
    postal_code: Code
    city: Line
    country: Code = "BE"

    def address(self) -> PostalAddress:
        """Return the address as the case keeps it."""
        box = f"bus {self.box_number}" if self.box_number else ""
        street = " ".join(part for part in (self.street, self.house_number or "", box) if part)
        return PostalAddress(street, self.postal_code, self.city, self.country)

    @staticmethod
    def read(written: str) -> "AddressIn":
        """Return an address that was written as one text, split at its lines or commas."""
        parts = [part.strip() for part in re.split(r"[\n,]", _sentence(written)) if part.strip()]
        found = _CITY_LINE.fullmatch(parts[-1]) if parts else None
        street = ", ".join(parts[:-1] if found else parts)
        if not street or len(written) > 500:  # noqa: PLR2004 - longer than any envelope
            raise Refused(
                Text(
                    "Geef straat, postcode en gemeente",
                    "Give street, postal code and city",
                    "Donnez la rue, le code postal et la commune",
                )
            )
        place = (found["code"], found["city"]) if found else ("", "")
        return AddressIn.model_construct(street=street, postal_code=place[0], city=place[1])


def _address(value: Any) -> Any:
    return AddressIn.read(value) if isinstance(value, str) else value


Address = Annotated[
    AddressIn,
    BeforeValidator(
        _address, json_schema_input_type=AddressIn | Annotated[str, Field(max_length=500)]
    ),
]


class Received(JsonModel):
    """When something came in: an instant, or for paper a date alone."""

    received_at: IsoInstant | None = None
    received_date: IsoDate | None = None

    def day(self, calendar: Calendar) -> date:
        """Return the Brussels date of the receipt (DL-02).

        Raises InputInvalid when neither or both are given, CalendarEnds outside the calendar.
        """
        if self.received_at is not None and self.received_date is None:
            day = _brussels_day(self.received_at)
        elif self.received_date is not None and self.received_at is None:
            day = self.received_date
        else:
            raise InputInvalid(Issue("body", "receivedAt", _ONE_OF_BOTH))
        calendar.check(day)
        return day

    def moment(self, calendar: Calendar, *, now: datetime) -> tuple[date, datetime | None]:
        """Return the Brussels date and the instant, if there is one.

        Raises InputInvalid, also when it lies in the future, and CalendarEnds.
        """
        day = self.day(calendar)
        if self.received_at is not None and self.received_at > now:
            raise InputInvalid(Issue("body", "receivedAt", _FUTURE))
        if day > brussels_date(now):
            raise InputInvalid(Issue("body", "receivedDate", _FUTURE))
        return day, self.received_at


def _brussels_day(at: datetime) -> date:
    try:
        return brussels_date(at)
    except OverflowError as error:  # in the first or last hours that a timestamp can name
        raise CalendarEnds("The calendar does not reach so far") from error


def check_not_future(day: date, *, name: str, now: datetime) -> None:
    """Raise InputInvalid for a day that is still to come."""
    if day > brussels_date(now):
        raise InputInvalid(Issue("body", name, _DAY_FUTURE))


_ONE_OF_BOTH = Text(
    "Geef het tijdstip van ontvangst (receivedAt) of, voor papier, alleen de datum (receivedDate)",
    "Give the instant of receipt (receivedAt) or, for paper, the date alone (receivedDate)",
    "Donnez l'instant de réception (receivedAt) ou, pour le papier, la date seule (receivedDate)",
)
_FUTURE = Text(
    "De ontvangst kan niet in de toekomst liggen",
    "The receipt cannot lie in the future",
    "La réception ne peut pas être dans le futur",
)
_DAY_FUTURE = Text(
    "Deze dag moet nog komen", "This day is still to come", "Ce jour n'est pas encore venu"
)
