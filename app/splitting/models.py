"""Advice, plans with their rooms, rules and places, and the offers that members answer after a run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.versions import By, shows
from app.groups.models import GROUP, TREE

DRAFT = "draft"
RUNNING = "running"
DONE = "done"
UNDOING = "undoing"
UNDONE = "undone"
DROPPED = "dropped"
"""States of a plan. Nothing outside the plan changes before it is running; a dropped plan never ran."""

HAND = "hand"
TAG = "tag"
WORD = "word"
CLUSTER = "cluster"
NONE = "none"
"""Why a discussion goes where it goes; `none`: no rule fits, it stays."""

UNDO_FOR = timedelta(days=30)


class Advice(Base):
    """What the advisor last said of a group. `figures`, `reasons` and `proposals` are those of `advice.Advised.to_json`."""

    __tablename__ = "split_advice"

    group_id: Mapped[int] = mapped_column(
        Id, ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    verdict: Mapped[str] = mapped_column(Text)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    proposals: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_at: Mapped[datetime]


class SplitPlan(Base):
    """A plan to split one group. `version` counts every change of it; who saves on an older one is told.

    `run_at` is the moment that every row of a run carries, however often the run is resumed; `undo_at` the same for undoing.
    `stage` is where a run or an undoing stands. `divides`: afterwards nothing new is started in the parent itself.
    """

    __tablename__ = "split_plans"
    __table_args__ = (Index("ix_split_plans_group_id", "group_id", "id"),)

    id: Mapped[int] = primary_key()
    group_id: Mapped[int | None] = mapped_column(Id, ForeignKey("groups.id", ondelete="SET NULL"))
    group_name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default=DRAFT)
    stage: Mapped[str] = mapped_column(Text, default="")
    divides: Mapped[bool] = mapped_column(default=False)
    from_advice: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]
    dry_run_at: Mapped[datetime | None]
    dry_run_version: Mapped[int | None]
    run_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    run_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    undo_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    undo_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def undo_until(self) -> datetime | None:
        """Until when it can be undone; None before it has run."""
        return self.done_at + UNDO_FOR if self.done_at else None

    def can_be_undone(self, now: datetime) -> bool:
        return self.is_done and self.undo_until is not None and now < self.undo_until

    def change(self, member_id: int | None, at: datetime) -> None:
        """Somebody changed the plan: a dry run of before says nothing of it any more."""
        self.version += 1
        self.changed_by, self.changed_at = member_id, at


class SplitRoom(Base):
    """One subgroup that the plan makes. `group_id` is set once it is made; `slug` is a wish, '' leaves it to the name."""

    __tablename__ = "split_rooms"
    __table_args__ = (Index("ix_split_rooms_plan_id", "plan_id", "position", "id"),)

    id: Mapped[int] = primary_key()
    plan_id: Mapped[int] = mapped_column(Id, ForeignKey("split_plans.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text, default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    group_id: Mapped[int | None] = mapped_column(Id, ForeignKey("groups.id", ondelete="SET NULL"), index=True)


class SplitRule(Base):
    """Discussions with this tag, this word, or most of the words of this cluster go to the room. A value serves one room only."""

    __tablename__ = "split_rules"
    __table_args__ = (UniqueConstraint("plan_id", "kind", "value"),)

    id: Mapped[int] = primary_key()
    plan_id: Mapped[int] = mapped_column(Id, ForeignKey("split_plans.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(Id, ForeignKey("split_rooms.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)


class SplitPlace(Base):
    """Where one discussion of the group goes: `room_id` None, it stays. `other_room_id` would fit as well: somebody should look.

    `note` is a code when a run left it where it was though a room was named ('removed', 'moved_since', 'would_widen').
    """

    __tablename__ = "split_places"
    __table_args__ = (Index("ix_split_places_room", "plan_id", "room_id", "discussion_id"),)

    plan_id: Mapped[int] = mapped_column(Id, ForeignKey("split_plans.id", ondelete="CASCADE"), primary_key=True)
    discussion_id: Mapped[int] = mapped_column(
        Id, ForeignKey("discussions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    room_id: Mapped[int | None] = mapped_column(Id, ForeignKey("split_rooms.id", ondelete="SET NULL"))
    other_room_id: Mapped[int | None] = mapped_column(Id, ForeignKey("split_rooms.id", ondelete="SET NULL"))
    why: Mapped[str] = mapped_column(Text, default=NONE)
    value: Mapped[str] = mapped_column(Text, default="")
    placed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    moved_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]


class SplitOffer(Base):
    """One member's choice after a run: which of the parent and the rooms to keep. Unanswered, they keep all of them."""

    __tablename__ = "split_offers"

    plan_id: Mapped[int] = mapped_column(Id, ForeignKey("split_plans.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        Id, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    suggested_room_id: Mapped[int | None] = mapped_column(Id, ForeignKey("split_rooms.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]


# A group's own page says to those who look after it how its dividing stands.
shows(Advice, TREE, by=(By(GROUP, "group_id"),), only=("verdict",))
shows(SplitPlan, TREE, by=(By(GROUP, "group_id"),), only=("state", "group_id"))
