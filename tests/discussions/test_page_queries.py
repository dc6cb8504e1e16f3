"""The pages of a group and a discussion: how many statements they take, how they page, what is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from app.accounts.actor import SYSTEM
from app.accounts.commands import grant_role
from app.accounts.commands.staff_names import choose_staff_name
from app.accounts.queries import role_marks
from app.core import clock
from app.core.db import db
from app.discussions.commands.watch import mark_read
from app.discussions.models import Discussion, Post
from app.discussions.queries import lists, thread
from app.groups.commands import admit
from app.groups.models import Group
from tests.world import World, answer, start

GROUP_STATEMENTS = {"visitor": 5, "maren": 5, "ana": 5}
DISCUSSION_STATEMENTS = {"visitor": 3, "maren": 5, "ana": 5}


def _fill(world: World, discussion_id: int, posts: int) -> None:
    """Many posts at once, by hand: what matters here is reading them."""
    talk = db.session.get_one(Discussion, discussion_id)
    now = clock.now()
    rows = [
        {
            "discussion_id": talk.id,
            "author_id": world.members["maren"],
            "branch_seq": seq if seq % 3 else seq - 1,
            "seq": seq,
            "state": "published",
            "audience": talk.audience,
            "body": f"Post {seq}",
            "html": f"<p>Post {seq}</p>",
            "excerpt": f"Post {seq}",
            "created_at": now,
            "published_at": now,
            "state_at": now,
        }
        for seq in range(talk.last_seq + 1, talk.last_seq + posts + 1)
    ]
    db.session.execute(insert(Post), rows)
    talk.last_seq += posts
    talk.reply_count += posts
    db.session.flush()


def _fill_group(world: World, group_id: int, talks: int) -> None:
    now = clock.now()
    rows = [
        {
            "group_id": group_id,
            "title": f"Talk {number}",
            "slug": f"talk-{number}",
            "author_id": world.members["maren"],
            "audience": 0,
            "created_at": now,
            "published_at": now - timedelta(minutes=number),
            "last_post_at": now - timedelta(minutes=number),
            "people_ids": [world.members["maren"]],
            "excerpt": "",
            "reply_count": 0,
            "people_count": 1,
            "last_seq": 1,
            "version": 1,
        }
        for number in range(1, talks + 1)
    ]
    db.session.execute(insert(Discussion), rows)


@pytest.mark.parametrize("name", GROUP_STATEMENTS)
def test_a_group_page_takes_the_same_statements_however_much_it_holds(
    world: World, count_statements: Callable[[], Any], name: str
) -> None:
    actor, group = world.actor(name), db.session.get_one(Group, world.corners["public"].group_id)
    with count_statements() as few:
        lists.group_page(actor, group)
    _fill_group(world, group.id, 300)
    with count_statements() as many:
        page = lists.group_page(actor, group)
    assert len(page.talks.items) == lists.PAGE
    assert (len(few), len(many)) == (GROUP_STATEMENTS[name], GROUP_STATEMENTS[name])


@pytest.mark.parametrize("name", DISCUSSION_STATEMENTS)
def test_a_discussion_page_takes_the_same_statements_however_long_it_is(
    world: World, count_statements: Callable[[], Any], name: str
) -> None:
    actor, talk = world.actor(name), world.corners["public"].discussion
    with count_statements() as few:
        thread.discussion_page(actor, talk)
    _fill(world, talk, 1000)
    with count_statements() as many:
        thread.discussion_page(actor, talk)
    with count_statements() as deep:
        thread.discussion_page(actor, talk, "700.700")
    stated = DISCUSSION_STATEMENTS[name]
    assert (len(few), len(many), len(deep)) == (stated, stated, stated + 2)


def test_a_name_as_staff_takes_the_mark_from_ones_own_name_wherever_it_stands(world: World) -> None:
    corner = world.corners["public"]
    group, ruth = db.session.get_one(Group, corner.group_id), world.actor("ruth")
    admit(group.id, {world.members[name]: clock.now() for name in ("ana", "ingrid")})
    answer(world.actor("ana"), corner.discussion, "I was there in the spring.")
    answer(world.actor("ingrid"), corner.discussion, "So was I.")

    def marks() -> tuple[list[str], list[str]]:
        posts = thread.discussion_page(ruth, corner.discussion).posts.items
        [talk] = [one for one in lists.group_page(ruth, group).talks.items if one.id == corner.discussion]
        return [row.author.role for row in posts if row.author.role], sorted(filter(None, talk.seats))

    assert marks() == (["moderator", "mentor"], ["mentor", "moderator"])
    choose_staff_name(world.actor("ana"), "Priya")
    assert marks() == (["mentor"], ["mentor"])
    grant_role(SYSTEM, world.members["ana"], "mentor", group.path)
    assert marks() == (["mentor", "mentor"], ["mentor", "mentor"]), "a mentor is one under their own name"
    assert role_marks([world.members["ana"]], group.path) == {world.members["ana"]: "moderator"}


def test_paging_through_a_long_discussion_shows_every_post_once_and_in_order(world: World) -> None:
    kit, talk = world.actor("kit"), world.corners["public"].discussion
    _fill(world, talk, 130)
    seen, key = [], None
    while True:
        page = thread.discussion_page(kit, talk, key)
        seen += [row.seq for row in page.posts.items]
        key = page.posts.older
        if key is None:
            break
    published = [seq for seq in range(1, 134) if seq != 3]
    assert sorted(seen) == published
    assert len(seen) == len(set(seen))


def test_the_page_before_leads_back_to_the_beginning(world: World) -> None:
    kit, talk = world.actor("kit"), world.corners["public"].discussion
    _fill(world, talk, 50)
    second = thread.discussion_page(kit, talk).posts.older
    assert second is not None
    back = thread.discussion_page(kit, talk, second).posts.newer
    first = thread.discussion_page(kit, talk, back)
    assert first.posts.items[0].is_opening
    assert first.posts.newer is None


@pytest.mark.parametrize("seq", [5, 40, 77, 133])
def test_the_address_of_a_post_opens_a_page_that_holds_it(world: World, seq: int) -> None:
    kit, talk = world.actor("kit"), world.corners["public"].discussion
    _fill(world, talk, 130)
    post_id = db.session.query(Post.id).filter_by(discussion_id=talk, seq=seq).scalar()
    _found, key = thread.post_address(kit, post_id)
    assert post_id in [row.id for row in thread.discussion_page(kit, talk, key).posts.items]


@pytest.mark.parametrize("key", ["", "x", "1", "1.2.3", "-1.5", "9" * 40 + ".1", "1.1;drop", "٣.٣"])
def test_a_key_that_is_no_key_shows_the_beginning(world: World, key: str) -> None:
    page = thread.discussion_page(world.actor("kit"), world.corners["public"].discussion, key)
    assert page.posts.items[0].is_opening


def test_paging_through_a_group_shows_every_discussion_once_newest_first(world: World) -> None:
    group = db.session.get_one(Group, world.corners["other"].group_id)
    _fill_group(world, group.id, 65)
    seen: list[str] = []
    key: str | None = None
    while True:
        page = lists.group_page(world.actor("visitor"), group, after=key)
        seen += [talk.title for talk in page.talks.items]
        key = page.talks.older
        if key is None:
            break
    assert seen == [f"Talk {number}" for number in range(1, 66)]


def test_waiting_shows_the_longest_waiting_first(world: World) -> None:
    group = db.session.get_one(Group, world.corners["other"].group_id)
    _fill_group(world, group.id, 25)
    page = lists.group_page(world.actor("visitor"), group, "waiting")
    assert page.talks.items[0].title == "Talk 25"
    assert page.waiting_count == 25
    older = lists.group_page(world.actor("visitor"), group, "waiting", page.talks.older)
    assert older.talks.items[0].title == "Talk 5"


def test_what_came_out_since_one_last_read_is_new(world: World) -> None:
    corner = world.corners["public"]
    group = db.session.get_one(Group, corner.group_id)
    maren = world.actor("maren")
    talk = db.session.get_one(Discussion, corner.discussion)
    mark_read(maren, talk.id, talk.last_seq)
    answer(world.actor("ruth"), talk.id, "Something new.")
    page = lists.group_page(maren, group, "new")
    assert [(row.id, row.new_count) for row in page.talks.items] == [(talk.id, 1)]
    assert page.new_count == 1


def test_a_read_mark_never_goes_back(world: World) -> None:
    corner = world.corners["public"]
    maren = world.actor("maren")
    mark_read(maren, corner.discussion, 3)
    mark_read(maren, corner.discussion, 1)
    assert thread.discussion_page(maren, corner.discussion).read_to == 3


def test_a_tag_finds_its_discussions(world: World) -> None:
    group = db.session.get_one(Group, world.corners["public"].group_id)
    start(world.actor("maren"), group.id, "Untagged", "Words.")
    page = lists.group_page(world.actor("maren"), group, tag="packing")
    assert page.talks.items == []


def test_a_nested_reply_seen_early_does_not_mark_what_stands_on_later_pages(world: World) -> None:
    corner = world.corners["public"]
    _fill(world, corner.discussion, 60)
    db.session.commit()
    late = answer(world.actor("ruth"), corner.discussion, "Late, but to the first reply.", to=corner.published)
    page = thread.discussion_page(world.actor("maren"), corner.discussion)
    assert late.post_id in [row.id for row in page.posts.items]
    following = thread.discussion_page(world.actor("maren"), corner.discussion, page.posts.older)
    left = [row.seq for row in following.posts.items if row.seq is not None]
    assert page.last_seq < min(left)
