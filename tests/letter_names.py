"""Invented names that fill the information of Art. 15 in the example letters."""

from app.language import Text

_CATEGORY_NAMES = (
    "identificatiegegevens|rijksregisternummer|vlimpersnummer|contactgegevens|nationaliteit|"
    "aan-, afwezigheden, verloven|ptow (telewerken)|"
    "gezondheid, ziekte, arbeidsgeneeskunde, hospitalisatie|gezondheid, arbeidshandicap|"
    "arbeidsrelatie|niveau, statuut, geldelijk statuut|loongegevens, loonproces|kinderbijslag|"
    "evaluatie|tucht, disciplinaire sancties|pensioengegevens|vervoer, woon-werkverkeer|"
    "gezinssituatie, fiscaliteit|telefonie|vormingsactiviteiten|arbeidsplaatsbeheer|"
    "profielbeheer, functiegegevens|tijdsregistratiebeheer|diploma's, certificeringen|"
    "loopbaangegevens|eretekens|aanmaak en versturen vakbondsformulieren|"
    "e-dossier (elektronisch personeelsdossier)|dataverwerking Schakel|"
    "eventuele informatie die je zelf beslist mee te delen"
)
CATEGORIES = _CATEGORY_NAMES.split("|")
SOURCES = (
    "Tewerkstellende overheidsinstantie",
    "Dienst Toegang Rijksregister (Rijks- en Bevolkingsregisters)",
    "Kruispuntbank van de Sociale Zekerheid",
    "Externe dienst voor bescherming en preventie op het werk",
    "Medex, Medische Expertise van de FOD Volksgezondheid",
)
RECIPIENTS = ("Vlaams Pensioenfonds", "Gemeente Gent", "Maaltijdbon nv", "Departement Voorbeeld")
RETENTION = (
    (Text("10 jaar na uitdiensttreding"),),
    (),
    (Text("zolang nodig voor het doel, rekening houdend met wettelijke termijnen"),),
    (Text("5 jaar"), Text("zolang er een geschil loopt over het loon of de premies")),
)
POSSIBLE = (
    "Vlaamse overheidsdiensten voor wie het agentschap HR-dienstverlening voorziet",
    "Agentschap Facilitair Bedrijf",
    "FOD Financiën",
    "Statbel",
    "De Lijn",
    "Hospitalisatieverzekering (de naam is nog niet vastgelegd)",
)
PURPOSES: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Administratie van het personeel en de tussenpersonen",
        (
            ("6.1.b", "Noodzakelijk voor uitvoering van een overeenkomst", ""),
            ("6.1.c", "Wettelijke/decretale verplichting", ""),
            ("6.1.a", "Toestemming", "waar nodig, zoals bij gebruik van privé e-mailadres"),
        ),
    ),
    ("Beheer van het personeel", (("6.1.c", "Wettelijke/decretale verplichting", ""),)),
    ("Beveiliging", (("6.1.e", "Noodzakelijk voor een taak van algemeen belang", ""),)),
    ("HR-beleid en statistiek", (("6.1.c", "Wettelijke/decretale verplichting", ""),)),
    ("Personeelsbevragingen", (("6.1.a", "Toestemming", ""),)),
)
