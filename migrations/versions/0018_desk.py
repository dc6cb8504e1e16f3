"""The desk: saved views, items passed on, questions to colleagues, hand-over notes, escalation, and one setting for working hours."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
QUEUE = [sa.text("risk DESC"), "due_at", "id"]


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete=ondelete)


def upgrade() -> None:
    _views()
    _passes()
    _questions()
    _hand_overs()
    _items()
    _rename("discussions.reading_hours", "moderation.hours")


def _views() -> None:
    op.create_table(
        "desk_views",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        _to("desk_views", "member_id", "members", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_views"),
        sa.UniqueConstraint("member_id", "name", name="uq_desk_views_member_id_name"),
    )
    op.create_index("ix_desk_views_is_shared", "desk_views", ["is_shared"])


def _passes() -> None:
    op.create_table(
        "desk_passes",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("until", TIME, nullable=False),
        _to("desk_passes", "item_id", "review_items", "CASCADE"),
        _to("desk_passes", "member_id", "members", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_passes"),
        sa.UniqueConstraint("item_id", "member_id", name="uq_desk_passes_item_id_member_id"),
    )
    op.create_index("ix_desk_passes_member_id", "desk_passes", ["member_id", "until"])


def _questions() -> None:
    op.create_table(
        "desk_questions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("asked_by", ID, nullable=True),
        sa.Column("asked_of", ID, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", TIME, nullable=True),
        _to("desk_questions", "item_id", "review_items", "CASCADE"),
        _to("desk_questions", "asked_by", "members", "SET NULL"),
        _to("desk_questions", "asked_of", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_questions"),
    )
    op.create_index("ix_desk_questions_item_id", "desk_questions", ["item_id"])
    op.create_index("ix_desk_questions_asked_by", "desk_questions", ["asked_by"])
    op.create_index("ix_desk_questions_asked_of", "desk_questions", ["asked_of", "answered_at"])


def _hand_overs() -> None:
    op.create_table(
        "desk_hand_overs",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("item_id", ID, nullable=True),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("until", TIME, nullable=True),
        _to("desk_hand_overs", "item_id", "review_items", "CASCADE"),
        _to("desk_hand_overs", "member_id", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_hand_overs"),
    )
    for column in ("item_id", "member_id", "until"):
        op.create_index(f"ix_desk_hand_overs_{column}", "desk_hand_overs", [column])


def _items() -> None:
    """Two columns, and indexes that hold what the desk asks for beside the order: the place and the author."""
    op.add_column("review_items", sa.Column("passed_at", TIME, nullable=True))
    op.add_column("review_items", sa.Column("escalated_at", TIME, nullable=True))
    op.drop_index("ix_review_items_queue", "review_items")
    op.drop_index("ix_review_items_kind", "review_items")
    op.drop_index("ix_review_items_author_id", "review_items")
    op.create_index("ix_review_items_queue", "review_items", ["state", *QUEUE, "scope_path", "author_id"])
    op.create_index("ix_review_items_kind", "review_items", ["state", "kind", *QUEUE, "scope_path", "author_id"])
    op.create_index("ix_review_items_author_id", "review_items", ["author_id", "state"])
    op.create_index("ix_review_items_opened", "review_items", ["state", "opened_at"])
    op.create_index("ix_review_items_claimed_until", "review_items", ["claimed_until"])
    op.create_index(
        "ix_review_items_place",
        "review_items",
        ["state", "scope_path"],
        postgresql_ops={"scope_path": "text_pattern_ops"},
    )
    op.create_index(
        "ix_review_items_late",
        "review_items",
        ["due_at"],
        sqlite_where=sa.text("state = 'open' AND escalated_at IS NULL"),
        postgresql_where=sa.text("state = 'open' AND escalated_at IS NULL"),
    )


def _rename(old: str, new: str) -> None:
    """What staff wrote about their reading hours counts for the desk's clock from now on."""
    settings = sa.table("settings", sa.column("name", sa.Text()))
    op.execute(settings.update().where(settings.c.name == old).values(name=new))


def downgrade() -> None:
    _rename("moderation.hours", "discussions.reading_hours")
    for name in ("late", "place", "claimed_until", "opened", "author_id", "kind", "queue"):
        op.drop_index(f"ix_review_items_{name}", "review_items")
    op.create_index("ix_review_items_queue", "review_items", ["state", *QUEUE])
    op.create_index("ix_review_items_kind", "review_items", ["state", "kind", *QUEUE])
    op.create_index("ix_review_items_author_id", "review_items", ["author_id"])
    op.drop_column("review_items", "escalated_at")
    op.drop_column("review_items", "passed_at")
    for table in ("desk_hand_overs", "desk_questions", "desk_passes", "desk_views"):
        op.drop_table(table)
