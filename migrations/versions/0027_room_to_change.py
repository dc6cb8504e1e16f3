"""Rows that are changed all day keep room beside them on PostgreSQL, so that what they were is cleared away where they stand."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ROOM = {"discussions": 75, "limit_counts": 50, "page_versions": 50}
"""How many of a hundred parts of a page are filled with new rows. Pages that are full already get room as their rows move on."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, filled in ROOM.items():
            op.execute(f"ALTER TABLE {table} SET (fillfactor = {filled})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ROOM:
            op.execute(f"ALTER TABLE {table} RESET (fillfactor)")
