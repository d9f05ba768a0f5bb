"""case_api."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "7c41d9b2e860"
down_revision = "5b8e0f4c2d71"
branch_labels = None
depends_on = None

_JOURNAL = ("journal_entries", "journal_values", "journal_checkpoints", "journal_anchors")


def upgrade() -> None:
    op.add_column("access_tokens", sa.Column("expires_at", sa.DateTime(timezone=True)))
    op.add_column("access_tokens", sa.Column("last_used_at", sa.DateTime(timezone=True)))
    for name in ("own_keys", "related_keys"):
        op.add_column(
            "access_tokens",
            sa.Column(
                name, postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
            ),
        )
    op.create_table(
        "call_counts",
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("counted", name=op.f("pk_call_counts")),
        prefixes=["UNLOGGED"],
    )
    op.create_index("ix_call_counts_began_at", "call_counts", ["began_at"])
    op.add_column(
        "events",
        sa.Column(
            "event_key",
            sa.Text(),
            server_default=sa.text("replace(gen_random_uuid()::text, '-', '')"),
            nullable=False,
        ),
    )
    op.add_column(
        "events", sa.Column("resource", sa.Text(), server_default="cases", nullable=False)
    )
    op.add_column("events", sa.Column("resource_id", sa.Text()))
    op.execute("update events set resource_id = case_id")
    op.alter_column("events", "resource_id", nullable=False)
    op.add_column(
        "events",
        sa.Column(
            "details",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
    )
    # The defaults are for the rows that were there.
    for name in ("event_key", "resource", "details"):
        op.alter_column("events", name, server_default=None)
    op.create_unique_constraint(op.f("uq_events_event_key"), "events", ["event_key"])
    op.create_table(
        "webhook_endpoints",
        sa.Column("endpoint_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("event_types", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("entities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_reason", sa.Text()),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.Column("notice", sa.Text()),
        sa.Column("notice_due_at", sa.DateTime(timezone=True)),
        sa.Column("quiet_until", sa.DateTime(timezone=True)),
        sa.Column("busy_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("endpoint_id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_table(
        "webhook_secrets",
        sa.Column("secret_id", sa.Text(), nullable=False),
        sa.Column("endpoint_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.endpoint_id"],
            name=op.f("fk_webhook_secrets_endpoint_id_webhook_endpoints"),
        ),
        sa.PrimaryKeyConstraint("secret_id", name=op.f("pk_webhook_secrets")),
    )
    op.create_index(op.f("ix_webhook_secrets_endpoint_id"), "webhook_secrets", ["endpoint_id"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("endpoint_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.BigInteger()),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.endpoint_id"],
            name=op.f("fk_webhook_deliveries_endpoint_id_webhook_endpoints"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.event_id"], name=op.f("fk_webhook_deliveries_event_id_events")
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(
        "ix_webhook_deliveries_due",
        "webhook_deliveries",
        ["endpoint_id", "due_at"],
        postgresql_where=sa.text("due_at is not null"),
    )
    op.create_index(
        "ix_webhook_deliveries_newest",
        "webhook_deliveries",
        ["endpoint_id", "created_at", "delivery_id"],
    )
    op.create_table(
        "webhook_attempts",
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.Text()),
        sa.ForeignKeyConstraint(
            ["delivery_id"],
            ["webhook_deliveries.delivery_id"],
            name=op.f("fk_webhook_attempts_delivery_id_webhook_deliveries"),
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_webhook_attempts")),
    )
    op.create_index(op.f("ix_webhook_attempts_delivery_id"), "webhook_attempts", ["delivery_id"])
    op.add_column(
        "documents",
        sa.Column(
            "seals", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
    )
    op.alter_column("documents", "seals", server_default=None)
    op.add_column("claims", sa.Column("harm", sa.Text(), server_default="", nullable=False))
    op.alter_column("claims", "harm", server_default=None)
    op.create_index("ix_documents_seals", "documents", ["seals"], postgresql_using="gin")
    # What was judged before knows no doubt of its own: a signed mail in another proves nothing by itself.
    op.execute(
        """update documents set signature = signature
        || jsonb_build_object('seals', jsonb_build_array(), 'confirmable', false)
        || case when signature->'warnings' ?| array['forwarded', 'addressDiffers'] then
           jsonb_build_object('confirmable', signature->'proves', 'proves', false) else '{}' end
        where signature is not null"""
    )
    _warnings()
    _holidays()
    op.create_table(
        "journal_values",
        sa.Column("chain_id", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain_id", "sequence"],
            ["journal_entries.chain_id", "journal_entries.sequence"],
            name="fk_journal_values_entry",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("chain_id", "sequence", "name", name=op.f("pk_journal_values")),
    )
    op.create_table(
        "journal_checkpoints",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("checkpoint_hash", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_journal_checkpoints")),
    )
    op.create_table(
        "journal_anchors",
        sa.Column("chain_id", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("entry_hash", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["journal_checkpoints.number"],
            name=op.f("fk_journal_anchors_number_journal_checkpoints"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("chain_id", "sequence", name=op.f("pk_journal_anchors")),
    )
    op.create_index("ix_journal_anchors_number", "journal_anchors", ["number"])
    # Chains that are there are anchored by the first checkpoints; a new one moves with its first entry.
    op.add_column(
        "chain_heads",
        sa.Column("moved", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    op.alter_column("chain_heads", "moved", server_default=sa.false())
    op.create_index(
        "ix_chain_heads_moved", "chain_heads", ["chain_id"], postgresql_where=sa.text("moved")
    )
    op.execute(
        """
        create function loket_only_added_to() returns trigger language plpgsql as $$
        begin
            raise exception '% is only added to: % is refused', tg_table_name, tg_op
                using errcode = 'insufficient_privilege';
        end $$
        """
    )
    for table in _JOURNAL:
        op.execute(
            f"create trigger only_added_to before update or delete or truncate on {table} "
            "for each statement execute function loket_only_added_to()"
        )
        op.execute(f"alter table {table} enable always trigger only_added_to")
    _downloads()
    _oversight()
    _lists()
    _messages()


def downgrade() -> None:
    op.drop_table("messages")
    _no_lists()
    for table in ("legal_holds", "incidents"):
        op.drop_table(table)
    op.drop_column("cases", "legal_hold")
    _no_downloads()
    _no_evidence()
    op.drop_column("documents", "seals")
    op.drop_column("claims", "harm")
    for name in ("attempts", "deliveries", "secrets", "endpoints"):
        op.drop_table(f"webhook_{name}")
    for name in ("details", "resource_id", "resource", "event_key"):
        op.drop_column("events", name)
    op.drop_table("call_counts")
    for name in ("related_keys", "own_keys", "last_used_at", "expires_at"):
        op.drop_column("access_tokens", name)


def _no_evidence() -> None:
    for table in _JOURNAL:
        op.execute(f"drop trigger only_added_to on {table}")
    op.execute("drop function loket_only_added_to()")
    op.drop_index("ix_chain_heads_moved", table_name="chain_heads")
    op.drop_column("chain_heads", "moved")
    for table in ("journal_anchors", "journal_checkpoints", "journal_values"):
        op.drop_table(table)
    for name in (
        "calendar_feeds",
        "sending_instance",
        "calendar_version",
        "designated_days",
        "reminders",
    ):
        op.drop_table(name)


def _warnings() -> None:
    """Warnings of deadlines; those to come of the cases that are open already."""
    op.create_table(
        "reminders",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_reminders_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("case_id", "deadline_on", "stage", name=op.f("pk_reminders")),
    )
    op.create_index(
        "ix_reminders_due_at_case_id",
        "reminders",
        ["due_at", "case_id"],
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.execute(
        """
        insert into reminders (case_id, deadline_on, stage, due_at)
        select c.case_id, p.deadline_on, p.stage,
               (p.deadline_on - p.days + time '07:00') at time zone 'Europe/Brussels'
        from cases c
        cross join lateral (
            select c.received_on + 15 as deadline_on, 'internalTarget' as stage, 0 as days
            where c.due_on is not null
            union all
            select c.due_on, s.stage, s.days
            from (values ('day14', 14), ('day7', 7), ('day3', 3), ('day1', 1), ('due', 0),
                         ('deadlineMissed', -1)) as s (stage, days)
            where c.due_on is not null
            union all
            select c.safe_harbour_on, s.stage, s.days
            from (values ('safeHarbour7', 7), ('safeHarbour3', 3), ('safeHarbour1', 1)) as s (stage, days)
            where c.due_on is null
        ) as p
        where c.sent_at is null
          and c.state not in ('closed', 'withdrawn', 'lapsedIdentity', 'redirected')
          and not (p.stage = 'deadlineMissed' and exists (
              select from desk_tasks t
              where t.case_id = c.case_id and t.kind = 'overdueLetter' and t.due_on = c.due_on + 1))
        """
    )


def _holidays() -> None:
    op.create_table(
        "designated_days",
        sa.Column("day_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("decree", sa.Text(), nullable=False),
        sa.Column("abolished", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("day_id", name=op.f("pk_designated_days")),
    )
    op.create_index(
        "uq_designated_days_day",
        "designated_days",
        ["day"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "calendar_version",
        sa.Column("only", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("computed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_calendar_version")),
    )
    op.create_table(
        "sending_instance",
        sa.Column("only", sa.Boolean(), nullable=False),
        sa.Column("instance_id", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_sending_instance")),
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("feed_id", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("entities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_feeds_secret_hash")),
    )


def _downloads() -> None:
    op.add_column("exports", sa.Column("available_until", sa.Date()))
    op.add_column("exports", sa.Column("reminded_at", sa.DateTime(timezone=True)))
    op.add_column("exports", sa.Column("expired_at", sa.DateTime(timezone=True)))
    op.execute(
        "update exports set available_until = (closed_at at time zone 'Europe/Brussels')::date + 60"
    )
    op.create_index(
        "ix_exports_available_until",
        "exports",
        ["available_until"],
        postgresql_where=sa.text("expired_at is null"),
    )
    op.drop_constraint(op.f("ck_exports_state"), "exports", type_="check")
    op.create_check_constraint(
        op.f("ck_exports_state"),
        "exports",
        "state IN ('processing', 'sealed', 'closed', 'failed', 'expired')",
    )
    op.create_table(
        "download_tickets",
        sa.Column("ticket_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.Text()),
        sa.Column("export_id", sa.Text()),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(letter_id IS NULL) <> (export_id IS NULL)",
            name=op.f("ck_download_tickets_one_item"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.{column}"],
                name=op.f(f"fk_download_tickets_{column}_{table}"),
                ondelete="RESTRICT",
            )
            for column, table in (
                ("case_id", "cases"),
                ("letter_id", "letters"),
                ("export_id", "exports"),
            )
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_download_tickets")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_download_tickets_secret_hash")),
    )
    op.create_index(op.f("ix_download_tickets_case_id"), "download_tickets", ["case_id"])
    op.create_table(
        "download_codes",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_download_codes_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_download_codes")),
    )
    op.create_table(
        "verified_emails",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_verified_emails_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_verified_emails")),
    )


def _no_downloads() -> None:
    for table in ("verified_emails", "download_codes", "download_tickets"):
        op.drop_table(table)
    # What has expired was closed before: the state of old knew no other.
    op.drop_constraint(op.f("ck_exports_state"), "exports", type_="check")
    op.execute("update exports set state = 'closed' where state = 'expired'")
    op.create_check_constraint(
        op.f("ck_exports_state"),
        "exports",
        "state IN ('processing', 'sealed', 'closed', 'failed')",
    )
    for name in ("expired_at", "reminded_at", "available_until"):
        op.drop_column("exports", name)


def _oversight() -> None:
    op.add_column(
        "cases", sa.Column("legal_hold", sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_table(
        "incidents",
        sa.Column("incident_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("letter_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("export_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("risk", sa.Text()),
        sa.Column("notification", postgresql.JSONB(none_as_null=True, astext_type=sa.Text())),
        sa.Column("informing", postgresql.JSONB(none_as_null=True, astext_type=sa.Text())),
        sa.Column("recall", sa.Text()),
        sa.Column("recalled_on", sa.Date()),
        sa.Column("story", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_incidents_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incidents")),
    )
    op.create_index(op.f("ix_incidents_case_id"), "incidents", ["case_id"])
    op.create_index("ix_incidents_known_at_incident_id", "incidents", ["known_at", "incident_id"])
    op.create_table(
        "legal_holds",
        sa.Column("hold_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Text()),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_legal_holds_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_legal_holds")),
    )
    op.create_index(
        "uq_legal_holds_case_id",
        "legal_holds",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


_LISTS = {
    "comes_on_case_id": ["comes_on", "case_id"],
    "state_comes_on_case_id": ["state", "comes_on", "case_id"],
    "entity_comes_on_case_id": ["entity", "comes_on", "case_id"],
    "registered_by_comes_on_case_id": ["registered_by", "comes_on", "case_id"],
}
_SUBSETS = {
    "open": "ended_at is null",
    "suspended": "due_on is null",
    "extended": "extension is not null",
}


def _lists() -> None:
    op.drop_index("ix_cases_subject_keys", table_name="cases")
    op.create_table(
        "case_facts",
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_case_facts_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("fact", "case_id", name=op.f("pk_case_facts")),
    )
    op.create_index("ix_case_facts_case_id", "case_facts", ["case_id"])
    op.execute(
        """
        insert into case_facts (fact, case_id)
        select 'born ' || (requester ->> 'date_of_birth'), case_id from cases
        where requester ->> 'date_of_birth' is not null
        union select 'number ' || (requester ->> 'vlimpers_number'), case_id from cases
        where requester ->> 'vlimpers_number' <> ''
        union select 'email ' || lower(requester ->> 'email'), case_id from cases
        where requester ->> 'email' <> ''
        union select 'key ' || k.key || ' ' || k.value, case_id from cases, jsonb_each_text(subject_keys) k
        where k.value <> ''
        union select 'link ' || l, case_id from cases, unnest(linked_cases) l
        """
    )
    op.add_column(
        "cases",
        sa.Column(
            "comes_on",
            sa.Date(),
            sa.Computed("coalesce(due_on, safe_harbour_on)", persisted=True),
            nullable=False,
        ),
    )
    op.add_column("cases", sa.Column("rights", postgresql.ARRAY(sa.Text())))
    op.execute(
        """update cases set rights = coalesce(
        (select array_agg("right" order by position) from claims where claims.case_id = cases.case_id), '{}')"""
    )
    op.alter_column("cases", "rights", nullable=False)
    op.drop_index("ix_cases_state", table_name="cases")
    for name, columns in _LISTS.items():
        op.create_index(f"ix_cases_{name}", "cases", columns)
    for name, which in _SUBSETS.items():
        op.create_index(
            f"ix_cases_comes_on_{name}",
            "cases",
            ["comes_on", "case_id"],
            postgresql_where=sa.text(which),
        )


def _no_lists() -> None:
    op.drop_table("case_facts")
    op.create_index("ix_cases_subject_keys", "cases", ["subject_keys"], postgresql_using="gin")
    for name in (*_LISTS, *(f"comes_on_{name}" for name in _SUBSETS)):
        op.drop_index(f"ix_cases_{name}", table_name="cases")
    op.create_index("ix_cases_state", "cases", ["state"])
    op.drop_column("cases", "rights")
    op.drop_column("cases", "comes_on")


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.case_id"],
            name=op.f("fk_messages_case_id_cases"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_messages")),
    )
    op.create_index(
        "ix_messages_case_id_written_at_message_id",
        "messages",
        ["case_id", "written_at", "message_id"],
    )
