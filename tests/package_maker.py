"""Seals and closes packages in a vault of the test's own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.exports.model import ClosedPackage, PackageRequest, SealedCopy
from app.exports.package import close_package
from app.exports.seal import seal_copy
from app.kit.vault import CaseKey, Vault, new_case_key
from tests.package_samples import LETTER, REFERENCE, ThrowAwaySigner


@dataclass(frozen=True)
class Made:
    """A package on disk in clear, as the person downloads it."""

    path: Path
    copy: SealedCopy
    package: ClosedPackage


class Maker:
    """Seals and closes packages under one key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = Vault(folder / "vault", durable=False)
        self.key: CaseKey = new_case_key()
        self.signer = ThrowAwaySigner()

    def seal(self, request: PackageRequest) -> SealedCopy:
        return seal_copy(request, vault=self.vault, key=self.key, case_id="case1")

    def close(
        self, copy: SealedCopy, *, sign: Callable[[bytes], bytes] | None = None
    ) -> ClosedPackage:
        return close_package(
            copy,
            letter_pdf=LETTER,
            reference=REFERENCE,
            signer_cms=sign or self.signer.sign,
            vault=self.vault,
            key=self.key,
            case_id="case1",
        )

    def make(
        self, request: PackageRequest, *, sign: Callable[[bytes], bytes] | None = None
    ) -> Made:
        copy = self.seal(request)
        package = self.close(copy, sign=sign)
        path = self.folder / "package.zip"
        path.write_bytes(b"".join(self.vault.chunks(package.stored, self.key)))
        return Made(path, copy, package)
