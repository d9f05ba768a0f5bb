"""Makes changes through an API, one call per record with a key of its own, so that a repeat does no harm."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

import httpx

from app.personnel.api_client import ApiClient, Ask
from app.personnel.api_mapping import ApiHolding, ApiMapping, ConsentsPart
from app.personnel.api_values import ApiReader
from app.personnel.changes import (
    ChangeKind,
    ChangeResult,
    ChangeStatus,
    RestrictionFlag,
    StoreChange,
)
from app.personnel.correcting import check_values, to_correct
from app.personnel.json_values import within
from app.personnel.mapping_changes import ended_codes
from app.personnel.model import PersonalRecord, SourceNeedsPerson, SourceNever, SubjectKey, Value

MOST_IDS: Final = 1_000
NOTHING: Final = ChangeResult(ChangeStatus.NOTHING_THERE)
_GONE: Final = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})


def filled(path: str, **values: str) -> str:
    """Return the path with its places filled in, each as one step."""
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return path


class ApiChanges:
    """The changes an API has an address for. What a change means is read first, and then called record by record.

    A call that fails half-way leaves the rest to the repeat, which finds done what was done.
    """

    def __init__(
        self,
        client: ApiClient,
        mapping: ApiMapping,
        rows: Callable[[SubjectKey, ApiHolding], Iterator[Any]],
    ) -> None:
        """Take the API; `rows` yields the raw records of a person in a holding."""
        self._client, self._mapping, self._rows = client, mapping, rows
        self._read = ApiReader(mapping, client.document)
        self._makers: Mapping[ChangeKind, Callable[[StoreChange, ApiHolding], ChangeResult]] = (
            MappingProxyType(
                {
                    ChangeKind.RECTIFY: self._rectify,
                    ChangeKind.SUPPLEMENT: self._supplement,
                    ChangeKind.RESTRICT: self._restrict,
                    ChangeKind.LIFT: self._lift,
                    ChangeKind.ERASE: self._erase,
                    ChangeKind.STOP_USE: self._stop_use,
                }
            )
        )

    def can(self, kind: ChangeKind, part: ApiHolding) -> bool:
        """Whether the mapping file has an address for this kind of change."""
        consents = self._mapping.consents
        addresses = {
            ChangeKind.RECTIFY: part.rectify,
            ChangeKind.SUPPLEMENT: part.supplement,
            ChangeKind.RESTRICT: part.restrict,
            ChangeKind.LIFT: part.restrict,
            ChangeKind.ERASE: part.erase,
            ChangeKind.STOP_USE: consents.stop if consents else None,
        }
        return addresses[kind] is not None

    def apply(self, change: StoreChange) -> ChangeResult:
        """Make the change once. Raises SourceError, ValueNotStored."""
        # The use of a consent is stopped in the whole system, whatever holding is named.
        anywhere = change.kind is ChangeKind.STOP_USE
        known = [p for p in self._mapping.holding if anywhere or p.name == change.holding]
        if not known or not self.can(change.kind, known[0]):
            raise SourceNever(
                f"{self._mapping.file}: holding '{change.holding}' has no address for '{change.kind}': "
                "add it, or make the change in the system itself"
            )
        check_values(known[0].name, known[0].elements, change.values)
        return self._makers[change.kind](change, known[0])

    def _rectify(self, change: StoreChange, part: ApiHolding) -> ChangeResult:
        everything = list(self._records(change, part))
        meant = [r for _, r in everything if _is_meant(change, r.record_id)]
        if not meant:
            return NOTHING
        names = [e.name for e in part.elements]
        wrong, right = to_correct(
            change, ((r.record_id, dict(zip(names, r.values, strict=True))) for r in meant)
        )
        body = _fields(part, change.values)
        for record_id in wrong:
            self._call(change, part, "PATCH", part.rectify, record_id=record_id, body=body)
        if not wrong:
            return _result(ChangeStatus.ALREADY_DONE, right, len(everything))
        return _result(ChangeStatus.DONE, wrong, len(everything))

    def _erase(self, change: StoreChange, part: ApiHolding) -> ChangeResult:
        if change.expired_only and not (part.retention and part.retention.until):
            raise SourceNeedsPerson(
                f"'{part.name}' keeps no date on which a record's storage period ends: judge it by hand"
            )
        whole = set(change.elements) in (set(), {e.name for e in part.elements})
        if not whole and part.rectify is None:
            raise SourceNeedsPerson(
                f"'{part.name}' erases whole records only: erase the value in the system itself"
            )
        everything = list(self._records(change, part))
        meant = tuple(r.record_id for raw, r in everything if self._goes(change, part, raw, r))
        body = _fields(part, dict.fromkeys(change.elements)) if not whole else None
        method, path = ("DELETE", part.erase) if whole else ("PATCH", part.rectify)
        done = tuple(
            record_id
            for record_id in meant
            if self._call(change, part, method, path, record_id=record_id, body=body)
        )
        if not done:
            return NOTHING
        gone = len(meant) if whole else 0
        result = _result(ChangeStatus.DONE, done, len(everything) - gone)
        # Of those that were named, some may have gone in a call that failed half-way: all are gone now.
        return replace(result, record_ids=change.record_ids or result.record_ids)

    def _goes(
        self, change: StoreChange, part: ApiHolding, raw: Any, record: PersonalRecord
    ) -> bool:
        if not _is_meant(change, record.record_id):
            return False
        if change.expired_only:
            until = self._read.until(part, raw)
            return until is not None and until < change.on
        named = zip(part.elements, record.values, strict=True)
        empty = all(value is None for e, value in named if e.name in change.elements)
        return not (change.elements and empty)  # emptied already: nothing is left of it to erase

    def _restrict(self, change: StoreChange, part: ApiHolding) -> ChangeResult:
        flag, found = _flag(change), self._count(change, part)
        if not found:
            return NOTHING
        body = {
            "restrictionId": flag.restriction_id,
            "ground": flag.ground,
            "since": flag.since,
            "allowedUses": flag.allowed_uses,
            "recordIds": change.record_ids,
            "elements": change.elements,
        }
        self._call(change, part, "PUT", part.restrict, body=body)
        return ChangeResult(ChangeStatus.DONE, found, change.record_ids, found)

    def _lift(self, change: StoreChange, part: ApiHolding) -> ChangeResult:
        if change.record_ids or change.elements:
            raise SourceNeedsPerson(
                f"'{part.name}' lifts a mark as a whole: lift a part of it in the system itself"
            )
        if not self._call(change, part, "DELETE", part.restrict):
            return NOTHING
        return ChangeResult(ChangeStatus.DONE)

    def _supplement(self, change: StoreChange, part: ApiHolding) -> ChangeResult:
        found = self._count(change, part)
        if not found:
            return NOTHING
        body = {
            "statement": change.statement,
            "recordIds": change.record_ids,
            "elements": change.elements,
            "filedOn": change.on,
        }
        self._call(change, part, "POST", part.supplement, body=body)
        return ChangeResult(ChangeStatus.DONE, found, change.record_ids, found)

    def _stop_use(self, change: StoreChange, part: ApiHolding) -> ChangeResult:
        consents = self._mapping.consents
        if consents is None:
            return NOTHING
        codes = ended_codes(
            consents.purposes, consents.elements, change.purpose_ids, change.elements
        )
        held = [c for c in self._consents(consents, change.subject) if c[0] in codes]
        if not held:
            return NOTHING
        # One that ended keeps the day on which it did, however often the change is repeated.
        standing = tuple(dict.fromkeys(code for code, ended in held if ended is None))
        body = {"withdrawnOn": change.on}
        for code in standing:
            self._call(change, part, "PUT", consents.stop, record_id=code, purpose=code, body=body)
        if not standing:
            return ChangeResult(ChangeStatus.ALREADY_DONE)
        return ChangeResult(ChangeStatus.DONE, records=len(standing))

    def _consents(
        self, part: ConsentsPart, subject: SubjectKey
    ) -> Iterator[tuple[str, date | None]]:
        ask = Ask("consents", filled(part.path, key=subject.key))
        for content in self._client.pages(ask, self._mapping.paging, absent=True):
            for raw in self._read.listed(content, part.list, ask.what):
                yield self._read.consent_code(part, raw)

    def _records(
        self, change: StoreChange, part: ApiHolding
    ) -> Iterator[tuple[Any, PersonalRecord]]:
        return ((raw, self._read.record(part, raw)) for raw in self._rows(change.subject, part))

    def _count(self, change: StoreChange, part: ApiHolding) -> int:
        return sum(_is_meant(change, r.record_id) for _, r in self._records(change, part))

    def _call(
        self,
        change: StoreChange,
        part: ApiHolding,
        method: str,
        path: str | None,
        *,
        record_id: str = "",
        purpose: str = "",
        body: Mapping[str, object] | None = None,
    ) -> bool:
        """Make one call; False where the API says that there is nothing (any more)."""
        ask = Ask(
            f"holding '{part.name}', '{change.kind}'",
            filled(
                path or "",
                key=change.subject.key,
                record=record_id,
                purpose=purpose,
                restriction=change.flag.restriction_id if change.flag else "",
            ),
            method=method,
            body=body,
            step_key=_key_of_call(change, record_id),
        )
        reply = self._client.send(ask)
        if reply.status in _GONE and (record_id or method == "DELETE"):
            return False
        self._client.refuse(ask, reply.status)
        return True


def _key_of_call(change: StoreChange, record_id: str) -> str:
    """Return the step key, or with many records one per record that is the same on every repetition.

    An API that knows a key gives the answer of the first call: one key for two records would do one.
    """
    if not record_id or change.record_ids == (record_id,):
        return change.step_key
    return f"{change.step_key}.{hashlib.blake2b(record_id.encode(), digest_size=8).hexdigest()}"


def _is_meant(change: StoreChange, record_id: str) -> bool:
    return not change.record_ids or record_id in change.record_ids


def _fields(part: ApiHolding, values: Mapping[str, Value]) -> dict[str, object]:
    """Return the values where the API has them, as a merge patch (RFC 7396)."""
    spots = {e.name: e.spot for e in part.elements}
    body: dict[str, object] = {}
    for name, value in values.items():
        if name not in spots:
            raise SourceNever(f"'{part.name}' has no element '{name}'")
        _merge(body, within(spots[name], value))
    return body


def _merge(body: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(body.get(name), dict):
            _merge(body[name], value)
        else:
            body[name] = value


def _flag(change: StoreChange) -> RestrictionFlag:
    if change.flag is None:
        raise SourceNever(f"'{change.kind}' of '{change.holding}' says no restriction")
    return change.flag


def _result(status: ChangeStatus, record_ids: tuple[str, ...], remaining: int) -> ChangeResult:
    return ChangeResult(
        status,
        records=len(record_ids),
        record_ids=record_ids if len(record_ids) < MOST_IDS else (),
        remaining=remaining,
    )
