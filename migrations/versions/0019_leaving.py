"""Taking one's data and leaving: who leaves when, who has left, files of own data, and which post quotes which."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete=ondelete)


def upgrade() -> None:
    op.add_column("members", sa.Column("leaves_at", TIME, nullable=True))
    _leaving()
    _taking()
    _quotes()


def _leaving() -> None:
    op.create_table(
        "leavings",
        sa.Column("member_id", ID, autoincrement=False, nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("asked_by", ID, nullable=True),
        sa.Column("leaves_at", TIME, nullable=False),
        sa.Column("begun_at", TIME, nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("cursor", ID, nullable=False),
        _to("leavings", "member_id", "members", "CASCADE"),
        _to("leavings", "asked_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("member_id", name="pk_leavings"),
    )
    op.create_index("ix_leavings_leaves_at", "leavings", ["leaves_at"])
    op.create_table(
        "gone_members",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("left_at", TIME, nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("address_mark", sa.Text(), nullable=True),
        sa.Column("excluded_until", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_gone_members"),
    )
    op.create_index("ix_gone_members_address_mark", "gone_members", ["address_mark"])


def _taking() -> None:
    op.create_table(
        "data_exports",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("ready_at", TIME, nullable=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("size", ID, nullable=False),
        _to("data_exports", "member_id", "members", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_data_exports"),
    )
    op.create_index("ix_data_exports_member_id", "data_exports", ["member_id"])


def _quotes() -> None:
    op.create_table(
        "post_quotes",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("quoted_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _to("post_quotes", "post_id", "posts", "CASCADE"),
        _to("post_quotes", "quoted_id", "posts", "CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "quoted_id", "name", name="pk_post_quotes"),
    )
    op.create_index("ix_post_quotes_quoted_id", "post_quotes", ["quoted_id"])


def downgrade() -> None:
    for table in ("post_quotes", "data_exports", "gone_members", "leavings"):
        op.drop_table(table)
    op.drop_column("members", "leaves_at")
