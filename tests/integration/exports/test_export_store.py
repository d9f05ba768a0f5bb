"""An export goes from processing to sealed to closed, once, and comes back as it was kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from app.exports.model import ClosedPackage, ExportState, SealedCopy, SealedFile
from app.exports.store import ExportNotSealed, ExportSealed, ExportStore, ExportUnknown
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from tests.bare_case import bare_case

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
UNTIL = date(2027, 1, 24)
COPY = SealedCopy(
    export_id="e1",
    files=(
        SealedFile("data/loon/x.csv", 10, "a" * 64, "text/csv", "exports/a/e1/together", 0),
        SealedFile("datapackage.json", 20, "b" * 64, "application/json", "exports/a/e1/x"),
    ),
    descriptor_sha256="b" * 64,
    record_count=3,
    withheld_count=1,
)
PACKAGE = ClosedPackage("exports/a/e1/package.zip", 5_000_000_000, "c" * 64)


@pytest.fixture
def store(session: Session) -> ExportStore:
    bare_case(session, "a")
    return ExportStore(session)


def test_the_whole_way(store: ExportStore) -> None:
    begun = store.add("e1", case_id="a", claim_id="c1", at=AT)
    assert (begun.state, begun.copy, begun.package) == (ExportState.PROCESSING, None, None)
    sealed = store.seal(COPY, at=AT + timedelta(minutes=1))
    assert (sealed.state, sealed.copy) == (ExportState.SEALED, COPY)
    closed = store.close("e1", package=PACKAGE, until=UNTIL, at=AT + timedelta(minutes=2))
    assert closed == store.get("e1")
    assert (closed.state, closed.package, closed.copy) == (ExportState.CLOSED, PACKAGE, COPY)
    assert (closed.created_at, closed.closed_at) == (AT, AT + timedelta(minutes=2))


def test_a_sealed_copy_does_not_change(store: ExportStore) -> None:
    store.add("e1", case_id="a", claim_id="c1", at=AT)
    store.seal(COPY, at=AT)
    with pytest.raises(ExportSealed):
        store.seal(COPY, at=AT)
    with pytest.raises(ExportSealed):
        store.fail("e1")


def test_a_failed_export_can_be_tried_again(store: ExportStore) -> None:
    store.add("e1", case_id="a", claim_id="c1", at=AT)
    assert store.fail("e1").state is ExportState.FAILED
    assert store.seal(COPY, at=AT).state is ExportState.SEALED


def test_a_package_is_closed_after_sealing_and_once(store: ExportStore) -> None:
    store.add("e1", case_id="a", claim_id="c1", at=AT)
    with pytest.raises(ExportNotSealed):
        store.close("e1", package=PACKAGE, until=UNTIL, at=AT)
    store.seal(COPY, at=AT)
    store.close("e1", package=PACKAGE, until=UNTIL, at=AT)
    with pytest.raises(ExportNotSealed):
        store.close("e1", package=PACKAGE, until=UNTIL, at=AT)


def test_exports_of_a_case_come_oldest_first(store: ExportStore, session: Session) -> None:
    bare_case(session, "b")
    store.add("later", case_id="a", claim_id="c1", at=AT + timedelta(days=1))
    store.add("first", case_id="a", claim_id="c1", at=AT)
    store.add("other", case_id="b", claim_id="c9", at=AT)
    assert [export.export_id for export in store.list("a")] == ["first", "later"]


def test_an_export_that_is_not_there(store: ExportStore) -> None:
    with pytest.raises(ExportUnknown):
        store.get("nobody")


def test_an_export_belongs_to_a_case(store: ExportStore) -> None:
    with pytest.raises(IntegrityError):
        store.add("e9", case_id="nowhere", claim_id="c1", at=AT)


def test_the_contents_end_once_and_what_was_in_them_stays(store: ExportStore) -> None:
    store.add("e1", case_id="a", claim_id="c1", at=AT)
    with pytest.raises(ExportNotSealed):
        store.expire("e1", at=AT)
    store.seal(COPY, at=AT)
    store.close("e1", package=PACKAGE, until=UNTIL, at=AT)
    assert store.ending(UNTIL - timedelta(days=1)) == ()
    assert store.ending(UNTIL) == ("a",)
    store.mark_reminded("e1", at=AT)
    assert store.ending(UNTIL) == ()
    assert store.ended(UNTIL) == ()
    assert store.ended(UNTIL + timedelta(days=1)) == ("a",)
    over = store.expire("e1", at=AT + timedelta(days=61))
    assert over.state is ExportState.EXPIRED
    assert (over.copy, over.package, over.available_until) == (COPY, PACKAGE, UNTIL)
    assert store.ended(UNTIL + timedelta(days=1)) == ()
    with pytest.raises(ExportNotSealed):
        store.expire("e1", at=AT)
