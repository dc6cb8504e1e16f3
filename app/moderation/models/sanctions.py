"""Sanctions: the measure that a decision laid on a member, with its end and the day from which it no longer counts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path

BY_APPEAL = "appeal"
BY_STAFF = "staff"
REPLACED = "replaced"
PLACE_GONE = "place_gone"
LIFTED = (BY_APPEAL, BY_STAFF, REPLACED, PLACE_GONE)
"""Why a sanction ended before its time. `appeal`: it should not have been, so it never counts again."""


class Sanction(Base):
    """A measure on a member. `kind` is one of `measures.MEASURES`, `path` where it holds.

    `until` is when its effect ends (None: words alone, or an exclusion), `fades_at` when it no longer counts in the member's
    standing (None: never). `told_end_at` says that the member knows of its end. `restriction_id` is what accounts enforces, for
    a limit; `replaced_by_id` is the limit that took its place. No row changes but by `lift`, `give_way_to`, `told_of_end`, the
    end itself, and what an appeal undoes.
    """

    __tablename__ = "sanctions"

    id: Mapped[int] = primary_key()
    decision_id: Mapped[int] = mapped_column(Id, ForeignKey("decisions.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    from_at: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(index=True)
    fades_at: Mapped[datetime | None]
    lifted_at: Mapped[datetime | None]
    lifted_because: Mapped[str] = mapped_column(Text, default="")
    told_end_at: Mapped[datetime | None]
    restriction_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("restrictions.id", ondelete="SET NULL"), unique=True
    )
    replaced_by_id: Mapped[int | None] = mapped_column(Id, ForeignKey("sanctions.id", ondelete="SET NULL"), index=True)

    __table_args__ = (Index("ix_sanctions_member_id", "member_id", "from_at"),)

    @staticmethod
    def counting(now: datetime) -> ColumnElement[bool]:
        """SQL for `counts`."""
        return and_(Sanction.lifted_because != BY_APPEAL, or_(Sanction.fades_at.is_(None), Sanction.fades_at > now))

    def counts(self, now: datetime) -> bool:
        """Whether it still counts in the member's standing."""
        return self.lifted_because != BY_APPEAL and (self.fades_at is None or self.fades_at > now)

    def is_in_effect(self, now: datetime) -> bool:
        """Whether it keeps the member from something now; words alone never do."""
        is_limit = self.restriction_id is not None
        return is_limit and self.lifted_at is None and (self.until is None or self.until > now)

    def lift(self, because: str, now: datetime) -> bool:
        """End it now. False, and nothing happens, when that was done before."""
        if self.lifted_at is not None:
            return False
        self.lifted_at, self.lifted_because = now, because
        return True

    def give_way_to(self, newer_id: int) -> None:
        """A newer limit stands in its place: should that one never have been, this one holds again."""
        self.replaced_by_id = newer_id

    def never_was(self, now: datetime) -> None:
        """The decision was overturned: ended long ago or not, it counts no more."""
        self.lifted_at, self.lifted_because = self.lifted_at or now, BY_APPEAL

    def hold_again(self, restriction_id: int | None, fades_at: datetime | None) -> None:
        """What took its place never was: it holds again, as before."""
        self.lifted_at, self.lifted_because, self.told_end_at = None, "", None
        self.restriction_id, self.fades_at, self.replaced_by_id = restriction_id, fades_at, None

    def told_of_end(self, now: datetime) -> None:
        self.told_end_at = self.told_end_at or now


holds_path(Sanction.path, rights=True)
