"""A discussion: a titled thread in one group, with the counters its list row and page show."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.groups.audience import Audience

MOST_SEATS = 9
"""People whose seats a list row draws."""

COUNTED = (
    *("last_seq", "version", "reply_count", "people_count", "people_ids"),
    *("last_post_at", "last_post_id", "answered_at", "asked_again_at"),
)
"""The columns that a reply changes: figures, times, and who has a seat. No words, and nothing of who may read it."""

RISES_EVERY = timedelta(seconds=2)
"""How often `last_post_at` follows where many reply at once. Lists are in its order, so it stands in indexes; while it stays, a reply
changes no index, and PostgreSQL finds the row again without passing over all that it was: a quarter of its work where hundreds reply."""


class Discussion(Base):
    """It is out once its opening post is; `removed_at` is set while a decision has removed that post."""

    __tablename__ = "discussions"

    id: Mapped[int] = primary_key()
    group_id: Mapped[int] = mapped_column(Id, ForeignKey("groups.id", ondelete="RESTRICT"))
    title: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    audience: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column()
    published_at: Mapped[datetime | None] = mapped_column()
    opening_id: Mapped[int | None] = mapped_column(Id)
    excerpt: Mapped[str] = mapped_column(Text, default="")
    reply_count: Mapped[int] = mapped_column(default=0)
    people_count: Mapped[int] = mapped_column(default=0)
    people_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    last_seq: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column()  # Up to RISES_EVERY before its last post, also when no other follows.
    last_post_id: Mapped[int | None] = mapped_column(Id)
    answered_at: Mapped[datetime | None] = mapped_column()
    asked_again_at: Mapped[datetime | None] = mapped_column()
    locked_at: Mapped[datetime | None] = mapped_column()
    pinned_at: Mapped[datetime | None] = mapped_column()
    removed_at: Mapped[datetime | None] = mapped_column()
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("ix_discussions_group_last", "group_id", "last_post_at", "id"),
        Index("ix_discussions_last", "last_post_at", "id"),
        Index("ix_discussions_group_waiting", "group_id", "answered_at", "published_at", "id"),
        Index("ix_discussions_group_pinned", "group_id", "pinned_at"),
    )

    @property
    def public_slug(self) -> str:
        """The words of its address: only where everyone may read them."""
        return self.slug if self.audience == Audience.EVERYONE else ""

    @property
    def is_out(self) -> bool:
        return self.published_at is not None and self.removed_at is None

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None

    def take_place(self) -> int:
        """The place of the next post to come out."""
        self.last_seq += 1
        self.version += 1
        return self.last_seq

    def take_first_place(self) -> int:
        """The opening post's place, whenever it comes out: replies that were imported with it may be out before."""
        self.last_seq = max(self.last_seq, 1)
        self.version += 1
        return 1

    def seat(self, member_id: int, was_here: bool) -> None:
        """Count a person in, once; the first nine are drawn."""
        if was_here:
            return
        self.people_count += 1
        if len(self.people_ids) < MOST_SEATS and member_id not in self.people_ids:
            self.people_ids = [*self.people_ids, member_id]

    def lock(self, at: datetime) -> None:
        self.locked_at = self.locked_at or at
        self.version += 1

    def unlock(self) -> None:
        self.locked_at = None
        self.version += 1

    def pin(self, at: datetime) -> None:
        self.pinned_at = self.pinned_at or at

    def unpin(self) -> None:
        self.pinned_at = None

    def unseat(self, member_id: int) -> None:
        """Count a person out, whose last post here is gone."""
        self.people_count = max(0, self.people_count - 1)
        self.people_ids = [key for key in self.people_ids if key != member_id]

    def narrow(self, audience: int) -> None:
        """Fewer may read; never more."""
        self.audience = max(self.audience, audience)
        self.version += 1


class DiscussionTag(Base):
    """A word its starter gave a discussion, to find it by."""

    __tablename__ = "discussion_tags"

    discussion_id: Mapped[int] = mapped_column(Id, ForeignKey("discussions.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(Text, primary_key=True, index=True)
