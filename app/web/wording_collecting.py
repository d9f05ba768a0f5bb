"""What the pages of somebody who searches a system by hand say when something has to be put right."""

from app.language import Text

CODE_NONE = Text("Vul de code in", "Enter the code", "Indiquez le code")
TASK_UNKNOWN = Text(
    "We kennen deze code niet. Een nieuwe link maakt de vorige ongeldig: gebruik de laatste",
    "We do not know this code. A new link ends the one before: use the last one",
    "Nous ne connaissons pas ce code. Un nouveau lien annule le précédent : utilisez le dernier",
)
TASK_CLOSED = Text(
    "Deze taak is al beantwoord of is niet meer nodig, of de code is verlopen. Vraag zo nodig een nieuwe",
    "This task was answered already or is no longer needed, or the code has ended. Ask for a new one if needed",
    "Cette tâche a déjà une réponse ou n'est plus nécessaire, ou le code a expiré. Demandez-en un nouveau si nécessaire",
)
OUTCOME_NONE = Text("Kies een antwoord", "Select an answer", "Choisissez une réponse")
KEY_NONE = Text(
    "Vul het nummer van de persoon in uw systeem in",
    "Enter the number of the person in your system",
    "Indiquez le numéro de la personne dans votre système",
)
NO_FILES = Text(
    "Laad minstens één bestand op, of kies dat het systeem niets bevat",
    "Upload at least one file, or select that the system holds nothing",
    "Chargez au moins un fichier, ou choisissez que le système ne contient rien",
)
NO_TABLE = Text(
    "Laad ook de tabel op die deze documenten noemt",
    "Upload the table that names these documents too",
    "Chargez aussi le tableau qui cite ces documents",
)
FILES_UNMEANT = Text(
    "U laadde een bestand op, maar koos een antwoord zonder bestanden",
    "You uploaded a file, but selected an answer without files",
    "Vous avez chargé un fichier, mais choisi une réponse sans fichiers",
)
ONLY_BY_API = Text(
    "Deze vraag wordt door een programma beantwoord, niet hier",
    "This question is answered by a program, not here",
    "Cette question reçoit sa réponse d'un programme, pas ici",
)
COUNT_BAD = Text(
    "Vul in hoeveel records u aanpaste, in cijfers",
    "Enter how many records you changed, in digits",
    "Indiquez combien d'enregistrements vous avez modifiés, en chiffres",
)


def file_big(megabytes: int) -> Text:
    """Return what to say of files that are too big; `megabytes` is the limit of one."""
    return Text(
        f"Een bestand is te groot: het moet kleiner zijn dan {megabytes} MB",
        f"A file is too big: it must be smaller than {megabytes}MB",
        f"Un fichier est trop grand : il doit faire moins de {megabytes} Mo",
    )


def in_file(line: int, column: str, why: Text) -> Text:
    """Return what is wrong in a file, with the place."""
    nl = ", ".join([*([f"regel {line}"] if line else []), *([f"kolom {column}"] if column else [])])
    en = ", ".join([*([f"line {line}"] if line else []), *([f"column {column}"] if column else [])])
    fr = ", ".join(
        [*([f"ligne {line}"] if line else []), *([f"colonne {column}"] if column else [])]
    )
    if not nl:
        return why
    return Text(f"{nl}: {why.nl}", f"{en}: {why.en}", f"{fr} : {why.fr}")
