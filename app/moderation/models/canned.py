"""Canned texts: reasons that the team has written well once, with [blanks] for what differs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key


class CannedText(Base):
    """A reason kept for the whole team. `body` may hold blanks in square brackets; each is filled before a decision is sent.

    `clause`, `action` and `measure` are what it goes with: 0 and '' for any. `language` is a code such as 'en', '' for any.
    """

    __tablename__ = "canned_texts"

    id: Mapped[int] = primary_key()
    title: Mapped[str] = mapped_column(Text, unique=True)
    body: Mapped[str] = mapped_column(Text)
    clause: Mapped[int] = mapped_column(default=0)
    action: Mapped[str] = mapped_column(Text, default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
