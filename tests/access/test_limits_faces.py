"""What a limit leaves open to read, asked of one thing and of many, for every role, kind of limit and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import literal, select

from app.accounts.actor import (
    ADMIN,
    MENTOR,
    MODERATOR,
    READ_ONLY,
    RESTRICTIONS,
    ROLES,
    SLOW,
    SUSPENDED,
    SYSTEM,
    Actor,
    Held,
)
from app.accounts.commands import RestrictionInput, grant_role, lift_restriction, restrict
from app.accounts.queries import actor_of, holder_ids, kept_from_writing
from app.core import clock
from app.core.db import db
from app.core.scope import is_within
from app.core.tokens import new_token
from app.discussions.commands.publish import start_discussion
from app.discussions.inputs import StartInput
from app.discussions.models import Discussion, Post
from app.discussions.policies import discussions_seen, posts_seen, see_discussion, see_post
from app.groups import policies
from app.groups.audience import PUBLIC, Audience
from app.groups.commands import GroupInput, create_group
from app.groups.models import Group
from tests.world import World

WHO = ("maren", "ruth", "kit", "ingrid", "ana", "marta")


def _limited(world: World) -> Iterator[tuple[Actor, Actor, str, str]]:
    """Everybody without and with each limit in each place: (as they are, limited, kind, path)."""
    paths = [*db.session.scalars(select(Group.path).order_by(Group.path)), "/"]
    for name in WHO:
        actor = world.actor(name)
        for kind in RESTRICTIONS:
            for path in paths:
                yield actor, replace(actor, restrictions=(Held(kind, path),)), kind, path


def _a_room_and_quiet_talk(world: World) -> None:
    """A room inside a group, and a talk in a public group that only its members were meant to read."""
    heart = world.corners["public"]
    create_group(SYSTEM, GroupInput(name="Valves", purpose="", access="public", parent_id=heart.group_id))
    quiet = StartInput(new_token(), heart.group_id, "Quiet", "For fewer.", audience=Audience.MEMBERS)
    start_discussion(world.actor("ruth"), quiet)


def _without_resting(actor: Actor, path: str) -> Actor:
    """The actor with the roles alone that have nothing to do with `path`: neither around it nor within."""
    kept = (held for held in actor.grants if not is_within(held.path, path) and not is_within(path, held.path))
    return replace(actor, grants=tuple(kept))


def test_where_somebody_is_suspended_they_read_what_everybody_reads_and_elsewhere_all_as_before(world: World) -> None:
    _a_room_and_quiet_talk(world)
    groups = list(db.session.scalars(select(Group)))
    joined = select(Post, Discussion, Group).join(Discussion, Post.discussion_id == Discussion.id)
    rows = db.session.execute(joined.join(Group, Discussion.group_id == Group.id)).all()
    talks = {talk.id: (talk, group) for _post, talk, group in rows}
    for before, actor, kind, path in _limited(world):
        case = f"{actor.username}: {kind} on {path}"
        one = {group.id for group in groups if policies.read(actor, group)}
        assert one == set(db.session.scalars(select(Group.id).where(policies.readable(actor)))), case
        seen = {talk.id for talk, group in talks.values() if see_discussion(actor, talk, group)}
        query = select(Discussion.id).join(Group, Discussion.group_id == Group.id)
        assert seen == set(db.session.scalars(query.where(discussions_seen(actor)))), case
        posts = {post.id for post, talk, group in rows if see_post(actor, post, talk, group)}
        found = select(Post.id).join(Discussion, Post.discussion_id == Discussion.id)
        found = found.join(Group, Discussion.group_id == Group.id).where(posts_seen(actor))
        assert posts == set(db.session.scalars(found)), case
        for group in groups:
            here = is_within(group.path, path)
            if actor.is_suspended:
                assert group.id not in one, case
            elif kind == SUSPENDED and here:
                assert (group.id in one) == (group.access == PUBLIC), case
            else:
                lets_in = before if kind != SUSPENDED else _without_resting(before, path)
                assert (group.id in one) == policies.read(lets_in, group), case
        quiet = {talk.id for talk, group in talks.values() if talk.audience and is_within(group.path, path)}
        assert kind != SUSPENDED or not seen & quiet, case


def test_a_limited_member_writes_nothing_there_and_everywhere_else_as_before(world: World) -> None:
    _a_room_and_quiet_talk(world)
    groups = list(db.session.scalars(select(Group)))
    for before, actor, kind, path in _limited(world):
        for group in groups:
            case = f"{actor.username} in {group.path}: {kind} on {path}"
            may, reason = policies.post_in(actor, group), policies.post_in(actor, group).reason
            if kind == SLOW:
                assert may == policies.post_in(before, group), case
            elif actor.is_suspended:
                assert not may, case
            elif is_within(group.path, path):
                assert reason == ("read_only" if kind == READ_ONLY else "suspended_here"), case
                assert kind == READ_ONLY or not policies.join(actor, group), case
            else:
                assert may == policies.post_in(_without_resting(before, path), group), case


def test_roles_rest_alike_for_one_actor_and_for_those_who_look_for_holders(world: World) -> None:
    """Each role on the tree's three levels, each limit on its three levels: `Actor.holds` and SQL say the same."""
    heart = world.corners["public"]
    room = create_group(SYSTEM, GroupInput(name="Valves", purpose="", access="public", parent_id=heart.group_id))
    room_path = db.session.get_one(Group, room).path
    kit, paths = world.members["kit"], ("/", heart.path, room_path, world.corners["other"].path)
    for role, held in ((MENTOR, heart.path), (MODERATOR, room_path), (ADMIN, "/")):
        grant_role(SYSTEM, kit, role, held)
    for kind in RESTRICTIONS:
        for where in paths:
            until = clock.now() + timedelta(days=1)
            limit = restrict(SYSTEM, kit, RestrictionInput(kind, where, until, "For the test."))
            actor = actor_of(kit)
            resting = [
                kind != SLOW and (is_within(held.path, where) or is_within(where, held.path)) for held in actor.grants
            ]
            assert actor.roles() == tuple(
                held for held, rests in zip(actor.grants, resting, strict=True) if not rests
            ), (kind, where)
            for path in paths:
                for role in ROLES:
                    assert actor.holds(role, path) == (kit in holder_ids(path, (role,))), (kind, where, role, path)
            lift_restriction(SYSTEM, limit)
    assert actor_of(kit).is_admin


def test_who_may_not_write_on_a_path_is_found_alike_for_one_and_in_sql(world: World) -> None:
    maren, paths = world.members["maren"], [*db.session.scalars(select(Group.path)), "/"]
    for kind in RESTRICTIONS:
        for where in paths:
            until = clock.now() + timedelta(days=1)
            limit = restrict(SYSTEM, maren, RestrictionInput(kind, where, until, "For the test."))
            kept = kept_from_writing(literal(maren), Group.path, clock.now())
            found = set(db.session.scalars(select(Group.path).where(kept)))
            actor = actor_of(maren)
            assert found == {path for path in paths if path != "/" and actor.is_read_only(path)}, (kind, where)
            lift_restriction(SYSTEM, limit)
