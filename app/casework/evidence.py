"""What proves the journal: a check of all of it, a chain with its proof, and the words kept beside an entry."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path

from app.audit.excerpt import excerpt_of
from app.audit.journal import read_value
from app.audit.model import Excerpt, JournalEntry
from app.audit.rules import covered
from app.audit.verification import Verification, verify_journal
from app.cases.store import CaseNotFound
from app.casework.conflicts import is_kept_away
from app.casework.desk import Desk
from app.kit.vault import CaseKey, KeyDestroyed
from app.letters.seal_check import seals
from app.staff.model import Actor, Role


class Shown(StrEnum):
    """What a reader of the journal gets of a personal value."""

    READABLE = "readable"
    WITHHELD = "withheld"
    """The reader has a role that reads no personal data, or has to stay away from the case (ID-13)."""
    DESTROYED = "destroyed"
    """The key of the case is gone, and with it the value (Art. 17)."""


@dataclass(frozen=True, slots=True)
class PersonalValue:
    """A personal value of an entry as this reader gets it."""

    name: str
    shown: Shown
    text: str = ""


def check(desk: Desk, *, trust_anchors: Path | None = None) -> Verification:
    """Return what is wrong with the journal: chains, values, checkpoints and their files."""
    whole, files = desk.checkpoints.whole(), desk.checkpoint_files
    return verify_journal(whole, files, signed_by=seals(trust_anchors))


def excerpt(desk: Desk, chain_id: str) -> Excerpt:
    """Return a chain with its proof, to be checked without this service."""
    return excerpt_of(desk.journal, desk.checkpoints, chain_id)


def personal_values(
    desk: Desk, entries: Iterable[JournalEntry], *, by: Actor
) -> Mapping[tuple[str, int], tuple[PersonalValue, ...]]:
    """Return the personal values of these entries, by chain and place: words for the DPO, names for others."""
    holding = sorted((e for e in entries if covered(e)), key=lambda e: (e.chain_id, e.sequence))
    found: dict[tuple[str, int], tuple[PersonalValue, ...]] = {}
    for chain_id, group in groupby(holding, key=lambda e: e.chain_id):
        own = list(group)
        read = _reader(desk, chain_id, own, by=by)
        for entry in own:
            values = tuple(read(entry.sequence, name) for name in sorted(covered(entry)))
            found[chain_id, entry.sequence] = values
    return found


def _reader(
    desk: Desk, chain_id: str, entries: list[JournalEntry], *, by: Actor
) -> Callable[[int, str], PersonalValue]:
    if Role.DPO not in by.roles:
        return lambda _, name: PersonalValue(name, Shown.WITHHELD)
    key = _key(desk, chain_id)
    if key is None:
        return lambda _, name: PersonalValue(name, Shown.DESTROYED)
    if is_kept_away(desk, chain_id, by):
        return lambda _, name: PersonalValue(name, Shown.WITHHELD)
    kept = {
        (value.sequence, value.name): read_value(value, chain_id=chain_id, key=key)
        for value in desk.journal.values(chain_id, [e.sequence for e in entries])
    }
    return lambda at, name: PersonalValue(name, Shown.READABLE, kept[at, name])


def _key(desk: Desk, case_id: str) -> CaseKey | None:
    try:
        return desk.cases.key_of(case_id)
    except (KeyDestroyed, CaseNotFound):
        return None
