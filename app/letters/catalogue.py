"""Which letters there are, what each must be given, by when it goes out, and which outcome asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.cases.model import Outcome
from app.language import Language, Text
from app.letters.model import LetterKind
from app.rights.catalogue import RIGHTS


@dataclass(frozen=True, slots=True)
class LetterType:
    """One kind of letter. `placeholders` are the values its text uses, besides the frame."""

    label: Text
    placeholders: frozenset[str]
    latest: Text
    """By when it goes out (section 7.3)."""


_CLAIMS: Final = frozenset({"claims", "elsewhere", "remarks"})
_DECIDED: Final = _CLAIMS | {"lead"}

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
        LetterKind.IDENTITY_REMINDER: LetterType(
            Text(
                "Herinnering identiteit",
                "Reminder: proof of identity",
                "Rappel : preuve d'identité",
            ),
            frozenset(
                {
                    "asked_on",
                    "doubt",
                    "means",
                    "sign_in",
                    "copy_mark",
                    "suspended_since",
                    "new_date",
                }
            ),
            Text("14 dagen na de vraag", "14 days after the question"),
        ),
        LetterKind.SPECIFICATION: LetterType(
            Text("Vraag tot precisering", "Question to specify", "Demande de précision"),
            frozenset({"overview", "systems", "total", "suspended_since", "resume_on"}),
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
                "register_version",
            },
            Text("de termijn die geldt", "the deadline that applies"),
        ),
        LetterKind.RECTIFICATION: LetterType(
            Text("Verbetering: beslissing", "Rectification: decision", "Rectification : décision"),
            _DECIDED,
            Text("de termijn die geldt", "the deadline that applies"),
        ),
        LetterKind.ERASURE: LetterType(
            Text("Wissing: beslissing", "Erasure: decision", "Effacement : décision"),
            _DECIDED,
            Text("de termijn die geldt", "the deadline that applies"),
        ),
        LetterKind.RESTRICTION: LetterType(
            Text("Beperking ingesteld", "Restriction in place", "Limitation appliquée"),
            _DECIDED,
            Text("de termijn die geldt", "the deadline that applies"),
        ),
        LetterKind.OBJECTION_INTERIM: LetterType(
            Text(
                "Bezwaar: tussenbericht",
                "Objection: interim message",
                "Opposition : message intermédiaire",
            ),
            frozenset({"since", "processing", "deadline"}),
            Text("onmiddellijk", "at once"),
        ),
        LetterKind.OBJECTION: LetterType(
            Text("Bezwaar: beslissing", "Objection: decision", "Opposition : décision"),
            _DECIDED,
            Text("de eerste termijn bij een weigering", "the first deadline if refused"),
        ),
        LetterKind.PORTABILITY: LetterType(
            Text(
                "Overdraagbaarheid: beslissing", "Portability: decision", "Portabilité : décision"
            ),
            _DECIDED,
            Text("de termijn die geldt", "the deadline that applies"),
        ),
        LetterKind.CONSENT_WITHDRAWAL: LetterType(
            Text(
                "Intrekking van de toestemming", "Withdrawal of consent", "Retrait du consentement"
            ),
            _DECIDED,
            Text("de termijn die geldt", "the deadline that applies"),
        ),
        LetterKind.REFUSAL: LetterType(
            Text("Weigering", "Refusal", "Refus"),
            _CLAIMS,
            Text("de eerste termijn", "the first deadline"),
        ),
        LetterKind.LAPSE: LetterType(
            Text(
                "Verval wegens ontbrekende identiteit",
                "Not handled: identity not established",
                "Non traité : identité non établie",
            ),
            frozenset({"asked", "doubt", "means", "sign_in", "copy_mark", "lapsed", "remaining"}),
            Text("de datum waarop we het uiterlijk melden", "the safe-harbour date"),
        ),
        LetterKind.WITHDRAWAL: LetterType(
            Text("Bevestiging intrekking verzoek", "Confirmation of withdrawal of the request"),
            frozenset({"withdrawn_on", "withdrawn", "remaining"}),
            Text("5 werkdagen na de intrekking", "5 working days after the withdrawal"),
        ),
        LetterKind.LIFTING: LetterType(
            Text(
                "Melding: einde van de beperking",
                "Notice: end of the restriction",
                "Avis : fin de la limitation",
            ),
            frozenset({"data", "reason", "lift_on"}),
            Text("voor de beperking eindigt", "before the restriction ends"),
        ),
        LetterKind.RECIPIENT_NOTICE: LetterType(
            Text("Kennisgeving aan ontvanger", "Notice to a recipient", "Avis à un destinataire"),
            frozenset({"person", "action", "items", "effective_on"}),
            Text("5 werkdagen na de uitvoering", "5 working days after the execution"),
        ),
        LetterKind.RECIPIENT_OVERVIEW: LetterType(
            Text("Overzicht van ontvangers", "Overview of recipients", "Liste des destinataires"),
            frozenset({"told", "waiting", "untold"}),
            Text("op vraag", "on request"),
        ),
        LetterKind.REDIRECTION: LetterType(
            Text("Doorverwijzing", "Referral", "Renvoi"),
            frozenset({"to", "contact", "reason", "answered", "elsewhere"}),
            Text("de termijn die geldt", "the deadline that applies"),
        ),
        LetterKind.MANDATE_MISSING: LetterType(
            Text("Mandaat ontbreekt", "Mandate missing", "Mandat manquant"),
            frozenset(),
            Text("5 werkdagen na ontvangst", "5 working days after receipt"),
        ),
        LetterKind.FEE: LetterType(
            Text("Aankondiging van een vergoeding", "Notice of a fee", "Annonce d'une redevance"),
            frozenset({"why", "amount_basis"}),
            Text("de eerste termijn", "the first deadline"),
        ),
        LetterKind.OVERDUE: LetterType(
            Text("Termijn overschreden", "Deadline passed", "Délai dépassé"),
            frozenset({"cause", "missed_on", "new_date"}),
            Text("onmiddellijk", "at once"),
        ),
        LetterKind.NO_DATA: LetterType(
            Text("Geen gegevens", "No data held", "Aucune donnée"),
            frozenset({"searches", "searched_on", "limited", "elsewhere", "remarks"}),
            Text("de termijn die geldt", "the deadline that applies"),
        ),
    }
)

_NOTHING_GIVEN: Final[Mapping[Outcome, LetterKind]] = MappingProxyType(
    {
        Outcome.REFUSED: LetterKind.REFUSAL,
        Outcome.NO_DATA_HELD: LetterKind.NO_DATA,
        Outcome.WITHDRAWN: LetterKind.WITHDRAWAL,
        Outcome.LAPSED_IDENTITY: LetterKind.LAPSE,
        Outcome.REDIRECTED: LetterKind.REDIRECTION,
    }
)

GIVEN: Final = frozenset({Outcome.GRANTED, Outcome.PARTIALLY_GRANTED})
"""Outcomes of which something was done or handed over."""

TO_OTHERS: Final = frozenset({LetterKind.RECIPIENT_NOTICE, LetterKind.MANDATE_MISSING})
"""Letters to somebody else than the person: kept with the case, not shown on the status page."""

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


def answer_kind(decided: Sequence[tuple[str, Outcome]], *, unproven: bool = False) -> LetterKind:
    """Return the one letter that answers claims of these rights with these outcomes, in their order.

    Access that is given leads, else the first right that is; a single objection that is refused
    keeps its own letter, which announces the lifting. With `unproven` nothing was weighed: the proof
    that was given showed nobody, which L14 tells for every right (ID-10).
    """
    live = [pair for pair in decided if pair[1] is not Outcome.WITHDRAWN] or decided
    given = [right for right, outcome in live if outcome in GIVEN]
    if "access" in given:
        return LetterKind.ACCESS
    if given:
        return LetterKind(RIGHTS[given[0]].letters.decision)
    outcomes = {outcome for _, outcome in live}
    if len(live) == 1 and Outcome.REFUSED in outcomes:
        return LetterKind.REFUSAL if unproven else LetterKind(RIGHTS[live[0][0]].letters.refusal)
    return _NOTHING_GIVEN[outcomes.pop()] if len(outcomes) == 1 else LetterKind.REFUSAL


def folder(kind: LetterKind) -> str:
    """Return the folder of the texts of `kind`, e.g. `l06_access`."""
    return f"{kind.value}_{kind.name}".lower()


def template_name(kind: LetterKind, language: Language) -> str:
    """Return the path of the text of `kind` in `language`, below the folder of the letters."""
    return f"{folder(kind)}/{language.value}.md"
