"""What moderators leave for each other at the desk: saved views, items passed on, questions to colleagues, hand-over notes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path
from app.core.versions import shows
from app.moderation.models.items import INBOX


class SavedView(Base):
    """A filter of the inbox under a name. Shared ones are offered to every moderator.

    `filters` is what `Which.query` gives, without the place: that is a path, and moves with its group.
    """

    __tablename__ = "desk_views"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    filters: Mapped[dict[str, str]] = mapped_column(JSON)
    place: Mapped[str] = mapped_column(Text, default="")
    is_shared: Mapped[bool] = mapped_column(default=False, index=True)

    __table_args__ = (UniqueConstraint("member_id", "name"),)


class PassedOn(Base):
    """A moderator gave an item back to the queue: until the end of their shift it comes last for them."""

    __tablename__ = "desk_passes"

    id: Mapped[int] = primary_key()
    item_id: Mapped[int] = mapped_column(Id, ForeignKey("review_items.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"))
    until: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("item_id", "member_id"),
        Index("ix_desk_passes_member_id", "member_id", "until"),
    )


class Question(Base):
    """One moderator asks another about an item. `answer` is '' until it came."""

    __tablename__ = "desk_questions"

    id: Mapped[int] = primary_key()
    item_id: Mapped[int] = mapped_column(Id, ForeignKey("review_items.id", ondelete="CASCADE"), index=True)
    asked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    asked_of: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_desk_questions_asked_of", "asked_of", "answered_at"),)

    def reply(self, words: str, now: datetime) -> None:
        """Keep the colleague's answer; the first one stands."""
        if self.answered_at is None:
            self.answer, self.answered_at = words, now


class HandOver(Base):
    """A note for whoever comes next: about one item as long as it is open, or about a place until it runs out."""

    __tablename__ = "desk_hand_overs"

    id: Mapped[int] = primary_key()
    item_id: Mapped[int | None] = mapped_column(Id, ForeignKey("review_items.id", ondelete="CASCADE"), index=True)
    scope_path: Mapped[str] = mapped_column(Text)
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(index=True)


holds_path(HandOver.scope_path)
holds_path(SavedView.place)
for _model in (SavedView, PassedOn, Question, HandOver):
    shows(_model, INBOX)
