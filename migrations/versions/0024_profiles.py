"""Names for acting as staff, and what moderators took from a profile."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
TABLE = "taken_profile_parts"


def upgrade() -> None:
    op.add_column("members", sa.Column("staff_name", sa.Text(), nullable=True))
    op.add_column("members", sa.Column("staff_skeleton", sa.Text(), nullable=True))
    op.add_column("members", sa.Column("profile_version", sa.Integer(), server_default="0", nullable=False))
    # An index and no constraint: that would build the table anew on SQLite, and everything that hangs on a member would go.
    op.create_index("uq_members_staff_skeleton", "members", ["staff_skeleton"], unique=True)
    op.create_table(
        TABLE,
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("replacement", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("moved_on_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=f"fk_{TABLE}_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
    )
    for column in ("member_id", "at"):
        op.create_index(f"ix_{TABLE}_{column}", TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_index("uq_members_staff_skeleton", "members")
    for column in ("staff_name", "staff_skeleton", "profile_version"):
        op.drop_column("members", column)
