"""Review items and the causes that brought them. Causes are never edited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path
from app.core.versions import Key, shows

OPEN = "open"
DECIDED = "decided"
WITHDRAWN = "withdrawn"
SEEN = "seen"

IS_OPEN = text("state = 'open'")

DESK = Key("desk")
"""What waits for a moderator, or was worried about: the first page shows none of it off."""

INBOX = Key("inbox")
"""Whatever the inbox of the desk shows, and what is above it: more than `DESK`, and for moderators alone."""

IS_LATE = text("state = 'open' AND escalated_at IS NULL")
IS_FLAG = text("kind = 'flag'")


class ReviewItem(Base):
    """One matter waiting in the queue. A subject has at most one open item; decided ones stay as its history.

    `version` counts what a moderator must look at anew: another text, or something graver. `kind` is one of
    `kinds.KINDS`; `risk` is 1 to 3; both come from the causes. `excerpt` is the beginning of the words for the inbox. `passed_at`: a
    moderator gave it back to the queue. `escalated_at`: it was late, and the leads were told, which happens once.
    `marked_hard`: a moderator says that it is hard to read (see `care.is_hard`).
    """

    __tablename__ = "review_items"

    id: Mapped[int] = primary_key()
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int] = mapped_column(Id)
    scope_path: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    what: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    excerpt: Mapped[str] = mapped_column(Text, default="")
    risk: Mapped[int] = mapped_column(default=1)
    flaggers: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(Text, default=OPEN)
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    claimed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    claimed_until: Mapped[datetime | None] = mapped_column(index=True)
    passed_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    marked_hard: Mapped[bool] = mapped_column(default=False, server_default=false())

    causes: Mapped[list[Cause]] = relationship(back_populates="item", order_by="Cause.id")

    __table_args__ = (
        Index(
            "uq_review_items_open_subject",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        # The place and the author stand in the indexes of the order, so that a moderator of a small room walks the index alone.
        Index("ix_review_items_queue", "state", text("risk DESC"), "due_at", "id", "scope_path", "author_id"),
        Index("ix_review_items_kind", "state", "kind", text("risk DESC"), "due_at", "id", "scope_path", "author_id"),
        Index("ix_review_items_author_id", "author_id", "state"),
        Index("ix_review_items_opened", "state", "opened_at"),
        Index("ix_review_items_place", "state", "scope_path", postgresql_ops={"scope_path": "text_pattern_ops"}),
        Index("ix_review_items_late", "due_at", sqlite_where=IS_LATE, postgresql_where=IS_LATE),
        Index("ix_review_items_subject", "subject_kind", "subject_id"),
        Index("ix_review_items_claimed_by", "claimed_by", "claimed_until"),
    )

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    def claimed_by_another(self, member_id: int | None, now: datetime) -> bool:
        """Whether somebody else's claim is still running."""
        return self.is_claimed(now) and self.claimed_by != member_id

    def is_claimed(self, now: datetime) -> bool:
        """Whether somebody is looking: a claim ends by itself."""
        return self.claimed_by is not None and self.claimed_until is not None and self.claimed_until > now

    def claim(self, member_id: int, until: datetime) -> None:
        self.claimed_by, self.claimed_until = member_id, until

    def let_go(self) -> None:
        self.claimed_by, self.claimed_until = None, None

    def pass_on(self, now: datetime) -> None:
        """Back to the queue, marked for whoever comes next."""
        self.let_go()
        self.passed_at = now

    def escalate(self, now: datetime) -> None:
        """It is late; only the first time counts."""
        self.escalated_at = self.escalated_at or now

    def mark_hard(self, hard: bool) -> None:
        self.marked_hard = hard

    def close(self, state: str, now: datetime) -> None:
        """End it as `decided`, `withdrawn` or `seen`; nothing happens when it has ended before."""
        if self.is_open:
            self.state, self.closed_at = state, now
            self.let_go()


class Cause(Base):
    """Why an item is in the queue, with the text as it was at that moment. Never edited.

    `findings` are `Finding.to_json` dictionaries: their spans count in `snapshot` (or in the title, when `field` says so).
    `member_id` and `words` are those of a flagger. `version` is the item's version that the cause made or joined.
    """

    __tablename__ = "review_causes"

    id: Mapped[int] = primary_key()
    item_id: Mapped[int] = mapped_column(Id, ForeignKey("review_items.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    risk: Mapped[int]
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int] = mapped_column(Id)
    revision_id: Mapped[int | None] = mapped_column(Id)
    snapshot: Mapped[str] = mapped_column(Text)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    item: Mapped[ReviewItem] = relationship(back_populates="causes")

    __table_args__ = (
        Index(
            "uq_review_causes_flag",
            "subject_kind",
            "subject_id",
            "member_id",
            "revision_id",
            unique=True,
            sqlite_where=IS_FLAG,
            postgresql_where=IS_FLAG,
        ),
        Index("ix_review_causes_subject", "subject_kind", "subject_id"),
    )


holds_path(ReviewItem.scope_path)

# Who looks at it, and how it is told at the desk, shows at the desk alone.
shows(ReviewItem, DESK, but=("claimed_by", "claimed_until", "passed_at", "escalated_at", "marked_hard", "due_at", "version"))
shows(ReviewItem, INBOX)
