"""Appeals against decisions, and what the two sides asked each other. An appeal ends once; its words are never edited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Id, primary_key

WAITING = "waiting"
UPHELD = "upheld"
CHANGED = "changed"
OVERTURNED = "overturned"
TAKEN_BACK = "taken_back"
OUTCOMES = (UPHELD, CHANGED, OVERTURNED)
"""How somebody else decided: the decision stands, another one takes its place, or it never was."""


class Appeal(Base):
    """A member's words against a decision about them; one for each decision.

    `item_id` is its item at the desk, `outcome_id` the decision that ended it. `state` is WAITING, one of OUTCOMES, or TAKEN_BACK.
    """

    __tablename__ = "appeals"

    id: Mapped[int] = primary_key()
    decision_id: Mapped[int] = mapped_column(Id, ForeignKey("decisions.id", ondelete="CASCADE"), unique=True)
    item_id: Mapped[int | None] = mapped_column(Id, ForeignKey("review_items.id", ondelete="SET NULL"), index=True)
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(Text, default=WAITING)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    outcome_id: Mapped[int | None] = mapped_column(Id, ForeignKey("decisions.id", ondelete="SET NULL"), index=True)

    questions: Mapped[list[AppealQuestion]] = relationship(order_by="AppealQuestion.id")

    @property
    def is_waiting(self) -> bool:
        return self.state == WAITING

    def end(self, state: str, now: datetime, outcome_id: int | None = None) -> None:
        """End it as one of OUTCOMES, or taken back; ended before, nothing happens."""
        if self.is_waiting:
            self.state, self.ended_at, self.outcome_id = state, now, outcome_id

    def question(self, *, from_member: bool) -> AppealQuestion | None:
        """The one question of a side, when it was asked."""
        return next((one for one in self.questions if one.is_from_member == from_member), None)


class AppealQuestion(Base):
    """One side asks the other, once. `staff_id` is the moderator who asked or answered; `answer` is '' until it came."""

    __tablename__ = "appeal_questions"

    id: Mapped[int] = primary_key()
    appeal_id: Mapped[int] = mapped_column(Id, ForeignKey("appeals.id", ondelete="CASCADE"))
    is_from_member: Mapped[bool]
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)

    __table_args__ = (UniqueConstraint("appeal_id", "is_from_member"),)

    def reply(self, words: str, now: datetime, staff_id: int | None = None) -> None:
        """Keep the answer; the first one stands."""
        if self.answered_at is None:
            self.answer, self.answered_at = words, now
            self.staff_id = self.staff_id or staff_id
