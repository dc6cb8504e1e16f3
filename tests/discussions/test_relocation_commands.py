"""Many discussions go to another group at once: nothing is lost, nobody reads more than before, and every count is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM
from app.audit.models import AuditEntry
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Forbidden
from app.discussions.commands.order import pin
from app.discussions.commands.relocation import Relocated, relocate
from app.discussions.models import Discussion, Draft, Post, ReadMark, Watch
from app.discussions.queries.meant import meant_for_group
from app.groups.audience import Audience
from app.groups.commands import GroupInput, admit, create_group, divide_group
from app.groups.models import Group
from app.moderation.models import OPEN, ReviewItem
from tests.world import World, answer, start


@command
def _relocate(ids: list[int], source_id: int, target_id: int) -> Relocated:
    source, target = db.session.get_one(Group, source_id), db.session.get_one(Group, target_id)
    return relocate(SYSTEM, ids, source, target, at=clock.now())


def _all_of(group_id: int) -> list[int]:
    return list(db.session.scalars(select(Discussion.id).where(Discussion.group_id == group_id)))


def _marks() -> list[tuple[object, ...]]:
    rows = [
        db.session.execute(select(table).order_by(*table.__table__.primary_key)).scalars().all()
        for table in (Watch, ReadMark, Draft)
    ]
    return [
        tuple(getattr(row, column.key) for column in type(row).__table__.columns) for found in rows for row in found
    ]


def _recounted(group_id: int) -> int:
    out = (Discussion.published_at.is_not(None), Discussion.removed_at.is_(None))
    return db.session.scalar(select(func.count()).where(Discussion.group_id == group_id, *out)) or 0


def _room(world: World, corner: str, access: str, members: tuple[str, ...] = ()) -> int:
    room = create_group(
        SYSTEM, GroupInput("Ablation room", "For a while.", access, parent_id=world.corners[corner].group_id)
    )
    admit(room, {world.members[name]: clock.now() for name in members})
    return room


def test_held_removed_and_open_discussions_move_with_their_waiting_items(world: World) -> None:
    source, room = world.corners["public"], _room(world, "public", "public")
    pin(world.actor("ana"), source.discussion, pinned=True)
    before = _marks()
    everything = _all_of(source.group_id)
    found = _relocate([*everything, world.corners["other"].group_id, 10**6], source.group_id, room)
    assert (sorted(found.moved), found.stayed) == (sorted(everything), ())
    assert _marks() == before, "follows, read marks and drafts are as they were"
    for group_id in (source.group_id, room):
        assert db.session.get_one(Group, group_id).discussion_count == _recounted(group_id)
    assert (_recounted(source.group_id), _recounted(room)) == (0, 1)
    path = db.session.get_one(Group, room).path
    posts = select(Post.id).where(Post.discussion_id.in_(everything))
    scopes = select(ReviewItem.scope_path).where(ReviewItem.state == OPEN, ReviewItem.subject_id.in_(posts))
    assert set(db.session.scalars(scopes)) == {path}
    assert db.session.get_one(Discussion, source.discussion).pinned_at is not None
    facts = db.session.scalars(select(AuditEntry.ids).where(AuditEntry.fact == "DiscussionsRelocated")).all()
    assert [fact["discussion_ids"] for fact in facts] == [sorted(everything)]


def test_doing_it_twice_moves_nothing_more_and_what_is_elsewhere_stays_there(world: World) -> None:
    source, room = world.corners["members"], _room(world, "members", "members")
    everything = _all_of(source.group_id)
    _relocate(everything, source.group_id, room)
    version = db.session.get_one(Discussion, source.discussion).version
    assert _relocate(everything, source.group_id, room) == Relocated((), ())
    assert _relocate(everything, room, room) == Relocated((), ())
    assert db.session.get_one(Discussion, source.discussion).version == version


def test_audiences_narrow_to_what_the_room_allows(world: World) -> None:
    source, room = world.corners["public"], _room(world, "public", "members")
    _relocate([source.discussion], source.group_id, room)
    moved = db.session.get_one(Discussion, source.discussion)
    assert moved.audience == Audience.MEMBERS
    audiences = select(Post.audience).where(Post.discussion_id == moved.id)
    assert set(db.session.scalars(audiences)) == {int(Audience.MEMBERS)}


def test_locks_are_taken_in_the_order_of_decisions(world: World, count_statements: Callable[[], Any]) -> None:
    source, room = world.corners["public"], _room(world, "public", "public")
    with count_statements() as seen:
        _relocate(_all_of(source.group_id), source.group_id, room)
    locked = [statement for statement in seen if "FOR UPDATE" in statement]
    tables = [re.search(r"FROM (\w+)", statement) for statement in locked]
    # The head of the record is one row, and always the last.
    in_order = ["review_items", "discussions", "groups", "audit_head"]
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    assert [found.group(1) for found in tables if found] == (in_order if on_postgresql else [])
    assert all("ORDER BY" in statement for statement in locked[:-1])


def test_what_was_meant_for_the_group_alone_moves_only_when_nobody_gains(world: World) -> None:
    source = world.corners["private"]
    same = _room(world, "private", "private", ("ruth", "maren"))
    assert meant_for_group(source.group_id) == 3, "the one that waits and the removed one too"
    assert _relocate([source.discussion], source.group_id, same) == Relocated((source.discussion,), ())
    assert _relocate([source.discussion], same, source.group_id).stayed == (source.discussion,), "gus is in no room"
    admit(source.group_id, {world.members["kit"]: clock.now()})
    admit(same, {world.members["samuel"]: clock.now()})
    stays = _relocate([source.held_discussion], source.group_id, same)
    assert stays == Relocated((), (source.held_discussion,))


def test_one_post_for_the_group_alone_keeps_an_open_discussion_where_it_is(world: World) -> None:
    source = world.corners["public"]
    room = _room(world, "public", "public", ("kit",))
    other = start(world.actor("ruth"), source.group_id, "Open to all", "Anybody may know.").discussion_id or 0
    _keep_to_group(source.published)
    found = _relocate([source.discussion, other], source.group_id, room)
    assert found == Relocated((other,), (source.discussion,))
    assert meant_for_group(source.group_id) == 1


def test_nothing_new_is_started_in_a_divided_group_and_everything_in_it_is_answered(world: World) -> None:
    corner, ruth = world.corners["public"], world.actor("ruth")
    divide_group(world.actor("ana"), corner.group_id, divided=True)
    for name in ("ruth", "ana"):
        with pytest.raises(Forbidden) as refused:
            start(world.actor(name), corner.group_id, "Something new", "I thought I would begin here.")
        assert refused.value.reason == "divided"
    assert answer(ruth, corner.discussion, "It was the lead after all.").state == "published"
    divide_group(world.actor("ana"), corner.group_id, divided=False)
    assert start(ruth, corner.group_id, "Something new", "I begin here again.").state == "published"


@command
def _keep_to_group(post_id: int) -> None:
    db.session.get_one(Post, post_id).audience = int(Audience.GROUP)
