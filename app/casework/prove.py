"""Make the inspection bundle of a case: everything that proves how it was handled, signed (Art. 5(2))."""

from collections.abc import Iterator
from datetime import datetime

from app.cases.guards import MissingPermission
from app.cases.model import Case
from app.cases.rules import add, entry
from app.cases.transitions import JournalKind
from app.casework.bundle_parts import bundle_files
from app.casework.desk import Desk
from app.exports.bundle import bundle
from app.retention.rules import is_destroyed
from app.staff.model import SERVICE, Actor
from app.staff.rules import Act, may


def inspection_bundle(
    desk: Desk, case: Case, *, contents: bool, by: Actor, at: datetime
) -> Iterator[bytes]:
    """Journal the making and return the bytes of the bundle, streamed; the entry is in its own excerpt.

    Without `contents` letters, documents, records and everything in words stay out, and their hashes
    are in. Of a case that was destroyed the facts and the journal are left. Raises MissingPermission; while it is read VaultMissing, VaultDamaged.
    """
    act = Act.READ_BUNDLE_CONTENTS if contents else Act.READ_BUNDLE
    if by is not SERVICE and not may(by, act):
        raise MissingPermission(f"{act.value} needs another role")
    made = entry(JournalKind.BUNDLE_MADE, by, at, {"contents": contents})
    desk.cases.save(add(case, (made,)))
    destroyed = is_destroyed(case)
    return bundle(
        bundle_files(desk, case, None if destroyed else desk.cases.key_of(case.case_id)),
        reference=case.reference,
        about={
            "madeAt": at.isoformat(timespec="seconds"),
            "madeBy": by.actor_id,
            "destroyed": destroyed,
        },
        contents=contents,
        sign=desk.signer.cms_sign,
        at=at,
    )
