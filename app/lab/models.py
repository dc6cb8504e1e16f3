"""Rules and their versions, effects by place, what the checks noticed in each draft, and trips of the breaker."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path
from app.core.versions import HOUSE, shows

WORDS = "words"
PATTERN = "pattern"
KINDS = (WORDS, PATTERN)
"""How a rule looks: a list of words and phrases, or one pattern."""

QUIET = "quiet"
ALERT = "alert"
LEFT = "left"
RESTORED = "restored"
SEEN = "seen"
RUNNING = (QUIET, ALERT, LEFT)
"""States of a trip while it lasts. `quiet` and `left` hush the check; `alert` is about one that is never hushed."""
HUSHED = (QUIET, LEFT)

RULES = "rules"
"""The family of staff's own rules."""

IS_RUNNING = text("state IN ('quiet', 'alert', 'left')")


class LabRule(Base):
    """One rule of staff's own, as it is now. `terms` are words and phrases, one a line, or a pattern.

    `language` is a code or '' for any; effects are words of `guidelines.effects.Effect`, `newcomer_effect` '' when nothing rises.
    The cases are texts that it must, or must not, find something in. It sleeps after `ends_on`.
    """

    __tablename__ = "lab_rules"

    id: Mapped[int] = primary_key()
    scope_path: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    terms: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text, default="")
    effect: Mapped[str] = mapped_column(Text)
    newcomer_effect: Mapped[str] = mapped_column(Text, default="")
    clause: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    fix: Mapped[str] = mapped_column(Text, default="")
    must_match: Mapped[list[str]] = mapped_column(JSON)
    must_not_match: Mapped[list[str]] = mapped_column(JSON)
    ends_on: Mapped[date | None]
    is_on: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    changed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]

    __table_args__ = (Index("ix_lab_rules_scope_path", "scope_path"),)

    @property
    def check_name(self) -> str:
        """What its check, and the kind of its findings, are called."""
        return f"rule:{self.id}"


class LabVersion(Base):
    """A rule as it was saved once, by whom and why. Never edited. `content` is `inputs.RuleInput.to_json`."""

    __tablename__ = "lab_versions"

    id: Mapped[int] = primary_key()
    rule_id: Mapped[int] = mapped_column(Id, ForeignKey("lab_rules.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    saved_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("rule_id", "number"),)


class CheckEffect(Base):
    """What a family does in a place and below it. `kind` or `level` '' means all; `newcomer_effect` '' when nothing rises."""

    __tablename__ = "check_effects"

    id: Mapped[int] = primary_key()
    scope_path: Mapped[str] = mapped_column(Text)
    family: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[str] = mapped_column(Text, default="")
    effect: Mapped[str] = mapped_column(Text)
    newcomer_effect: Mapped[str] = mapped_column(Text, default="")
    changed_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("scope_path", "family", "kind", "level"),)


class CheckedDraft(Base):
    """One draft that was checked, however often it was sent in. Kept for `counting.KEEP`, without its words.

    `digest` stands for the draft's key, which is secret. `state` is what became of it last.
    """

    __tablename__ = "checked_drafts"

    id: Mapped[int] = primary_key()
    digest: Mapped[str] = mapped_column(Text, unique=True)
    scope_path: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    post_id: Mapped[int | None] = mapped_column(Id, ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)


class CheckTouch(Base):
    """A check noticed something in a draft: counted once, whatever was tried after that.

    `is_strong`: the effect was more than a note. `is_anyway`: it was posted with the finding in it. `is_disputed`: its author called
    it wrong.
    """

    __tablename__ = "check_touches"

    draft_id: Mapped[int] = mapped_column(
        Id, ForeignKey("checked_drafts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    check_name: Mapped[str] = mapped_column(Text, primary_key=True)
    is_strong: Mapped[bool] = mapped_column(default=False)
    is_anyway: Mapped[bool] = mapped_column(default=False)
    is_disputed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index("ix_check_touches_check_name", "check_name", "draft_id"),)


class CheckTrip(Base):
    """The breaker tripped for a check. At most one runs for each. The figures are those of that moment."""

    __tablename__ = "check_trips"

    id: Mapped[int] = primary_key()
    check_name: Mapped[str] = mapped_column(Text)
    scope_path: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    first_draft_id: Mapped[int] = mapped_column(Id)
    checked: Mapped[int]
    touched: Mapped[int]
    usual_checked: Mapped[int]
    usual_touched: Mapped[int]
    chance: Mapped[float]
    settled_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_check_trips_running",
            "check_name",
            unique=True,
            sqlite_where=IS_RUNNING,
            postgresql_where=IS_RUNNING,
        ),
        Index("ix_check_trips_check_name", "check_name", "id"),
    )

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def is_hushed(self) -> bool:
        return self.state in HUSHED

    def settle(self, state: str, member_id: int | None, at: datetime) -> None:
        """Somebody decided: `left`, `restored` or `seen`."""
        self.state, self.settled_by, self.settled_at = state, member_id, at


# A rule, an effect or a trip of one group must never begin to hold in the group that takes it in, which covers more people.
holds_path(LabRule.scope_path, rights=True)
holds_path(CheckEffect.scope_path, rights=True)
holds_path(CheckTrip.scope_path, rights=True)
holds_path(CheckedDraft.scope_path)


shows(LabRule, HOUSE)
shows(CheckEffect, HOUSE)
shows(CheckTrip, HOUSE)
