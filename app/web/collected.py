"""What the page of a task shows, and the answer that its form holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.casework.search_by_hand import ShownTask
from app.http.uploads import Upload
from app.kit.typed_text import line
from app.personnel.by_hand import IDENTITIES, SEARCH
from app.personnel.changes import ChangeKind, ChangeStatus, ValueNotStored
from app.personnel.drop_mapping import DropHolding
from app.personnel.hand_answers import (
    AnswerUnfit,
    Fault,
    changed,
    is_json,
    nobody,
    records_in,
    somebody,
)
from app.personnel.json_mapping import JsonElement
from app.personnel.model import ValueKind
from app.web import wording_collecting as words
from app.web.mistakes import Mistake

_FILE, _PAPERS = "file-", "papers-"
_KINDS: Final[Mapping[ValueKind, str]] = {
    ValueKind.TEXT: "tekst",
    ValueKind.INTEGER: "geheel getal",
    ValueKind.DECIMAL: "getal",
    ValueKind.DATE: "datum, zoals 2026-03-05",
    ValueKind.TIMESTAMP: "tijdstip, zoals 2026-03-05T10:00:00+01:00",
    ValueKind.BOOLEAN: "ja of nee",
    ValueKind.DOCUMENT: "naam van een bestand dat u meestuurt",
}
_MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file."""

    name: str
    label: str
    kind: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A holding: where something is looked up or changed."""

    field: str
    label: str
    columns: tuple[Column, ...]
    papers: str
    """Field of the documents that its records name; empty where it holds none."""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A task for the page."""

    system: str
    kind: str
    until: str
    person: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    key: str
    """Number of the person in the system, where it is known."""
    records: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]
    """Element, what it must hold now, what it is to hold."""
    elements: tuple[str, ...]
    statement: str
    purposes: tuple[str, ...]
    expired_only: bool


def task_page(shown: ShownTask) -> TaskPage:
    """Return the task as it is shown."""
    asked, wanted = shown.task.asked, shown.task.asked.get("holding")
    person = asked.get("person", {})
    places = [p for p in shown.mapping.holding if wanted in (None, "", p.name)]
    labels = {e.name: e.nl for p in places for e in p.elements}
    expected, values = asked.get("expected") or {}, asked.get("values") or {}
    return TaskPage(
        system=shown.mapping.system.nl,
        kind=shown.task.kind,
        until=f"{shown.task.expires_at:%d/%m/%Y}",
        person=tuple(_person(person)),
        places=tuple(
            Place(f"{_FILE}{p.name}", p.nl, tuple(map(_column, p.elements)), _papers(p))
            for p in places
        ),
        key=str(person.get("key") or person.get("number") or ""),
        records=tuple(asked.get("recordIds") or ()),
        changes=tuple(
            (labels.get(name, name), _said(expected.get(name)), _said(value))
            for name, value in values.items()
        ),
        elements=tuple(labels.get(name, name) for name in asked.get("elements") or ()),
        statement=str(asked.get("statement") or ""),
        purposes=tuple(asked.get("purposeIds") or ()),
        expired_only=bool(asked.get("expiredOnly")),
    )


def _papers(part: DropHolding) -> str:
    held = any(e.kind is ValueKind.DOCUMENT for e in part.elements)
    return f"{_PAPERS}{part.name}" if held else ""


def _person(person: Mapping[str, Any]) -> list[tuple[str, str]]:
    name = " ".join(str(person[n]) for n in ("givenName", "familyName") if person.get(n))
    told = [
        ("Naam", name),
        ("Geboortedatum", str(person.get("dateOfBirth") or "")),
        ("Personeelsnummer", str(person.get("number") or "")),
        ("Nummer in uw systeem", str(person.get("key") or "")),
    ]
    return [(label, value) for label, value in told if value]


def _column(element: JsonElement) -> Column:
    return Column(element.name, element.nl, _KINDS[element.kind], element.optional)


def _said(value: Any) -> str:
    if value is None:
        return "(leeg)"
    return {True: "ja", False: "nee"}[value] if isinstance(value, bool) else str(value)


def answer_in(posted: Upload, shown: ShownTask) -> dict[str, Any] | Sequence[Mistake]:
    """Return the answer of the form, or what has to be put right. Raises AnswerUnfit."""
    outcome = posted.fields.get("outcome", "")
    if shown.task.kind == IDENTITIES:
        return (Mistake("form", words.ONLY_BY_API, "send"),)
    if shown.task.kind == SEARCH:
        return _searched(posted, shown, outcome)
    return _changed(posted, shown, outcome)


def _searched(posted: Upload, shown: ShownTask, outcome: str) -> dict[str, Any] | Sequence[Mistake]:
    files = {f.field.removeprefix(_FILE): f for f in posted.files if f.field.startswith(_FILE)}
    key = line(posted.fields.get("key", ""))
    mistakes = _search_mistakes(outcome, key=key, files=bool(files))
    if mistakes:
        return mistakes
    if outcome == "unknown":
        return nobody()
    holdings: dict[str, list[dict[str, Any]]] = {}
    faults = [
        Fault(name, 0, "", words.NO_TABLE)
        for f in posted.files
        if f.field.startswith(_PAPERS) and (name := f.field.removeprefix(_PAPERS)) not in files
    ]
    for part in shown.mapping.holding:
        if part.name in files:
            content = files[part.name].content
            field = f"{_PAPERS}{part.name}"
            papers = {f.file_name: f.content for f in posted.files if f.field == field}
            try:
                holdings[part.name] = records_in(
                    part, content, is_json=is_json(content), files=papers
                )
            except AnswerUnfit as error:
                faults += error.faults
    if faults:
        raise AnswerUnfit(*faults)
    return somebody(shown.task, shown.mapping, key=key, holdings=holdings)


def _search_mistakes(outcome: str, *, key: str, files: bool) -> list[Mistake]:
    if outcome not in {"unknown", "nothing", "found"}:
        return [Mistake("outcome", words.OUTCOME_NONE, "outcome-unknown")]
    mistakes = []
    if files and outcome != "found":
        mistakes.append(Mistake("outcome", words.FILES_UNMEANT, f"outcome-{outcome}"))
    if outcome != "unknown" and not key:
        mistakes.append(Mistake("key", words.KEY_NONE))
    if outcome == "found" and not files:
        mistakes.append(Mistake("outcome", words.NO_FILES, "outcome-found"))
    return mistakes


def _changed(posted: Upload, shown: ShownTask, outcome: str) -> dict[str, Any] | Sequence[Mistake]:
    possible = {ChangeStatus.DONE.value, ChangeStatus.NOTHING_THERE.value, "needsPerson"}
    if shown.task.kind == ChangeKind.RECTIFY:
        possible.add(ValueNotStored.code)
    if outcome not in possible:
        return (Mistake("outcome", words.OUTCOME_NONE, "outcome-done"),)
    count = line(posted.fields.get("count", ""))
    if outcome != ChangeStatus.DONE:
        return changed(outcome)
    if not (count.isascii() and count.isdigit() and len(count) <= _MOST_DIGITS):
        return (Mistake("count", words.COUNT_BAD),)
    return changed(outcome, records=int(count), record_ids=shown.task.asked.get("recordIds") or ())


def mistakes_of(error: AnswerUnfit) -> tuple[Mistake, ...]:
    """Return what is wrong in files, each with its place."""
    return tuple(
        Mistake(
            f"{_FILE}{fault.holding}" if fault.holding else "form",
            words.in_file(fault.line, fault.column, fault.why),
            "" if fault.holding else "send",
        )
        for fault in error.faults
    )
