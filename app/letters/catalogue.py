"""Which letters there are, what each must be given, by when it goes out, and which outcome asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from app.cases.model import Outcome
from app.errors import DeskError
from app.language import Language, Text
from app.letters.model import LetterKind


class LetterKindMissing(DeskError):
    """The outcome asks for a letter that is not made by this desk."""

    code: ClassVar[str] = "letterKindMissing"


@dataclass(frozen=True, slots=True)
class LetterType:
    """One kind of letter. `placeholders` are the values its text uses, besides the frame."""

    label: Text
    placeholders: frozenset[str]
    latest: Text
    """By when it goes out (section 7.3)."""


_CLAIMS: Final = frozenset({"claims"})

CATALOGUE: Final[Mapping[LetterKind, LetterType]] = MappingProxyType(
    {
        LetterKind.RECEIPT: LetterType(
            Text("Ontvangstbevestiging", "Acknowledgement of receipt", "Accusé de réception"),
            frozenset(
                {
                    "rights",
                    "to_be_clarified",
                    "first_deadline",
                    "identity",
                    "status_url",
                    "status_code",
                }
            ),
            Text("3 werkdagen na ontvangst", "3 working days after receipt"),
        ),
        LetterKind.IDENTITY_REQUEST: LetterType(
            Text("Vraag om identiteitsbewijs", "Request for proof of identity"),
            frozenset(
                {
                    "doubt",
                    "means",
                    "credited",
                    "sign_in",
                    "suspended_since",
                    "safe_harbour_on",
                    "copy_mark",
                }
            ),
            Text("5 werkdagen na ontvangst", "5 working days after receipt"),
        ),
        LetterKind.EXTENSION: LetterType(
            Text("Verlenging van de termijn", "Extension of the period"),
            frozenset({"reason_code", "reasons", "new_deadline", "first_deadline", "ready"}),
            Text("de eerste termijn", "the first deadline"),
        ),
        LetterKind.ACCESS: LetterType(
            Text("Inzage: beslissing", "Access: decision", "Accès : décision"),
            _CLAIMS
            | {
                "searches",
                "complete",
                "state_on",
                "controller",
                "dpo",
                "entity_name",
                "purposes",
                "categories",
                "recipients",
                "possible_recipients",
                "retention",
                "retention_rules",
                "portability_applies",
                "consent_applies",
                "sources",
                "automated_decisions",
                "transfers",
                "annex",
                "omissions",
                "withheld_total",
                "remarks",
                "register_version",
            },
            Text("de termijn die geldt", "the deadline that applies"),
        ),
        LetterKind.REFUSAL: LetterType(
            Text("Weigering", "Refusal", "Refus"),
            _CLAIMS,
            Text("de eerste termijn", "the first deadline"),
        ),
        LetterKind.WITHDRAWAL: LetterType(
            Text("Bevestiging intrekking verzoek", "Confirmation of withdrawal of the request"),
            frozenset({"withdrawn_on", "withdrawn", "remaining"}),
            Text("5 werkdagen na de intrekking", "5 working days after the withdrawal"),
        ),
        LetterKind.NO_DATA: LetterType(
            Text("Geen gegevens", "No data held", "Aucune donnée"),
            frozenset({"searches", "searched_on"}),
            Text("de termijn die geldt", "the deadline that applies"),
        ),
    }
)

ANSWERS: Final[Mapping[Outcome, LetterKind]] = MappingProxyType(
    {
        Outcome.GRANTED: LetterKind.ACCESS,
        Outcome.PARTIALLY_GRANTED: LetterKind.ACCESS,
        Outcome.REFUSED: LetterKind.REFUSAL,
        Outcome.NO_DATA_HELD: LetterKind.NO_DATA,
        Outcome.WITHDRAWN: LetterKind.WITHDRAWAL,
    }
)

MEANS: Final = frozenset(
    {
        "signedRequestWithIdCopy",
        "signedEmail",
        "signedPdf",
        "inPerson",
        "video",
        "session",
        "knownChannel",
    }
)
"""Means of proof that the text of L02 has words for."""


def letter_for(outcome: Outcome) -> LetterKind:
    """Return the letter that answers a case with this outcome. Raises LetterKindMissing."""
    if outcome not in ANSWERS:
        raise LetterKindMissing(outcome=outcome.value)
    return ANSWERS[outcome]


def folder(kind: LetterKind) -> str:
    """Return the folder of the texts of `kind`, e.g. `l06_access`."""
    return f"{kind.value}_{kind.name}".lower()


def template_name(kind: LetterKind, language: Language) -> str:
    """Return the path of the text of `kind` in `language`, below the folder of the letters."""
    return f"{folder(kind)}/{language.value}.md"
