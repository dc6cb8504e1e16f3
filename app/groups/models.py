"""Groups, memberships, askings, and former addresses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path
from app.core.versions import By, Key, shows
from app.groups.audience import PRIVATE

TREE = Key("tree")
"""Which groups there are, where, under which names, open to whom."""

GROUP = "group"
"""Kind of key: what the page of one group lists and counts, and the counts of its rooms."""

MEMBERSHIPS = Key("memberships")
"""Who belongs where, as others are shown it: a reader's own groups are known at the door."""

COUNTERS = ("member_count", "discussion_count")


class Group(Base):
    """A topical community. `path` names it and all above it ('/12/40/'); counters are stored and changed in SQL."""

    __tablename__ = "groups"
    __table_args__ = (CheckConstraint("access in ('public', 'members', 'private')", name="access_known"),)

    id: Mapped[int] = primary_key()
    parent_id: Mapped[int | None] = mapped_column(Id, ForeignKey("groups.id", ondelete="RESTRICT"), index=True)
    path: Mapped[str] = mapped_column(Text, index=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text, default="")
    access: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)
    member_count: Mapped[int] = mapped_column(default=0)
    discussion_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    divided_at: Mapped[datetime | None]

    @property
    def is_private(self) -> bool:
        return self.access == PRIVATE

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def is_divided(self) -> bool:
        """Nothing new is started in it, only in its rooms."""
        return self.divided_at is not None

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"/groups/{self.slug}"

    @property
    def is_top(self) -> bool:
        return self.parent_id is None

    def archive(self, at: datetime) -> None:
        """Closed for new posts; everything stays readable. Idempotent."""
        self.archived_at = self.archived_at or at

    def reopen(self) -> None:
        self.archived_at = None

    def divide(self, at: datetime) -> None:
        """Talk goes on in its rooms. Idempotent."""
        self.divided_at = self.divided_at or at

    def unite(self) -> None:
        self.divided_at = None


class Membership(Base):
    """A member belongs to a group."""

    __tablename__ = "memberships"
    __table_args__ = (Index("ix_memberships_group_id_joined_at", "group_id", "joined_at", "member_id"),)

    group_id: Mapped[int] = mapped_column(Id, ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    joined_at: Mapped[datetime]


class JoinRequest(Base):
    """A member asks to join a private group. Answered once; asking again is a new row."""

    __tablename__ = "join_requests"
    __table_args__ = (
        Index(
            "uq_join_requests_waiting",
            "group_id",
            "member_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    id: Mapped[int] = primary_key()
    group_id: Mapped[int] = mapped_column(Id, ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    accepted: Mapped[bool | None]
    answer_words: Mapped[str] = mapped_column("answer", Text, default="")

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    def answer(self, member_id: int | None, accepted: bool, at: datetime, words: str = "") -> None:
        """Only the first answer counts."""
        if self.is_open:
            self.answered_at, self.answered_by, self.accepted, self.answer_words = at, member_id, accepted, words


class FormerAddress(Base):
    """A slug that a group once had. It leads to the group, not to another slug, so that there is never a chain."""

    __tablename__ = "former_addresses"

    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    group_id: Mapped[int] = mapped_column(Id, ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]


class GoneGroup(Base):
    """A group that went up in another. Its id is never given again: audit entries and exports still name it."""

    __tablename__ = "gone_groups"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    into_id: Mapped[int | None] = mapped_column(Id, ForeignKey("groups.id", ondelete="SET NULL"), index=True)
    gone_at: Mapped[datetime]
    gone_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))


holds_path(Group.path)
shows(
    Group,
    TREE,
    by=(By(GROUP, "id"), By(GROUP, "id", through=Group, found="parent_id")),
    only=COUNTERS,
    born=False,
)
shows(Group, TREE, but=COUNTERS)
shows(JoinRequest, TREE, by=(By(GROUP, "group_id"),))
shows(FormerAddress, TREE)
shows(Membership, MEMBERSHIPS)
shows(GoneGroup, TREE)
