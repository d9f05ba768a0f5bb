"""Read trust anchors and revocation lists from the folders that the settings name."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

import structlog
from asn1crypto import crl, pem  # type: ignore[import-untyped] # the library has no types
from pyhanko.keys import load_cert_from_pemder
from pyhanko_certvalidator.authority import CertTrustAnchor

_CERTIFICATES: Final = frozenset({".pem", ".der", ".crt", ".cer"})
_LISTS: Final = frozenset({".crl", ".pem", ".der"})
_BAD: Final = (ValueError, TypeError, LookupError)
"""What reading raises on a file that is not what its name says."""


log = structlog.get_logger(__name__)

_Found = TypeVar("_Found")


def anchors_in(folder: Path | None) -> tuple[CertTrustAnchor, ...]:
    """Return the certificates of a folder, PEM or DER, as they lie there now; none without a folder."""
    return tuple(anchor for _, anchor in _read(folder, _CERTIFICATES, _anchor) if anchor)


def crls_in(folder: Path | None) -> tuple[crl.CertificateList, ...]:
    """Return the revocation lists of a folder, PEM or DER, as they lie there now; none without a folder."""
    return tuple(found for _, found in _read(folder, _LISTS, _list) if found)


def unreadable_in(anchors: Path | None, crls: Path | None) -> tuple[Path, ...]:
    """Return the files that should be certificates or revocation lists and cannot be read as such."""
    certificates = [place for place, found in _read(anchors, _CERTIFICATES, _anchor) if not found]
    lists = [place for place, found in _read(crls, _LISTS, _list) if not found]
    return (*certificates, *lists)


def _read(
    folder: Path | None, endings: frozenset[str], read: Callable[[Path, int, int], _Found | None]
) -> Iterator[tuple[Path, _Found | None]]:
    """Yield each file with what it holds: None where it cannot be read, which stops nobody's request."""
    if folder is None:
        return
    for place in sorted(folder.iterdir()):
        if place.suffix.lower() in endings:
            known = place.stat()
            yield place, read(place, known.st_mtime_ns, known.st_size)


@lru_cache(maxsize=256)
def _anchor(place: Path, _changed: int, _size: int) -> CertTrustAnchor | None:
    try:
        return CertTrustAnchor(load_cert_from_pemder(str(place)))  # type: ignore[no-untyped-call] # pyHanko types no argument
    except _BAD as error:
        log.warning("certificate not read", file=place.name, error=type(error).__name__)
        return None


@lru_cache(maxsize=256)
def _list(place: Path, _changed: int, _size: int) -> crl.CertificateList | None:
    content = place.read_bytes()
    try:
        if pem.detect(content):
            _, _, content = pem.unarmor(content)
        found = crl.CertificateList.load(content, strict=True)
        found["tbs_cert_list"]["issuer"].native  # noqa: B018 - reads it: what is damaged shows here
    except _BAD as error:
        log.warning("revocation list not read", file=place.name, error=type(error).__name__)
        return None
    return found
