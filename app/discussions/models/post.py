"""A post and its revisions. The post shows one revision; another may wait for a moderator beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key

HELD = "held"
PUBLISHED = "published"
HIDDEN = "hidden"
SENT_BACK = "sent_back"
REMOVED = "removed"
WITHDRAWN = "withdrawn"

PLACED = (PUBLISHED, HIDDEN)
"""States of a post that stands in its place: with its words, or with a line that says that a moderator has hidden them."""

CURRENT = "current"
PAST = "past"
DROPPED = "dropped"


class Post(Base):
    """One contribution, the opening one included.

    `seq` is its place in the order in which posts came out; `branch_seq` is the place of the top post of its branch, so that
    (branch_seq, seq) is the order in which they are read. Both are None until it is out.
    """

    __tablename__ = "posts"

    id: Mapped[int] = primary_key()
    discussion_id: Mapped[int] = mapped_column(Id, ForeignKey("discussions.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    reply_to_id: Mapped[int | None] = mapped_column(Id, ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    branch_seq: Mapped[int | None] = mapped_column()
    seq: Mapped[int | None] = mapped_column()
    state: Mapped[str] = mapped_column(Text)
    audience: Mapped[int] = mapped_column()
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(Text, default="")
    revision_id: Mapped[int | None] = mapped_column(Id)
    draft_key: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column()
    published_at: Mapped[datetime | None] = mapped_column()
    edited_at: Mapped[datetime | None] = mapped_column()
    state_at: Mapped[datetime] = mapped_column()

    __table_args__ = (
        UniqueConstraint("author_id", "draft_key"),
        Index("ix_posts_line", "discussion_id", "branch_seq", "seq"),
        Index("ix_posts_order", "discussion_id", "seq"),
        Index("ix_posts_author", "author_id", "discussion_id", "state"),
    )

    @property
    def is_held(self) -> bool:
        return self.state == HELD

    @property
    def is_published(self) -> bool:
        return self.state == PUBLISHED

    @property
    def has_place(self) -> bool:
        """Stands in its place and counts there, be it without its words."""
        return self.state in PLACED

    @property
    def is_opening(self) -> bool:
        return self.seq == 1

    @property
    def is_place(self) -> bool:
        """Its author has left and taken the words along; it keeps its place, so that answers stay readable."""
        return self.is_published and self.author_id is None and not self.html

    def publish(self, seq: int, branch_seq: int, at: datetime) -> None:
        """Come out, at this place and time. Idempotent."""
        if self.is_published:
            return
        self.state, self.state_at, self.published_at = PUBLISHED, at, at
        self.seq, self.branch_seq = seq, branch_seq

    def turn(self, state: str, at: datetime) -> None:
        """Change to another state; the place stays for a return."""
        if self.state != state:
            self.state, self.state_at = state, at

    def show(self, revision: Revision, excerpt: str) -> None:
        """Show this revision's words."""
        self.body, self.html, self.excerpt = revision.body, revision.html, excerpt
        self.revision_id = revision.id


class Revision(Base):
    """One stored text of a post; judgements name it. Findings are kept without the words they are about."""

    __tablename__ = "revisions"

    id: Mapped[int] = primary_key()
    post_id: Mapped[int] = mapped_column(Id, ForeignKey("posts.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    title: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column()
    state: Mapped[str] = mapped_column(Text)
    findings: Mapped[dict[str, Any]] = mapped_column(JSON)
    anyway: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("post_id", "number"),)

    @property
    def is_waiting(self) -> bool:
        return self.state == HELD

    def become(self, state: str) -> None:
        """Current, held, past or dropped."""
        self.state = state
