"""The lists of codes the API uses, with what each means in words."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from app.api.step_reasons import STEP_REASONS
from app.cases.model import Channel, Outcome, State
from app.cases.queries import Flag
from app.decisions.grounds import GROUNDS
from app.documents.model import DocumentKind
from app.identity.model import Means
from app.language import Text
from app.rights.catalogue import RIGHTS

Row = tuple[str, Text, dict[str, Any]]
Codes = Callable[[], Iterator[Row]]

STATES: Final[Mapping[State, Text]] = {
    State.RECEIVED: Text("ontvangen", "received", "reçue"),
    State.IDENTITY_PENDING: Text(
        "wacht op bewijs van identiteit",
        "waiting for proof of identity",
        "attend la preuve d'identité",
    ),
    State.SPECIFICATION_PENDING: Text(
        "wacht op een nauwkeuriger vraag", "waiting for a clearer question", "attend une précision"
    ),
    State.IN_SEARCH: Text("gegevens worden opgezocht", "data are searched", "recherche en cours"),
    State.IN_ASSESSMENT: Text("wordt beoordeeld", "being assessed", "en cours d'examen"),
    State.DECIDED: Text("beslist", "decided", "décidée"),
    State.SENT: Text("beantwoord", "answered", "réponse envoyée"),
    State.CLOSED: Text("afgesloten", "closed", "clôturée"),
    State.WITHDRAWN: Text("ingetrokken", "withdrawn", "retirée"),
    State.LAPSED_IDENTITY: Text(
        "vervallen, identiteit niet bewezen",
        "lapsed, identity not proven",
        "échue, identité non prouvée",
    ),
    State.REDIRECTED: Text("doorgestuurd", "passed on", "transmise"),
}
CHANNELS: Final[Mapping[Channel, Text]] = {
    Channel.FORM: Text("webformulier", "web form", "formulaire en ligne"),
    Channel.EMAIL: Text("e-mail", "email", "e-mail"),
    Channel.POST: Text("post", "post", "courrier"),
    Channel.COUNTER: Text("aan het loket", "at the counter", "au guichet"),
    Channel.PHONE: Text("telefoon", "phone", "téléphone"),
    Channel.API: Text("ander systeem", "another system", "autre système"),
    Channel.EUDI_WALLET: Text(
        "Europese digitale portemonnee",
        "European digital wallet",
        "portefeuille numérique européen",
    ),
}
OUTCOMES: Final[Mapping[Outcome, Text]] = {
    Outcome.GRANTED: Text("ingewilligd", "granted", "accordée"),
    Outcome.PARTIALLY_GRANTED: Text("deels ingewilligd", "granted in part", "accordée en partie"),
    Outcome.REFUSED: Text("geweigerd", "refused", "refusée"),
    Outcome.NO_DATA_HELD: Text("geen gegevens gevonden", "no data held", "aucune donnée détenue"),
    Outcome.WITHDRAWN: Text("ingetrokken", "withdrawn", "retirée"),
    Outcome.LAPSED_IDENTITY: Text(
        "vervallen, identiteit niet bewezen",
        "lapsed, identity not proven",
        "échue, identité non prouvée",
    ),
    Outcome.REDIRECTED: Text("doorgestuurd", "passed on", "transmise"),
}
DOCUMENT_KINDS: Final[Mapping[DocumentKind, Text]] = {
    DocumentKind.SIGNED_REQUEST: Text("ondertekend verzoek", "signed request", "demande signée"),
    DocumentKind.IDENTITY_CARD: Text(
        "kopie van de identiteitskaart", "copy of the identity card", "copie de la carte d'identité"
    ),
    DocumentKind.SIGNED_EMAIL: Text("ondertekende e-mail", "signed email", "e-mail signé"),
    DocumentKind.SIGNED_PDF: Text("ondertekende pdf", "signed PDF", "PDF signé"),
    DocumentKind.MANDATE: Text("volmacht", "mandate", "procuration"),
    DocumentKind.EVIDENCE: Text("bewijsstuk", "evidence", "pièce justificative"),
    DocumentKind.OTHER: Text("ander document", "other document", "autre document"),
}
MEANS: Final[Mapping[Means, Text]] = {
    Means.SIGNED_REQUEST_WITH_ID_COPY: Text(
        "ondertekend verzoek met een kopie van de identiteitskaart",
        "signed request with a copy of the identity card",
        "demande signée avec une copie de la carte d'identité",
    ),
    Means.SIGNED_EMAIL: Text(
        "e-mail met elektronische handtekening",
        "email with an electronic signature",
        "e-mail avec signature électronique",
    ),
    Means.SIGNED_PDF: Text(
        "pdf met elektronische handtekening",
        "PDF with an electronic signature",
        "PDF avec signature électronique",
    ),
    Means.IN_PERSON: Text(
        "kaart getoond aan het loket", "card shown in person", "carte montrée sur place"
    ),
    Means.VIDEO: Text(
        "kaart getoond in een videogesprek", "card shown by video", "carte montrée par vidéo"
    ),
    Means.SESSION: Text(
        "aangemeld met een digitale sleutel",
        "signed in with a digital key",
        "connecté avec une clé numérique",
    ),
    Means.KNOWN_CHANNEL: Text(
        "bevestigd langs een kanaal dat we kennen",
        "confirmed through a channel we know",
        "confirmé par un canal connu",
    ),
    Means.EARLIER_PROOF_IN_CASE: Text(
        "eerder bewijs in hetzelfde dossier",
        "earlier proof in the same case",
        "preuve antérieure dans le même dossier",
    ),
}


FLAGS: Final[Mapping[Flag, Text]] = {
    Flag.EXTENDED: Text("termijn verlengd", "period extended", "délai prolongé"),
    Flag.SUSPENDED: Text("termijn opgeschort", "period suspended", "délai suspendu"),
    Flag.OVERDUE: Text("te laat", "overdue", "en retard"),
    Flag.RESTRICTION_ACTIVE: Text("gegevens rusten", "data are restricted", "données limitées"),
}
EXTENSION_REASONS: Final[Mapping[str, Text]] = {
    "complexity": Text("ingewikkeld verzoek", "complex request", "demande complexe"),
    "numberOfRequests": Text("veel verzoeken", "many requests", "nombreuses demandes"),
}


def _plain(labels: Mapping[Any, Text]) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        for code, label in labels.items():
            yield (code.value if isinstance(code, StrEnum) else str(code)), label, {}

    return rows


def _rights() -> Iterator[Row]:
    for right in RIGHTS.values():
        yield right.right_id, right.label, {"article": right.article}


def _grounds() -> Iterator[Row]:
    for ground in GROUNDS.values():
        yield ground.code, ground.sentence, {"articles": list(ground.articles)}


CODE_LISTS: Final[Mapping[str, Codes]] = {
    "rights": _rights,
    "states": _plain(STATES),
    "channels": _plain(CHANNELS),
    "outcomes": _plain(OUTCOMES),
    "groundCodes": _grounds,
    "documentKinds": _plain(DOCUMENT_KINDS),
    "means": _plain(MEANS),
    "flags": _plain(FLAGS),
    "extensionReasons": _plain(EXTENSION_REASONS),
    "stepReasons": _plain(STEP_REASONS),
}
