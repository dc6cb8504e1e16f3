"""Notices from people without an account."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _notices()
    _keys()


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete=ondelete)


def _notices() -> None:
    table = "outsider_notices"
    op.create_table(
        table,
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("is_seen", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("confirmed_at", TIME, nullable=True),
        sa.Column("item_id", ID, nullable=True),
        sa.Column("looked_at", TIME, nullable=True),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("added_at", TIME, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decision_id", ID, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("erased_at", TIME, nullable=True),
        _to(table, "member_id", "members", "SET NULL"),
        _to(table, "item_id", "review_items", "SET NULL"),
        _to(table, "decision_id", "decisions", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_outsider_notices"),
        sa.UniqueConstraint("number", name="uq_outsider_notices_number"),
    )
    for column in ("member_id", "item_id", "decision_id"):
        op.create_index(f"ix_outsider_notices_{column}", table, [column])
    op.create_index("ix_outsider_notices_state", table, ["state", "made_at"])
    op.create_index("ix_outsider_notices_ended_at", table, ["erased_at", "ended_at"])


def _keys() -> None:
    op.create_table(
        "outsider_keys",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("good_until", TIME, nullable=False),
        _to("outsider_keys", "notice_id", "outsider_notices", "CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_outsider_keys"),
    )
    op.create_index("ix_outsider_keys_notice_id", "outsider_keys", ["notice_id"])
    op.create_index("ix_outsider_keys_good_until", "outsider_keys", ["good_until"])


def downgrade() -> None:
    op.drop_table("outsider_keys")
    op.drop_table("outsider_notices")
