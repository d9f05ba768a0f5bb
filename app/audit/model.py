"""The journal as values: append-only entries in a hash chain per case, without personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

JournalDetail = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be written: what happened, by whom, when. `details` hold codes, ids, hashes and dates only."""

    kind: str
    actor_id: str
    at: datetime
    details: JournalDetail


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An entry in its chain: `entry_hash` covers everything before it through `previous_hash`."""

    chain_id: str
    sequence: int
    kind: str
    actor_id: str
    at: datetime
    details: JournalDetail
    previous_hash: str
    entry_hash: str
