"""Decisions: a moderator's rulings, never edited; and the keys that open a statement without signing in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id, primary_key
from app.core.scope import holds_path
from app.core.versions import shows
from app.moderation.models.items import INBOX


class Decision(Base):
    """A moderator's ruling on one version of an item. Never edited; only a later row can overturn it.

    It keeps everything its statement of reasons is made of: the words concerned, the clause by number and name (or `law`), the
    reason. `action` is about the words, `measure` about the person ('' for none), on `path` and until `until` (None: without
    an end). `found_by` is one of `ruling.FOUND_BY`; `checks` are the checks that found something in the text, as `family/kind`
    (a rule of the lab is its own family); `automated` says whether a machine kept the words back before a person decided.
    `state_before` is the subject's state then, `waited_seconds` the time from the item's arrival, `item_kind` the item's kind.
    `before` holds ids, states and counters, never words: what an appeal needs to put everything back (see the adapter's `apply`).
    """

    __tablename__ = "decisions"

    id: Mapped[int] = primary_key()
    item_id: Mapped[int] = mapped_column(Id, ForeignKey("review_items.id", ondelete="CASCADE"))
    version: Mapped[int]
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int] = mapped_column(Id)
    revision_id: Mapped[int | None] = mapped_column(Id)
    scope_path: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"))
    decided_by: Mapped[int | None] = mapped_column(Id, ForeignKey("members.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text, default="")
    path: Mapped[str] = mapped_column(Text, default="")
    until: Mapped[datetime | None]
    clause: Mapped[int]
    clause_title: Mapped[str] = mapped_column(Text)
    law: Mapped[str] = mapped_column(Text, default="")
    statement: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    state_before: Mapped[str] = mapped_column(Text)
    words: Mapped[list[str]] = mapped_column(JSON)
    item_kind: Mapped[str] = mapped_column(Text)
    waited_seconds: Mapped[int]
    found_by: Mapped[str] = mapped_column(Text, default="staff")
    checks: Mapped[list[str]] = mapped_column(JSON, default=list)
    automated: Mapped[bool] = mapped_column(default=False)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        UniqueConstraint("item_id", "version"),
        Index("ix_decisions_author_id", "author_id", "decided_at"),
        Index("ix_decisions_subject", "subject_kind", "subject_id"),
    )


class StatementKey(Base):
    """A link to one statement that works without signing in. Only the token's hash is kept.

    A letter that is written twice has two keys; both are good until `good_until`.
    """

    __tablename__ = "statement_keys"

    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    decision_id: Mapped[int] = mapped_column(Id, ForeignKey("decisions.id", ondelete="CASCADE"), index=True)
    good_until: Mapped[datetime] = mapped_column(index=True)


holds_path(Decision.scope_path)
# A measure is a right taken: it never grows to the path of a group that another one goes up in.
holds_path(Decision.path, rights=True)
shows(Decision, INBOX)
