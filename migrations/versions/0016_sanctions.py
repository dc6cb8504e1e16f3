"""What a decision lays on a member, and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sanctions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("from_at", TIME, nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.Column("fades_at", TIME, nullable=True),
        sa.Column("lifted_at", TIME, nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=False),
        sa.Column("told_end_at", TIME, nullable=True),
        sa.Column("restriction_id", ID, nullable=True),
        _to("decision_id", "decisions", "CASCADE"),
        _to("member_id", "members", "CASCADE"),
        _to("restriction_id", "restrictions", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_sanctions"),
        sa.UniqueConstraint("restriction_id", name="uq_sanctions_restriction_id"),
    )
    op.create_index("ix_sanctions_decision_id", "sanctions", ["decision_id"])
    op.create_index("ix_sanctions_member_id", "sanctions", ["member_id", "from_at"])
    op.create_index("ix_sanctions_until", "sanctions", ["until"])


def _to(column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=f"fk_sanctions_{column}_{target}", ondelete=ondelete
    )


def downgrade() -> None:
    op.drop_table("sanctions")
