"""What moderators chose for themselves, so that hard things weigh less."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id
from app.core.versions import shows
from app.moderation.models.items import INBOX


class CareChoice(Base):
    """One moderator's own choice; no row: as the desk does for everybody. `cover` is one of `care.COVERS`; `most` hard items in a
    shift, None: as the setting says.
    """

    __tablename__ = "care_choices"

    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    cover: Mapped[str] = mapped_column(Text)
    most: Mapped[int | None]


class HardLook(Base):
    """A moderator took up a hard item in the shift that began at `shift_at`. Kept for that shift alone."""

    __tablename__ = "hard_looks"

    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(
        Id, ForeignKey("review_items.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    shift_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)


shows(CareChoice, INBOX)
shows(HardLook, INBOX)
