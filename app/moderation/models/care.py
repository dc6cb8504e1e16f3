"""What moderators chose for themselves, so that hard things weigh less."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id


class CareChoice(Base):
    """One moderator's own choice; no row: as the desk does for everybody. `cover` is one of `care.COVERS`."""

    __tablename__ = "care_choices"

    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    cover: Mapped[str] = mapped_column(Text)
