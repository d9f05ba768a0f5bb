"""What somebody who searched by hand hands in: files read to the last value or not at all, and the answer as it is kept."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar, Final

from app.errors import DeskError
from app.language import Text
from app.personnel.by_hand import IDENTITIES, SEARCH, CollectorTask
from app.personnel.changes import ChangeStatus, ValueNotStored
from app.personnel.drop_answers import DropReader
from app.personnel.drop_mapping import DropHolding
from app.personnel.hand_files import FilesUnfit, with_files
from app.personnel.json_mapping import JsonElement
from app.personnel.json_values import dump, parse, read_value
from app.personnel.manual_mapping import ManualMapping
from app.personnel.model import SourceError, SourceNeedsPerson, SourceNever, SubjectKey, ValueKind

MOST_FAULTS: Final = 20
_NO_FILES: Final[Mapping[str, bytes]] = MappingProxyType({})
_ID, _OTHERS = "recordId", "concernsOthers"
_YES = frozenset({"true", "ja", "1", "oui", "yes"})
_NO = frozenset({"false", "nee", "0", "non", "no"})
_PERSON: Final = ("population", "employment", "entityCode", "entityName")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file; never its value."""

    holding: str
    line: int
    """Line of a CSV file or of broken JSON, number of the record in good JSON; 0 for the file as a whole."""
    column: str
    why: Text


class AnswerUnfit(DeskError):
    """The answer does not fit the system; nothing of it is kept."""

    code: ClassVar[str] = "collectorAnswerUnfit"

    def __init__(self, *faults: Fault) -> None:
        super().__init__("The answer does not fit")
        self.faults = faults


_NO_TEXT = Text(
    "Dit is geen tekst in UTF-8. Bewaar het bestand als CSV UTF-8",
    "This is not text in UTF-8. Save the file as CSV UTF-8",
    "Ce n'est pas du texte en UTF-8. Enregistrez le fichier en CSV UTF-8",
)
_NO_JSON = Text("Dit is geen geldige JSON", "This is not valid JSON", "JSON non valide")
_NO_LIST = Text(
    "Dit is geen lijst van records", "This is no list of records", "Ce n'est pas une liste"
)
_NO_COLUMN = Text("Deze kolom ontbreekt", "This column is missing", "Cette colonne manque")
_UNKNOWN = Text(
    "Deze kolom kennen we niet", "This column is not known", "Cette colonne est inconnue"
)
_TWICE = Text("Dit nummer staat er al", "This number is there already", "Ce numéro existe déjà")
_TOO_MANY = Text(
    "Deze regel heeft te veel of te weinig waarden",
    "This line has too many values or too few",
    "Cette ligne a trop ou trop peu de valeurs",
)
_FILES_UNFIT = Text(
    "Een document staat bij geen enkele regel, of een zip gaat niet open",
    "A document belongs to no line, or a zip cannot be opened",
    "Un document n'est cité par aucune ligne, ou un zip ne s'ouvre pas",
)
_BAD_ANSWER = Text(
    "Dit past niet bij wat gevraagd is",
    "This does not fit what was asked",
    "Ceci ne correspond pas à la demande",
)
_KINDS: Mapping[ValueKind, Text] = MappingProxyType(
    {
        ValueKind.TEXT: Text("Geef hier tekst", "Give text here", "Donnez du texte"),
        ValueKind.INTEGER: Text(
            "Geef hier een geheel getal", "Give a whole number here", "Donnez un nombre entier"
        ),
        ValueKind.DECIMAL: Text("Geef hier een getal", "Give a number here", "Donnez un nombre"),
        ValueKind.DATE: Text(
            "Geef hier een datum zoals 2026-03-05",
            "Give a date such as 2026-03-05",
            "Donnez une date telle que 2026-03-05",
        ),
        ValueKind.TIMESTAMP: Text(
            "Geef hier een tijdstip zoals 2026-03-05T10:00:00+01:00",
            "Give a time such as 2026-03-05T10:00:00+01:00",
            "Donnez un instant tel que 2026-03-05T10:00:00+01:00",
        ),
        ValueKind.BOOLEAN: Text("Geef hier ja of nee", "Give yes or no here", "Donnez oui ou non"),
        ValueKind.DOCUMENT: Text(
            "Noem hier de naam van een bestand dat u meestuurt",
            "Name a file here that you send along",
            "Indiquez ici le nom d'un fichier que vous joignez",
        ),
    }
)


def records_in(
    part: DropHolding, content: bytes, *, is_json: bool, files: Mapping[str, bytes] = _NO_FILES
) -> list[dict[str, Any]]:
    """Return the records of one file, as the answer keeps them. Raises AnswerUnfit with every place that is wrong.

    `files` are the documents that came with it, by the names the records give them.
    """
    try:
        plain = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AnswerUnfit(Fault(part.name, 0, "", _NO_TEXT)) from None
    rows = _json_rows(part, plain) if is_json else _csv_rows(part, plain)
    try:
        return records_of(part, with_files(part, rows, files))
    except FilesUnfit:
        raise AnswerUnfit(Fault(part.name, 0, "", _FILES_UNFIT)) from None


