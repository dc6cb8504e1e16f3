"""Notes that moderators keep about a member or an item, until a day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path


class StaffNote(Base):
    """One note. `item_id` None: about the member in general. `audience` is one of `note_policies.AUDIENCES`; gone at `until`."""

    __tablename__ = "staff_notes"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(Id, ForeignKey("review_items.id", ondelete="CASCADE"), index=True)
    scope_path: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    category: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)


holds_path(StaffNote.scope_path)
