"""The journal, its checkpoints, and the heads of its chains. Tables called after the journal are only read and added to."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Row


class JournalRow(Row):
    """One entry; the pair (chain, sequence) is its place."""

    __tablename__ = "journal_entries"
    __table_args__ = (Index("ix_journal_entries_at", "at"),)

    chain_id: Mapped[str] = mapped_column(Text, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    details: Mapped[dict[str, str | int | bool]] = mapped_column(JSONB)
    previous_hash: Mapped[str] = mapped_column(Text)
    entry_hash: Mapped[str] = mapped_column(Text)


class JournalValueRow(Row):
    """A personal value of an entry, under the key of its case; the chain covers the hash of `sealed`."""

    __tablename__ = "journal_values"
    __table_args__ = (
        ForeignKeyConstraint(
            ["chain_id", "sequence"],
            ["journal_entries.chain_id", "journal_entries.sequence"],
            name="fk_journal_values_entry",
            ondelete="RESTRICT",
        ),
    )

    chain_id: Mapped[str] = mapped_column(Text, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class JournalCheckpointRow(Row):
    """A checkpoint: signed over its own fields and the anchors of its number."""

    __tablename__ = "journal_checkpoints"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    count: Mapped[int] = mapped_column(BigInteger)
    previous_hash: Mapped[str] = mapped_column(Text)
    checkpoint_hash: Mapped[str] = mapped_column(Text)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class JournalAnchorRow(Row):
    """The newest entry of one chain when a checkpoint was made; a chain stands in those in which it moved."""

    __tablename__ = "journal_anchors"
    __table_args__ = (Index("ix_journal_anchors_number", "number"),)

    chain_id: Mapped[str] = mapped_column(Text, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    before: Mapped[int] = mapped_column(BigInteger)
    entry_hash: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("journal_checkpoints.number", ondelete="RESTRICT")
    )


class ChainHeadRow(Row):
    """The newest entry of a chain: locked while one is added, so that a chain never forks.

    `moved` is a mark for the next checkpoint: set with every entry, taken away once it is anchored.
    """

    __tablename__ = "chain_heads"
    __table_args__ = (Index("ix_chain_heads_moved", "chain_id", postgresql_where=text("moved")),)

    chain_id: Mapped[str] = mapped_column(Text, primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    entry_hash: Mapped[str] = mapped_column(Text)
    moved: Mapped[bool] = mapped_column(Boolean, server_default=false())
