"""A second system for journeys: an archive that a person searches by hand, beside the personnel store."""

from pathlib import Path

from app.personnel.demo.mappings import MAPPINGS

ARCHIVE = "Archief van de personeelscel"
CLIENT = "archiefprogramma"
_MAPPING = f"""
[system]
name = "archief"
nl = "{ARCHIVE}"
fr = "Archives de la cellule du personnel"
en = "Archive of the personnel unit"

[collector]
nl = "Medewerker archief"
fr = "Collaborateur des archives"
en = "Archive clerk"
clients = ["{CLIENT}"]
%(email)s

[[holding]]
name = "dossierstukken"
nl = "Dossierstukken"
fr = "Pièces du dossier"
en = "File pieces"
category = "contact_details"
changes = ["rectify", "supplement", "restrict", "lift", "erase", "stopUse"]
elements = [
  {{ name = "title", kind = "text", origin = "provided", nl = "Titel", fr = "Titre", en = "Title" }},
  {{ name = "filedOn", kind = "date", origin = "observed", nl = "Datum", fr = "Date", en = "Date" }},
  {{ name = "pages", kind = "integer", origin = "observed", nl = "Bladzijden", fr = "Pages", en = "Pages", optional = true }},
]

[[holding]]
name = "brieven"
nl = "Brieven"
fr = "Lettres"
en = "Letters"
category = "e_dossier"
elements = [
  {{ name = "fileName", kind = "text", origin = "observed", nl = "Bestand", fr = "Fichier", en = "File" }},
  {{ name = "file", kind = "document", origin = "observed", file_name = "fileName", nl = "Brief", fr = "Lettre", en = "Letter" }},
]

[[holding]]
name = "uitleningen"
nl = "Uitleningen"
fr = "Prêts"
en = "Loans"
category = "contact_details"
elements = [
  {{ name = "amount", kind = "decimal", origin = "observed", nl = "Bedrag", fr = "Montant", en = "Amount" }},
]
"""
_STORES = """
[[store]]
connector = "hr_database"
mapping = "{mapping}"
url = "{url}"

[[store]]
connector = "manual_task"
mapping = "archief.toml"
"""


def write_stores(folder: Path, personnel_url: str, *, email: str = "") -> Path:
    """Write the file of stores with the archive in it."""
    line = f'email = "{email}"' if email else ""
    mapping = _MAPPING.replace("{{", "{").replace("}}", "}") % {"email": line}
    (folder / "archief.toml").write_text(mapping, encoding="utf-8")
    path = folder / "stores.toml"
    path.write_text(_STORES.format(mapping=MAPPINGS[0], url=personnel_url), encoding="utf-8")
    return path
