"""A draft: what one has typed and not posted. Only its author ever reads it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key

KEPT_FOR = timedelta(days=30)
"""A draft nobody touched for so long is forgotten; the composer says so."""


class Draft(Base):
    """`key` is made by the composer and makes posting idempotent: sent twice, it is one post.

    `disputed` are the keys of findings that its author calls wrong; `swaps` is what the last fix replaced (`swaps.Swap`).
    """

    __tablename__ = "drafts"

    id: Mapped[int] = primary_key()
    key: Mapped[str] = mapped_column(Text, unique=True)
    author_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    group_id: Mapped[int | None] = mapped_column(Id, ForeignKey("groups.id", ondelete="SET NULL"))
    discussion_id: Mapped[int | None] = mapped_column(Id, ForeignKey("discussions.id", ondelete="SET NULL"))
    reply_to_id: Mapped[int | None] = mapped_column(Id, ForeignKey("posts.id", ondelete="SET NULL"))
    post_id: Mapped[int | None] = mapped_column(Id, ForeignKey("posts.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[int | None] = mapped_column()
    disputed: Mapped[list[str]] = mapped_column(JSON, default=list)
    swaps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    updated_at: Mapped[datetime] = mapped_column(index=True)
