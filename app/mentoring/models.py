"""Mentors' settings, newcomers with their clocks, claims, greetings, introductions, thanks, cards, nominations, and who was asked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.versions import Key, shows
from app.mentoring.clocks import Times

WELCOME = Key("welcome")
"""What the welcome desk shows of newcomers, of who welcomes them, and of mentors."""

LET_GO = "let_go"
HANDED_OVER = "handed_over"
AWAY = "away"
ROLE_ENDED = "role_ended"
SETTLED = "settled"
LEFT = "left"
FULL = "full"
"""How a claim ends: let go, passed to a colleague, the mentor is away or no longer one, the newcomer has settled or has gone, the
mentor holds fewer than before."""

USUAL_CAPACITY = 5

IS_HELD = text("ended_at IS NULL")
IS_NEW = text("settled_at IS NULL")


class Mentor(Base):
    """What a mentor says of themselves. The role itself is a grant in accounts; without this row the defaults hold."""

    __tablename__ = "mentors"

    member_id: Mapped[int] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    capacity: Mapped[int] = mapped_column(default=USUAL_CAPACITY)
    hours: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    subjects: Mapped[list[str]] = mapped_column(JSON, default=list)
    avoids: Mapped[list[str]] = mapped_column(JSON, default=list)
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    changed_at: Mapped[datetime]

    def is_away(self, today: date) -> bool:
        """Both days are part of it; without an end it lasts until they say otherwise."""
        if self.away_from is None or today < self.away_from:
            return False
        return self.away_until is None or today <= self.away_until


class Newcomer(Base):
    """A member who is new, until they have settled. Times are of what happened to them; None: not yet.

    `greeted_at` is when a person other than themselves first answered or greeted them, whoever it was. `returned_at` is when they
    were first seen after that. `group_id` is where they first wrote, else the first group they joined. `waiting_since` orders the
    desk, the longest waiting first; for who waits for nobody it is when they would be missed (see `clocks`).
    """

    __tablename__ = "newcomers"
    __table_args__ = (
        Index(
            "ix_newcomers_waiting",
            "waiting_since",
            "member_id",
            sqlite_where=IS_NEW,
            postgresql_where=IS_NEW,
        ),
        Index("ix_newcomers_arrived_at", "arrived_at"),
        Index("ix_newcomers_first_post_at", "first_post_at"),
    )

    member_id: Mapped[int] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    arrived_at: Mapped[datetime]
    group_id: Mapped[int | None] = mapped_column(Id, ForeignKey("groups.id", ondelete="SET NULL"), index=True)
    first_post_id: Mapped[int | None] = mapped_column(Id, ForeignKey("posts.id", ondelete="SET NULL"))
    first_post_at: Mapped[datetime | None]
    second_post_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    greeted_at: Mapped[datetime | None]
    greeted_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    returned_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    waiting_since: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    @property
    def times(self) -> Times:
        """What the clocks need to know."""
        return Times(
            arrived_at=self.arrived_at,
            seen_at=self.seen_at,
            first_post_at=self.first_post_at,
            answered_at=self.answered_at,
            greeted_at=self.greeted_at,
            returned_at=self.returned_at,
        )


class Welcome(Base):
    """A mentor's claim of a newcomer; a newcomer has at most one that has not ended. `note` goes along when it is handed over."""

    __tablename__ = "welcomes"
    __table_args__ = (
        Index(
            "uq_welcomes_held",
            "newcomer_id",
            unique=True,
            sqlite_where=IS_HELD,
            postgresql_where=IS_HELD,
        ),
        Index("ix_welcomes_mentor_id", "mentor_id", "ended_at"),
    )

    id: Mapped[int] = primary_key()
    newcomer_id: Mapped[int] = mapped_column(Id, ForeignKey("newcomers.member_id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"))
    claimed_at: Mapped[datetime]
    from_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    ending: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_held(self) -> bool:
        return self.ended_at is None

    def end(self, ending: str, at: datetime) -> None:
        """Only the first ending counts."""
        if self.is_held:
            self.ended_at, self.ending = at, ending


class Greeting(Base):
    """A welcome that a mentor sent: a post (`post_id`), or words for the newcomer alone who has not written yet."""

    __tablename__ = "greetings"
    __table_args__ = (UniqueConstraint("mentor_id", "draft_key"),)

    id: Mapped[int] = primary_key()
    newcomer_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    draft_key: Mapped[str] = mapped_column(Text)
    post_id: Mapped[int | None] = mapped_column(Id, ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime]
    thanked_at: Mapped[datetime | None]

    def thank(self, at: datetime) -> None:
        """Once."""
        self.thanked_at = self.thanked_at or at


class Introduction(Base):
    """A mentor named `member_id` to the newcomer. Either may decline; nobody is told."""

    __tablename__ = "introductions"
    __table_args__ = (UniqueConstraint("newcomer_id", "member_id"),)

    id: Mapped[int] = primary_key()
    greeting_id: Mapped[int] = mapped_column(Id, ForeignKey("greetings.id", ondelete="CASCADE"), index=True)
    newcomer_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]
    declined_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)

    def decline(self, member_id: int, at: datetime) -> None:
        """Only the first time counts."""
        if self.declined_at is None:
            self.declined_at, self.declined_by = at, member_id


class Card(Base):
    """A member's card. `introduced`: whether mentors may introduce them to somebody new, and somebody to them."""

    __tablename__ = "cards"

    member_id: Mapped[int] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    introduced: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]


class CardField(Base):
    """One field of a card with its own audience: 'me', 'mentors' or 'members'. `term` is what matching compares."""

    __tablename__ = "card_fields"
    __table_args__ = (Index("ix_card_fields_term", "field", "term"),)

    member_id: Mapped[int] = mapped_column(Id, ForeignKey("cards.member_id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    term: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(Text)


class Nomination(Base):
    """Staff or a mentor think that a member would make a good mentor. `evidence` holds counts, no words."""

    __tablename__ = "nominations"

    id: Mapped[int] = primary_key()
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int] = mapped_column(Id, ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    nominated_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    nominated_at: Mapped[datetime]
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    accepted: Mapped[bool | None]

    def answer(self, member_id: int | None, accepted: bool, at: datetime) -> None:
        """Only the first answer counts."""
        if self.answered_at is None:
            self.answered_by, self.accepted, self.answered_at = member_id, accepted, at


class Asked(Base):
    """An unanswered discussion that suitable followers were asked to look at, and that reached the desk later if nobody did."""

    __tablename__ = "asked"

    discussion_id: Mapped[int] = mapped_column(
        Id, ForeignKey("discussions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    asked_at: Mapped[datetime | None]
    asked_count: Mapped[int] = mapped_column(default=0)
    on_desk_at: Mapped[datetime | None]


for _model in (Mentor, Newcomer, Welcome, CardField):
    shows(_model, WELCOME)
