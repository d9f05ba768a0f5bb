"""The report of a breach as text to print or copy: the fields of Art. 33(3), in the reader's language."""

from datetime import datetime

from app.cases.model import Case
from app.casework.desk import Desk
from app.incidents.model import Choice, Incident
from app.incidents.rules import breach_clock
from app.kit.clock import BRUSSELS
from app.language import Language, Text

_TITLE = Text(
    "Melding van een inbreuk (artikel 33 AVG)",
    "Notification of a breach (Article 33 GDPR)",
    "Notification d'une violation (article 33 RGPD)",
)
_CONTROLLER = Text("Verwerkingsverantwoordelijke", "Controller", "Responsable du traitement")
_CONTACT = Text(
    "Functionaris voor gegevensbescherming", "Data protection officer", "Délégué à la protection des données"
)  # fmt: skip
_REFERENCE = Text("Kenmerk", "Reference", "Référence")
_KNOWN = Text("Bekend sinds", "Known since", "Connue depuis")
_BY = Text("Te melden voor", "To be notified before", "À notifier avant")
_NATURE = Text("Wat er gebeurde", "What happened", "Ce qui s'est passé")
_RECIPIENT = Text("Wie het kreeg", "Who received it", "Qui l'a reçu")
_SENT = Text("Wat is verstuurd", "What was sent", "Ce qui a été envoyé")
_CATEGORIES = Text("Soorten gegevens", "Categories of data", "Catégories de données")
_PEOPLE = Text("Aantal betrokkenen", "Number of data subjects", "Nombre de personnes concernées")
_CONSEQUENCES = Text("Waarschijnlijke gevolgen", "Likely consequences", "Conséquences probables")
_MEASURES = Text("Maatregelen", "Measures", "Mesures")
_RISK = Text("Risico", "Risk", "Risque")
_NOTIFIED = Text("Gemeld aan de toezichthouder", "Authority notified", "Autorité informée")
_INFORMED = Text("Betrokkene ingelicht", "Data subject informed", "Personne informée")
_RECALL = Text("Teruggevraagd", "Recalled", "Rappel")
_NOT_YET = Text("nog niet beslist", "not decided yet", "pas encore décidé")
_NOT_NEEDED = Text("niet nodig", "not needed", "pas nécessaire")
_GONE = Text("vernietigd", "destroyed", "détruit")
_DONE = Text("ja", "yes", "oui")


def breach_report(desk: Desk, case: Case, incident: Incident, *, language: Language) -> str:
    """Return the report; what was destroyed with the key of the case is said to be destroyed."""
    clock, story = breach_clock(incident.known_at), incident.story
    gone = _GONE.into(language)
    lines: tuple[tuple[Text, str], ...] = (
        (_CONTROLLER, desk.register.controller.name.into(language)),
        (_CONTACT, desk.register.dpo.email or ""),
        (_REFERENCE, f"{case.reference} / {incident.incident_id}"),
        (_KNOWN, _moment(incident.known_at)),
        (_BY, _moment(clock.safe_by)),
        (_NATURE, story.happened if story else gone),
        (_RECIPIENT, story.wrong_recipient if story else gone),
        (_SENT, ", ".join(_sent(desk, case, incident))),
        (_CATEGORIES, ", ".join(_categories(desk, case, language))),
        (_PEOPLE, str(incident.people)),
        (_CONSEQUENCES, story.consequences if story else gone),
        (_MEASURES, story.measures if story else gone),
        (_RISK, incident.risk.value if incident.risk else _NOT_YET.into(language)),
        (_NOTIFIED, _notified(incident, language)),
        (_INFORMED, _informed(incident, language)),
        (_RECALL, _recalled(incident)),
    )
    told = (f"{label.into(language)}:\n  {text or '-'}" for label, text in lines)
    return "\n\n".join((_TITLE.into(language), *told)) + "\n"


def _moment(at: datetime) -> str:
    return at.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M %Z")


def _sent(desk: Desk, case: Case, incident: Incident) -> list[str]:
    letters = [
        f"{letter.kind.value} ({letter.sha256})"
        for letter in desk.letters.list(case.case_id)
        if letter.letter_id in incident.letter_ids
    ]
    return [*letters, *(f"zip {export_id}" for export_id in incident.export_ids)]


def _categories(desk: Desk, case: Case, language: Language) -> list[str]:
    """Return the labels of what was found and may have gone along (Art. 33(3)(a))."""
    found = {answer.category_id for answer in desk.dossiers.load(case.case_id).found}
    return [c.label.into(language) for c in desk.register.categories if c.category_id in found]


def _notified(incident: Incident, language: Language) -> str:
    decided = incident.notification
    if decided is None:
        return _NOT_YET.into(language)
    reasons = incident.story.notification_reasons if incident.story else ""
    said = _choice(decided.choice, language)
    moment = _moment(decided.notified_at) if decided.notified_at else ""
    return " ".join(x for x in (said, moment, decided.reference, reasons) if x)


def _informed(incident: Incident, language: Language) -> str:
    decided = incident.informing
    if decided is None:
        return _NOT_YET.into(language)
    reasons = incident.story.informing_reasons if incident.story else ""
    day = decided.informed_on.isoformat() if decided.informed_on else ""
    return " ".join(x for x in (_choice(decided.choice, language), day, reasons) if x)


def _recalled(incident: Incident) -> str:
    note = incident.story.recall_note if incident.story else ""
    day = incident.recalled_on.isoformat() if incident.recalled_on else ""
    return " ".join(x for x in (incident.recall.value if incident.recall else "", day, note) if x)


def _choice(choice: Choice, language: Language) -> str:
    return (_DONE if choice is Choice.DONE else _NOT_NEEDED).into(language)
