"""Review items, their causes, and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
IS_OPEN = sa.text("state = 'open'")
IS_FLAG = sa.text("kind = 'flag'")


def upgrade() -> None:
    op.create_table(
        "review_items",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("flaggers", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("claimed_by", ID, nullable=True),
        sa.Column("claimed_until", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_review_items"),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name="fk_review_items_author_id_members", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["claimed_by"], ["members.id"], name="fk_review_items_claimed_by_members", ondelete="SET NULL"),
    )
    op.create_index(
        "uq_review_items_open_subject",
        "review_items",
        ["subject_kind", "subject_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.create_index("ix_review_items_queue", "review_items", ["state", sa.text("risk DESC"), "due_at", "id"])
    op.create_index("ix_review_items_kind", "review_items", ["state", "kind", sa.text("risk DESC"), "due_at", "id"])
    op.create_index("ix_review_items_subject", "review_items", ["subject_kind", "subject_id"])
    op.create_index("ix_review_items_author_id", "review_items", ["author_id"])
    op.create_index("ix_review_items_claimed_by", "review_items", ["claimed_by", "claimed_until"])
    op.create_table(
        "review_causes",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_causes"),
        sa.ForeignKeyConstraint(["item_id"], ["review_items.id"], name="fk_review_causes_item_id_review_items", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_review_causes_member_id_members", ondelete="SET NULL"),
    )
    op.create_index("ix_review_causes_item_id", "review_causes", ["item_id"])
    op.create_index("ix_review_causes_member_id", "review_causes", ["member_id"])
    op.create_index(
        "uq_review_causes_flag",
        "review_causes",
        ["subject_kind", "subject_id", "member_id", "revision_id"],
        unique=True,
        sqlite_where=IS_FLAG,
        postgresql_where=IS_FLAG,
    )
    op.create_table(
        "decisions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=True),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", TIME, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("clause_title", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("item_kind", sa.Text(), nullable=False),
        sa.Column("waited_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("item_id", "version", name="uq_decisions_item_id_version"),
        sa.ForeignKeyConstraint(["item_id"], ["review_items.id"], name="fk_decisions_item_id_review_items", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name="fk_decisions_author_id_members", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name="fk_decisions_decided_by_members", ondelete="SET NULL"),
    )
    op.create_index("ix_decisions_author_id", "decisions", ["author_id", "decided_at"])
    op.create_index("ix_decisions_decided_by", "decisions", ["decided_by"])
    op.create_index("ix_decisions_decided_at", "decisions", ["decided_at"])


def downgrade() -> None:
    op.drop_table("decisions")
    op.drop_table("review_causes")
    op.drop_table("review_items")
