"""A checkpoint carries a time stamp where there is an authority, and is signed all the same where it does not answer."""

from pathlib import Path

import pytest
from app.audit.checkpoints import canonical, next_checkpoint
from app.audit.findings import Seal
from app.audit.model import Anchor
from app.letters.demo_seal import demo_signer
from app.letters.seal_check import seals
from tests import signed_pdfs
from tests.audit_house import AT
from tests.pki import AT as SIGNED_AT
from tests.pki import Pki

CONTENT = canonical(next_checkpoint(None, [Anchor("a", 0, 1, "f" * 64)], at=AT))


def test_the_stamp_of_the_authority_is_in_the_signature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = demo_signer(tmp_path, at=AT)
    monkeypatch.setattr(signer, "_stamper", signed_pdfs.stamper(Pki().stamps))
    found = seals()(CONTENT, signer.cms_stamp(CONTENT))
    assert found == Seal(signer.name, SIGNED_AT)


def test_an_authority_that_does_not_answer_holds_nothing_up(tmp_path: Path) -> None:
    signer = demo_signer(tmp_path, at=AT, timestamp_url="http://127.0.0.1:9/tsa")
    assert seals()(CONTENT, signer.cms_stamp(CONTENT)) == Seal(signer.name, None)


def test_without_an_authority_it_is_signed_alone(tmp_path: Path) -> None:
    signer = demo_signer(tmp_path, at=AT)
    assert seals()(CONTENT, signer.cms_stamp(CONTENT)) == Seal(signer.name, None)
