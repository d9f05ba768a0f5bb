"""What the pages say when something has to be put right, in every language."""

from typing import Final

from app.language import Text

MOST_LINE: Final = 200
"""Characters of one line, as `TOO_LONG` says."""

RIGHT_NONE = Text(
    "Kies wat u wilt vragen",
    "Select what you want to ask for",
    "Choisissez ce que vous voulez demander",
)
STATEMENT_NONE = Text(
    "Vertel in uw eigen woorden wat u wilt vragen",
    "Tell us in your own words what you want to ask",
    "Dites avec vos propres mots ce que vous voulez demander",
)
STATEMENT_LONG = Text(
    "Uw uitleg mag hoogstens 5000 tekens lang zijn",
    "Your explanation can be at most 5,000 characters long",
    "Votre explication peut compter au maximum 5000 caractères",
)
GIVEN_NAME_NONE = Text("Vul uw voornaam in", "Enter your first name", "Indiquez votre prénom")
FAMILY_NAME_NONE = Text("Vul uw naam in", "Enter your name", "Indiquez votre nom")
TOO_LONG = Text(
    "Wat u hier typt, mag hoogstens 200 tekens lang zijn",
    "What you type here can be at most 200 characters long",
    "Ce que vous écrivez ici peut compter au maximum 200 caractères",
)
BIRTH_NONE = Text(
    "Vul uw geboortedatum in, of uw Vlimpersnummer",
    "Enter your date of birth, or your Vlimpers number",
    "Indiquez votre date de naissance, ou votre numéro Vlimpers",
)
BIRTH_NO_DAY = Text(
    "De geboortedatum moet ook een dag bevatten",
    "Date of birth must include a day",
    "La date de naissance doit aussi contenir un jour",
)
BIRTH_NO_MONTH = Text(
    "De geboortedatum moet ook een maand bevatten",
    "Date of birth must include a month",
    "La date de naissance doit aussi contenir un mois",
)
BIRTH_NO_YEAR = Text(
    "De geboortedatum moet ook een jaar bevatten",
    "Date of birth must include a year",
    "La date de naissance doit aussi contenir une année",
)
BIRTH_YEAR_SHORT = Text(
    "Schrijf het geboortejaar met vier cijfers",
    "Write the year of birth with four digits",
    "Écrivez l'année de naissance en quatre chiffres",
)
BIRTH_NOT_REAL = Text(
    "De geboortedatum moet een bestaande datum zijn",
    "Date of birth must be a real date",
    "La date de naissance doit être une date réelle",
)
BIRTH_IN_FUTURE = Text(
    "De geboortedatum moet in het verleden liggen",
    "Date of birth must be in the past",
    "La date de naissance doit être dans le passé",
)
EMAIL_BAD = Text(
    "Vul een e-mailadres in met een @, zoals naam@voorbeeld.be",
    "Enter an email address with an @, like name@example.be",
    "Indiquez une adresse e-mail avec un @, par exemple nom@exemple.be",
)
STREET_NONE = Text(
    "Vul ook de straat en het nummer in",
    "Enter the street and number too",
    "Indiquez aussi la rue et le numéro",
)
CITY_NONE = Text("Vul ook de gemeente in", "Enter the town too", "Indiquez aussi la commune")
FILE_MANY = Text(
    "U kunt hier hoogstens 1 bestand toevoegen",
    "You can only add 1 file here",
    "Vous pouvez ajouter ici au maximum 1 fichier",
)
FILE_FAILED = Text(
    "Het bestand kon niet worden opgeladen. Probeer het opnieuw",
    "The selected file could not be uploaded. Try again",
    "Le fichier n'a pas pu être envoyé. Réessayez",
)
HIDDEN_FIELD = Text(
    "Een onzichtbaar veld was ingevuld, misschien door uw browser. We maakten het leeg. Druk opnieuw op de knop",
    "An invisible field was filled in, maybe by your browser. We emptied it. Press the button again",
    "Un champ invisible était rempli, peut-être par votre navigateur. Nous l'avons vidé. Appuyez à nouveau sur le bouton",
)
FORM_EXPIRED = Text(
    "We herkennen dit formulier niet meer. Kijk alles na en druk opnieuw op de knop. Uw browser moet cookies toelaten",
    "We do not recognise this form any more. Check everything and press the button again. Your browser must allow cookies",
    "Nous ne reconnaissons plus ce formulaire. Vérifiez tout et appuyez à nouveau sur le bouton. Votre navigateur doit accepter les cookies",
)
ALREADY_SENT = Text(
    "U verstuurde dit formulier al eens, met andere antwoorden. Wilt u ook dit verzoek versturen? Druk dan opnieuw op de knop",
    "You sent this form before, with other answers. Do you want to send this request too? Then press the button again",
    "Vous avez déjà envoyé ce formulaire, avec d'autres réponses. Voulez-vous envoyer aussi cette demande ? Appuyez alors à nouveau sur le bouton",
)
REFERENCE_NONE = Text(
    "Vul uw dossiernummer in", "Enter your case number", "Indiquez votre numéro de dossier"
)
REFERENCE_BAD = Text(
    "Het dossiernummer klopt niet. Kijk het na",
    "The case number is not correct. Check it",
    "Le numéro de dossier est incorrect. Vérifiez-le",
)
CODE_NONE = Text("Vul uw code in", "Enter your code", "Indiquez votre code")
CASE_NOT_FOUND = Text(
    "We vinden geen verzoek met deze gegevens",
    "We cannot find a request with these details",
    "Nous ne trouvons pas de demande avec ces données",
)
TOO_MANY_CODES = Text(
    "Er zijn te veel foute codes ingevuld. Probeer het over 15 minuten opnieuw",
    "Too many wrong codes were entered. Try again in 15 minutes",
    "Trop de codes erronés ont été introduits. Réessayez dans 15 minutes",
)


def files_big(megabytes: int) -> Text:
    """Return what to say of files that are too big together; `megabytes` is the limit of one."""
    return Text(
        f"De bestanden zijn te groot. Elk bestand moet kleiner zijn dan {megabytes} MB. "
        "Ga terug met uw browser: daar staat nog wat u typte",
        f"The files are too big. Each file must be smaller than {megabytes}MB. "
        "Go back with your browser: what you typed is still there",
        f"Les fichiers sont trop grands. Chaque fichier doit faire moins de {megabytes} Mo. "
        "Revenez en arrière avec votre navigateur : votre texte y est encore",
    )


def file_again(name: str) -> Text:
    """Return that the file must be chosen again: nothing of it was kept."""
    return Text(
        f"Kies het bestand ‘{name}’ opnieuw. We konden het nog niet bewaren",  # noqa: RUF001 - Dutch quotation marks
        f"Select the file “{name}” again. We could not keep it yet",
        f"Choisissez à nouveau le fichier « {name} ». Nous n'avons pas encore pu le conserver",
    )
