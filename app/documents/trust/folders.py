"""Read trust anchors and revocation lists from the folders that the settings name."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from asn1crypto import crl, pem  # type: ignore[import-untyped] # the library has no types
from pyhanko.keys import load_cert_from_pemder
from pyhanko_certvalidator.authority import CertTrustAnchor

_CERTIFICATES: Final = frozenset({".pem", ".der", ".crt", ".cer"})
_LISTS: Final = frozenset({".crl", ".pem", ".der"})


def anchors_in(folder: Path | None) -> tuple[CertTrustAnchor, ...]:
    """Return the certificates of a folder, PEM or DER, as they lie there now; none without a folder."""
    return tuple(_anchor(*place) for place in _files(folder, _CERTIFICATES))


def crls_in(folder: Path | None) -> tuple[crl.CertificateList, ...]:
    """Return the revocation lists of a folder, PEM or DER, as they lie there now; none without a folder."""
    return tuple(_list(*place) for place in _files(folder, _LISTS))


def _files(folder: Path | None, endings: frozenset[str]) -> Iterator[tuple[Path, int, int]]:
    """Yield each file with what tells that it changed."""
    if folder is None:
        return
    for place in sorted(folder.iterdir()):
        if place.suffix.lower() in endings:
            known = place.stat()
            yield place, known.st_mtime_ns, known.st_size


@lru_cache(maxsize=256)
def _anchor(place: Path, _changed: int, _size: int) -> CertTrustAnchor:
    return CertTrustAnchor(load_cert_from_pemder(str(place)))  # type: ignore[no-untyped-call] # pyHanko types no argument


@lru_cache(maxsize=256)
def _list(place: Path, _changed: int, _size: int) -> crl.CertificateList:
    content = place.read_bytes()
    if pem.detect(content):
        _, _, content = pem.unarmor(content)
    return crl.CertificateList.load(content, strict=True)
