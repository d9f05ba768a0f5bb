"""What somebody reads first who opens an inspection bundle: a page without scripts, and a text file, per language."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from app.language import Language, Text

PAGES: Final[Mapping[Language, str]] = {
    Language.NL: "index.html",
    Language.FR: "index.fr.html",
    Language.EN: "index.en.html",
}
READMES: Final[Mapping[Language, str]] = {
    Language.NL: "LEESMIJ.txt",
    Language.FR: "LISEZMOI.txt",
    Language.EN: "README.txt",
}
_TITLE: Final = Text("Inspectiebundel", "Inspection bundle", "Dossier d'inspection")
_LINES: Final = (
    Text(
        "Deze bundel bewijst hoe dit verzoek is behandeld. Alles zit in de map data.",
        "This bundle proves how this request was handled. Everything is in the folder data.",
        "Ce dossier prouve comment cette demande a été traitée. Tout est dans le dossier data.",
    ),
    Text(
        "Een handtekening beschermt alle bestanden: manifest-sha256.txt noemt de hash van elk bestand, "
        "manifest-sha256.txt.p7s is de handtekening op die lijst.",
        "A signature protects all files: manifest-sha256.txt names the hash of each file, "
        "manifest-sha256.txt.p7s is the signature on that list.",
        "Une signature protège tous les fichiers : manifest-sha256.txt donne le hash de chaque fichier, "
        "manifest-sha256.txt.p7s est la signature de cette liste.",
    ),
    Text(
        "Controleer zonder internet: loket bundle verify BESTAND.",
        "Check it without the internet: loket bundle verify FILE.",
        "Vérifiez sans internet : loket bundle verify FICHIER.",
    ),
    Text(
        "Het journaal is een ketting: elke regel bevat de hash van de regel ervoor. "
        "Ondertekende ijkpunten leggen de ketting vast.",
        "The journal is a chain: each entry holds the hash of the entry before it. "
        "Signed checkpoints fix the chain.",
        "Le journal est une chaîne : chaque entrée contient le hash de la précédente. "
        "Des points de contrôle signés fixent la chaîne.",
    ),
    Text(
        "Wat hieronder 'weggelaten' heet, zit er niet in. data/left-out.json noemt de hash ervan.",
        "What is called 'left out' below is not in it. data/left-out.json names its hash.",
        "Ce qui est « omis » ci-dessous n'y figure pas. data/left-out.json en donne le hash.",
    ),
)
_FILE, _HOLDS = (
    Text("Bestand", "File", "Fichier"),
    Text("Wat erin staat", "What it holds", "Contenu"),
)
_OMITTED: Final = Text("weggelaten", "left out", "omis")
_MEANS: Final[tuple[tuple[str, Text], ...]] = (
    ("data/case.json", Text("De zaak in codes en datums", "The case in codes and dates", "Le dossier en codes et dates")),
    ("data/request.json", Text("Het verzoek zoals het binnenkwam", "The request as received", "La demande telle que reçue")),
    ("data/documents", Text("Wat bij het verzoek zat", "What came with the request", "Ce qui accompagnait la demande")),
    ("data/identity.json", Text("Hoe de identiteit is nagegaan", "How identity was checked", "Comment l'identité a été vérifiée")),
    ("data/clock.json", Text("De termijn, stap voor stap", "The period, step by step", "Le délai, étape par étape")),
    ("data/searches.json", Text("Waar is gezocht en hoeveel er was", "Where was searched, and how much there was", "Où l'on a cherché, et combien il y avait")),
    ("data/decisions.json", Text("Wat is beslist, met de wet", "What was decided, with the law", "Ce qui a été décidé, avec la loi")),
    ("data/reasons.json", Text("De redenen in woorden", "The reasons in words", "Les motifs en mots")),
    ("data/executions.json", Text("Wat is uitgevoerd", "What was carried out", "Ce qui a été exécuté")),
    ("data/letters.json", Text("Elke brief, met zijn hash", "Each letter, with its hash", "Chaque lettre, avec son hash")),
    ("data/letters/", Text("De brief zelf", "The letter itself", "La lettre elle-même")),
    ("data/exports.json", Text("Elke kopie, met haar hash", "Each copy, with its hash", "Chaque copie, avec son hash")),
    ("data/copies.json", Text("Welke bestanden elke kopie telt", "Which files each copy holds", "Les fichiers de chaque copie")),
    ("data/exports/", Text("De kopie van de gegevens", "The copy of the data", "La copie des données")),
    ("data/dossier/", Text("Wat in de systemen stond", "What the systems held", "Ce que les systèmes contenaient")),
    ("data/deliveries.json", Text("Hoe de brieven zijn bezorgd", "How the letters were delivered", "Comment les lettres ont été remises")),
    ("data/notices.json", Text("Welke ontvangers het weten", "Which recipients were told", "Quels destinataires ont été informés")),
    ("data/incidents.json", Text("Incidenten met het antwoord", "Incidents with the answer", "Incidents liés à la réponse")),
    ("data/journal/", Text("Het journaal met zijn bewijs", "The journal with its proof", "Le journal et sa preuve")),
)  # fmt: skip
_STYLE: Final = "body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}th,td{border-bottom:1px solid #767676;padding:.25rem .75rem;text-align:left}"


def bundle_pages(
    about: Mapping[str, object], paths: Sequence[str], *, left_out: Sequence[str]
) -> dict[str, bytes]:
    """Return path and content of every page; they name files, never what is in them."""
    return {
        **{path: _page(about, paths, left_out, language) for language, path in PAGES.items()},
        **{path: _readme(about, language) for language, path in READMES.items()},
    }


def _page(
    about: Mapping[str, object], paths: Sequence[str], left_out: Sequence[str], language: Language
) -> bytes:
    title = escape(f"{_TITLE.into(language)} {about['reference']}")
    rows = [
        *(f'<a href="{escape(path)}">{escape(path)}</a>|{_meaning(path, language)}' for path in paths),
        *(f"{escape(path)} ({_OMITTED.into(language)})|{_meaning(path, language)}" for path in left_out),
    ]  # fmt: skip
    cells = "".join("<tr><td>{}<td>{}".format(*row.rsplit("|", 1)) for row in rows)
    head = f"<tr><th scope=col>{_FILE.into(language)}<th scope=col>{_HOLDS.into(language)}"
    said = "".join(f"<p>{escape(line.into(language))}" for line in _LINES)
    switch = " ".join(
        f'<a lang="{other.value}" href="{path}">{other.value}</a>' for other, path in PAGES.items()
    )
    return (
        f'<!doctype html><html lang="{language.value}"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><nav>{switch}</nav><main><h1>{title}</h1>"
        f"<p>{escape(str(about['madeAt']))}{said}<table><thead>{head}</thead><tbody>{cells}</tbody>"
        "</table></main></html>\n"
    ).encode()


def _meaning(path: str, language: Language) -> str:
    found = next((text for start, text in _MEANS if path.startswith(start)), None)
    return escape(found.into(language)) if found else ""


def _readme(about: Mapping[str, object], language: Language) -> bytes:
    lines = [
        f"{_TITLE.into(language)} {about['reference']}, {about['madeAt']}",
        "",
        *(f"{number}. {line.into(language)}" for number, line in enumerate(_LINES, 1)),
    ]
    return ("\r\n".join(lines) + "\r\n").encode()
