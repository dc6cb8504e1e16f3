"""Groups that are no more, and groups that were divided into rooms."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("groups") as groups:
        groups.add_column(sa.Column("divided_at", TIME, nullable=True))
    op.create_table(
        "gone_groups",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("into_id", ID, nullable=True),
        sa.Column("gone_at", TIME, nullable=False),
        sa.Column("gone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["into_id"], ["groups.id"], name="fk_gone_groups_into_id_groups", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["gone_by"], ["members.id"], name="fk_gone_groups_gone_by_members", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_gone_groups"),
    )
    op.create_index("ix_gone_groups_into_id", "gone_groups", ["into_id"])


def downgrade() -> None:
    op.drop_table("gone_groups")
    with op.batch_alter_table("groups") as groups:
        groups.drop_column("divided_at")
