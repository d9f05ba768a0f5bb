"""How long a case is kept, and what keeps it longer: pure values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LegalHold:
    """Nothing of the case is destroyed while it stands: a complaint, a court case, an inspection."""

    hold_id: str
    case_id: str
    reason: str
    set_by: str
    set_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    lift_reason: str = ""
