"""What the form says to who asks for somebody else, in every language."""

from collections.abc import Mapping
from typing import Final

from app.cases.model import AgentKind
from app.language import Text

KIND_NONE: Final = Text(
    "Kies als wie u dit vraagt",
    "Select as what you ask this",
    "Choisissez à quel titre vous le demandez",
)
GIVEN_NAME_NONE: Final = Text(
    "Vul uw eigen voornaam in", "Enter your own first name", "Indiquez votre propre prénom"
)
FAMILY_NAME_NONE: Final = Text(
    "Vul uw eigen naam in", "Enter your own name", "Indiquez votre propre nom"
)
STREET_NONE: Final = Text(
    "Vul uw eigen straat en nummer in",
    "Enter your own street and number",
    "Indiquez votre propre rue et numéro",
)
CITY_NONE: Final = Text(
    "Vul uw eigen gemeente in", "Enter your own town", "Indiquez votre propre commune"
)
PERSON_GIVEN_NAME_NONE: Final = Text(
    "Vul de voornaam in van de persoon voor wie u dit vraagt",
    "Enter the first name of the person you ask this for",
    "Indiquez le prénom de la personne pour qui vous faites la demande",
)
PERSON_FAMILY_NAME_NONE: Final = Text(
    "Vul de naam in van de persoon voor wie u dit vraagt",
    "Enter the name of the person you ask this for",
    "Indiquez le nom de la personne pour qui vous faites la demande",
)
PERSON_BIRTH_NONE: Final = Text(
    "Vul de geboortedatum of het Vlimpersnummer in van de persoon voor wie u dit vraagt",
    "Enter the date of birth or the Vlimpers number of the person you ask this for",
    "Indiquez la date de naissance ou le numéro Vlimpers de la personne pour qui vous faites la demande",
)
DATE_NOT_REAL: Final = Text(
    "Deze datum moet een bestaande datum zijn, met dag, maand en jaar",
    "This date must be a real date, with day, month and year",
    "Cette date doit être une date réelle, avec le jour, le mois et l'année",
)
SIGNED_IN_FUTURE: Final = Text(
    "De datum van het document mag niet in de toekomst liggen",
    "The date of the document must not be in the future",
    "La date du document ne peut pas être dans le futur",
)
INTEREST_LONG: Final = Text(
    "Uw uitleg mag hoogstens 1000 tekens lang zijn",
    "Your explanation can be at most 1,000 characters long",
    "Votre explication peut compter au maximum 1000 caractères",
)
KINDS: Final[Mapping[AgentKind, Text]] = {
    AgentKind.MANDATE: Text(
        "Ik heb een volmacht van de persoon",
        "I have a mandate from the person",
        "J'ai une procuration de la personne",
    ),
    AgentKind.LAWYER: Text(
        "Ik ben de advocaat van de persoon",
        "I am the person's lawyer",
        "Je suis l'avocat de la personne",
    ),
    AgentKind.UNION: Text(
        "Ik ben de vakbondsafgevaardigde van de persoon",
        "I am the person's trade union delegate",
        "Je suis le délégué syndical de la personne",
    ),
    AgentKind.PARENT: Text(
        "Ik heb het ouderlijk gezag over een kind",
        "I have parental authority over a child",
        "J'ai l'autorité parentale sur un enfant",
    ),
    AgentKind.ADMINISTRATOR: Text(
        "Ik ben de bewindvoerder van de persoon",
        "I am the person's administrator",
        "Je suis l'administrateur de la personne",
    ),
    AgentKind.HEIR: Text(
        "Ik ben erfgenaam van een overleden persoon",
        "I am the heir of a person who died",
        "Je suis l'héritier d'une personne décédée",
    ),
    AgentKind.MANAGER: Text(
        "Ik ben de leidinggevende van de persoon",
        "I am the person's manager",
        "Je suis le responsable de la personne",
    ),
    AgentKind.HR_BUSINESS_PARTNER: Text(
        "Ik ben de HR-businesspartner van de persoon",
        "I am the person's HR business partner",
        "Je suis le HR business partner de la personne",
    ),
    AgentKind.HR_SPECIALIST: Text(
        "Ik ben HR-specialist", "I am an HR specialist", "Je suis spécialiste RH"
    ),
    AgentKind.COLLEAGUE: Text(
        "Ik ben een collega van de persoon",
        "I am a colleague of the person",
        "Je suis un collègue de la personne",
    ),
    AgentKind.SPOUSE: Text(
        "Ik ben de partner van de persoon",
        "I am the person's spouse or partner",
        "Je suis le partenaire de la personne",
    ),
}
"""As what somebody asks for somebody else, in the order of the page; who has no standing comes last."""

NEEDS: Final[Mapping[AgentKind, Text]] = {
    AgentKind.LAWYER: Text(
        "Soms vragen we toch de volmacht zelf, bijvoorbeeld voor gegevens over gezondheid.",
        "Sometimes we still ask for the mandate itself, for example for data on health.",
        "Parfois, nous demandons quand même la procuration, par exemple pour des données de santé.",
    ),
    AgentKind.UNION: Text(
        "U hebt een volmacht van de persoon nodig. Uw functie alleen is niet genoeg.",
        "You need a mandate from the person. Your function alone is not enough.",
        "Il vous faut une procuration de la personne. Votre fonction seule ne suffit pas.",
    ),
    AgentKind.PARENT: Text(
        "Voeg een document toe dat uw gezag bewijst. Een gezinssamenstelling is niet genoeg.",
        "Add a document that proves your authority. A household certificate is not enough.",
        "Ajoutez un document qui prouve votre autorité. Une composition de ménage ne suffit pas.",
    ),
    AgentKind.ADMINISTRATOR: Text(
        "Voeg de beslissing van de rechter toe.",
        "Add the decision of the court.",
        "Ajoutez la décision du juge.",
    ),
    AgentKind.HEIR: Text(
        "Deze rechten gelden voor levende personen. Vraagt u gegevens over uzelf? Kies dan ‘voor mezelf’.",  # noqa: RUF001 - Dutch quotation marks
        "These rights are those of living people. Do you ask for data on yourself? Then select “for myself”.",
        "Ces droits valent pour les personnes vivantes. Demandez-vous des données sur vous-même ? Choisissez « pour moi-même ».",
    ),
}
"""What the page says beside some of them."""
