"""Check an inspection bundle offline: names, manifests, pages, the journal with its checkpoints, the letters, the signature."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from app.audit.excerpt import check_excerpt
from app.audit.findings import SignedBy
from app.errors import DeskError
from app.exports import bag
from app.exports.bag_check import (
    PAYLOAD,
    TAGS,
    Check,
    CmsVerify,
    Verdict,
    first_checks,
    listed,
    payload_faults,
    signature_check,
    tag_faults,
    verdict_on,
)
from app.exports.bundle import ABOUT, FORMAT, LEFT_OUT, PAGE_HASHES, bag_info
from app.exports.findings import Fault, Finding, PackageUnreadable
from app.exports.unpacked import Digest, Unpacked
from app.language import Language, Text

JOURNAL: Final = "data/journal/excerpt.jsonl"
LETTERS: Final = "data/letters.json"
_ISSUED: Final = "letter.issued"


def verify_bundle(path: Path, *, cms_verify: CmsVerify, signed_by: SignedBy) -> Verdict:
    """Return what holds of the bundle; `signed_by` judges the checkpoints of its journal.

    Raises FileNotFoundError; all else that is wrong is a finding.
    """
    return verdict_on(path, lambda package: _checks(package, cms_verify, signed_by))


def _checks(package: Unpacked, cms_verify: CmsVerify, signed_by: SignedBy) -> Iterator[Check]:
    digests = yield from first_checks(package)
    parts: tuple[tuple[Text, str, Callable[[], Iterator[Finding]]], ...] = (
        (PAYLOAD, "", lambda: payload_faults(package, digests)),
        (TAGS, "", lambda: tag_faults(package, digests)),
        (_PAGES, PAGE_HASHES, lambda: _pages(package, digests)),
        (_ABOUT, ABOUT, lambda: _about(package, digests)),
        (_LETTERS, LETTERS, lambda: _letters(package, digests)),
    )
    for label, place, findings in parts:
        yield Check(label, tuple(_safely(findings, place)))
    yield _journal(package, signed_by)
    yield signature_check(package, cms_verify)


def _safely(findings: Callable[[], Iterator[Finding]], place: str) -> Iterator[Finding]:
    try:
        yield from findings()
    except PackageUnreadable as error:
        yield error.finding
    except (KeyError, TypeError, AttributeError, ValueError):
        yield Finding(place, Fault.UNREADABLE_LIST)


def _pages(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    pages = listed(package, PAGE_HASHES)
    for path in sorted(digests.keys() - pages.keys() - bag.UNSIGNED):
        if not bag.is_payload(path):
            yield Finding(path, Fault.NOT_LISTED, PAGE_HASHES)
    for path, sha256 in pages.items():
        if path not in digests:
            yield Finding(path, Fault.MISSING)
        elif digests[path].sha256 != sha256:
            yield Finding(path, Fault.CHANGED, PAGE_HASHES)


def _about(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    about = orjson.loads(package.read(ABOUT))
    payload = [bag.Packed(p, d.size, d.sha256) for p, d in digests.items() if bag.is_payload(p)]
    made_on = datetime.fromisoformat(about["madeAt"]).date()
    if package.read(bag.INFO) != bag_info(payload, about, on=made_on):
        yield Finding(bag.INFO, Fault.CHANGED, ABOUT)
    if about["format"] != FORMAT:
        yield Finding(ABOUT, Fault.UNREADABLE_LIST, str(about["format"])[:40])
    left_out = orjson.loads(package.read(LEFT_OUT))
    if not about["destroyed"] and about["contents"] == bool(left_out):
        yield Finding(LEFT_OUT, Fault.WRONG_TOTAL)
    for one in left_out:
        if one["path"] in package.members:
            yield Finding(one["path"], Fault.NOT_LISTED, LEFT_OUT)


def _letters(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    """Yield letters that are not the ones that were journalled when they were issued, and those kept silent."""
    facts: list[dict[str, Any]] = orjson.loads(package.read(LETTERS))
    known = {entry["details"]["letterId"]: entry["details"] for entry in _entries(package)}
    left_out = {one["path"]: one["sha256"] for one in orjson.loads(package.read(LEFT_OUT))}
    destroyed = orjson.loads(package.read(ABOUT))["destroyed"]
    for number, letter in enumerate(facts, 1):
        path = f"data/letters/{number:03}-{letter['kind']}-{letter['language']}.pdf"
        held = digests[path].sha256 if path in digests else left_out.get(path)
        if destroyed:  # its hash is all that is left of it
            held = letter["sha256"]
        if held is None:
            yield Finding(path, Fault.MISSING)
        elif held != letter["sha256"] or known.get(letter["letterId"], {}).get("sha256") != held:
            yield Finding(path, Fault.CHANGED, LETTERS)
    for letter_id in sorted(known.keys() - {letter["letterId"] for letter in facts}):
        yield Finding(LETTERS, Fault.MISSING, letter_id)


def _entries(package: Unpacked) -> Iterator[dict[str, Any]]:
    """Yield the entries of issued letters."""
    with package.open(JOURNAL) as lines:
        for line in lines:
            entry = orjson.loads(line).get("entry")
            if entry and entry["kind"] == _ISSUED:
                yield entry


def _journal(package: Unpacked, signed_by: SignedBy) -> Check:
    try:
        case_id = orjson.loads(package.read("data/case.json"))["caseId"]
        with package.open(JOURNAL) as lines:
            verdict = check_excerpt(lines, signed_by=signed_by)
    except PackageUnreadable as error:
        return Check(_JOURNAL, (error.finding,))
    except (DeskError, ValueError, KeyError, TypeError):
        return Check(_JOURNAL, (Finding(JOURNAL, Fault.UNREADABLE_LIST),))
    found = [Finding(JOURNAL, Fault.CHANGED, one.words(Language.EN)) for one in verdict.findings]
    if verdict.chain_id != case_id:
        found.append(Finding(JOURNAL, Fault.UNREADABLE_LIST, "chain"))
    return Check(_JOURNAL, tuple(found), f"{verdict.entries}, {verdict.anchored}")


_PAGES: Final = Text(
    nl="De leespagina's zijn de ondertekende",
    fr="Les pages de lecture sont celles qui sont signées",
    en="The pages are the signed ones",
)
_ABOUT: Final = Text(
    nl="Wat is weggelaten, staat in de lijst",
    fr="Ce qui est omis figure dans la liste",
    en="What is left out is listed",
)
_LETTERS: Final = Text(
    nl="Elke brief is die van het journaal",
    fr="Chaque lettre est celle du journal",
    en="Each letter is the one of the journal",
)
_JOURNAL: Final = Text(
    nl="Het journaal is heel, met zijn controlepunten (regels, waarvan verankerd)",
    fr="Le journal est intact, avec ses points de contrôle (lignes, dont ancrées)",
    en="The journal is whole, with its checkpoints (entries, of which anchored)",
)
