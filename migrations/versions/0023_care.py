"""Care for moderators: which items are hard to read, and what each chose to have covered."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    hard = sa.Column("marked_hard", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("review_items", hard)
    op.create_table(
        "care_choices",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("cover", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_care_choices_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name="pk_care_choices"),
    )


def downgrade() -> None:
    op.drop_table("care_choices")
    op.drop_column("review_items", "marked_hard")
