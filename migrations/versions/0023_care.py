"""Care for moderators: which items are hard to read, and what each chose to have covered; notes on members and items."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
NOTE_INDEXES = ("member_id", "item_id", "written_by", "until")


def upgrade() -> None:
    hard = sa.Column("marked_hard", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("review_items", hard)
    op.create_table(
        "care_choices",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("cover", sa.Text(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_care_choices_member_id_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name="pk_care_choices"),
    )
    op.create_table(
        "hard_looks",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("shift_at", TIME, nullable=False),
        _to("member_id", "members", "CASCADE", "hard_looks"),
        _to("item_id", "review_items", "CASCADE", "hard_looks"),
        sa.PrimaryKeyConstraint("member_id", "item_id", "shift_at", name="pk_hard_looks"),
    )
    for column in ("item_id", "shift_at"):
        op.create_index(f"ix_hard_looks_{column}", "hard_looks", [column])
    op.create_table(
        "staff_notes",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("item_id", ID, nullable=True),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("written_by", ID, nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        _to("member_id", "members", "CASCADE"),
        _to("item_id", "review_items", "CASCADE"),
        _to("written_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_notes"),
    )
    for column in NOTE_INDEXES:
        op.create_index(f"ix_staff_notes_{column}", "staff_notes", [column])


def _to(column: str, target: str, ondelete: str, table: str = "staff_notes") -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target}"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("staff_notes")
    op.drop_table("hard_looks")
    op.drop_table("care_choices")
    op.drop_column("review_items", "marked_hard")
