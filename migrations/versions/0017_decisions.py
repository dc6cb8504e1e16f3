"""Decisions keep everything their statement of reasons is made of."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
NEW_COLUMNS = ("measure", "path", "until", "law", "found_by", "checks", "automated", "before")


def upgrade() -> None:
    with op.batch_alter_table("decisions") as decisions:
        for name in ("measure", "path", "law"):
            decisions.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        decisions.add_column(sa.Column("until", TIME, nullable=True))
        decisions.add_column(sa.Column("found_by", sa.Text(), nullable=False, server_default="staff"))
        decisions.add_column(sa.Column("checks", sa.JSON(), nullable=False, server_default="[]"))
        decisions.add_column(sa.Column("automated", sa.Boolean(), nullable=False, server_default=sa.false()))
        decisions.add_column(sa.Column("before", sa.JSON(), nullable=False, server_default="{}"))
    op.create_index("ix_decisions_subject", "decisions", ["subject_kind", "subject_id"])
    op.create_table(
        "statement_keys",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("good_until", TIME, nullable=False),
        _to("statement_keys", "decision_id", "decisions", "CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_statement_keys"),
    )
    op.create_index("ix_statement_keys_decision_id", "statement_keys", ["decision_id"])
    op.create_index("ix_statement_keys_good_until", "statement_keys", ["good_until"])
    op.create_table(
        "canned_texts",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        _to("canned_texts", "changed_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_canned_texts"),
        sa.UniqueConstraint("title", name="uq_canned_texts_title"),
    )
    _rewrite_old_decisions()


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete=ondelete)


def _decisions() -> sa.TableClause:
    names = ("action", "measure", "found_by", "item_kind", "state_before")
    return sa.table("decisions", *(sa.column(name, sa.Text()) for name in names), sa.column("automated", sa.Boolean()))


def _rewrite_old_decisions() -> None:
    """A warning was an action; from now on it is what the person gets beside it. How things were found was in the item's kind."""
    run, table = op.get_bind().execute, _decisions()
    run(sa.update(table).where(table.c.action == "warn").values(action="keep", measure="warning"))
    held, report = table.c.item_kind == "held", table.c.item_kind == "report"
    run(sa.update(table).where(held).values(found_by="check"))
    run(sa.update(table).where(report).values(found_by="flag"))
    run(
        sa.update(table).where(table.c.item_kind == "worried", table.c.state_before == "held").values(found_by="crisis")
    )
    run(sa.update(table).where(table.c.item_kind == "worried", table.c.state_before != "held").values(found_by="flag"))
    run(sa.update(table).where(table.c.state_before == "held", table.c.found_by != "staff").values(automated=sa.true()))


def downgrade() -> None:
    """Back to actions alone: a warning is an action again; other measures and where they held are forgotten."""
    table = _decisions()
    warned = sa.and_(table.c.action == "keep", table.c.measure == "warning")
    op.get_bind().execute(sa.update(table).where(warned).values(action="warn"))
    op.drop_table("canned_texts")
    op.drop_table("statement_keys")
    op.drop_index("ix_decisions_subject", "decisions")
    with op.batch_alter_table("decisions") as decisions:
        for name in reversed(NEW_COLUMNS):
            decisions.drop_column(name)
