"""Identity checks are added to a case and read back in their order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from app.cases.model import IdentityResult
from app.documents.model import DocumentKind
from app.identity.model import IdentityCheck, Means
from app.identity.store import IdentityStore
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tests.bare_case import bare_case

AT = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
PROVEN = IdentityCheck(
    check_id="i1",
    case_id="a",
    result=IdentityResult.VERIFIED,
    means=Means.SIGNED_REQUEST_WITH_ID_COPY,
    note="",
    document_types=(DocumentKind.SIGNED_REQUEST, DocumentKind.IDENTITY_CARD),
    checked_by="clara",
    checked_at=AT,
    claim_ids=("c1", "c2"),
)
NO_DOUBT = replace(
    PROVEN,
    check_id="i2",
    result=IdentityResult.NO_DOUBT,
    means=None,
    note="Bekend bij de dienst.",
    document_types=(),
    checked_at=AT - timedelta(hours=1),
    claim_ids=("c1",),
)


def test_checks_come_back_oldest_first(session: Session) -> None:
    bare_case(session, "a")
    store = IdentityStore(session)
    store.add(PROVEN)
    store.add(NO_DOUBT)
    session.expire_all()
    assert store.checks("a") == (NO_DOUBT, PROVEN)
    assert store.checks("b") == ()


def test_a_check_belongs_to_a_case(session: Session) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        IdentityStore(session).add(PROVEN)
