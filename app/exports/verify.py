"""Check a package offline: its names, its two manifests, the signature, the descriptor and every row."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.errors import DeskError
from app.exports import bag
from app.exports.descriptor import DESCRIPTOR
from app.exports.findings import Fault, Finding, PackageUnreadable
from app.exports.read import read_descriptor, read_rows
from app.exports.seal import LETTER
from app.exports.unpacked import Digest, Unpacked, opened
from app.language import Text

CmsVerify = Callable[[bytes, bytes], str]
"""Takes what was signed and the detached signature; says who signed, or raises DeskError."""

_HASH: Final = "sha256:"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `findings` name the files that are wrong, `note` what was found good."""

    label: Text
    findings: tuple[Finding, ...]
    note: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one package."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)


def verify_package(path: Path, *, cms_verify: CmsVerify) -> Verdict:
    """Return what holds of the package. Raises FileNotFoundError; all else that is wrong is a finding."""
    try:
        with opened(path) as package:
            return Verdict(tuple(_checks(package, cms_verify)))
    except PackageUnreadable as error:
        return Verdict((Check(_ZIP, (error.finding,)),))


def _checks(package: Unpacked, cms_verify: CmsVerify) -> Iterator[Check]:
    yield Check(_ZIP, tuple(package.name_faults()), f"{len(package.members)}")
    digests: dict[str, Digest] = {}
    damaged: list[Finding] = []
    for path in package.members:
        try:
            digests[path] = package.digest(path)
        except PackageUnreadable as error:
            damaged.append(error.finding)
            digests[path] = Digest(0, "")
    yield Check(_WHOLE, tuple(damaged))
    parts: tuple[tuple[Text, Callable[[], Iterator[Finding]]], ...] = (
        (_PAYLOAD, lambda: _payload(package, digests)),
        (_TAGS, lambda: _tags(package, digests)),
        (_DESCRIPTOR, lambda: _descriptor(package, digests)),
        (_SEALED, lambda: _seal(package, digests)),
        (_ROWS, lambda: _rows(package)),
    )
    yield from (Check(label, tuple(_safely(findings))) for label, findings in parts)
    yield _signature(package, cms_verify)


def _safely(findings: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from findings()
    except PackageUnreadable as error:
        yield error.finding
    except (KeyError, TypeError, AttributeError):
        # Built by somebody else: a part that every descriptor of ours has is missing.
        yield Finding(DESCRIPTOR, Fault.UNREADABLE_LIST)


def _listed(package: Unpacked, path: str) -> dict[str, str]:
    try:
        return bag.read_manifest(package.read(path))
    except ValueError as error:
        raise PackageUnreadable(Finding(path, Fault.UNREADABLE_LIST)) from error


def _payload(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    payload = {path: found for path, found in digests.items() if bag.is_payload(path)}
    yield from _against(_listed(package, bag.MANIFEST), payload, bag.MANIFEST)
    if package.read(bag.DECLARATION) != bag.declaration():
        yield Finding(bag.DECLARATION, Fault.UNREADABLE_LIST)
    oxum = f"Payload-Oxum: {sum(found.size for found in payload.values())}.{len(payload)}"
    if oxum.encode() not in package.read(bag.INFO).splitlines():
        yield Finding(bag.INFO, Fault.WRONG_TOTAL)


def _tags(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    tags = {path: found for path, found in digests.items() if not bag.is_payload(path)}
    tags.pop(bag.TAG_MANIFEST, None)
    yield from _against(_listed(package, bag.TAG_MANIFEST), tags, bag.TAG_MANIFEST)


def _against(
    listed: Mapping[str, str], found: Mapping[str, Digest], manifest: str
) -> Iterator[Finding]:
    for path in sorted(listed.keys() | found.keys()):
        if path not in found:
            yield Finding(path, Fault.MISSING)
        elif path not in listed:
            yield Finding(path, Fault.NOT_LISTED, manifest)
        elif listed[path] != found[path].sha256:
            yield Finding(path, Fault.CHANGED, manifest)


def _descriptor(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    facts = read_descriptor(package)
    listed = {entry["path"]: entry for entry in (*facts["resources"], *facts["dsr:pages"])}
    for path, entry in sorted(listed.items()):
        found = digests.get(path)
        if found is None:
            yield Finding(path, Fault.MISSING)
        elif (entry["bytes"], entry["hash"]) != (found.size, f"{_HASH}{found.sha256}"):
            yield Finding(path, Fault.CHANGED, DESCRIPTOR)
    for path in sorted(digests.keys() - listed.keys() - {LETTER, bag.SEAL}):
        if bag.is_payload(path):
            yield Finding(path, Fault.NOT_LISTED, DESCRIPTOR)


def _seal(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    sealed = _listed(package, bag.SEAL)
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


def _signature(package: Unpacked, cms_verify: CmsVerify) -> Check:
    try:
        manifest, signature = package.read(bag.MANIFEST), package.read(bag.SIGNATURE)
        return Check(_SIGNED, (), cms_verify(manifest, signature))
    except PackageUnreadable as error:
        return Check(_SIGNED, (error.finding,))
    except DeskError as error:
        return Check(_SIGNED, (Finding(bag.SIGNATURE, Fault.SIGNATURE, error.code),))


_ZIP: Final = Text(
    nl="De namen in de zip zijn veilig",
    fr="Les noms dans le zip sont sûrs",
    en="The names in the zip are safe",
)
_WHOLE: Final = Text(
    nl="Elk bestand is leesbaar", fr="Chaque fichier est lisible", en="Every file can be read"
)
_PAYLOAD: Final = Text(
    nl="De gegevens kloppen met het manifest (BagIt)",
    fr="Les données correspondent au manifeste (BagIt)",
    en="The data agree with the manifest (BagIt)",
)
_TAGS: Final = Text(
    nl="De andere bestanden kloppen met hun manifest (BagIt)",
    fr="Les autres fichiers correspondent à leur manifeste (BagIt)",
    en="The other files agree with their manifest (BagIt)",
)
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
_SIGNED: Final = Text(
    nl="De handtekening op het manifest is geldig",
    fr="La signature du manifeste est valable",
    en="The signature on the manifest is valid",
)
