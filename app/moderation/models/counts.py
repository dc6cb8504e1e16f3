"""Counts that were published. Never changed afterwards, so that nobody can learn anything from two copies of the page."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, primary_key


class PublishedCount(Base):
    """One figure of the quarter that begins on `begins_on`. `value` is None when it is hidden."""

    __tablename__ = "moderation_figures"

    id: Mapped[int] = primary_key()
    begins_on: Mapped[date]
    section: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    value: Mapped[int | None]

    __table_args__ = (UniqueConstraint("begins_on", "section", "category"),)
