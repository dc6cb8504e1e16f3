"""Advice on groups, plans to split them, and what became of each plan."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "split_advice",
        sa.Column("group_id", ID, autoincrement=False, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("proposals", sa.JSON(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        _to("split_advice", "group_id", "groups", "CASCADE"),
        sa.PrimaryKeyConstraint("group_id", name="pk_split_advice"),
    )
    op.create_table(
        "split_plans",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("group_id", ID, nullable=True),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("divides", sa.Boolean(), nullable=False),
        sa.Column("from_advice", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("dry_run_at", TIME, nullable=True),
        sa.Column("dry_run_version", sa.Integer(), nullable=True),
        sa.Column("run_by", ID, nullable=True),
        sa.Column("run_at", TIME, nullable=True),
        sa.Column("done_at", TIME, nullable=True),
        sa.Column("undo_by", ID, nullable=True),
        sa.Column("undo_at", TIME, nullable=True),
        sa.Column("undone_at", TIME, nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        _to("split_plans", "group_id", "groups", "SET NULL"),
        _to("split_plans", "created_by", "members", "SET NULL"),
        _to("split_plans", "changed_by", "members", "SET NULL"),
        _to("split_plans", "run_by", "members", "SET NULL"),
        _to("split_plans", "undo_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_split_plans"),
    )
    op.create_index("ix_split_plans_group_id", "split_plans", ["group_id", "id"])
    op.create_table(
        "split_rooms",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group_id", ID, nullable=True),
        _to("split_rooms", "plan_id", "split_plans", "CASCADE"),
        _to("split_rooms", "group_id", "groups", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_split_rooms"),
    )
    op.create_index("ix_split_rooms_plan_id", "split_rooms", ["plan_id", "position", "id"])
    op.create_index("ix_split_rooms_group_id", "split_rooms", ["group_id"])
    op.create_table(
        "split_rules",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        _to("split_rules", "plan_id", "split_plans", "CASCADE"),
        _to("split_rules", "room_id", "split_rooms", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_split_rules"),
        sa.UniqueConstraint("plan_id", "kind", "value", name="uq_split_rules_plan_id_kind_value"),
    )
    op.create_index("ix_split_rules_room_id", "split_rules", ["room_id"])
    op.create_table(
        "split_places",
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("discussion_id", ID, nullable=False),
        sa.Column("room_id", ID, nullable=True),
        sa.Column("other_room_id", ID, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("placed_by", ID, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("moved_at", TIME, nullable=True),
        sa.Column("back_at", TIME, nullable=True),
        _to("split_places", "plan_id", "split_plans", "CASCADE"),
        _to("split_places", "discussion_id", "discussions", "CASCADE"),
        _to("split_places", "room_id", "split_rooms", "SET NULL"),
        _to("split_places", "other_room_id", "split_rooms", "SET NULL"),
        _to("split_places", "placed_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("plan_id", "discussion_id", name="pk_split_places"),
    )
    op.create_index("ix_split_places_room", "split_places", ["plan_id", "room_id", "discussion_id"])
    op.create_index("ix_split_places_discussion_id", "split_places", ["discussion_id"])
    op.create_table(
        "split_offers",
        sa.Column("plan_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("suggested_room_id", ID, nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        _to("split_offers", "plan_id", "split_plans", "CASCADE"),
        _to("split_offers", "member_id", "members", "CASCADE"),
        _to("split_offers", "suggested_room_id", "split_rooms", "SET NULL"),
        sa.PrimaryKeyConstraint("plan_id", "member_id", name="pk_split_offers"),
    )
    op.create_index("ix_split_offers_member_id", "split_offers", ["member_id"])


def downgrade() -> None:
    for table in ("split_offers", "split_places", "split_rules", "split_rooms", "split_plans", "split_advice"):
        op.drop_table(table)
