"""Notices from outsiders, and the keys in their letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key

UNCONFIRMED = "unconfirmed"
WAITING = "waiting"
DECIDED = "decided"
GONE = "gone"
"""States: nobody has pressed the link in the mail; on the desk; a decision ended its item; its item ended without one."""

CONFIRM = "confirm"
STATUS = "status"
"""What a key opens."""


class OutsiderNotice(Base):
    """A notice of illegal content, as the law knows it. `number` is what its sender and the team call it.

    `address` is as typed; `subject_kind` and `subject_id` are what it led to, '' and None when nothing was there. `is_seen`: whoever
    told us could read it then; otherwise no answer says what is there. `name` and `email` may be '' (child abuse), and are after
    `erased_at`. `confirmed_at`: the mail address was proved. `looked_at`: somebody claimed its item. `answer` is a
    moderator's own word to the sender.
    """

    __tablename__ = "outsider_notices"

    id: Mapped[int] = primary_key()
    number: Mapped[str] = mapped_column(Text, unique=True)
    reason: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text, default="")
    subject_id: Mapped[int | None] = mapped_column(Id)
    is_seen: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    member_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(Text, default=UNCONFIRMED)
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    item_id: Mapped[int | None] = mapped_column(Id, ForeignKey("review_items.id", ondelete="SET NULL"), index=True)
    looked_at: Mapped[datetime | None]
    added: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    decision_id: Mapped[int | None] = mapped_column(Id, ForeignKey("decisions.id", ondelete="SET NULL"), index=True)
    ended_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_outsider_notices_state", "state", "made_at"),
        Index("ix_outsider_notices_ended_at", "erased_at", "ended_at"),
    )

    @property
    def is_waiting(self) -> bool:
        return self.state == WAITING

    @property
    def may_add(self) -> bool:
        """Whether its sender can add words still: once, while it waits."""
        return self.is_waiting and self.added_at is None

    @property
    def can_be_written_to(self) -> bool:
        """Whether there is a mail address, and it was proved."""
        return bool(self.email) and self.confirmed_at is not None

    def confirm(self, now: datetime) -> None:
        """The mail address is its sender's; only the first time counts."""
        self.confirmed_at = self.confirmed_at or now

    def wait_on(self, item_id: int) -> None:
        """It is on the desk."""
        self.state, self.item_id = WAITING, item_id

    def add(self, words: str, now: datetime) -> None:
        self.added, self.added_at = words, now

    def end(self, decision_id: int | None, now: datetime) -> None:
        """Its item ended; nothing happens when it did before."""
        if self.is_waiting:
            self.state = DECIDED if decision_id else GONE
            self.decision_id, self.ended_at = decision_id, now

    def reword(self, rewrite: Callable[[str], str]) -> None:
        """Change every text of it, when what it is about is erased for good."""
        self.words, self.added, self.answer = rewrite(self.words), rewrite(self.added), rewrite(self.answer)

    def decide_again(self, decision_id: int) -> None:
        """Somebody else looked again: this decision takes the place of the one that ended it."""
        if self.state == DECIDED:
            self.decision_id = decision_id

    def erase(self, now: datetime) -> None:
        """Who sent it and what they wrote is forgotten; that there was a notice stays, for the figures."""
        self.name = self.email = self.address = self.words = self.added = self.answer = ""
        self.member_id, self.erased_at = None, self.erased_at or now


class OutsiderKey(Base):
    """A link in a letter. Only the token's hash is kept; a letter that is written twice has two keys, and both work."""

    __tablename__ = "outsider_keys"

    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    notice_id: Mapped[int] = mapped_column(Id, ForeignKey("outsider_notices.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(Text)
    good_until: Mapped[datetime] = mapped_column(index=True)
