"""Put together what signatures are judged by, each time anew: folders change while the service runs."""

from dataclasses import dataclass
from pathlib import Path

import structlog
from pyhanko.sign.validation.qualified.tsp import TSPRegistry

from app.documents.model import SignatureLevel
from app.documents.trust.folders import anchors_in, crls_in
from app.documents.trust.issuers import Issuers
from app.documents.trust.lists import TrustedLists, TrustedListsFailed
from app.documents.trust.model import Trust

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TrustSource:
    """Where trust comes from, as the settings say. Called, it gives the trust of this moment."""

    anchors: Path | None
    """Folder of PEM or DER certificates; without one nobody is trusted."""
    crls: Path | None
    levels: frozenset[SignatureLevel]
    authentication_counts: bool
    issuers: Issuers | None
    """Who is asked about revocation; None: nobody."""
    national_number_allowed: bool
    lists: TrustedLists | None = None
    """The EU trusted lists; None where they are not used."""

    def __call__(self) -> Trust:
        """Return the trust of now; lists that were not fetched yet, or that were tampered with, are not there.

        Raises OSError for a folder that cannot be read: our fault, not the signer's.
        """
        return Trust(
            anchors=anchors_in(self.anchors),
            crls=crls_in(self.crls),
            registry=self._registry(),
            levels=self.levels,
            authentication_counts=self.authentication_counts,
            issuers=self.issuers,
            national_number_allowed=self.national_number_allowed,
        )

    def _registry(self) -> TSPRegistry | None:
        if self.lists is None:
            return None
        try:
            return self.lists.registry()
        except TrustedListsFailed as error:
            # Nobody's request waits for our lists; nobody is trusted by them until they are whole again.
            log.warning("trusted lists not used", error=error.code)
            return None
