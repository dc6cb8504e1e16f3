"""What names a member is found by them: when a row of a member goes, its keys elsewhere are looked for, and without an index all rows are read.

Copies at the desk are found by what they are of.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

COLUMNS = (
    ("revisions", "author_id"),
    ("newcomers", "greeted_by"),
    ("welcomes", "from_id"),
    ("introductions", "declined_by"),
    ("restrictions", "by_id"),
    ("split_places", "placed_by"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_review_causes_subject", "review_causes", ["subject_kind", "subject_id"])


def downgrade() -> None:
    op.drop_index("ix_review_causes_subject", table_name="review_causes")
    for table, column in COLUMNS:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
