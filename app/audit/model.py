"""The journal as values: append-only entries in a hash chain per case, and the signed checkpoints over the chains."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

JournalDetail = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be written: what happened, by whom, when. `details` hold codes, ids, hashes and dates only.

    `personal` holds what staff wrote and is worth keeping as evidence: it is sealed under the case's
    key beside the chain, which covers the hash of its ciphertext.
    """

    kind: str
    actor_id: str
    at: datetime
    details: JournalDetail
    personal: Mapping[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class SealedValue:
    """A personal value of an entry, readable while the key of its case exists."""

    sequence: int
    name: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """The newest entry of a chain when a checkpoint was made; `before` is what the one before it anchored."""

    chain_id: str
    before: int
    sequence: int
    entry_hash: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The heads that moved since the checkpoint before, and how many entries are anchored now."""

    number: int
    at: datetime
    count: int
    previous_hash: str
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the detached CMS signature (DER) of the seal over its canonical bytes."""

    checkpoint: Checkpoint
    signature: bytes


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One chain with everything that proves it: nothing else is needed to check it."""

    chain_id: str
    entries: tuple[JournalEntry, ...]
    values: tuple[SealedValue, ...]
    checkpoints: tuple[SignedCheckpoint, ...]
