"""The rights that can be exercised: the only list that grows with a new one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from app.errors import DeskError
from app.rights.access import ACCESS
from app.rights.consent_withdrawal import CONSENT_WITHDRAWAL
from app.rights.erasure import ERASURE
from app.rights.model import Right
from app.rights.objection import OBJECTION
from app.rights.portability import PORTABILITY
from app.rights.rectification import RECTIFICATION
from app.rights.restriction import RESTRICTION

RIGHTS: Mapping[str, Right] = MappingProxyType(
    {
        right.right_id: right
        for right in (
            ACCESS,
            RECTIFICATION,
            ERASURE,
            RESTRICTION,
            OBJECTION,
            PORTABILITY,
            CONSENT_WITHDRAWAL,
        )
    }
)


class UnknownRight(DeskError):
    """Nothing in the catalogue has this id."""

    code: ClassVar[str] = "unknownRight"


def right_of(right_id: str) -> Right:
    """Return the right with this id. Raises UnknownRight."""
    if right_id not in RIGHTS:
        raise UnknownRight(right=right_id)
    return RIGHTS[right_id]
