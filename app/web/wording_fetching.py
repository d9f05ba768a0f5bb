"""What the pages say on which a letter or a copy is fetched, in every language."""

from collections.abc import Mapping
from typing import Final

from app.language import Language, Text

CODE_NONE: Final = Text(
    "Vul de code uit uw e-mail in",
    "Enter the code from your email",
    "Indiquez le code de votre e-mail",
)
CODE_WRONG: Final = Text(
    "De code klopt niet. Kijk de code na of vraag een nieuwe code",
    "The code is not correct. Check it or ask for a new one",
    "Le code est incorrect. Vérifiez-le ou demandez un nouveau code",
)
CODE_NOT_SENT: Final = Text(
    "We konden de e-mail niet versturen. Probeer het straks opnieuw",
    "We could not send the email. Try again later",
    "Nous n'avons pas pu envoyer l'e-mail. Réessayez plus tard",
)
_PAGE: Final[Mapping[str, Text]] = {
    "letter": Text("Uw brief ophalen", "Fetch your letter", "Télécharger votre lettre"),
    "copy": Text(
        "De kopie van uw gegevens ophalen",
        "Fetch the copy of your data",
        "Télécharger la copie de vos données",
    ),
    "case": Text("Verzoek", "Request", "Demande"),
    "until": Text(
        "U kunt dit ophalen tot en met",
        "Last day to fetch this:",
        "Dernier jour pour télécharger ceci :",
    ),
    "why": Text(
        "Hier staan persoonlijke gegevens in. Daarom kijken we na of u het bent."
        " We mailen een code van 6 cijfers naar",
        "This holds personal data. So we check that it is you. We email a code of 6 digits to",
        "Ceci contient des données personnelles. Nous vérifions donc que c'est bien vous."
        " Nous envoyons un code de 6 chiffres à",
    ),
    "send": Text("Mail mij een code", "Email me a code", "Envoyez-moi un code"),
    "sent": Text(
        "We mailden een code naar",
        "We emailed a code to",
        "Nous avons envoyé un code à",
    ),
    "works": Text(
        "De code werkt 10 minuten en één keer.",
        "The code works for 10 minutes and once.",
        "Le code fonctionne 10 minutes et une seule fois.",
    ),
    "code": Text("Code uit uw e-mail", "Code from your email", "Code de votre e-mail"),
    "hint": Text(
        "6 cijfers. U mag de code plakken.",
        "6 digits. You can paste the code.",
        "6 chiffres. Vous pouvez coller le code.",
    ),
    "open": Text("Verder", "Continue", "Continuer"),
    "none": Text("Kreeg u geen code?", "Did you get no code?", "Vous n'avez pas reçu de code ?"),
    "spam": Text(
        "Kijk bij uw ongewenste e-mail. Of vraag een nieuwe code: de oude werkt dan niet meer.",
        "Look in your spam. Or ask for a new code: the old one then stops working.",
        "Regardez dans vos courriers indésirables. Ou demandez un nouveau code : l'ancien ne fonctionnera plus.",
    ),
    "again": Text("Mail mij een nieuwe code", "Email me a new code", "Envoyez-moi un nouveau code"),
    "ready": Text(
        "Uw code klopt. U kunt het bestand nu ophalen.",
        "Your code is correct. You can fetch the file now.",
        "Votre code est correct. Vous pouvez télécharger le fichier.",
    ),
    "fetch_letter": Text("Brief ophalen", "Fetch the letter", "Télécharger la lettre"),
    "fetch_copy": Text("Kopie ophalen", "Fetch the copy", "Télécharger la copie"),
    "unpack": Text(
        "Pak het zip-bestand uit en open index.html. Daar leest u alles, ook zonder internet.",
        "Unpack the zip file and open index.html. There you can read everything, without internet too.",
        "Décompressez le fichier zip et ouvrez index.html. Vous y lirez tout, même sans internet.",
    ),
    "broke": Text(
        "Breekt het ophalen af? Druk dan opnieuw op de link.",
        "Did it break off? Press the link again.",
        "Le téléchargement s'est interrompu ? Appuyez à nouveau sur le lien.",
    ),
    "shared": Text(
        "Werkt u op een computer die u deelt? Wis het bestand als u klaar bent.",
        "Do you use a computer that you share? Delete the file when you are done.",
        "Vous utilisez un ordinateur partagé ? Effacez le fichier quand vous avez terminé.",
    ),
    "noted": Text(
        "We noteren elke keer dat iemand dit ophaalt. U ziet dat bij uw verzoek.",
        "We note each time somebody fetches this. You see it with your request.",
        "Nous notons chaque téléchargement. Vous le voyez dans votre demande.",
    ),
}


def page_words(language: Language) -> dict[str, str]:
    """Return the words of the page in one language."""
    return {name: text.into(language) for name, text in _PAGE.items()}


def code_soon(seconds: int) -> Text:
    """Return after how long a new code may be asked for."""
    return Text(
        f"We mailden net een code. Wacht {seconds} seconden voor u een nieuwe vraagt",
        f"We just emailed a code. Wait {seconds} seconds before you ask for a new one",
        f"Nous venons d'envoyer un code. Attendez {seconds} secondes avant d'en demander un nouveau",
    )
