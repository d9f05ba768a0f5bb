"""The languages we answer in: how each writes a date, a number, a list, and the words of the letterhead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from app.language import Language


@dataclass(frozen=True, slots=True)
class Words:
    """What differs per language outside the text of the letters."""

    months: tuple[str, ...]
    thousands: str
    decimal: str
    conjunction: str
    salutation: str
    reference: str
    date: str
    received: str
    concerns: str
    deadline: str
    suspended: str
    """In place of `deadline` while the period rests: by then the person hears how it stands."""
    handler: str
    on_behalf: str
    """Before the name of the person, where who acts for them reads the letter."""
    contents: str
    """Above the list of the parts of a long letter."""
    enterprise_number: str
    translation_note: str = ""
    """Printed on top of a translation (LT-01); the Dutch original has none."""
    original: tuple[str, str] = ("", "")
    """Before and after a passage that a translation quotes in Dutch."""


DUTCH_TRANSLATION_NOTE: Final = "Informatieve vertaling; enkel de Nederlandse tekst geldt."

WORDS: Final[Mapping[Language, Words]] = MappingProxyType(
    {
        Language.NL: Words(
            months=(
                "januari",
                "februari",
                "maart",
                "april",
                "mei",
                "juni",
                "juli",
                "augustus",
                "september",
                "oktober",
                "november",
                "december",
            ),
            thousands=".",
            decimal=",",
            conjunction="en",
            salutation="Beste {name}",
            reference="Ons kenmerk",
            date="Datum",
            received="Uw verzoek kregen we op",
            concerns="U vraagt",
            deadline="Antwoord uiterlijk op",
            suspended="U hoort van ons uiterlijk op",
            handler="Uw contact",
            on_behalf="Namens",
            contents="In deze brief leest u",
            enterprise_number="ondernemingsnummer",
        ),
        Language.FR: Words(
            months=(
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ),
            thousands="\u202f",
            decimal=",",
            conjunction="et",
            salutation="Bonjour {name}",
            reference="Notre référence",
            date="Date",
            received="Demande reçue le",
            concerns="Vous demandez",
            deadline="Réponse au plus tard le",
            suspended="Nouvelles de notre part au plus tard le",
            handler="Votre contact",
            on_behalf="Au nom de",
            contents="Dans cette lettre",
            enterprise_number="numéro d'entreprise",
            translation_note="Traduction informative ; seul le texte néerlandais fait foi.",
            original=("(texte original en néerlandais) «\u202f", "\u202f»"),
        ),
        Language.EN: Words(
            months=(
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ),
            thousands=",",
            decimal=".",
            conjunction="and",
            salutation="Dear {name}",
            reference="Our reference",
            date="Date",
            received="Request received on",
            concerns="You ask for",
            deadline="Answer due by",
            suspended="You hear from us by",
            handler="Your contact",
            on_behalf="On behalf of",
            contents="In this letter",
            enterprise_number="enterprise number",
            translation_note="Informative translation; only the Dutch text is valid.",
            original=("(original Dutch text) “", "”"),
        ),
    }
)


def date_in_words(on: date, language: Language) -> str:
    """Return the date as a letter writes it, e.g. `25 november 2026`; French writes `1er`."""
    day = "1er" if language is Language.FR and on.day == 1 else str(on.day)
    return f"{day} {WORDS[language].months[on.month - 1]} {on.year}"


def number(value: int, language: Language) -> str:
    """Return a whole number with its thousands set apart, e.g. `200.000`."""
    return f"{value:,}".replace(",", WORDS[language].thousands)


def size_in_words(size: int, language: Language) -> str:
    """Return a size in bytes as kB or MB with one decimal, e.g. `1,4 MB`; never less than 0,1 kB."""
    kilobytes = max(size / 1000, 0.1)
    amount, unit = (kilobytes, "kB") if kilobytes < 1000 else (kilobytes / 1000, "MB")  # noqa: PLR2004 - kB to MB
    if language is Language.FR:
        unit = unit.replace("B", "o")
    return f"{amount:.1f} {unit}".replace(".", WORDS[language].decimal)


def listing(items: Sequence[str], language: Language) -> str:
    """Return the items as one phrase, e.g. `inzage, wissing en bezwaar`."""
    if len(items) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(items)
    return f"{', '.join(items[:-1])} {WORDS[language].conjunction} {items[-1]}"


def salutation(name: str, language: Language) -> str:
    """Return how the letter greets its reader, e.g. `Beste Anna Peeters`."""
    return WORDS[language].salutation.replace("{name}", name)
