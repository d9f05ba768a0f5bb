"""Close the package once the letter is sealed: letter, manifests, their signature, all in one zip."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from app.exports import bag
from app.exports.archive import Member, packed
from app.exports.descriptor import DESCRIPTOR
from app.exports.model import ClosedPackage, SealedCopy
from app.exports.seal import LETTER
from app.exports.sealing import CopyReader, export_folder
from app.kit.vault import CaseKey, Vault

_INSTITUTION: Final = ("Source-Organization", "Contact-Email")


@dataclass(frozen=True, slots=True)
class _Late:
    """A file that only exists once the letter does."""

    path: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def close_package(
    copy: SealedCopy,
    *,
    letter_pdf: bytes,
    reference: str,
    signer_cms: Callable[[bytes], bytes],
    vault: Vault,
    key: CaseKey,
    case_id: str,
) -> ClosedPackage:
    """Write the zip: a BagIt bag and a Data Package at once, under the folder `reference`.

    `signer_cms` returns a detached CMS signature over the bytes it is given. Raises VaultMissing,
    VaultDamaged.
    """
    reader = CopyReader(vault, key)
    facts = sealed_descriptor(copy, reader)
    late = _late_files(copy, facts, letter_pdf=letter_pdf, sign=signer_cms)
    members = (
        *(Member(file.path, file.size, reader.chunks(file)) for file in copy.files),
        *(Member(file.path, file.size, (file.content,)) for file in late),
    )
    stored = f"{export_folder(case_id, copy.export_id)}/package.zip"
    with vault.writer(stored, key) as out:
        for chunk in packed(members, root=reference, at=_created(facts)):
            out.write(chunk)
    return ClosedPackage(stored=stored, size=out.size, sha256=out.sha256)


def sealed_descriptor(copy: SealedCopy, reader: CopyReader) -> dict[str, Any]:
    """Return datapackage.json of the copy. Raises VaultMissing, VaultDamaged."""
    sealed = next(file for file in copy.files if file.path == DESCRIPTOR)
    facts: dict[str, Any] = orjson.loads(reader.read(sealed))
    return facts


def _created(facts: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(facts["created"])


def bag_info(payload: Sequence[bag.Hashed], facts: Mapping[str, Any]) -> bytes:
    """Return bag-info.txt, which carries no signature: all it says follows from the descriptor, and from what is signed."""
    contributor = facts["contributors"][0]
    named = zip(_INSTITUTION, (contributor["title"], contributor.get("email", "")), strict=True)
    about = {
        **{label: value for label, value in named if value},
        "External-Identifier": facts["dsr:reference"],
        "Internal-Sender-Identifier": facts["dsr:export"],
        "External-Description": facts["title"],
    }
    return bag.info(payload, facts=about, on=_created(facts).date())


def _late_files(
    copy: SealedCopy,
    facts: dict[str, Any],
    *,
    letter_pdf: bytes,
    sign: Callable[[bytes], bytes],
) -> tuple[_Late, ...]:
    seal = f"{copy.descriptor_sha256}  {DESCRIPTOR}\n".encode()
    late_payload = (_Late(LETTER, letter_pdf), _Late(bag.SEAL, seal))
    payload: tuple[bag.Hashed, ...] = (
        *(file for file in copy.files if bag.is_payload(file.path)),
        *late_payload,
    )
    manifest = bag.manifest(payload)
    tags = (
        _Late(bag.DECLARATION, bag.declaration()),
        _Late(bag.INFO, bag_info(payload, facts)),
        _Late(bag.MANIFEST, manifest),
        _Late(bag.SIGNATURE, sign(manifest)),
    )
    sealed_tags = (file for file in copy.files if not bag.is_payload(file.path))
    last = _Late(bag.TAG_MANIFEST, bag.manifest((*sealed_tags, *tags)))
    return (*late_payload, *tags, last)
