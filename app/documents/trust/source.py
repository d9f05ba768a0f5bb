"""Put together what signatures are judged by, each time anew: folders change while the service runs."""

from dataclasses import dataclass
from pathlib import Path

from app.documents.model import SignatureLevel
from app.documents.trust.folders import anchors_in, crls_in
from app.documents.trust.model import Trust


@dataclass(frozen=True, slots=True)
class TrustSource:
    """Where trust comes from, as the settings say. Called, it gives the trust of this moment."""

    anchors: Path | None
    """Folder of PEM or DER certificates; without one nobody is trusted."""
    crls: Path | None
    levels: frozenset[SignatureLevel]
    authentication_counts: bool
    online: bool
    national_number_allowed: bool

    def __call__(self) -> Trust:
        """Return the trust of now. Raises OSError for a folder that cannot be read: our fault, not the signer's."""
        return Trust(
            anchors=anchors_in(self.anchors),
            crls=crls_in(self.crls),
            levels=self.levels,
            authentication_counts=self.authentication_counts,
            online=self.online,
            national_number_allowed=self.national_number_allowed,
        )
