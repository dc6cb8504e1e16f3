"""The rule lab: staff's own rules, effects by place, what checks noticed, and the breaker."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def _to(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}", ondelete=ondelete)


def upgrade() -> None:
    _rules()
    _effects()
    _counts()
    _trips()
    _take_over_settings()


def _rules() -> None:
    op.create_table(
        "lab_rules",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("newcomer_effect", sa.Text(), nullable=False),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("fix", sa.Text(), nullable=False),
        sa.Column("must_match", sa.JSON(), nullable=False),
        sa.Column("must_not_match", sa.JSON(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        sa.Column("changed_at", TIME, nullable=False),
        _to("lab_rules", "changed_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_lab_rules"),
    )
    op.create_index("ix_lab_rules_scope_path", "lab_rules", ["scope_path"])
    op.create_table(
        "lab_versions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("saved_by", ID, nullable=True),
        sa.Column("saved_at", TIME, nullable=False),
        _to("lab_versions", "rule_id", "lab_rules", "CASCADE"),
        _to("lab_versions", "saved_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_lab_versions"),
        sa.UniqueConstraint("rule_id", "number", name="uq_lab_versions_rule_id_number"),
    )


def _effects() -> None:
    op.create_table(
        "check_effects",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("newcomer_effect", sa.Text(), nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        sa.Column("changed_at", TIME, nullable=False),
        _to("check_effects", "changed_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_check_effects"),
        sa.UniqueConstraint(
            "scope_path", "family", "kind", "level", name="uq_check_effects_scope_path_family_kind_level"
        ),
    )


def _counts() -> None:
    op.create_table(
        "checked_drafts",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("post_id", ID, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        _to("checked_drafts", "author_id", "members", "SET NULL"),
        _to("checked_drafts", "post_id", "posts", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_checked_drafts"),
        sa.UniqueConstraint("digest", name="uq_checked_drafts_digest"),
    )
    for column in ("author_id", "post_id", "at"):
        op.create_index(f"ix_checked_drafts_{column}", "checked_drafts", [column])
    op.create_table(
        "check_touches",
        sa.Column("draft_id", ID, autoincrement=False, nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("is_strong", sa.Boolean(), nullable=False),
        sa.Column("is_anyway", sa.Boolean(), nullable=False),
        sa.Column("is_disputed", sa.Boolean(), nullable=False),
        _to("check_touches", "draft_id", "checked_drafts", "CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", "check_name", name="pk_check_touches"),
    )
    op.create_index("ix_check_touches_check_name", "check_touches", ["check_name", "draft_id"])


def _trips() -> None:
    op.create_table(
        "check_trips",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("scope_path", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("first_draft_id", ID, nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.Column("usual_checked", sa.Integer(), nullable=False),
        sa.Column("usual_touched", sa.Integer(), nullable=False),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("settled_by", ID, nullable=True),
        sa.Column("settled_at", TIME, nullable=True),
        _to("check_trips", "settled_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_check_trips"),
    )
    op.create_index("ix_check_trips_check_name", "check_trips", ["check_name", "id"])
    running = sa.text("state IN ('quiet', 'alert', 'left')")
    op.create_index(
        "uq_check_trips_running",
        "check_trips",
        ["check_name"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )


def _take_over_settings() -> None:
    """Two settings said what two families do; from now on the table does."""
    settings = sa.table("settings", sa.column("name", sa.Text()), sa.column("value", sa.JSON()))
    names = ("guidelines.contact_details", "guidelines.crisis_medium")
    connection = op.get_bind()
    rows = connection.execute(sa.select(settings.c.name, settings.c.value).where(settings.c.name.in_(names)))
    stored: dict[str, Any] = {name: value for name, value in rows}
    details, medium = stored.get(names[0], "usual"), stored.get(names[1], "hold")
    if details != "usual":
        _set_effect("contact_details", "", details)
    if medium != "hold":
        _set_effect("crisis", "medium", medium)
    connection.execute(sa.delete(settings).where(settings.c.name.in_(names)))


def _set_effect(family: str, level: str, effect: str) -> None:
    names = ("scope_path", "family", "kind", "level", "effect", "newcomer_effect")
    effects = sa.table("check_effects", *(sa.column(name, sa.Text()) for name in names), sa.column("changed_at", TIME))
    values = dict(zip(names, ("/", family, "", level, effect, ""), strict=True))
    op.get_bind().execute(sa.insert(effects).values(changed_at=datetime.now(UTC), **values))


def downgrade() -> None:
    """Back to before the lab. What was chosen for the whole community goes back into the two settings; its items leave the desk."""
    connection = op.get_bind()
    for name in ("review_causes", "review_items"):
        rows = sa.table(name, sa.column("subject_kind", sa.Text()))
        connection.execute(sa.delete(rows).where(rows.c.subject_kind == "breaker"))
    effects = sa.table(
        "check_effects", *(sa.column(name, sa.Text()) for name in ("scope_path", "family", "kind", "level", "effect"))
    )
    settings = sa.table("settings", sa.column("name", sa.Text()), sa.column("value", sa.JSON()))
    for name, family, level in (
        ("guidelines.contact_details", "contact_details", ""),
        ("guidelines.crisis_medium", "crisis", "medium"),
    ):
        found = connection.scalar(
            sa.select(effects.c.effect).where(
                effects.c.scope_path == "/", effects.c.family == family, effects.c.kind == "", effects.c.level == level
            )
        )
        if found:
            connection.execute(sa.insert(settings).values(name=name, value=found))
    for table in ("check_trips", "check_touches", "checked_drafts", "check_effects", "lab_versions", "lab_rules"):
        op.drop_table(table)
