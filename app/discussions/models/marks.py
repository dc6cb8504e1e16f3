"""What a member has read, what they watch, who was mentioned, and which post quotes which."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id


class ReadMark(Base):
    """How far a member has read: everything that came out up to `seq`."""

    __tablename__ = "read_marks"

    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    discussion_id: Mapped[int] = mapped_column(
        Id, ForeignKey("discussions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    seq: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column()


class Watch(Base):
    """A member wishes to hear about every post of a discussion."""

    __tablename__ = "watches"

    discussion_id: Mapped[int] = mapped_column(Id, ForeignKey("discussions.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column()


class Mention(Base):
    """A post names a member."""

    __tablename__ = "mentions"

    post_id: Mapped[int] = mapped_column(Id, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class PostQuote(Base):
    """A text of the post, of now or before, quotes another post under the name that its author had then."""

    __tablename__ = "post_quotes"

    post_id: Mapped[int] = mapped_column(Id, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    quoted_id: Mapped[int] = mapped_column(Id, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
