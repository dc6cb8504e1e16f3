"""Crisis duty: rota, alarms and follow-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
IS_RINGING = sa.text("acknowledged_at IS NULL AND ended_at IS NULL")
IS_WAITING = sa.text("opened_at IS NULL AND ended_at IS NULL")


def upgrade() -> None:
    _rota()
    _hooks()
    _alarms()
    _steps()
    _follow_ups()


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete=ondelete)


def _rota() -> None:
    op.create_table(
        "duty_shifts",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        _to("duty_shifts", "member_id", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_shifts"),
    )
    op.create_index("ix_duty_shifts_member_id", "duty_shifts", ["member_id"])
    op.create_table(
        "duty_changes",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("shift_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_by", ID, nullable=True),
        _to("duty_changes", "shift_id", "duty_shifts", "CASCADE"),
        _to("duty_changes", "taken_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_changes"),
        sa.UniqueConstraint("shift_id", "day", name="uq_duty_changes_shift_id_day"),
    )
    op.create_index("ix_duty_changes_taken_by", "duty_changes", ["taken_by"])


def _hooks() -> None:
    op.create_table(
        "duty_hooks",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        _to("duty_hooks", "member_id", "members", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_hooks"),
    )
    op.create_index("ix_duty_hooks_member_id", "duty_hooks", ["member_id"])


def _alarms() -> None:
    op.create_table(
        "duty_alarms",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("item_id", ID, nullable=True),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("about_id", ID, nullable=True),
        sa.Column("started_by", ID, nullable=True),
        sa.Column("raised_at", TIME, nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("acknowledged_at", TIME, nullable=True),
        sa.Column("acknowledged_by", ID, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("enough_words", sa.Text(), nullable=False),
        sa.Column("enough_by", ID, nullable=True),
        _to("duty_alarms", "item_id", "review_items", "CASCADE"),
        *(
            _to("duty_alarms", column, "members", "SET NULL")
            for column in ("about_id", "started_by", "acknowledged_by", "enough_by")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_duty_alarms"),
        sa.UniqueConstraint("item_id", name="uq_duty_alarms_item_id"),
    )
    op.create_index(
        "ix_duty_alarms_ringing", "duty_alarms", ["next_at"], sqlite_where=IS_RINGING, postgresql_where=IS_RINGING
    )
    for column in ("raised_at", "about_id", "started_by", "acknowledged_by", "enough_by"):
        op.create_index(f"ix_duty_alarms_{column}", "duty_alarms", [column])


def _steps() -> None:
    op.create_table(
        "duty_steps",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("alarm_id", ID, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("hook_id", ID, nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        _to("duty_steps", "alarm_id", "duty_alarms", "CASCADE"),
        _to("duty_steps", "member_id", "members", "SET NULL"),
        _to("duty_steps", "hook_id", "duty_hooks", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_steps"),
    )
    for column in ("alarm_id", "member_id", "hook_id"):
        op.create_index(f"ix_duty_steps_{column}", "duty_steps", [column])


def _follow_ups() -> None:
    op.create_table(
        "duty_follow_ups",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("alarm_id", ID, nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("assigned_to", ID, nullable=True),
        sa.Column("opened_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ended_by", ID, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        _to("duty_follow_ups", "alarm_id", "duty_alarms", "CASCADE"),
        _to("duty_follow_ups", "assigned_to", "members", "SET NULL"),
        _to("duty_follow_ups", "ended_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_follow_ups"),
        sa.UniqueConstraint("alarm_id", "span", name="uq_duty_follow_ups_alarm_id_span"),
    )
    op.create_index(
        "ix_duty_follow_ups_due_at", "duty_follow_ups", ["due_at"], sqlite_where=IS_WAITING, postgresql_where=IS_WAITING
    )
    for column in ("assigned_to", "ended_by"):
        op.create_index(f"ix_duty_follow_ups_{column}", "duty_follow_ups", [column])


def downgrade() -> None:
    op.execute("DELETE FROM review_items WHERE subject_kind = 'followup'")
    for table in ("duty_follow_ups", "duty_steps", "duty_alarms", "duty_hooks", "duty_changes", "duty_shifts"):
        op.drop_table(table)
