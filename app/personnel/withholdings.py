"""Passages of a record that stay back for the rights of others: checked, and taken out of the values (Art. 15(4), AC-06)."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Final, TypeAlias

from app.errors import DeskError
from app.personnel.model import (
    Document,
    DocumentPart,
    Element,
    Holding,
    PersonalRecord,
    Value,
    ValueKind,
)

SHORTEST: Final = 4
"""Characters from which a passage can be looked for: shorter ones stand everywhere by chance."""


class WithholdingUnknown(DeskError):
    """The case has no such withholding."""

    code: ClassVar[str] = "withholdingUnknown"


class WithholdingUnfit(DeskError):
    """There is no such record, element or passage to withhold."""

    code: ClassVar[str] = "withholdingUnfit"


@dataclass(frozen=True, slots=True)
class Withholding:
    """What stays back: a whole record, an element of it, or a passage of its text or document."""

    withholding_id: str
    case_id: str
    category_id: str
    system: str
    holding: str
    record_id: str
    element: str | None
    start: int | None
    """First character of the passage, counted in the NFC text; None for the whole element."""
    stop: int | None
    """The character after the last one."""
    ground: str
    note: str
    reviewed_by: str
    reviewed_at: datetime
    pages: tuple[int, ...] = ()
    """Of a document: the pages that stay back whole."""
    passage: bytes | None = field(default=None, repr=False)
    """Of a document: the text that stays back wherever it stands, encrypted; empty once the records are gone."""


ByRecord: TypeAlias = Mapping[str, Sequence[Withholding]]


def by_record(withholdings: Iterable[Withholding], *, system: str, holding: str) -> ByRecord:
    """Return the withholdings of one holding per record id."""
    found: dict[str, list[Withholding]] = {}
    for one in withholdings:
        if (one.system, one.holding) == (system, holding):
            found.setdefault(one.record_id, []).append(one)
    return found


def mark(ground: str) -> str:
    """Return what stands where a passage stood."""
    return f"[weggelaten: {ground}]"


def check_fits(withholding: Withholding, holding: Holding, record: PersonalRecord) -> None:
    """Check that there is something there to withhold. Raises WithholdingUnfit."""
    name = withholding.element
    if name is None:
        if _is_place(withholding) or _is_part(withholding):
            raise WithholdingUnfit("A passage lies in an element")
        return
    places = {element.name: place for place, element in enumerate(holding.elements)}
    if name not in places:
        raise WithholdingUnfit("The record has no such element", element=name[:40])
    value = record.values[places[name]]
    if value is None:
        raise WithholdingUnfit("The element is empty", element=name)
    if _is_part(withholding) and not isinstance(value, Document):
        raise WithholdingUnfit("Only a document is withheld by its words or pages", element=name)
    if not _is_place(withholding):
        return
    length = len(_nfc(value)) if isinstance(value, str) else 0
    start, stop = withholding.start or 0, withholding.stop or length
    if not 0 <= start < stop <= length:
        raise WithholdingUnfit("The passage does not lie in the text", element=name)


def _is_place(withholding: Withholding) -> bool:
    return withholding.start is not None or withholding.stop is not None


def _is_part(withholding: Withholding) -> bool:
    return bool(withholding.pages) or withholding.passage is not None


def given(
    holding: Holding, batches: Iterable[Sequence[PersonalRecord]], withheld: ByRecord
) -> Iterator[list[PersonalRecord]]:
    """Yield the records as they may be handed over, a batch at a time.

    A record marked as holding data on others stays back whole, unless a handler looked at it and
    said which passages do; those are replaced by a mark that names the ground.
    """
    for batch in batches:
        kept = [r for record in batch if (r := _given(holding, record, withheld)) is not None]
        if kept:
            yield kept


def _given(holding: Holding, record: PersonalRecord, withheld: ByRecord) -> PersonalRecord | None:
    own = withheld.get(record.record_id)
    if own is None:
        return None if record.third_party else record
    if any(one.element is None for one in own):
        return None
    values = tuple(
        _without(element, value, [one for one in own if one.element == element.name])
        for element, value in zip(holding.elements, record.values, strict=True)
    )
    return PersonalRecord(record.record_id, values)


def _without(element: Element, value: Value, own: Sequence[Withholding]) -> Value:
    if not own or value is None:
        return value
    if isinstance(value, Document) and all(map(_is_part, own)):
        taken = (DocumentPart(w.withholding_id, w.ground, w.pages, w.passage) for w in own)
        return replace(value, without=tuple(taken))
    if element.kind is not ValueKind.TEXT or not isinstance(value, str):
        return None  # no words fit where a number or a date is expected
    text = _nfc(value)
    for start, stop, ground in reversed(_merged(own, len(text))):
        text = text[:start] + mark(ground) + text[stop:]
    return text


def _merged(own: Sequence[Withholding], length: int) -> list[tuple[int, int, str]]:
    """Return the passages from left to right; those that touch or overlap are one."""
    ranges = sorted((w.start or 0, length if w.stop is None else w.stop, w.ground) for w in own)
    found: list[tuple[int, int, str]] = []
    for start, stop, ground in ranges:
        if found and start <= found[-1][1]:
            before = found[-1]
            found[-1] = (before[0], max(before[1], stop), before[2])
        else:
            found.append((start, stop, ground))
    return found


def passages(
    holding: Holding, batches: Iterable[Sequence[PersonalRecord]], withheld: ByRecord
) -> Iterator[str]:
    """Yield the texts that were taken out of elements, long enough to be looked for, each as it stood.

    Whole records are not among them: their common words stand in other records by right.
    """
    places = {element.name: place for place, element in enumerate(holding.elements)}
    for batch in batches:
        for record in batch:
            own = [w for w in withheld.get(record.record_id, ()) if w.element is not None]
            if any(w.element is None for w in withheld.get(record.record_id, ())):
                continue
            for one in own:
                yield from _passage(record.values[places[one.element or ""]], one)


def _passage(value: Value, one: Withholding) -> Iterator[str]:
    if not isinstance(value, str):
        return
    text = _nfc(value)
    part = text[one.start or 0 : len(text) if one.stop is None else one.stop].strip()
    if len(part) >= SHORTEST:
        yield part


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
