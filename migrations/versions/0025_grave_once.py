"""A limit says which one took its place; an act that takes two people is asked for once at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ASKED = sa.text("state = 'asked'")

# Until now it was told by the moment: the newest limit of the kind and place that began before the old one ended.
NAME_SUCCESSORS = """
UPDATE sanctions SET replaced_by_id = (
    SELECT max(later.id) FROM sanctions AS later
    WHERE later.member_id = sanctions.member_id AND later.kind = sanctions.kind AND later.path = sanctions.path
    AND later.id > sanctions.id AND later.from_at <= sanctions.lifted_at)
WHERE lifted_because = 'replaced'
"""
# Of requests that two made in the same moment, the first waits on.
AGAIN = """
SELECT again.id FROM grave_acts AS again JOIN grave_acts AS first
ON first.kind = again.kind AND first.subject_kind = again.subject_kind AND first.subject_id = again.subject_id AND first.id < again.id
WHERE first.state = 'asked' AND again.state = 'asked'
"""


def upgrade() -> None:
    with op.batch_alter_table("sanctions") as sanctions:
        sanctions.add_column(sa.Column("replaced_by_id", ID, nullable=True))
        sanctions.create_foreign_key(
            "fk_sanctions_replaced_by_id_sanctions", "sanctions", ["replaced_by_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index("ix_sanctions_replaced_by_id", "sanctions", ["replaced_by_id"])
    op.execute(NAME_SUCCESSORS)
    again = list(dict.fromkeys(op.get_bind().execute(sa.text(AGAIN)).scalars()))
    now = sa.func.current_timestamp()
    acts, items = _table("grave_acts", "ended_at"), _table("review_items", "closed_at", "subject_kind", "subject_id")
    op.execute(acts.update().where(acts.c.id.in_(again)).values(state="expired", ended_at=now))
    waiting = items.update().where(items.c.subject_kind == "grave_act", items.c.subject_id.in_(again))
    op.execute(waiting.where(items.c.state == "open").values(state="withdrawn", closed_at=now))
    op.create_index(
        "uq_grave_acts_asked",
        "grave_acts",
        ["kind", "subject_kind", "subject_id"],
        unique=True,
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )


def downgrade() -> None:
    op.drop_index("uq_grave_acts_asked", table_name="grave_acts")
    op.drop_index("ix_sanctions_replaced_by_id", table_name="sanctions")
    with op.batch_alter_table("sanctions") as sanctions:
        sanctions.drop_constraint("fk_sanctions_replaced_by_id_sanctions", type_="foreignkey")
        sanctions.drop_column("replaced_by_id")


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(each) for each in ("id", "state", *columns)))
