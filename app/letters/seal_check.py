"""Judges signatures under checkpoints of the journal, each as of the moment of its checkpoint."""

from pathlib import Path

from app.audit.checkpoints import read_checkpoint
from app.audit.findings import Fault, Seal, SignedBy
from app.letters.cms_check import SignatureInvalid, cms_verify


def seals(trust_anchors: Path | None = None) -> SignedBy:
    """Return the judge; without `trust_anchors` (a folder of certificates) nobody is held untrusted."""

    def judge(content: bytes, signature: bytes) -> Seal | Fault:
        at = read_checkpoint(content).at
        try:
            found = cms_verify(content, signature, trust_anchors=trust_anchors, at=at)
        except SignatureInvalid:
            return Fault.SIGNATURE_INVALID
        if trust_anchors is not None and not found.trusted:
            return Fault.SIGNATURE_UNTRUSTED
        return Seal(found.name, found.stamped_at)

    return judge
