"""later_parts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "5b8e0f4c2d71"
down_revision = "c709be26459b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("referral_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("referred_to", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "agreement",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
        ),
        sa.Column(
            "forwarding",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_referrals_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referrals")),
    )
    op.create_index(op.f("ix_referrals_case_id"), "referrals", ["case_id"], unique=False)
    op.create_table(
        "oral_answers",
        sa.Column("oral_answer_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("asked_how", sa.Text(), nullable=False),
        sa.Column("identity_proof", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_oral_answers_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("oral_answer_id", name=op.f("pk_oral_answers")),
    )
    op.create_index(op.f("ix_oral_answers_case_id"), "oral_answers", ["case_id"], unique=False)
    op.add_column(
        "opinions",
        sa.Column(
            "excess",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
        ),
    )
    op.add_column(
        "withholdings",
        sa.Column("pages", postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False),
    )
    op.add_column("withholdings", sa.Column("passage", sa.LargeBinary(), nullable=True))
    op.create_table(
        "case_links",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_case_links_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["cases.case_id"],
            name=op.f("fk_case_links_other_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("pk_case_links")),
    )
    op.create_table(
        "incoming_mails",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sender_hash", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_incoming_mails_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_incoming_mails")),
    )
    for column in ("case_id", "message_id", "sender_hash"):
        op.create_index(op.f(f"ix_incoming_mails_{column}"), "incoming_mails", [column])
    op.create_table(
        "person_mails",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_person_mails_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_person_mails")),
    )
    op.create_index(op.f("ix_person_mails_case_id"), "person_mails", ["case_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_person_mails_case_id"), table_name="person_mails")
    op.drop_table("person_mails")
    for column in ("sender_hash", "message_id", "case_id"):
        op.drop_index(op.f(f"ix_incoming_mails_{column}"), table_name="incoming_mails")
    op.drop_table("incoming_mails")
    op.drop_table("case_links")
    op.drop_column("withholdings", "passage")
    op.drop_column("withholdings", "pages")
    op.drop_column("opinions", "excess")
    op.drop_index(op.f("ix_oral_answers_case_id"), table_name="oral_answers")
    op.drop_table("oral_answers")
    op.drop_index(op.f("ix_referrals_case_id"), table_name="referrals")
    op.drop_table("referrals")
