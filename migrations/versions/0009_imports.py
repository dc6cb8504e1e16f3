"""Exports that were imported, and where each of their records went."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "import_sources",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("finished_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_import_sources"),
        sa.UniqueConstraint("key", name="uq_import_sources_key"),
    )
    op.create_table(
        "imported_records",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("local_id", ID, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("local", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["import_sources.id"],
            name="fk_imported_records_source_id_import_sources",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source_id", "kind", "external_id", name="pk_imported_records"),
    )
    op.create_index("ix_imported_records_kind_local_id", "imported_records", ["kind", "local_id"])


def downgrade() -> None:
    op.drop_table("imported_records")
    op.drop_table("import_sources")
