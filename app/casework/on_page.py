"""What the person finds on their status page, and which of it opens with a code by mail alone (ID-11); used by the steps."""

from datetime import date
from typing import ClassVar, Final

from app.cases.model import Case, Delivery, IdentityResult
from app.casework.desk import Desk
from app.delivery.collector_mail import EMAIL
from app.errors import DeskError
from app.exports.model import Export, ExportState
from app.exports.rules import newest_packages
from app.identity.model import Means, VerifiedEmail
from app.letters.catalogue import TO_OTHERS
from app.letters.model import Letter, LetterKind


class NoVerifiedEmail(DeskError):
    """There is no e-mail address that was verified apart from the request: the person gets post (ID-11)."""

    code: ClassVar[str] = "noVerifiedEmail"


OPEN_LETTERS: Final = frozenset(
    {
        LetterKind.RECEIPT,
        LetterKind.IDENTITY_REQUEST,
        LetterKind.IDENTITY_REMINDER,
        LetterKind.EXTENSION,
        LetterKind.OBJECTION_INTERIM,
        LetterKind.LAPSE,
        LetterKind.WITHDRAWAL,
        LetterKind.REDIRECTION,
        LetterKind.MANDATE_MISSING,
        LetterKind.FEE,
        LetterKind.OVERDUE,
    }
)
"""Letters that disclose nothing of the file: reference and code are enough to read them."""


def discloses(letter: Letter) -> bool:
    """Whether a letter says something of the file, so that it opens with a code by mail alone."""
    return letter.kind not in OPEN_LETTERS


def letters_on_page(desk: Desk, case: Case) -> tuple[Letter, ...]:
    """Return the letters to fetch here; an answer that went by post is not here too (ID-11)."""
    letters = tuple(x for x in desk.letters.list(case.case_id) if x.kind not in TO_OTHERS)
    if case.delivery is not Delivery.POST:
        return letters
    return tuple(letter for letter in letters if letter.issued_at != case.sent_at)


def copies_on_page(desk: Desk, case: Case, *, today: date) -> tuple[Export, ...]:
    """Return the packages to fetch here: after the answer, for as long as they are kept ready."""
    return tuple(
        export
        for export in newest_packages(copies_handed_over(desk, case))
        if export.available_until is not None and today <= export.available_until
    )


def copies_handed_over(desk: Desk, case: Case) -> tuple[Export, ...]:
    """Return the packages that went by this page, those that are gone too."""
    if case.sent_at is None or case.delivery is Delivery.POST:
        return ()
    over = (ExportState.CLOSED, ExportState.EXPIRED)
    return tuple(e for e in desk.exports.list(case.case_id) if e.state in over)


def mail_for_codes(desk: Desk, case: Case) -> VerifiedEmail | None:
    """Return the address a code can be sent to; none without a mail server, and none while somebody acts for the person (ID-12)."""
    if EMAIL not in desk.channels or case.representative is not None:
        return None
    return desk.identity.email(case.case_id)


def opens_here(desk: Desk, case: Case) -> bool:
    """Whether the person can open contents on their status page: with their code, and one by mail."""
    return desk.cases.has_status_code(case.case_id) and mail_for_codes(desk, case) is not None


def check_can_open(desk: Desk, case: Case) -> None:
    """Raise NoVerifiedEmail where an answer on the page would stay shut: then it goes by post (ID-11).

    A house without a mail server hands over on a page of its own, and so does one where the person signed in.
    """
    if EMAIL not in desk.channels or desk.identity.email(case.case_id) is not None:
        return
    checks = desk.identity.checks(case.case_id)
    signed_in = any(
        c.means is Means.SESSION and c.result is not IdentityResult.INSUFFICIENT for c in checks
    )
    if not signed_in:
        raise NoVerifiedEmail("No e-mail address of the person was verified")
