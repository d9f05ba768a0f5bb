"""Word lists for invented people: nobody here exists, and no list was copied from a register."""

GIVEN_F = (
    "Anneleen", "Lotte", "Griet", "Saskia", "Fien", "Noor", "Elke", "Marleen", "Hilde", "Yasmina", "Fatma", "Zoë",
    "Anaïs", "Renée", "Ingrid", "Katrien", "Liesbeth", "Maja", "Aïcha", "Giulia", "Ana-Sofia", "Dorien", "Tine",
    "Veerle", "Małgorzata", "Şule", "Ngọc", "Mieke", "Chloë", "Roos",
)  # fmt: skip
GIVEN_M = (
    "Bram", "Wout", "Pieter", "Joris", "Tom", "Koen", "Dirk", "Luc", "Jef", "Mohamed", "Yusuf", "Łukasz", "Søren",
    "José", "Jean-Pierre", "Stijn", "Karel", "Gilles", "Emre", "Nathan", "Ruben", "Seppe", "Thijs", "Raf", "Björn",
    "Đorđe", "Minh", "Lennert", "Marnix", "Kobe",
)  # fmt: skip
FAMILY = (
    "Verhaegendonck", "De Smeltere", "Vandenbroeckx", "Van den Eyndehout", "D'Hoogevorst", "'t Serroels", "Maesbrugge",
    "Lauwerijssen", "De Kersgieter", "Peetersem", "Jansegers", "Willekensdael", "Goossenaerts", "Van Overbekelaar",
    "Hermansveld", "Baertsoenen", "Claeysens-Moor", "Dumontier", "Lefèbvreux", "Özdemirci", "El Amranioui", "Nowaczykow",
    "Nguyễnh", "Van der Straetemans", "Segersloot", "Stevenaert", "Wuytsman", "Ceulemansen", "Bogaertsen", "Schoutedenne",
    "Michielsenaar", "Roelandsdal", "Timmerhuysen", "Veranneemanns", "Ravestijnen", "Kuppensaert", "Moonensteen",
    "Daelemansch", "Vereyckenaer", "Torfsbeke",
)  # fmt: skip
STREETS = (
    "Kastanjedreef", "Oude Molenstraat", "Stationsplein", "Hoevelaan", "Rozenpad", "Kerkwegel", "Nijverheidskaai",
    "Vlasakker", "Lindenhof", "Steenovenstraat", "Zuiderring", "Bosuil", "Galgenberg", "Hopveld", "Weverstraat",
)  # fmt: skip
TOWNS = (
    ("9991", "Oosterdale"), ("2991", "Zandvoorde-Hoek"), ("3991", "Molenbergen"), ("8991", "Duinkapelle"),
    ("1991", "Groenendries"), ("9992", "Leiewerve"), ("2992", "Kempenrode"), ("3992", "Haspenbeek"),
)  # fmt: skip
ENTITIES = (
    ("OVO990001", "Agentschap Proefdienst Wegen"),
    ("OVO990002", "Departement Voorbeeldzaken"),
    ("OVO990003", "Instelling Modelarchief"),
)
"""Three employing entities with invented codes."""
INSURER, MEAL_VOUCHERS, PREVENTION = (
    "Zorgvast Verzekeringen nv",
    "Lunchpas Diensten bv",
    "Preventie Plus Werk vzw",
)
