"""Appeals, and acts that take two people."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _appeals()
    _talks()
    _grave_acts()


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete=ondelete)


def _appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=True),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("outcome_id", ID, nullable=True),
        _to("appeals", "decision_id", "decisions", "CASCADE"),
        _to("appeals", "item_id", "review_items", "SET NULL"),
        _to("appeals", "member_id", "members", "SET NULL"),
        _to("appeals", "outcome_id", "decisions", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sa.UniqueConstraint("decision_id", name="uq_appeals_decision_id"),
    )
    op.create_index("ix_appeals_item_id", "appeals", ["item_id"])
    op.create_index("ix_appeals_member_id", "appeals", ["member_id"])
    op.create_index("ix_appeals_outcome_id", "appeals", ["outcome_id"])
    op.create_index("ix_appeals_ended_at", "appeals", ["ended_at"])


def _talks() -> None:
    op.create_table(
        "appeal_questions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("appeal_id", ID, nullable=False),
        sa.Column("is_from_member", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("staff_id", ID, nullable=True),
        _to("appeal_questions", "appeal_id", "appeals", "CASCADE"),
        _to("appeal_questions", "staff_id", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal_questions"),
        sa.UniqueConstraint("appeal_id", "is_from_member", name="uq_appeal_questions_appeal_id_is_from_member"),
    )
    op.create_index("ix_appeal_questions_staff_id", "appeal_questions", ["staff_id"])


def _grave_acts() -> None:
    op.create_table(
        "grave_acts",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("asked_by", ID, nullable=True),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended_by", ID, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("decision_id", ID, nullable=True),
        _to("grave_acts", "member_id", "members", "SET NULL"),
        _to("grave_acts", "asked_by", "members", "SET NULL"),
        _to("grave_acts", "ended_by", "members", "SET NULL"),
        _to("grave_acts", "decision_id", "decisions", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_grave_acts"),
    )
    op.create_index("ix_grave_acts_state", "grave_acts", ["state", "expires_at"])
    op.create_index("ix_grave_acts_subject", "grave_acts", ["subject_kind", "subject_id"])
    for column in ("member_id", "asked_by", "ended_by", "decision_id"):
        op.create_index(f"ix_grave_acts_{column}", "grave_acts", [column])


def downgrade() -> None:
    for table in ("grave_acts", "appeal_questions", "appeals"):
        op.drop_table(table)
