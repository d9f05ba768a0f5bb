"""What goes into the inspection bundle of a case, each file read when it is packed; what is personal stands apart."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

import orjson
from pydantic.alias_generators import to_camel

from app.audit.excerpt import excerpt_of, lines_of
from app.cases.model import Case
from app.casework.bundle_facts import fact_files
from app.casework.desk import Desk
from app.casework.facts import holdings_of
from app.documents.envelopes import (
    EnvelopeStuck,
    has_envelope,
    is_copy_of_card,
    without_envelope,
)
from app.documents.model import Document, DocumentFinding
from app.exports.bundle import BundleFile
from app.kit.keyed_hash import keyed_hash
from app.kit.vault import CaseKey
from app.personnel.model import Document as StoredDocument
from app.personnel.model import PersonalRecord
from app.personnel.withholdings import by_record, given

_SNAKE: Final = re.compile(r"[a-z]+(_[a-z]+)+")
JOURNAL: Final = "data/journal/excerpt.jsonl"


def bundle_files(desk: Desk, case: Case, key: CaseKey | None) -> tuple[BundleFile, ...]:
    """Return every file of the bundle; what the database holds is read now, files of the vault when packed.

    The chain of the case is read now too: what is journalled before is in it. Without a key the facts
    and the chain are all there is.
    """
    facts = [
        BundleFile(path, _once(_json(content))) for path, content in fact_files(desk, case).items()
    ]
    excerpt = excerpt_of(desk.journal, desk.checkpoints, case.case_id)
    proof = (*facts, BundleFile(JOURNAL, lambda: lines_of(excerpt)))
    if key is None:
        return proof
    return (
        *proof,
        _in_words("data/request.json", _request(case), key),
        _in_words("data/reasons.json", _reasons(desk, case), key),
        _in_words("data/copies.json", _copied(desk, case), key),
        *_documents(desk, case, key),
        *_letters(desk, case, key),
        *_copies(desk, case, key),
        *_dossier(desk, case, key),
    )


def _once(content: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: iter((content,))


def _json(content: object) -> bytes:
    return orjson.dumps(_camel(content), option=orjson.OPT_INDENT_2)


def _camel(value: object) -> object:
    """Return JSON with the names of the API: lowerCamelCase."""
    match value:
        case dict():
            return {_named(name): _camel(inner) for name, inner in value.items()}
        case list() | tuple() | frozenset():
            return [_camel(inner) for inner in value]
        case _:
            return value


def _named(name: str) -> str:
    return to_camel(name) if _SNAKE.fullmatch(name) else name


def _salt(path: str, key: CaseKey) -> str:
    """Return what makes the hash of a short text unguessable; gone with the key of the case."""
    return keyed_hash(key.value, "inspection-bundle", path)


def _in_words(path: str, content: dict[str, Any], key: CaseKey) -> BundleFile:
    return BundleFile(path, _once(_json({"salt": _salt(path, key), **content})), content=True)


def _request(case: Case) -> dict[str, Any]:
    # ID-09: the national number is read nowhere it is not needed.
    person = {k: v for k, v in asdict(case.requester).items() if k != "national_number"}
    return {
        "channel": case.channel,
        "received_at": case.received_at,
        "received_on": case.received_on,
        "requester": person,
        "representative": asdict(case.representative) if case.representative else None,
        "claims": [
            {"claim_id": c.claim_id, "statement": c.statement, "details": dict(c.details)}
            for c in case.claims
        ],
    }


def _reasons(desk: Desk, case: Case) -> dict[str, Any]:
    draft = desk.decisions.load(case.case_id)
    return {
        "decisions": [asdict(line) for line in draft.whole] if draft else [],
        "gaps_accepted": draft.gaps_accepted_reason if draft else "",
        "opinions": [asdict(one) for one in desk.decisions.opinions(case.case_id)],
        "referrals": [asdict(one) for one in desk.decisions.referrals(case.case_id)],
        "doubts": [s.doubt for s in case.suspensions if s.doubt],
        "extension": case.extension.reasons if case.extension else None,
        "redirected_to": case.redirected_to,
        "oral_answers": [asdict(one) for one in desk.deliveries.oral(case.case_id)],
        "deliveries": [
            {"delivery_id": d.delivery_id, "address": d.address, "proof": d.proof}
            for d in desk.deliveries.list(case.case_id)
        ],
        "incidents": [
            {"incident_id": i.incident_id, "story": asdict(i.story) if i.story else None}
            for i in desk.incidents.of_case(case.case_id)
        ],
        "notices": [
            {"notice_id": n.notice_id, "recipient": n.recipient_name, "answer": n.answer}
            for n in desk.notices.list(case.case_id)
        ],
    }


def _copied(desk: Desk, case: Case) -> dict[str, Any]:
    return {
        "exports": [
            {
                "export_id": export.export_id,
                "files": [
                    {"path": file.path, "size": file.size, "sha256": file.sha256}
                    for file in (export.copy.files if export.copy else ())
                ],
            }
            for export in desk.exports.list(case.case_id)
        ]
    }


def _documents(desk: Desk, case: Case, key: CaseKey) -> Iterator[BundleFile]:
    """Yield what came with the request; copies of identity, and what may be one, never go along (legal-rules 8)."""
    for number, document in enumerate(desk.documents.list(case.case_id), 1):
        stored = document.stored_path
        if stored is None or document.destroyed_at is not None or not _goes_along(document):
            continue
        path = f"data/documents/{number:03}-{document.kind.value}{_ENDINGS[document.media_type]}"
        whole = _stored(desk, stored, key)
        chunks = _opened(whole, document) if has_envelope(document) else whole
        yield BundleFile(path, chunks, content=True)


def _goes_along(document: Document) -> bool:
    waits = DocumentFinding.WAITS_FOR_CHECK in document.findings
    return not waits and not is_copy_of_card(document)


def _opened(
    whole: Callable[[], Iterator[bytes]], document: Document
) -> Callable[[], Iterator[bytes]]:
    """Return what was signed without the signer's certificate, which can hold a national number (ID-08, ID-09).

    Nothing of it where the file is too damaged for that.
    """

    def chunks() -> Iterator[bytes]:
        with suppress(EnvelopeStuck):
            yield without_envelope(b"".join(whole()), document.media_type)

    return chunks


_ENDINGS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/heic": ".heic",
    "message/rfc822": ".eml",
    "text/plain": ".txt",
}


def _stored(desk: Desk, path: str, key: CaseKey) -> Callable[[], Iterator[bytes]]:
    return lambda: desk.vault.chunks(path, key)


def _letters(desk: Desk, case: Case, key: CaseKey) -> Iterator[BundleFile]:
    for number, letter in enumerate(desk.letters.list(case.case_id), 1):
        path = f"data/letters/{number:03}-{letter.kind.value}-{letter.language.value}.pdf"
        yield BundleFile(path, _stored(desk, letter.content_path, key), content=True)


def _copies(desk: Desk, case: Case, key: CaseKey) -> Iterator[BundleFile]:
    """Yield the closed packages that are still kept: they expire before the case does."""
    for number, export in enumerate(desk.exports.list(case.case_id), 1):
        if export.package is not None and desk.vault.exists(export.package.stored):
            path = f"data/exports/{number:03}-{export.export_id}.zip"
            yield BundleFile(path, _stored(desk, export.package.stored, key), content=True)


def _dossier(desk: Desk, case: Case, key: CaseKey) -> Iterator[BundleFile]:
    """Yield the records of each holding as lines of JSON, while they are kept, as they may be handed over: what
    stays back for the rights of others goes nowhere (GDPR art. 15(4))."""
    for number, answer in enumerate(desk.dossiers.load(case.case_id).found, 1):
        path = f"data/dossier/{number:03}.jsonl"
        lines = _records(desk, case, key, system=answer.system, holding=answer.holding, path=path)
        yield BundleFile(path, lines, content=True)


def _records(
    desk: Desk, case: Case, key: CaseKey, *, system: str, holding: str, path: str
) -> Callable[[], Iterator[bytes]]:
    known = next((h for h in holdings_of(desk) if (h.system, h.name) == (system, holding)), None)
    standing = desk.withholdings.of_case(case.case_id)
    withheld = by_record(standing, system=system, holding=holding)

    def lines() -> Iterator[bytes]:
        yield _line({"system": system, "holding": holding, "salt": _salt(path, key)})
        if known is None:
            return  # a system that is gone: nobody can tell what of its records stays back
        for batch in given(
            known, desk.dossiers.records(case.case_id, key, system, holding), withheld
        ):
            yield b"".join(_line(_record(record)) for record in batch)

    return lines


def _record(record: PersonalRecord) -> dict[str, Any]:
    return {"recordId": record.record_id, "values": list(map(_value, record.values))}


def _value(value: object) -> object:
    if isinstance(value, StoredDocument):
        return {"mediaType": value.media_type, "size": value.size, "sha256": value.sha256}
    return value


def _line(content: object) -> bytes:
    return orjson.dumps(content, default=str) + b"\n"
