"""Values that several calls take: addresses, names, the moment of receipt."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

from app.cases.model import PostalAddress
from app.http.bodies import JsonModel, Refused
from app.http.problems import InputInvalid, Issue
from app.kit.clock import brussels_date
from app.language import Text

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
_CITY_LINE = re.compile(r"(?P<code>(?:[A-Z]{1,2}-)?\d{4,5})\s+(?P<city>.+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _plain(text: str) -> str:
    """Refuse control characters: they have no place in a name or a sentence."""
    if _CONTROL.search(text):
        raise Refused(
            Text(
                "Deze tekst bevat onzichtbare stuurtekens",
                "This text holds control characters",
                "Ce texte contient des caractères de contrôle",
            )
        )
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise Refused(
            Text(
                "Vul een e-mailadres in met een @, zoals naam@voorbeeld.be",
                "Enter an email address with an @, like name@example.be",
                "Indiquez une adresse e-mail avec un @, par exemple nom@exemple.be",
            )
        )
    return text


def _iso_date(value: Any) -> Any:
    """Take a date only as `yyyy-mm-dd`: never a number, never a timestamp cut short."""
    if isinstance(value, date | None) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        return value.strip()
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


IsoDate = Annotated[date, BeforeValidator(_iso_date)]
IsoInstant = Annotated[AwareDatetime, BeforeValidator(_iso_instant)]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_plain),
]
Sentence = Annotated[
    str,
    StringConstraints(min_length=1, max_length=5000, strip_whitespace=True),
    AfterValidator(_plain),
]
Email = Annotated[str, StringConstraints(max_length=320), AfterValidator(_email)]


class AddressIn(JsonModel):
    """A postal address, in the parts people know."""

    street: Name
    house_number: Annotated[str, Field(max_length=20)] | None = None
    box_number: Annotated[str, Field(max_length=20)] | None = None
    postal_code: Annotated[str, Field(min_length=1, max_length=12)]
    city: Name
    country: Annotated[str, Field(min_length=2, max_length=60)] = "BE"

    def address(self) -> PostalAddress:
        """Return the address as the case keeps it."""
        box = f"bus {self.box_number}" if self.box_number else ""
        street = " ".join(part for part in (self.street, self.house_number or "", box) if part)
        return PostalAddress(street, self.postal_code, self.city, self.country)


def address_of(given: AddressIn | str | None) -> PostalAddress | None:
    """Return the address; one written as text is split at its lines or commas."""
    if given is None or isinstance(given, AddressIn):
        return given.address() if given else None
    parts = [part.strip() for part in re.split(r"[\n,]", given) if part.strip()]
    found = _CITY_LINE.fullmatch(parts[-1]) if parts else None
    if found is None:
        return PostalAddress(", ".join(parts), "", "")
    return PostalAddress(", ".join(parts[:-1]), found["code"], found["city"])


class Received(JsonModel):
    """When something came in: an instant, or for paper a date alone."""

    received_at: IsoInstant | None = None
    received_date: IsoDate | None = None

    def moment(self, *, now: datetime) -> tuple[date, datetime | None]:
        """Return the Brussels date and the instant, if there is one (DL-02).

        Raises InputInvalid when neither or both are given, or when it lies in the future.
        """
        if (self.received_at is None) == (self.received_date is None):
            raise InputInvalid(Issue("body", "receivedAt", _ONE_OF_BOTH))
        if self.received_at is not None:
            if self.received_at > now:
                raise InputInvalid(Issue("body", "receivedAt", _FUTURE))
            return brussels_date(self.received_at), self.received_at
        if self.received_date is None or self.received_date > brussels_date(now):
            raise InputInvalid(Issue("body", "receivedDate", _FUTURE))
        return self.received_date, None


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
