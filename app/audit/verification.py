"""Check the whole journal: chains, heads, sealed values, checkpoints, and the files of the checkpoints."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from app.audit.checkpoints import Series, canonical, checkpoint_hash
from app.audit.files import CheckpointFiles
from app.audit.findings import Fault, Finding, SignedBy
from app.audit.model import Anchor
from app.audit.queries import ChainPart, KeptCheckpoint, WholeJournal
from app.audit.rules import Link, value_fault

_RESTS_ON_THE_ONE_BEFORE = {Fault.CHECKPOINT_OUT_OF_PLACE, Fault.CHECKPOINT_COUNT}


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole journal found."""

    chains: int
    entries: int
    checkpoints: int
    anchored: int
    """So many entries stand under a checkpoint."""
    anchored_at: datetime | None
    stamped: int
    """So many checkpoints carry the time of a time-stamp authority."""
    files: int
    """So many files were compared; none where no checkpoint was ever written on this machine."""
    signers: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def not_anchored(self) -> int:
        """How many entries are too new for the newest checkpoint."""
        return max(0, self.entries - self.anchored)


def verify_journal(
    journal: WholeJournal, files: CheckpointFiles, *, signed_by: SignedBy
) -> Verification:
    """Return what is wrong, each chain and checkpoint with its first bad entry; others may write meanwhile."""
    return _Check(journal, files, signed_by).run()


class _Check:
    def __init__(self, journal: WholeJournal, files: CheckpointFiles, signed_by: SignedBy) -> None:
        self._journal, self._files, self._signed_by = journal, files, signed_by
        self._of_chain: dict[str, Finding] = {}
        self._of_checkpoint: dict[int, Finding] = {}
        self._signers: dict[str, None] = {}
        self._chains = self._entries = self._made = self._stamped = 0
        self._anchored_at: datetime | None = None

    def run(self) -> Verification:
        # A checkpoint is in the table before it is in a file: the files are listed first.
        in_files = self._files.numbers()
        self._check_chains()
        series = self._check_checkpoints(set(in_files))
        for number in in_files:
            if number > series.number:
                self._note(Finding(Fault.ONLY_IN_FILE, number=number))
                break
        found = sorted(self._of_chain.values(), key=lambda f: f.chain_id)
        return Verification(
            chains=self._chains,
            entries=self._entries,
            checkpoints=self._made,
            anchored=series.count,
            anchored_at=self._anchored_at,
            stamped=self._stamped,
            files=len(in_files),
            signers=tuple(self._signers),
            findings=(*found, *(f for _, f in sorted(self._of_checkpoint.items()))),
        )

    def _check_chains(self) -> None:
        for chain_id, parts in groupby(self._journal.entries(), key=lambda p: p.entry.chain_id):
            self._chains += 1
            self._check_chain(Link(chain_id), parts)
        for chain_id in self._journal.without_entries():
            self._chains += 1
            self._note(Finding(Fault.END_MISSING, chain_id, 1))
        for chain_id, sequence in self._journal.stray_values():
            self._note(Finding(Fault.VALUE_UNKNOWN, chain_id, sequence))

    def _check_chain(self, link: Link, parts: Iterator[ChainPart]) -> None:
        head: tuple[int, str] | None = None
        fault: Finding | None = None
        for part in parts:
            self._entries += 1
            head = part.head
            fault = fault or link.take(part.entry) or value_fault(part.entry, part.hashes)
        fault = fault or link.end(head)
        if fault:
            self._note(fault)

    def _check_checkpoints(self, in_files: set[int]) -> Series:
        series = Series()
        last_file = max(in_files, default=0)
        for kept in self._journal.checkpoints():
            fault = self._checkpoint_fault(kept, series)
            if fault is None and kept.number <= last_file:
                fault = self._file_fault(kept, in_files)
            if fault:
                self._note(fault)
            else:
                self._check_anchors(kept)
        return series

    def _checkpoint_fault(self, kept: KeptCheckpoint, series: Series) -> Finding | None:
        if kept.signed is None:
            return Finding(Fault.CHECKPOINT_MISSING, number=kept.number)
        self._made += 1
        made = kept.signed.checkpoint
        self._anchored_at = made.at
        fault = series.take(made)
        if (
            fault
            and fault.fault in _RESTS_ON_THE_ONE_BEFORE
            and made.number - 1 in self._of_checkpoint
        ):
            fault = None  # the one before is named already
        if checkpoint_hash(made) != kept.kept_hash:
            return Finding(Fault.CHECKPOINT_CHANGED, number=kept.number)
        seal = self._signed_by(canonical(made), kept.signed.signature)
        if isinstance(seal, Fault):
            return Finding(seal, number=kept.number)
        self._signers[seal.name] = None
        self._stamped += seal.stamped_at is not None
        return fault

    def _file_fault(self, kept: KeptCheckpoint, in_files: set[int]) -> Finding | None:
        if kept.number not in in_files:
            return Finding(Fault.FILE_MISSING, number=kept.number)
        whole = kept.signed is not None and self._files.holds(kept.signed)
        return None if whole else Finding(Fault.FILE_DIFFERS, number=kept.number)

    def _check_anchors(self, kept: KeptCheckpoint) -> None:
        for anchor, is_there in kept.strays:
            known = self._of_chain.get(anchor.chain_id)
            # Up to its first bad entry a chain fits together: only then does an anchor tell more.
            if known is None or anchor.sequence < known.number:
                self._note(self._stray(anchor, is_there=is_there))

    def _stray(self, anchor: Anchor, *, is_there: bool) -> Finding:
        if is_there:
            return Finding(Fault.ANCHORED_CHANGED, anchor.chain_id, anchor.before + 1)
        last = self._journal.count_up_to(anchor.chain_id, anchor.sequence)
        return Finding(Fault.ANCHORED_MISSING, anchor.chain_id, last + 1)

    def _note(self, finding: Finding) -> None:
        """Keep the first bad entry of each chain, and the first fault of each checkpoint."""
        if not finding.chain_id:
            self._of_checkpoint.setdefault(finding.number, finding)
            return
        known = self._of_chain.get(finding.chain_id)
        if known is None or finding.number < known.number:
            self._of_chain[finding.chain_id] = finding
