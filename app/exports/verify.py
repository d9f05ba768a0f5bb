"""Check a package offline: its names, its two manifests, the signature, the descriptor and every row."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

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
from app.exports.descriptor import DESCRIPTOR
from app.exports.findings import Fault, Finding, PackageUnreadable
from app.exports.package import bag_info
from app.exports.read import read_descriptor, read_rows
from app.exports.seal import LETTER
from app.exports.unpacked import Digest, Unpacked
from app.language import Text

_HASH: Final = "sha256:"


def verify_package(path: Path, *, cms_verify: CmsVerify) -> Verdict:
    """Return what holds of the package. Raises FileNotFoundError; all else that is wrong is a finding."""
    return verdict_on(path, lambda package: _checks(package, cms_verify))


def _checks(package: Unpacked, cms_verify: CmsVerify) -> Iterator[Check]:
    digests = yield from first_checks(package)
    parts: tuple[tuple[Text, Callable[[], Iterator[Finding]]], ...] = (
        (PAYLOAD, lambda: payload_faults(package, digests)),
        (TAGS, lambda: tag_faults(package, digests)),
        (_DESCRIPTOR, lambda: _descriptor(package, digests)),
        (_SEALED, lambda: _seal(package, digests)),
        (_ROWS, lambda: _rows(package)),
    )
    yield from (Check(label, tuple(_safely(findings))) for label, findings in parts)
    yield signature_check(package, cms_verify)


def _safely(findings: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from findings()
    except PackageUnreadable as error:
        yield error.finding
    except (KeyError, TypeError, AttributeError):
        # Built by somebody else: a part that every descriptor of ours has is missing.
        yield Finding(DESCRIPTOR, Fault.UNREADABLE_LIST)


def _descriptor(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    facts = read_descriptor(package)
    entries = {entry["path"]: entry for entry in (*facts["resources"], *facts["dsr:pages"])}
    for path, entry in sorted(entries.items()):
        found = digests.get(path)
        if found is None:
            yield Finding(path, Fault.MISSING)
        elif (entry["bytes"], entry["hash"]) != (found.size, f"{_HASH}{found.sha256}"):
            yield Finding(path, Fault.CHANGED, DESCRIPTOR)
    others = {LETTER, bag.SEAL, DESCRIPTOR, *bag.UNSIGNED}
    for path in sorted(digests.keys() - entries.keys() - others):
        yield Finding(path, Fault.NOT_LISTED, DESCRIPTOR)
    payload = [bag.Packed(p, d.size, d.sha256) for p, d in digests.items() if bag.is_payload(p)]
    if package.read(bag.INFO) != bag_info(payload, facts):
        yield Finding(bag.INFO, Fault.CHANGED, DESCRIPTOR)


def _seal(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    sealed = listed(package, bag.SEAL)
    found = digests.get(DESCRIPTOR)
    if found is None or sealed != {DESCRIPTOR: found.sha256}:
        yield Finding(DESCRIPTOR, Fault.CHANGED, bag.SEAL)
    if not package.read(LETTER).startswith(b"%PDF-"):
        yield Finding(LETTER, Fault.NO_PDF)


def _rows(package: Unpacked) -> Iterator[Finding]:
    for resource in read_descriptor(package)["resources"]:
        if "schema" in resource:
            yield from _rows_of(package, resource)


def _rows_of(package: Unpacked, resource: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        count = sum(1 for _ in read_rows(package, resource))
    except PackageUnreadable as error:
        yield error.finding
        return
    if count != resource.get("dsr:rows", count):
        yield Finding(resource["path"], Fault.ROW_COUNT, f"{count}/{resource['dsr:rows']}")


_DESCRIPTOR: Final = Text(
    nl="Elk bestand klopt met datapackage.json",
    fr="Chaque fichier correspond à datapackage.json",
    en="Every file agrees with datapackage.json",
)
_SEALED: Final = Text(
    nl="Brief en verzegelde beschrijving zijn er",
    fr="La lettre et la description scellée sont présentes",
    en="Letter and sealed description are there",
)
_ROWS: Final = Text(
    nl="Elke rij past bij haar schema",
    fr="Chaque ligne correspond à son schéma",
    en="Every row fits its schema",
)