def records_of(
    part: DropHolding, rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Return rows, each with the line it came from, as records. Raises AnswerUnfit."""
    faults: list[Fault] = []
    made: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, (line, row) in enumerate(rows, 1):
        faults += _columns_wrong(part, line, row)
        values = dict(_values(part, line, row, faults))
        record_id = _record_id(row, number)
        if record_id in seen:
            faults.append(Fault(part.name, line, _ID, _TWICE))
        seen.add(record_id)
        others = _boolean(row.get(_OTHERS) or False)
        if others is None:
            faults.append(Fault(part.name, line, _OTHERS, _KINDS[ValueKind.BOOLEAN]))
        made.append({_ID: record_id, "thirdParty": bool(others), "values": values})
        if len(faults) >= MOST_FAULTS:
            break
    if faults:
        raise AnswerUnfit(*faults[:MOST_FAULTS])
    return made


def _columns_wrong(part: DropHolding, line: int, row: Mapping[str, Any]) -> Iterator[Fault]:
    known = {e.name for e in part.elements} | {_ID, _OTHERS}
    for number, name in enumerate(row, 1):
        if name not in known:
            # By its place: without a first line of names it is a value.
            yield Fault(part.name, line, str(number), _UNKNOWN)
    for element in part.elements:
        if element.name not in row and not element.optional:
            yield Fault(part.name, line, element.name, _NO_COLUMN)


def _values(
    part: DropHolding, line: int, row: Mapping[str, Any], faults: list[Fault]
) -> Iterator[tuple[str, Any]]:
    for element in part.elements:
        try:
            yield element.name, _value(row.get(element.name), element)
        except ValueError:
            faults.append(Fault(part.name, line, element.name, _KINDS[element.kind]))


def _value(raw: Any, element: JsonElement) -> Any:
    """Return a value as JSON holds it. Raises ValueError."""
    if raw is None or raw == "":
        return None
    if element.kind is ValueKind.DOCUMENT:
        if not isinstance(raw, dict):
            raise ValueError("there is no file of that name")
        read_value(raw, element.kind)
        return raw  # as it came: it is read again from the answer
    typed = _FROM_TEXT[element.kind](raw) if isinstance(raw, str) else raw
    if isinstance(typed, float):
        typed = Decimal(repr(typed))  # its shortest digits are those that were sent
    return read_value(typed, element.kind, zone=element.zone)


def _integer(raw: str) -> Any:
    return int(raw.strip())


def _decimal(raw: str) -> Any:
    return Decimal(raw.strip().replace(",", ".")) if _is_number(raw) else raw


def _is_number(raw: str) -> bool:
    return raw.strip().lstrip("-+").replace(",", ".", 1).replace(".", "", 1).isdecimal()


def _day(raw: str) -> str:
    """Return a day as ISO writes it; 5/3/2026 is read too. Raises ValueError."""
    bare = raw.strip()
    if "/" in bare:
        return datetime.strptime(bare, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
    return bare


def _boolean(raw: Any) -> bool | None:
    told = str(raw).strip().lower()
    return True if told in _YES else False if told in _NO else None


def _same(raw: str) -> Any:
    return raw


_FROM_TEXT: Mapping[ValueKind, Callable[[str], Any]] = MappingProxyType(
    {
        ValueKind.TEXT: _same,
        ValueKind.INTEGER: _integer,
        ValueKind.DECIMAL: _decimal,
        ValueKind.DATE: _day,
        ValueKind.TIMESTAMP: str.strip,
        ValueKind.BOOLEAN: _boolean,
        ValueKind.DOCUMENT: _same,
    }
)


def _record_id(row: Mapping[str, Any], number: int) -> str:
    raw = row.get(_ID)
    return str(number) if raw in (None, "") else str(raw)


def _csv_rows(part: DropHolding, plain: str) -> list[tuple[int, Mapping[str, Any]]]:
    head = plain.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, Mapping[str, Any]]] = []
    names: list[str] = []
    try:
        for cells in reader:
            if not names:
                names = [cell.strip() for cell in cells]
            elif any(cell.strip() for cell in cells):
                if len(cells) != len(names):
                    raise AnswerUnfit(Fault(part.name, reader.line_num, "", _TOO_MANY))
                rows.append((reader.line_num, dict(zip(names, cells, strict=True))))
    except csv.Error:
        raise AnswerUnfit(Fault(part.name, reader.line_num, "", _TOO_MANY)) from None
    if len(set(names)) < len(names):
        raise AnswerUnfit(Fault(part.name, 1, "", _UNKNOWN))
    missing = list(_columns_wrong(part, 1, dict.fromkeys(names)))
    if missing:
        raise AnswerUnfit(*missing[:MOST_FAULTS])
    return rows


def _json_rows(part: DropHolding, plain: str) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        found = parse(plain.encode())
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        raise AnswerUnfit(Fault(part.name, line, "", _NO_JSON)) from None
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise AnswerUnfit(Fault(part.name, 0, "", _NO_LIST))
    return list(enumerate(found, 1))


def nobody() -> dict[str, Any]:
    """Return the answer that the system does not know the person."""
    return {"people": [], "person": None}


def somebody(
    task: CollectorTask,
    mapping: ManualMapping,
    *,
    key: str,
    holdings: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    """Return the answer on the person who was asked for, and whom the collector recognised."""
    asked = task.asked.get("person", {})
    person = {
        "key": key,
        "givenName": asked.get("givenName"),
        "familyName": asked.get("familyName"),
        "dateOfBirth": asked.get("dateOfBirth"),
        "number": asked.get("number"),
        "population": mapping.collector.population,
    }
    return {
        "subjectKey": key,
        "people": [person],
        "person": person,
        "holdings": {name: list(records) for name, records in holdings.items()},
    }


def changed(status: str, *, records: int = 0, record_ids: Sequence[str] = ()) -> dict[str, Any]:
    """Return the answer on a change."""
    return {"status": status, "records": records, "recordIds": list(record_ids), "remaining": 0}


CHANGE_ANSWERS: Final = frozenset({*map(str, ChangeStatus), ValueNotStored.code, "needsPerson"})


def whole(task: CollectorTask, mapping: ManualMapping, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer with all that is read of it filled in, and proven to be read without fault. Raises AnswerUnfit."""
    _check_about(task, given)
    # As it will be read back: dates and numbers as JSON has them.
    filled: dict[str, Any] = parse(dump(_filled(task, mapping, given)).encode())
    read = DropReader(mapping)
    try:
        if task.kind == SEARCH:
            key = SubjectKey(mapping.system.name, str(filled["subjectKey"]))
            known = [read.person(one) for one in filled["people"]]
            if filled["person"] is not None and known:
                read.profile(filled, key)
            read.recipients(filled)
            read.facts(filled)
            for part in mapping.holding:
                read.records(filled, part)
        elif task.kind == IDENTITIES:
            for raw in read.listed(filled, "identities"):
                read.identity(raw, "key")
                read.identity(raw, "recordId")
        else:
            _check_change(read, filled, mapping)
    except SourceError:
        raise AnswerUnfit(Fault("", 0, "", _BAD_ANSWER)) from None
    return filled


def _check_about(task: CollectorTask, given: Mapping[str, Any]) -> None:
    """Raise AnswerUnfit where a search is answered with something else, or on another person than it names."""
    if task.kind != SEARCH:
        return
    meant = task.asked.get("person", {}).get("key")
    told = given.get("subjectKey")
    if "people" not in given or (meant and told and told != meant):
        raise AnswerUnfit(Fault("", 0, "", _BAD_ANSWER))


def _check_change(read: DropReader, filled: Mapping[str, Any], mapping: ManualMapping) -> None:
    if filled.get("status") not in CHANGE_ANSWERS:
        raise SourceNever("no such status")
    try:
        read.change(filled, mapping.system.name)
    except SourceNeedsPerson:
        return


def _filled(
    task: CollectorTask, mapping: ManualMapping, given: Mapping[str, Any]
) -> dict[str, Any]:
    if task.kind == IDENTITIES:
        return {"identities": given.get("identities", [])}
    if task.is_change:
        return {**changed(""), **given}
    people = [_person_filled(one, mapping) for one in given.get("people") or []]
    person = given.get("person")
    asked = task.asked.get("person", {})
    return {
        "subjectKey": given.get("subjectKey") or asked.get("key") or "",
        "people": people,
        "person": None if person is None else _person_filled(person, mapping),
        "recipients": given.get("recipients") or [],
        "consents": given.get("consents") or [],
        "expired": given.get("expired") or {},
        "holdings": {
            part.name: (given.get("holdings") or {}).get(part.name, []) for part in mapping.holding
        },
    }


def _person_filled(raw: Any, mapping: ManualMapping) -> dict[str, Any]:
    names = ("key", "givenName", "familyName", "dateOfBirth", "number", "nationalNumber")
    given = raw if isinstance(raw, Mapping) else {}
    blank: dict[str, Any] = dict.fromkeys((*names, *_PERSON))
    filled = {**blank, "address": [], **given}
    filled["population"] = filled["population"] or mapping.collector.population
    return filled


def is_json(content: bytes) -> bool:
    """Tell JSON from CSV: by what it begins with, whatever it is called."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")
