"""What an author answered to a check and what a fix replaced; opening hours and check dates of help lines."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("drafts") as drafts:
        drafts.add_column(sa.Column("disputed", sa.JSON(), nullable=False, server_default="[]"))
        drafts.add_column(sa.Column("swaps", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("help_lines") as lines:
        lines.add_column(sa.Column("opens", sa.Text(), nullable=False, server_default=""))
        lines.add_column(sa.Column("zone", sa.Text(), nullable=False, server_default=""))
        lines.add_column(sa.Column("touched_at", TIME, nullable=True))
        lines.add_column(sa.Column("expired_at", TIME, nullable=True))
    # The time to check what staff wrote themselves, and nobody has checked, begins now.
    rows = sa.table(
        "help_lines", sa.column("first_key"), sa.column("checked_at", TIME), sa.column("touched_at", TIME)
    )
    own = rows.update().where(rows.c.first_key.is_(None), rows.c.checked_at.is_(None))
    op.execute(own.values(touched_at=datetime.now(UTC)))


def downgrade() -> None:
    for name in ("review_causes", "review_items"):
        rows = sa.table(name, sa.column("subject_kind", sa.Text()))
        op.execute(sa.delete(rows).where(rows.c.subject_kind == "help_line"))
    with op.batch_alter_table("help_lines") as lines:
        for name in ("expired_at", "touched_at", "zone", "opens"):
            lines.drop_column(name)
    with op.batch_alter_table("drafts") as drafts:
        for name in ("swaps", "disputed"):
            drafts.drop_column(name)
