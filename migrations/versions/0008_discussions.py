"""Discussions, posts, revisions, drafts, marks."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "discussions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("published_at", TIME, nullable=True),
        sa.Column("opening_id", ID, nullable=True),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("reply_count", sa.Integer(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("people_ids", sa.JSON(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_post_at", TIME, nullable=False),
        sa.Column("last_post_id", ID, nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("asked_again_at", TIME, nullable=True),
        sa.Column("locked_at", TIME, nullable=True),
        sa.Column("pinned_at", TIME, nullable=True),
        sa.Column("removed_at", TIME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_discussions_group_id_groups", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name="fk_discussions_author_id_members", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_discussions"),
    )
    op.create_index("ix_discussions_author_id", "discussions", ["author_id"])
    op.create_index("ix_discussions_group_last", "discussions", ["group_id", "last_post_at", "id"])
    op.create_index("ix_discussions_last", "discussions", ["last_post_at", "id"])
    op.create_index("ix_discussions_group_waiting", "discussions", ["group_id", "answered_at", "published_at", "id"])
    op.create_index("ix_discussions_group_pinned", "discussions", ["group_id", "pinned_at"])
    op.create_table(
        "discussion_tags",
        sa.Column("discussion_id", ID, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name="fk_discussion_tags_discussion_id_discussions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("discussion_id", "tag", name="pk_discussion_tags"),
    )
    op.create_index("ix_discussion_tags_tag", "discussion_tags", ["tag"])
    op.create_table(
        "posts",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("discussion_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("reply_to_id", ID, nullable=True),
        sa.Column("branch_seq", sa.Integer(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("revision_id", ID, nullable=True),
        sa.Column("draft_key", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("published_at", TIME, nullable=True),
        sa.Column("edited_at", TIME, nullable=True),
        sa.Column("state_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["discussion_id"], ["discussions.id"], name="fk_posts_discussion_id_discussions", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name="fk_posts_author_id_members", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["reply_to_id"], ["posts.id"], name="fk_posts_reply_to_id_posts", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("author_id", "draft_key", name="uq_posts_author_id_draft_key"),
    )
    op.create_index("ix_posts_line", "posts", ["discussion_id", "branch_seq", "seq"])
    op.create_index("ix_posts_order", "posts", ["discussion_id", "seq"])
    op.create_index("ix_posts_author", "posts", ["author_id", "discussion_id", "state"])
    op.create_index("ix_posts_reply_to_id", "posts", ["reply_to_id"])
    op.create_table(
        "revisions",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("anyway", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_revisions_post_id_posts", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name="fk_revisions_author_id_members", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
        sa.UniqueConstraint("post_id", "number", name="uq_revisions_post_id_number"),
    )
    _marks()


def _marks() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", ID, sa.Identity(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("group_id", ID, nullable=True),
        sa.Column("discussion_id", ID, nullable=True),
        sa.Column("reply_to_id", ID, nullable=True),
        sa.Column("post_id", ID, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=True),
        sa.Column("updated_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name="fk_drafts_author_id_members", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_drafts_group_id_groups", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["discussion_id"], ["discussions.id"], name="fk_drafts_discussion_id_discussions", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["reply_to_id"], ["posts.id"], name="fk_drafts_reply_to_id_posts", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_drafts_post_id_posts", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("key", name="uq_drafts_key"),
    )
    op.create_index("ix_drafts_author_id", "drafts", ["author_id"])
    op.create_index("ix_drafts_updated_at", "drafts", ["updated_at"])
    _pairs("read_marks", ["member_id", "discussion_id"], sa.Column("seq", sa.Integer(), nullable=False), "at")
    op.create_index("ix_read_marks_discussion_id", "read_marks", ["discussion_id"])
    _pairs("watches", ["discussion_id", "member_id"], None, "since")
    op.create_index("ix_watches_member_id", "watches", ["member_id"])
    _pairs("mentions", ["post_id", "member_id"], None, None)
    op.create_index("ix_mentions_member_id", "mentions", ["member_id"])


def _pairs(table: str, keys: list[str], extra: sa.Column | None, time: str | None) -> None:
    """A table whose key is two others'."""
    targets = {"member_id": "members", "discussion_id": "discussions", "post_id": "posts"}
    columns = [sa.Column(name, ID, nullable=False) for name in keys]
    columns += [extra] if extra is not None else []
    columns += [sa.Column(time, TIME, nullable=False)] if time else []
    rules = [
        sa.ForeignKeyConstraint(
            [name], [f"{targets[name]}.id"], name=f"fk_{table}_{name}_{targets[name]}", ondelete="CASCADE"
        )
        for name in keys
    ]
    op.create_table(table, *columns, *rules, sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}"))


def downgrade() -> None:
    for table in ("mentions", "watches", "read_marks", "drafts", "revisions", "posts", "discussion_tags", "discussions"):
        op.drop_table(table)
