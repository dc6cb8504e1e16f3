"""Decisions: a moderator's rulings. Never edited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path


class Decision(Base):
    """A moderator's ruling on one version of an item. Never edited; only a later row can overturn it.

    It keeps everything its statement of reasons is made of: the words concerned, the clause by number and name, the reason.
    `state_before` is the subject's state then, `waited_seconds` the time from the item's arrival, `item_kind` the item's kind.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = primary_key()
    item_id: Mapped[int] = mapped_column(Id, ForeignKey("review_items.id", ondelete="CASCADE"))
    version: Mapped[int]
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int] = mapped_column(Id)
    revision_id: Mapped[int | None] = mapped_column(Id)
    scope_path: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(Text)
    clause: Mapped[int]
    clause_title: Mapped[str] = mapped_column(Text)
    statement: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    state_before: Mapped[str] = mapped_column(Text)
    words: Mapped[list[str]] = mapped_column(JSON)
    item_kind: Mapped[str] = mapped_column(Text)
    waited_seconds: Mapped[int]

    __table_args__ = (
        UniqueConstraint("item_id", "version"),
        Index("ix_decisions_author_id", "author_id", "decided_at"),
    )


holds_path(Decision.scope_path)
