"""Acts that take two people: one asks, another one does. Asked for and not done, they run out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path

ASKED = "asked"
DONE = "done"
REFUSED = "refused"
EXPIRED = "expired"

IS_ASKED = text("state = 'asked'")


class GraveAct(Base):
    """A lasting exclusion, or erasing content for good. `kind` is one of `grave.ACTS`.

    `member_id` is whom it is about. `clause` and `statement` are the first person's; the one who does it decides with them.
    `state` is ASKED, DONE, REFUSED or EXPIRED; `decision_id` is what was decided when it was done.
    """

    __tablename__ = "grave_acts"

    id: Mapped[int] = primary_key()
    kind: Mapped[str] = mapped_column(Text)
    scope_path: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int] = mapped_column(Id)
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    clause: Mapped[int]
    statement: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, default=ASKED)
    ended_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    ended_at: Mapped[datetime | None]
    decision_id: Mapped[int | None] = mapped_column(Id, ForeignKey("decisions.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        Index("ix_grave_acts_state", "state", "expires_at"),
        # Of two who ask for the same at once, one does.
        Index(
            "uq_grave_acts_asked",
            "kind",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=IS_ASKED,
            postgresql_where=IS_ASKED,
        ),
        Index("ix_grave_acts_subject", "subject_kind", "subject_id"),
    )

    @property
    def is_asked(self) -> bool:
        return self.state == ASKED

    @property
    def author_id(self) -> int | None:
        """Whom it is about, as the desk's rules call it."""
        return self.member_id

    def end(self, state: str, member_id: int | None, now: datetime, decision_id: int | None = None) -> None:
        """End it; ended before, nothing happens."""
        if self.is_asked:
            self.state, self.ended_by, self.ended_at, self.decision_id = state, member_id, now, decision_id


holds_path(GraveAct.scope_path)
