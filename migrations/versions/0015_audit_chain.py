"""The audit trail becomes a chain: each entry is linked to the one before it, and the head of the chain has a row of its own.

Entries that are there already stay unlinked here: the application adopts them, once, with a key that no revision knows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
FOUND_BY = (("about_id", "id"), ("actor_id", "id"), ("place_id", "id"), ("subject", "id"), ("fact", "id"))


def upgrade() -> None:
    for column in (
        sa.Column("about_id", ID, nullable=True),
        sa.Column("place_id", ID, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False, server_default=""),
        sa.Column("previous", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
    ):
        op.add_column("audit_entries", column)
    op.drop_index("ix_audit_entries_fact", "audit_entries")
    for columns in FOUND_BY:
        op.create_index(f"ix_audit_entries_{'_'.join(columns)}", "audit_entries", list(columns))
    heads = op.create_table(
        "audit_head",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("count", ID, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("key_mark", sa.Text(), nullable=False),
        sa.Column("adopted_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.bulk_insert(heads, [{"id": 1, "count": 0, "link": "", "key_mark": "", "adopted_at": None}])
    op.create_table(
        "moderation_figures",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_figures"),
        sa.UniqueConstraint(
            "begins_on", "section", "category", name="uq_moderation_figures_begins_on_section_category"
        ),
    )


def downgrade() -> None:
    op.drop_table("moderation_figures")
    op.drop_table("audit_head")
    for columns in FOUND_BY:
        op.drop_index(f"ix_audit_entries_{'_'.join(columns)}", "audit_entries")
    op.create_index("ix_audit_entries_fact", "audit_entries", ["fact"])
    with op.batch_alter_table("audit_entries") as table:
        for name in ("link", "previous", "subject", "place_id", "about_id"):
            table.drop_column(name)
