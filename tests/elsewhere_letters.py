"""What an answer tells beside its claims, in every way that can go."""

from datetime import date

from app.language import Text
from app.letters.model import Ground
from app.letters.sections import Beside, Elsewhere

CONTROLLER = Ground(
    "N-OTHER-CONTROLLER",
    Text("artikel 26 AVG", "Article 26 GDPR", "article 26 RGPD"),
    Text(
        "Een andere organisatie is verantwoordelijk.",
        "Another organisation is responsible.",
        "Une autre organisation est responsable.",
    ),
)
REGIME = Ground(
    "N-OTHER-REGIME",
    Text(""),
    Text("Er gelden andere regels.", "Other rules apply.", "D'autres règles s'appliquent."),
)
ELSEWHERE = (
    Elsewhere(
        what="uw evaluatiedossier bij uw entiteit",
        to="Departement Voorbeeldzaken",
        contact="Voorbeeldlaan 3, 1000 Brussel",
        reason="Uw entiteit houdt dit dossier zelf bij.",
        ground=CONTROLLER,
    ),
    Elsewhere(
        what="uw adres in het Rijksregister",
        to="Gemeente Gent",
        reason="Alleen de gemeente verbetert het Rijksregister.",
        ground=REGIME,
        agreed=True,
    ),
    Elsewhere(
        what="uw tuchtdossier",
        to="de personeelsdienst",
        reason="U kijkt dit dossier in volgens het statuut.",
        ground=REGIME,
        agreed=True,
        forwarded_on=date(2026, 11, 24),
    ),
)
BESIDE = Beside(
    elsewhere=ELSEWHERE,
    remarks=("Uw adres past u zelf aan in het portaal.", "Uw medisch dossier is bij de arts."),
)
