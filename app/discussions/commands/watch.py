"""Watching a discussion, and how far one has read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import NotFound, require
from app.discussions import policies
from app.discussions.models import Discussion, ReadMark, Watch
from app.groups.models import Group


@command
def watch(actor: Actor, discussion_id: int) -> None:
    """Hear about every post of the discussion. Idempotent. Raises NotFound, Forbidden."""
    require(policies.watch(actor))
    _seen(actor, discussion_id)
    row = _insert(Watch).values(discussion_id=discussion_id, member_id=actor.member_id, since=clock.now())
    db.session.execute(row.on_conflict_do_nothing())


@command
def unwatch(actor: Actor, discussion_id: int) -> None:
    """Hear no more of the discussion. Idempotent."""
    require(policies.watch(actor))
    db.session.execute(delete(Watch).where(Watch.discussion_id == discussion_id, Watch.member_id == actor.member_id))


@command
def mark_read(actor: Actor, discussion_id: int, seq: int) -> None:
    """Remember that the member has read up to `seq`; never less than before."""
    if not actor.is_active:
        return
    # In one statement: two windows that open a discussion at the same moment both mark it.
    row = _insert(ReadMark).values(member_id=actor.member_id, discussion_id=discussion_id, seq=seq, at=clock.now())
    further = row.on_conflict_do_update(
        index_elements=["member_id", "discussion_id"],
        set_={"seq": row.excluded.seq, "at": row.excluded.at},
        where=ReadMark.seq < row.excluded.seq,
    )
    db.session.execute(further)


def _insert(table: type[Watch] | type[ReadMark]) -> Any:
    return (postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert)(table)


def _seen(actor: Actor, discussion_id: int) -> Discussion:
    discussion = db.session.get(Discussion, discussion_id)
    group = db.session.get(Group, discussion.group_id) if discussion else None
    if discussion is None or group is None or not policies.see_discussion(actor, discussion, group):
        raise NotFound
    return discussion
