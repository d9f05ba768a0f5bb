"""Ask the issuers of certificates whether these were revoked: by OCSP (RFC 6960), else by their list (RFC 5280).

The addresses stand in certificates that somebody sent us. They are called only once those certificates are known
to come from an issuer we trust, never on a private network, and for a few seconds in all.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from asn1crypto import crl, ocsp, pem, x509  # type: ignore[import-untyped] # the library has no types
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from cryptography.x509.ocsp import OCSPRequestBuilder

from app.kit.outward import Answer, Outward, OutwardFailed, OutwardRefused

SECONDS: Final = 8.0
"""How long a judgement waits for all answers together."""
_ONE_CALL: Final = 4.0
_MOST_BYTES: Final = 20_000_000
_MOST_ADDRESSES: Final = 2
_MOST_CERTIFICATES: Final = 5
_OK: Final = 200
_ODD: Final = (ValueError, TypeError, KeyError, LookupError, AttributeError)


@dataclass(slots=True)
class Told:
    """What the issuers said; whether it is theirs is for the judgement to check."""

    crls: list[crl.CertificateList] = field(default_factory=list)
    ocsps: list[ocsp.OCSPResponse] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Issuers:
    """Asks them through a careful client."""

    outward: Outward
    seconds: float = SECONDS

    @classmethod
    def through(cls, outward: Outward) -> "Issuers":
        """Return one that uses the client's guard, and plain http too: the answers are signed."""
        return cls(replace(outward, schemes=frozenset({"http", "https"}), seconds=_ONE_CALL))

    def ask(self, chain: Iterable[tuple[x509.Certificate, x509.Certificate]]) -> Told:
        """Return what is said of each certificate, given with its issuer's; less where somebody is too slow.

        A name server or a server that drips is left to itself: the caller never waits longer than `seconds`.
        """
        told = Told()
        until = time.monotonic() + self.seconds
        pairs = list(chain)[:_MOST_CERTIFICATES]
        asking = threading.Thread(target=self._ask, args=(pairs, told, until), daemon=True)
        asking.start()
        asking.join(self.seconds)
        return Told(list(told.crls), list(told.ocsps))

    def _ask(
        self,
        pairs: list[tuple[x509.Certificate, x509.Certificate]],
        told: Told,
        until: float,
    ) -> None:
        for certificate, issuer in pairs:
            if not self._by_ocsp(certificate, issuer, told, until):
                self._by_list(certificate, told, until)

    def _by_ocsp(
        self, certificate: x509.Certificate, issuer: x509.Certificate, told: Told, until: float
    ) -> bool:
        for url in _few(certificate.ocsp_urls, until):
            try:
                body = question(certificate, issuer)
                answer = self.outward.post(
                    url, body, headers={"Content-Type": "application/ocsp-request"}
                )
                said = _said(answer)
            except (OutwardFailed, OutwardRefused, *_ODD):
                continue
            told.ocsps.append(said)
            return True
        return False

    def _by_list(self, certificate: x509.Certificate, told: Told, until: float) -> None:
        points = certificate.crl_distribution_points
        for url in _few((point.url for point in points if point.url), until):
            try:
                told.crls.append(_listed(self.outward.get(url, most=_MOST_BYTES)))
            except (OutwardFailed, OutwardRefused, *_ODD):
                continue
            return


def _few(urls: Iterable[str], until: float) -> Iterable[str]:
    """Yield the first addresses, as long as there is time."""
    for url in list(urls)[:_MOST_ADDRESSES]:
        if time.monotonic() < until:
            yield url


def question(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """Return the OCSP request (DER) for one certificate."""
    subject, above = (load_der_x509_certificate(one.dump()) for one in (certificate, issuer))
    # SHA-1 names the issuer here and secures nothing; many responders know no other (RFC 5019 2.1.1).
    builder = OCSPRequestBuilder().add_certificate(subject, above, SHA1())  # noqa: S303 - as above
    return builder.build().public_bytes(Encoding.DER)


def _said(answer: Answer) -> ocsp.OCSPResponse:
    """Return a whole answer. Raises ValueError for garbage, and for a responder that declines."""
    said = ocsp.OCSPResponse.load(answer.body, strict=True)
    if answer.status != _OK or said["response_status"].native != "successful":
        raise ValueError("No answer")
    said.response_data.native  # noqa: B018 - reads it whole: garbage shows here
    return said


def _listed(answer: Answer) -> crl.CertificateList:
    if answer.status != _OK:
        raise ValueError("No list")
    content = answer.body
    if pem.detect(content):
        _, _, content = pem.unarmor(content)
    listed = crl.CertificateList.load(content, strict=True)
    listed["tbs_cert_list"]["next_update"].native  # noqa: B018 - garbage shows here
    return listed
