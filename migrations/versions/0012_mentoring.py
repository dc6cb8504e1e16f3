"""Mentors, newcomers and their welcome, cards, nominations, and unanswered discussions that others were asked about."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def _to(table: str, column: str, target: str, ondelete: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.{key}"], name=f"fk_{table}_{column}_{target}", ondelete=ondelete
    )


def upgrade() -> None:
    _people()
    _welcoming()
    _cards()
    _waiting()


def _people() -> None:
    op.create_table(
        "mentors",
        sa.Column("member_id", ID, autoincrement=False, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("avoids", sa.JSON(), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("changed_at", TIME, nullable=False),
        _to("mentors", "member_id", "members", "CASCADE"),
        sa.PrimaryKeyConstraint("member_id", name="pk_mentors"),
    )
    op.create_table(
        "newcomers",
        sa.Column("member_id", ID, autoincrement=False, nullable=False),
        sa.Column("arrived_at", TIME, nullable=False),
        sa.Column("group_id", ID, nullable=True),
        sa.Column("first_post_id", ID, nullable=True),
        sa.Column("first_post_at", TIME, nullable=True),
        sa.Column("second_post_at", TIME, nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("greeted_at", TIME, nullable=True),
        sa.Column("greeted_by", ID, nullable=True),
        sa.Column("returned_at", TIME, nullable=True),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("waiting_since", TIME, nullable=False),
        sa.Column("settled_at", TIME, nullable=True),
        _to("newcomers", "member_id", "members", "CASCADE"),
        _to("newcomers", "group_id", "groups", "SET NULL"),
        _to("newcomers", "first_post_id", "posts", "SET NULL"),
        _to("newcomers", "greeted_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("member_id", name="pk_newcomers"),
    )
    op.create_index("ix_newcomers_group_id", "newcomers", ["group_id"])
    new = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_newcomers_waiting", "newcomers", ["waiting_since", "member_id"], sqlite_where=new, postgresql_where=new
    )
    op.create_index("ix_newcomers_arrived_at", "newcomers", ["arrived_at"])
    op.create_index("ix_newcomers_first_post_at", "newcomers", ["first_post_at"])


def _welcoming() -> None:
    op.create_table(
        "welcomes",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("newcomer_id", ID, nullable=False),
        sa.Column("mentor_id", ID, nullable=False),
        sa.Column("claimed_at", TIME, nullable=False),
        sa.Column("from_id", ID, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ending", sa.Text(), nullable=False),
        _to("welcomes", "newcomer_id", "newcomers", "CASCADE", "member_id"),
        _to("welcomes", "mentor_id", "members", "CASCADE"),
        _to("welcomes", "from_id", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_welcomes"),
    )
    held = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_welcomes_held", "welcomes", ["newcomer_id"], unique=True, sqlite_where=held, postgresql_where=held
    )
    op.create_index("ix_welcomes_newcomer_id", "welcomes", ["newcomer_id"])
    op.create_index("ix_welcomes_mentor_id", "welcomes", ["mentor_id", "ended_at"])
    op.create_table(
        "greetings",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("newcomer_id", ID, nullable=False),
        sa.Column("mentor_id", ID, nullable=True),
        sa.Column("draft_key", sa.Text(), nullable=False),
        sa.Column("post_id", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("sent_at", TIME, nullable=False),
        sa.Column("thanked_at", TIME, nullable=True),
        _to("greetings", "newcomer_id", "members", "CASCADE"),
        _to("greetings", "mentor_id", "members", "SET NULL"),
        _to("greetings", "post_id", "posts", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_greetings"),
        sa.UniqueConstraint("mentor_id", "draft_key", name="uq_greetings_mentor_id_draft_key"),
    )
    for column in ("newcomer_id", "mentor_id", "post_id"):
        op.create_index(f"ix_greetings_{column}", "greetings", [column])
    op.create_table(
        "introductions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("greeting_id", ID, nullable=False),
        sa.Column("newcomer_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("declined_at", TIME, nullable=True),
        sa.Column("declined_by", ID, nullable=True),
        _to("introductions", "greeting_id", "greetings", "CASCADE"),
        _to("introductions", "newcomer_id", "members", "CASCADE"),
        _to("introductions", "member_id", "members", "CASCADE"),
        _to("introductions", "declined_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_introductions"),
        sa.UniqueConstraint("newcomer_id", "member_id", name="uq_introductions_newcomer_id_member_id"),
    )
    op.create_index("ix_introductions_greeting_id", "introductions", ["greeting_id"])
    op.create_index("ix_introductions_member_id", "introductions", ["member_id"])


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("member_id", ID, autoincrement=False, nullable=False),
        sa.Column("introduced", sa.Boolean(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        _to("cards", "member_id", "members", "CASCADE"),
        sa.PrimaryKeyConstraint("member_id", name="pk_cards"),
    )
    op.create_table(
        "card_fields",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        _to("card_fields", "member_id", "cards", "CASCADE", "member_id"),
        sa.PrimaryKeyConstraint("member_id", "field", name="pk_card_fields"),
    )
    op.create_index("ix_card_fields_term", "card_fields", ["field", "term"])
    op.create_table(
        "nominations",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("nominated_by", ID, nullable=True),
        sa.Column("nominated_at", TIME, nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("answered_by", ID, nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        _to("nominations", "member_id", "members", "CASCADE"),
        _to("nominations", "group_id", "groups", "CASCADE"),
        _to("nominations", "nominated_by", "members", "SET NULL"),
        _to("nominations", "answered_by", "members", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_nominations"),
    )
    op.create_index("ix_nominations_member_id", "nominations", ["member_id"])
    op.create_index("ix_nominations_group_id", "nominations", ["group_id"])


def _waiting() -> None:
    op.create_table(
        "asked",
        sa.Column("discussion_id", ID, autoincrement=False, nullable=False),
        sa.Column("asked_at", TIME, nullable=True),
        sa.Column("asked_count", sa.Integer(), nullable=False),
        sa.Column("on_desk_at", TIME, nullable=True),
        _to("asked", "discussion_id", "discussions", "CASCADE"),
        sa.PrimaryKeyConstraint("discussion_id", name="pk_asked"),
    )


def downgrade() -> None:
    for table in (
        "asked", "nominations", "card_fields", "cards", "introductions", "greetings", "welcomes", "newcomers", "mentors",
    ):  # fmt: skip
        op.drop_table(table)
