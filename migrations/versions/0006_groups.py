"""Groups: the tree, memberships, asking to join, former addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", TIME, nullable=True),
        sa.Column("member_count", sa.Integer(), nullable=False),
        sa.Column("discussion_count", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_groups"),
        sa.ForeignKeyConstraint(["parent_id"], ["groups.id"], name="fk_groups_parent_id_groups", ondelete="RESTRICT"),
        sa.UniqueConstraint("slug", name="uq_groups_slug"),
        sa.CheckConstraint("access in ('public', 'members', 'private')", name="ck_groups_access_known"),
    )
    op.create_index("ix_groups_parent_id", "groups", ["parent_id"])
    op.create_index("ix_groups_path", "groups", ["path"])
    op.create_table(
        "memberships",
        sa.Column("group_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("joined_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("group_id", "member_id", name="pk_memberships"),
        _group("memberships"),
        _member("memberships"),
    )
    op.create_index("ix_memberships_member_id", "memberships", ["member_id"])
    op.create_index("ix_memberships_group_id_joined_at", "memberships", ["group_id", "joined_at", "member_id"])
    _asking()
    op.create_table(
        "former_addresses",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_former_addresses"),
        _group("former_addresses"),
    )
    op.create_index("ix_former_addresses_group_id", "former_addresses", ["group_id"])


def _asking() -> None:
    op.create_table(
        "join_requests",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("answered_by", ID, nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_join_requests"),
        _group("join_requests"),
        _member("join_requests"),
        _member("join_requests", "answered_by", "SET NULL"),
    )
    op.create_index("ix_join_requests_group_id", "join_requests", ["group_id"])
    op.create_index("ix_join_requests_member_id", "join_requests", ["member_id"])
    waiting = sa.text("answered_at IS NULL")
    op.create_index(
        "uq_join_requests_waiting",
        "join_requests",
        ["group_id", "member_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _group(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=f"fk_{table}_group_id_groups", ondelete="CASCADE")


def _member(table: str, column: str = "member_id", ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["members.id"], name=f"fk_{table}_{column}_members", ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("former_addresses")
    op.drop_table("join_requests")
    op.drop_table("memberships")
    op.drop_table("groups")
