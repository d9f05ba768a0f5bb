"""The invented register of the example letters: who is responsible, and where to complain."""

from app.language import Text
from app.register.model import Authority, Party, Register, Retention

CONTROLLER = Party(
    Text("Agentschap Voorbeeld", "Example Agency"),
    "AgV",
    ("Voorbeeldlaan 1, bus 2", "1000 Brussel"),
    "0123.456.749",
)
DPO = Party(
    Text(
        "functionaris voor gegevensbescherming",
        "data protection officer",
        "délégué à la protection des données",
    ),
    "DPO",
    ("Voorbeeldlaan 1, bus 2", "1000 Brussel"),
    email="dpo@voorbeeld.example",
)
AUTHORITIES = (
    Authority(
        "vtc",
        Text("Vlaamse Toezichtcommissie", "Flemish Supervisory Commission"),
        "Koning Albert II Laan 15, 1210 Brussel",
        "+32 (0)2 553 20 85",
        "contact@toezichtcommissie.be",
        "https://overheid.vlaanderen.be/vlaamse-toezichtcommissie",
    ),
    Authority(
        "gba",
        Text("Gegevensbeschermingsautoriteit", "Belgian Data Protection Authority"),
        None,
        None,
        None,
        "https://www.gegevensbeschermingsautoriteit.be/burger/acties/contact",
    ),
)
RULE = Retention(
    None,
    Text(
        "zolang nodig voor de doeleinden, rekening houdend met wettelijke termijnen",
        "as long as needed for the purposes, with regard for the terms of the law",
        "aussi longtemps que nécessaire aux finalités, compte tenu des délais légaux",
    ),
)
NOT_PRINTED = Text("-")
REGISTER = Register(
    "reg-1a2b3c",
    Text("Privacyverklaring"),
    "2024-03-08",
    CONTROLLER,
    DPO,
    AUTHORITIES,
    (),
    (),
    (),
    (),
    (),
    NOT_PRINTED,
    NOT_PRINTED,
    RULE,
)
