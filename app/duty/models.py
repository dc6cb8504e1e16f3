"""The rota (shifts and what differs on a day), alarms with every step they took, addresses of webhooks, and follow-ups."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path
from app.duty.codes import PROMISED, SENT

IS_RINGING = text("acknowledged_at IS NULL AND ended_at IS NULL")
IS_WAITING = text("opened_at IS NULL AND ended_at IS NULL")


class DutyShift(Base):
    """Weekly hours in which somebody is on duty for `scope_path` and all below it.

    `hours` are as `help.opening` reads them, by the clocks of `zone`. The days `from_on` to `until_on` count (None: no end). Somebody who
    leaves leaves the row behind without a name, ended: that there was a rota is no secret.
    """

    __tablename__ = "duty_shifts"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    scope_path: Mapped[str] = mapped_column(Text)
    hours: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    def end(self, last: date) -> None:
        """`last` is its last day; one that ended before stays as it is."""
        self.until_on = last if self.until_on is None else min(self.until_on, last)


class DutyChange(Base):
    """On one day another member takes a shift; `taken_by` None: nobody does. `day` is the one on which the turn begins, in its zone."""

    __tablename__ = "duty_changes"

    id: Mapped[int] = primary_key()
    shift_id: Mapped[int] = mapped_column(Id, ForeignKey("duty_shifts.id", ondelete="CASCADE"))
    day: Mapped[date]
    taken_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)

    __table_args__ = (UniqueConstraint("shift_id", "day"),)


class DutyHook(Base):
    """An address that a call is sent to as well: a member's own, or the team's at `scope_path` (then `member_id` is None).

    `secret` signs what is sent; whoever receives it knows it too.
    """

    __tablename__ = "duty_hooks"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    scope_path: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    secret: Mapped[str] = mapped_column(Text)


class Alarm(Base):
    """One call for help with one review item, or a drill (then `item_id` is None). Its steps stay.

    `about_id` wrote the words and is never called. `round` counts how often it was passed on; `next_at` is when it goes on.
    """

    __tablename__ = "duty_alarms"

    id: Mapped[int] = primary_key()
    item_id: Mapped[int | None] = mapped_column(Id, ForeignKey("review_items.id", ondelete="CASCADE"), unique=True)
    is_drill: Mapped[bool] = mapped_column(default=False)
    scope_path: Mapped[str] = mapped_column(Text)
    about_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    started_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    raised_at: Mapped[datetime]
    rung: Mapped[str] = mapped_column(Text, default="")
    round: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    ended_at: Mapped[datetime | None]
    enough_words: Mapped[str] = mapped_column(Text, default="")
    enough_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        Index("ix_duty_alarms_ringing", "next_at", sqlite_where=IS_RINGING, postgresql_where=IS_RINGING),
        Index("ix_duty_alarms_raised_at", "raised_at"),
    )

    @property
    def is_ringing(self) -> bool:
        """Whether nobody has said yet that they look."""
        return self.acknowledged_at is None and self.ended_at is None

    def go_on(self, rung: str, next_at: datetime) -> None:
        """The next ones are called; after `next_at` those after them."""
        self.rung, self.next_at, self.round = rung, next_at, self.round + 1

    def acknowledge(self, member_id: int | None, now: datetime) -> bool:
        """Somebody looks; only the first one counts. A drill is over with that. False when somebody did before."""
        if not self.is_ringing:
            return False
        self.acknowledged_at, self.acknowledged_by = now, member_id
        if self.is_drill:
            self.ended_at = now
        return True

    def end(self, now: datetime) -> None:
        """There is nothing to call for any more."""
        self.ended_at = self.ended_at or now

    def enough(self, member_id: int | None, words: str) -> None:
        """No follow-up is needed, and why."""
        self.enough_words, self.enough_by = words, member_id


class AlarmStep(Base):
    """One call of one person, or of the team's address (`member_id` None): on which rung, how, when, and what came of it."""

    __tablename__ = "duty_steps"

    id: Mapped[int] = primary_key()
    alarm_id: Mapped[int] = mapped_column(Id, ForeignKey("duty_alarms.id", ondelete="CASCADE"), index=True)
    round: Mapped[int]
    rung: Mapped[str] = mapped_column(Text)
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    hook_id: Mapped[int | None] = mapped_column(Id, ForeignKey("duty_hooks.id", ondelete="SET NULL"), index=True)
    how: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text, default=PROMISED)
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def came_to(self, outcome: str, now: datetime) -> None:
        """What came of it; one that was sent stays sent."""
        if self.outcome != SENT:
            self.outcome, self.ended_at = outcome, now


class FollowUp(Base):
    """A promise to ask again, `span` after the decision. `opened_at`: it came to the desk. `ended_at`: somebody has asked, or need not."""

    __tablename__ = "duty_follow_ups"

    id: Mapped[int] = primary_key()
    alarm_id: Mapped[int] = mapped_column(Id, ForeignKey("duty_alarms.id", ondelete="CASCADE"))
    span: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    assigned_to: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    words: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        UniqueConstraint("alarm_id", "span"),
        Index("ix_duty_follow_ups_due_at", "due_at", sqlite_where=IS_WAITING, postgresql_where=IS_WAITING),
    )

    def end(self, member_id: int | None, words: str, now: datetime) -> None:
        """Somebody has asked, with a word on how it went, or nobody need."""
        if self.ended_at is None:
            self.ended_at, self.ended_by, self.words = now, member_id, words


for _column in (DutyShift.scope_path, DutyHook.scope_path, Alarm.scope_path):
    holds_path(_column)
