"""Tables: notices, and what each member wants by mail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key


class Notice(Base):
    """One message to one member about one thing. It holds ids and codes alone: the words are loaded when it is shown.

    `key` is unique for a member, so that telling twice is one notice. `actor_id` is whoever caused it.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        Index("ix_notices_member_id_id", "member_id", "id"),
        Index(
            "ix_notices_unread",
            "member_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = primary_key()
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text, default="")
    subject_id: Mapped[int | None] = mapped_column(Id)
    actor_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column()
    read_at: Mapped[datetime | None] = mapped_column()
    mailed_at: Mapped[datetime | None] = mapped_column()

    @property
    def is_unread(self) -> bool:
        """Whether its member has not opened it yet."""
        return self.read_at is None

    def read(self, moment: datetime) -> None:
        """Its member opened it; only the first time counts."""
        self.read_at = self.read_at or moment


class MailChoice(Base):
    """What a member wants by mail. No row: everything. Kinds are kept by what is off, so that a new kind begins on."""

    __tablename__ = "mail_choices"

    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    off_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    changed_at: Mapped[datetime] = mapped_column()

    def wants(self, kind: str) -> bool:
        """Whether notices of this kind come by mail."""
        return self.is_on and kind not in self.off_kinds

    def choose(self, is_on: bool, off_kinds: Collection[str], moment: datetime) -> None:
        """Keep the member's own choice."""
        self.is_on, self.off_kinds, self.changed_at = is_on, sorted(off_kinds), moment

    def turn_off(self, moment: datetime) -> None:
        """No mail at all; what was chosen for each kind is kept for later."""
        self.is_on, self.changed_at = False, moment
