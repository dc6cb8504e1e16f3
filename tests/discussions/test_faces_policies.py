"""The two faces of each visibility rule, over the same world: what one sees one by one is what a query finds."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, select

from app.accounts.actor import Actor
from app.accounts.shapes import SeenBy
from app.core.db import db
from app.core.tokens import new_token
from app.discussions.commands.publish import start_discussion
from app.discussions.inputs import REPLY, StartInput
from app.discussions.models import Discussion, Post
from app.discussions.policies import discussions_seen, posts_seen, see_discussion, see_post
from app.groups.audience import Audience
from app.groups.models import Group
from app.notifications.models import Notice
from app.notifications.registry import KINDS
from tests.world import World

EVERYBODY = ("visitor", "system", "ruth", "maren", "kit", "newcomer", "ingrid", "samuel", "ana", "marta", "gus")


def _talks_seen(actor: Actor) -> Select[int]:
    return select(Discussion.id).join(Group, Discussion.group_id == Group.id).where(discussions_seen(actor))


def _posts_seen(actor: Actor) -> Select[int]:
    talks = select(Post.id).join(Discussion, Post.discussion_id == Discussion.id)
    return talks.join(Group, Discussion.group_id == Group.id).where(posts_seen(actor))


TALKS_SEEN, POSTS_SEEN = SeenBy(_talks_seen), SeenBy(_posts_seen)
"""The same, prepared once for all actors of a shape: whoever asks first must leave nothing of theirs behind."""


def _more_audiences(world: World) -> None:
    """The world has each group's widest audience only; add the narrower ones."""
    for access, audience in (("public", 1), ("public", 2), ("members", 2)):
        given = StartInput(
            new_token(), world.corners[access].group_id, "Quiet", "For fewer.", audience=Audience(audience)
        )
        start_discussion(world.actor("ruth"), given)


@pytest.mark.parametrize("name", EVERYBODY)
def test_both_faces_of_who_sees_a_discussion_agree(world: World, name: str) -> None:
    _more_audiences(world)
    actor = world.actor(name)
    rows = db.session.execute(select(Discussion, Group).join(Group, Discussion.group_id == Group.id)).all()
    one_by_one = {talk.id for talk, group in rows if see_discussion(actor, talk, group)}
    assert set(db.session.scalars(_talks_seen(actor))) == one_by_one
    assert {key for (key,) in TALKS_SEEN.rows(actor)} == one_by_one
    assert len(rows) == 12


@pytest.mark.parametrize("name", EVERYBODY)
def test_both_faces_of_who_sees_a_post_agree(world: World, name: str) -> None:
    _more_audiences(world)
    actor = world.actor(name)
    joined = (
        select(Post, Discussion, Group)
        .join(Discussion, Post.discussion_id == Discussion.id)
        .join(Group, Discussion.group_id == Group.id)
    )
    rows = db.session.execute(joined).all()
    one_by_one = {post.id for post, talk, group in rows if see_post(actor, post, talk, group)}
    assert set(db.session.scalars(_posts_seen(actor))) == one_by_one
    assert {key for (key,) in POSTS_SEEN.rows(actor)} == one_by_one


def test_a_letter_goes_out_where_the_notice_says_something(world: World, site: Any) -> None:
    _more_audiences(world)
    posts = list(db.session.scalars(select(Post.id)))
    for name in EVERYBODY:
        actor = world.actor(name)
        with site.app.test_request_context():
            found = {key for key in posts if KINDS[REPLY].load(actor, [Notice(id=1, subject_id=key)])}
        are_shown = KINDS[REPLY].are_shown
        assert are_shown is not None
        shown = are_shown([(actor, key) for key in posts])
        assert {key for key, is_shown in zip(posts, shown, strict=True) if is_shown} == found


def test_a_suspended_member_sees_nothing_and_a_visitor_only_what_is_public(world: World) -> None:
    seen = {}
    for name in ("gus", "visitor", "marta"):
        query = select(Discussion.id).join(Group, Discussion.group_id == Group.id)
        seen[name] = set(db.session.scalars(query.where(discussions_seen(world.actor(name)))))
    assert seen["gus"] == set()
    assert seen["visitor"] == {world.corners["public"].discussion}
    assert len(seen["marta"]) == 9
