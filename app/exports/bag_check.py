"""Check a bag against its manifests and its signature: what every signed package of ours has."""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.errors import DeskError
from app.exports import bag
from app.exports.findings import Fault, Finding, PackageUnreadable
from app.exports.unpacked import Digest, Unpacked, opened
from app.language import Text

CmsVerify = Callable[[bytes, bytes], str]
"""Takes what was signed and the detached signature; says who signed, or raises DeskError."""


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


def verdict_on(path: Path, checks: Callable[[Unpacked], Iterator[Check]]) -> Verdict:
    """Return what holds of a package by these checks.

    Raises FileNotFoundError; all else that is wrong is a finding.
    """
    try:
        with opened(path) as package:
            return Verdict(tuple(checks(package)))
    except PackageUnreadable as error:
        return Verdict((Check(SAFE_NAMES, (error.finding,)),))


def first_checks(package: Unpacked) -> Generator[Check, None, dict[str, Digest]]:
    """Yield what is looked at before anything else, and return size and hash of every file."""
    yield Check(SAFE_NAMES, tuple(package.name_faults()), f"{len(package.members)}")
    digests, damaged = _read_digests(package)
    yield Check(WHOLE, damaged)
    return digests


def _read_digests(package: Unpacked) -> tuple[dict[str, Digest], tuple[Finding, ...]]:
    """Return size and hash of every file, and what could not be read."""
    digests: dict[str, Digest] = {}
    damaged: list[Finding] = []
    for path in package.members:
        try:
            digests[path] = package.digest(path)
        except PackageUnreadable as error:
            damaged.append(error.finding)
            digests[path] = Digest(0, "")
    return digests, tuple(damaged)


def listed(package: Unpacked, path: str) -> dict[str, str]:
    """Return path and hash of every line of a manifest. Raises PackageUnreadable."""
    try:
        return bag.read_manifest(package.read(path))
    except ValueError as error:
        raise PackageUnreadable(Finding(path, Fault.UNREADABLE_LIST)) from error


def payload_faults(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    """Yield where the payload differs from its manifest. Raises PackageUnreadable."""
    payload = {path: found for path, found in digests.items() if bag.is_payload(path)}
    yield from _against(listed(package, bag.MANIFEST), payload, bag.MANIFEST)
    if package.read(bag.DECLARATION) != bag.declaration():
        yield Finding(bag.DECLARATION, Fault.UNREADABLE_LIST)
    oxum = f"Payload-Oxum: {sum(found.size for found in payload.values())}.{len(payload)}"
    if oxum.encode() not in package.read(bag.INFO).splitlines():
        yield Finding(bag.INFO, Fault.WRONG_TOTAL)


def tag_faults(package: Unpacked, digests: Mapping[str, Digest]) -> Iterator[Finding]:
    """Yield where the other files differ from their manifest. Raises PackageUnreadable."""
    tags = {path: found for path, found in digests.items() if not bag.is_payload(path)}
    tags.pop(bag.TAG_MANIFEST, None)
    yield from _against(listed(package, bag.TAG_MANIFEST), tags, bag.TAG_MANIFEST)


def _against(
    wanted: Mapping[str, str], found: Mapping[str, Digest], manifest: str
) -> Iterator[Finding]:
    for path in sorted(wanted.keys() | found.keys()):
        if path not in found:
            yield Finding(path, Fault.MISSING)
        elif path not in wanted:
            yield Finding(path, Fault.NOT_LISTED, manifest)
        elif wanted[path] != found[path].sha256:
            yield Finding(path, Fault.CHANGED, manifest)


def signature_check(package: Unpacked, cms_verify: CmsVerify) -> Check:
    """Return whether the signature over the manifest is good, and whose it is."""
    try:
        manifest, signature = package.read(bag.MANIFEST), package.read(bag.SIGNATURE)
        return Check(SIGNED, (), cms_verify(manifest, signature))
    except PackageUnreadable as error:
        return Check(SIGNED, (error.finding,))
    except DeskError as error:
        return Check(SIGNED, (Finding(bag.SIGNATURE, Fault.SIGNATURE, error.code),))


SAFE_NAMES = Text(
    nl="De namen in de zip zijn veilig",
    fr="Les noms dans le zip sont sûrs",
    en="The names in the zip are safe",
)
WHOLE = Text(
    nl="Elk bestand is leesbaar", fr="Chaque fichier est lisible", en="Every file can be read"
)
PAYLOAD = Text(
    nl="De gegevens kloppen met het manifest (BagIt)",
    fr="Les données correspondent au manifeste (BagIt)",
    en="The data agree with the manifest (BagIt)",
)
TAGS = Text(
    nl="De andere bestanden kloppen met hun manifest (BagIt)",
    fr="Les autres fichiers correspondent à leur manifeste (BagIt)",
    en="The other files agree with their manifest (BagIt)",
)
SIGNED = Text(
    nl="De handtekening op het manifest is geldig",
    fr="La signature du manifeste est valable",
    en="The signature on the manifest is valid",
)
