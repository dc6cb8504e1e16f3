"""Accounts: members, grants, restrictions, sessions, consents, sign-ups, mail tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def _member(table: str, column: str = "member_id", ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["members.id"], name=f"fk_{table}_{column}_members", ondelete=ondelete)


def upgrade() -> None:
    _members()
    _roles()
    _sessions()
    _joining()


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("skeleton", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_confirmed_at", TIME, nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("joined_at", TIME, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("contrast", sa.Text(), nullable=False),
        sa.Column("text_size", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("username", name="uq_members_username"),
        sa.UniqueConstraint("skeleton", name="uq_members_skeleton"),
        sa.UniqueConstraint("email", name="uq_members_email"),
    )


def _roles() -> None:
    op.create_table(
        "grants",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("granted_at", TIME, nullable=False),
        sa.Column("granted_by", ID, nullable=True),
        sa.Column("until", TIME, nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        _member("grants"),
        _member("grants", "granted_by", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    op.create_index("ix_grants_member_id", "grants", ["member_id"])
    op.create_index("ix_grants_path_kind", "grants", ["path", "kind"])
    op.create_table(
        "restrictions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_at", TIME, nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.Column("lifted_at", TIME, nullable=True),
        sa.Column("by_id", ID, nullable=True),
        _member("restrictions"),
        _member("restrictions", "by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_restrictions"),
    )
    op.create_index("ix_restrictions_member_id", "restrictions", ["member_id"])


def _sessions() -> None:
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("last_seen_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        _member("sign_in_sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_sessions_token_hash"),
    )
    op.create_index("ix_sign_in_sessions_member_id", "sign_in_sessions", ["member_id"])
    op.create_index("ix_sign_in_sessions_last_seen_at", "sign_in_sessions", ["last_seen_at"])


def _joining() -> None:
    op.create_table(
        "consents",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("given_at", TIME, nullable=False),
        _member("consents"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_member_id", "consents", ["member_id"])
    op.create_table(
        "sign_ups",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("skeleton", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("privacy_version", sa.Text(), nullable=False),
        sa.Column("guidelines_version", sa.Text(), nullable=False),
        sa.Column("wanted_page", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ups"),
    )
    for column in ("skeleton", "email", "created_at"):
        op.create_index(f"ix_sign_ups_{column}", "sign_ups", [column])
    op.create_table(
        "mail_tokens",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("sign_up_id", ID, nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        _member("mail_tokens"),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_ups.id"], name="fk_mail_tokens_sign_up_id_sign_ups", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_mail_tokens_token_hash"),
    )
    for column in ("member_id", "sign_up_id", "expires_at"):
        op.create_index(f"ix_mail_tokens_{column}", "mail_tokens", [column])


def downgrade() -> None:
    for table in ("mail_tokens", "sign_ups", "consents", "sign_in_sessions", "restrictions", "grants", "members"):
        op.drop_table(table)
