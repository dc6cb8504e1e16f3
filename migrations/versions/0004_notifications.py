"""Notices, and what members want by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("read_at", TIME, nullable=True),
        sa.Column("mailed_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_notices_member_id_members", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["actor_id"], ["members.id"], name="fk_notices_actor_id_members", ondelete="SET NULL"),
        sa.UniqueConstraint("member_id", "key", name="uq_notices_member_id_key"),
    )
    op.create_index("ix_notices_member_id_id", "notices", ["member_id", "id"])
    op.create_index("ix_notices_unread", "notices", ["member_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_index("ix_notices_actor_id", "notices", ["actor_id"])
    op.create_table(
        "mail_choices",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("off_kinds", sa.JSON(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_mail_choices"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_mail_choices_member_id_members", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("mail_choices")
    op.drop_table("notices")
