"""Keep checkpoints: find the heads that moved, add a checkpoint over them, read them back."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from app.audit.checkpoints import checkpoint_hash
from app.audit.model import Anchor, Checkpoint, SignedCheckpoint
from app.audit.queries import WholeJournal
from app.audit.tables import ChainHeadRow, JournalAnchorRow, JournalCheckpointRow
from app.kit.db import in_lists, insert_all, table_of

MOST_ANCHORS: Final = 5_000
"""So many heads stand in one checkpoint at most; what moved beside them goes into the next one."""

_ONE_SEALER: Final = 4_120_310_006
_HEADS, _ANCHORS = table_of(ChainHeadRow), table_of(JournalAnchorRow)
_ADD = insert_all(JournalCheckpointRow)
_ADD_ANCHORS = insert_all(JournalAnchorRow)
_BEFORE = (
    select(func.coalesce(func.max(_ANCHORS.c.sequence), 0))
    .where(_ANCHORS.c.chain_id == _HEADS.c.chain_id)
    .correlate(_HEADS)
    .scalar_subquery()
)
_MOVED = (
    select(_HEADS.c.chain_id, _BEFORE.label("before"), _HEADS.c.sequence, _HEADS.c.entry_hash)
    .where(_HEADS.c.moved)
    .order_by(_HEADS.c.chain_id)
    .limit(MOST_ANCHORS)
)
_SEEN = (
    func.unnest(
        bindparam("chains", type_=ARRAY(Text())), bindparam("sequences", type_=ARRAY(BigInteger()))
    )
    .table_valued("chain_id", "sequence")
    .render_derived("seen")
)
# Who adds to a chain at this moment marks it anew anyway: nobody waits for the other.
_RESTING = (
    select(_HEADS.c.chain_id)
    .join(
        _SEEN,
        (_SEEN.c.chain_id == _HEADS.c.chain_id) & (_SEEN.c.sequence == _HEADS.c.sequence),
    )
    .with_for_update(of=_HEADS, skip_locked=True)
)
_REST = update(_HEADS).where(_HEADS.c.chain_id.in_(_RESTING)).values(moved=False)


class CheckpointStore:
    """Checkpoints in the service's database: there is no way to change or remove one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def whole(self) -> WholeJournal:
        """Return the whole journal, for a check of it."""
        return WholeJournal(self._session)

    def alone(self) -> None:
        """Let no other process make a checkpoint until this transaction ends."""
        self._session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ONE_SEALER})

    def moved(self) -> tuple[Anchor, ...]:
        """Return the heads that are marked as moved, as anchors; one that did not move has nothing new."""
        return tuple(Anchor(*row) for row in self._session.execute(_MOVED))

    def rest(self, anchors: Sequence[Anchor]) -> None:
        """Take the mark away from heads that are still where these anchors say."""
        if anchors:
            seen = {
                "chains": [a.chain_id for a in anchors],
                "sequences": [a.sequence for a in anchors],
            }
            self._session.execute(_REST, seen)

    def newest(self) -> Checkpoint | None:
        """Return the newest checkpoint, or None where there is none yet."""
        number = self._session.scalar(select(func.max(JournalCheckpointRow.number)))
        return None if number is None else self.numbered([number])[0].checkpoint

    def add(self, signed: SignedCheckpoint) -> None:
        """Keep a checkpoint, in the session's transaction."""
        made = signed.checkpoint
        row = {
            "number": made.number,
            "at": made.at,
            "count": made.count,
            "previous_hash": made.previous_hash,
            "checkpoint_hash": checkpoint_hash(made),
            "signature": signed.signature,
        }
        self._session.execute(_ADD, in_lists([row]))
        rows = [
            {
                "chain_id": a.chain_id,
                "sequence": a.sequence,
                "before": a.before,
                "entry_hash": a.entry_hash,
                "number": made.number,
            }
            for a in made.anchors
        ]
        self._session.execute(_ADD_ANCHORS, in_lists(rows))

    def after(self, number: int, *, limit: int) -> tuple[SignedCheckpoint, ...]:
        """Return the first checkpoints after this number."""
        found = self._session.scalars(
            select(JournalCheckpointRow.number)
            .where(JournalCheckpointRow.number > number)
            .order_by(JournalCheckpointRow.number)
            .limit(limit)
        )
        return self.numbered(found.all())

    def anchoring(self, chain_id: str) -> tuple[SignedCheckpoint, ...]:
        """Return every checkpoint that anchors an entry of this chain, oldest first."""
        found = self._session.scalars(
            select(_ANCHORS.c.number).where(_ANCHORS.c.chain_id == chain_id).distinct()
        )
        return self.numbered(found.all())

    def numbered(self, numbers: Sequence[int]) -> tuple[SignedCheckpoint, ...]:
        """Return the checkpoints with these numbers, in order."""
        anchors: dict[int, list[Anchor]] = defaultdict(list)
        for row in self._session.execute(select(_ANCHORS).where(_ANCHORS.c.number.in_(numbers))):
            anchors[row.number].append(
                Anchor(row.chain_id, row.before, row.sequence, row.entry_hash)
            )
        rows = self._session.scalars(
            select(JournalCheckpointRow)
            .where(JournalCheckpointRow.number.in_(numbers))
            .order_by(JournalCheckpointRow.number)
        )
        return tuple(
            SignedCheckpoint(
                Checkpoint(
                    row.number,
                    row.at,
                    row.count,
                    row.previous_hash,
                    tuple(sorted(anchors[row.number], key=lambda a: a.chain_id)),
                ),
                row.signature,
            )
            for row in rows
        )
