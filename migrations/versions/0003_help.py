"""The directory of help lines."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
WORDS = ("country", "emergency", "service", "phone", "text", "hours", "languages", "website", "source", "source_date")


def upgrade() -> None:
    op.create_table(
        "help_lines",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("first_key", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in WORDS),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("checked_at", TIME, nullable=True),
        sa.Column("checked_by", ID, nullable=True),
        sa.Column("removed_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_help_lines"),
        sa.UniqueConstraint("first_key", name="uq_help_lines_first_key"),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["members.id"], name="fk_help_lines_checked_by_members", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_help_lines_country_position", "help_lines", ["country", "position"])


def downgrade() -> None:
    op.drop_table("help_lines")
