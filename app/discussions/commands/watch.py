"""Watching a discussion, and how far one has read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.actor import Actor
from app.core import clock
from app.core.behind import Behind
from app.core.command import command
from app.core.db import db
from app.core.policy import NotFound, require
from app.core.prepared_writes import PreparedWrite
from app.discussions import policies
from app.discussions.models import Discussion, ReadMark, Watch
from app.groups.models import Group


class Mark(NamedTuple):
    """A member has read a discussion up to the place `seq`."""

    member_id: int
    discussion_id: int
    seq: int


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


def mark_read(actor: Actor, discussion_id: int, seq: int) -> None:
    """Remember that the member has read up to `seq`; never less than before. A page does not wait for it (`core.behind`)."""
    if actor.member_id is not None and actor.is_active:
        _marks.note(Mark(actor.member_id, discussion_id, seq))


@command
def mark(marks: Sequence[Mark]) -> None:
    """Note all of them."""
    now = clock.now()
    # In one order everywhere, so that two processes do not wait for each other.
    for one in sorted(marks):
        _MARK.run(**one._asdict(), at=now)


def _further(insert: Any) -> Any:
    # In one statement: two windows that open a discussion at the same moment both mark it.
    return insert.on_conflict_do_update(
        index_elements=["member_id", "discussion_id"],
        set_={"seq": insert.excluded.seq, "at": insert.excluded.at},
        where=ReadMark.seq < insert.excluded.seq,
    )


_MARK = PreparedWrite(ReadMark, (*Mark._fields, "at"), _further)
_marks: Behind[Mark] = Behind(mark)


def _insert(table: type[Watch]) -> Any:
    return (postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert)(table)


def _seen(actor: Actor, discussion_id: int) -> Discussion:
    discussion = db.session.get(Discussion, discussion_id)
    group = db.session.get(Group, discussion.group_id) if discussion else None
    if discussion is None or group is None or not policies.see_discussion(actor, discussion, group):
        raise NotFound
    return discussion
