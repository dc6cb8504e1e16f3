"""Guidelines: versions, clauses, and who accepted which."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
IS_DRAFT = sa.text("published_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "guidelines_versions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_at", TIME, nullable=True),
        sa.Column("published_by", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_guidelines_versions"),
        sa.UniqueConstraint("number", name="uq_guidelines_versions_number"),
        sa.ForeignKeyConstraint(
            ["published_by"], ["members.id"], name="fk_guidelines_versions_published_by_members", ondelete="SET NULL"
        ),
    )
    # At most one draft: all drafts have the same value in this index.
    op.create_index(
        "uq_guidelines_versions_draft",
        "guidelines_versions",
        [sa.text("(published_at IS NULL)")],
        unique=True,
        sqlite_where=IS_DRAFT,
        postgresql_where=IS_DRAFT,
    )
    op.create_table(
        "clauses",
        sa.Column("version_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("title", "words", "example_fine", "example_not", "why")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name="pk_clauses"),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["guidelines_versions.id"],
            name="fk_clauses_version_id_guidelines_versions",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "guidelines_acceptances",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("accepted_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "version_id", name="pk_guidelines_acceptances"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_guidelines_acceptances_member_id_members", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["guidelines_versions.id"],
            name="fk_guidelines_acceptances_version_id_guidelines_versions",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_guidelines_acceptances_version_id", "guidelines_acceptances", ["version_id"])


def downgrade() -> None:
    op.drop_table("guidelines_acceptances")
    op.drop_table("clauses")
    op.drop_table("guidelines_versions")
