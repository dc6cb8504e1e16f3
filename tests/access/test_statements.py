"""How many statements the pages take, whole requests with session, header and all; and that it does not grow with the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from app.accounts.models import Member
from app.core import clock, versions
from app.core.db import db
from app.core.text import skeleton
from app.discussions.models import Discussion, Post
from app.groups.models import Group, Membership
from app.moderation.models import ReviewItem
from tests.world import World, answer, start

PAGES = ("/", "/groups", "/groups/heart", "/discussions/{talk}-ablation-on-thursday", "/for-you", "/notices", "/desk")
COLD = {"/": 2, "/groups": 2, "/groups/heart": 11, "/discussions/{talk}-ablation-on-thursday": 4}
"""A visitor's pages when nothing of them is in memory: one more for the stamps, two for the group behind an address."""
AFTER_A_REPLY = {"/": 3, "/groups": 1, "/groups/heart": 6, "/discussions/{talk}-ablation-on-thursday": 5}
"""Pages in memory, when somebody has replied there since: the stamps are read once, and what a reply cannot change is not read."""
STATED = {
    "visitor": (1, 1, 1, 1, None, None, None),
    "maren": (2, 2, 3, 2, 12, 3, None),
    "ana": (3, 3, 4, 3, 8, 4, 3),
}
# The desk is in memory for each who has one.


@pytest.mark.parametrize("name", STATED)
def test_each_page_takes_its_stated_statements_in_a_small_and_a_large_community(
    world: World, site: Any, count_statements: Callable[[], Any], name: str
) -> None:
    # Somebody waits, so that no list is empty: an empty one saves statements.
    start(world.actor("ruth"), world.corners["public"].group_id, "Slippers", "Which ones?")
    small = _counted(world, site, count_statements, name)
    _grow(world)
    large = _counted(world, site, count_statements, name)
    assert (small, large) == (STATED[name], STATED[name])


def test_a_visitors_page_that_is_not_in_memory_takes_its_stated_statements(
    world: World, site: Any, count_statements: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(world.actor("ruth"), world.corners["public"].group_id, "Slippers", "Which ones?")
    client, found = site.app.test_client(), {}
    for page in COLD:
        address = page.format(talk=world.corners["public"].discussion)
        client.get(address)
        site.app.extensions.pop("pages")
        with count_statements() as seen:
            assert client.get(address).status_code == 200
        found[page] = len(seen)
    assert found == COLD
    monkeypatch.setattr(versions, "LAG", timedelta())
    for page in COLD:
        address = page.format(talk=world.corners["public"].discussion)
        client.get(address)
        answer(world.actor("ruth"), world.corners["public"].discussion, "Slippers, and a long book.")
        with count_statements() as seen:
            assert client.get(address).status_code == 200
        found[page] = len(seen)
    assert found == AFTER_A_REPLY


def _counted(world: World, site: Any, count_statements: Callable[[], Any], name: str) -> tuple[int | None, ...]:
    client = site.app.test_client()
    if name != "visitor":
        client.set_cookie("dayroom-session", world.token(name))
    found: list[int | None] = []
    for page, stated in zip(PAGES, STATED[name], strict=True):
        if stated is None:
            found.append(None)
            continue
        address = page.format(talk=world.corners["public"].discussion)
        # The first look sets the read mark, the second fills what is kept in memory; the third is what readers do all day.
        for _ in range(2):
            client.get(address)
        with count_statements() as seen:
            assert client.get(address).status_code == 200
        found.append(len(seen))
    return tuple(found)


def _grow(world: World) -> None:
    """Many members, groups, discussions, posts and items, put in by hand: what matters here is reading them."""
    now = clock.now()
    heart = world.corners["public"].group_id
    people = [
        {
            "username": f"person-{number}",
            "display_name": f"Person {number}",
            "skeleton": skeleton(f"Person number {number}x"),
            "joined_at": now - timedelta(days=50),
            "about": "",
            "country": "",
            "theme": "",
            "contrast": "",
            "text_size": "",
        }
        for number in range(300)
    ]
    db.session.execute(insert(Member), people)
    ids = list(db.session.scalars(db.select(Member.id).where(Member.username.like("person-%"))))
    db.session.execute(insert(Membership), [{"group_id": heart, "member_id": key, "joined_at": now} for key in ids])
    rooms = [
        {
            "parent_id": heart,
            "path": "",
            "slug": f"room-{number}",
            "name": f"Room {number}",
            "purpose": "",
            "access": "public",
            "position": 0,
            "member_count": 0,
            "discussion_count": 0,
            "created_at": now,
        }
        for number in range(30)
    ]
    db.session.execute(insert(Group), rooms)
    path = world.corners["public"].path
    for group in db.session.scalars(db.select(Group).where(Group.path == "")):
        group.path = f"{path}{group.id}/"
    _talks(world, ids, heart)
    _posts(world, ids)
    _items(world, path)
    db.session.commit()


def _talks(world: World, ids: list[int], group_id: int) -> None:
    now = clock.now()
    rows = [
        {
            "group_id": group_id,
            "title": f"Talk {number}",
            "slug": f"talk-{number}",
            "author_id": ids[number % len(ids)],
            "audience": 0,
            "created_at": now,
            "published_at": now - timedelta(minutes=number),
            "last_post_at": now - timedelta(minutes=number),
            "people_ids": [ids[(number + step) % len(ids)] for step in range(9)],
            "excerpt": "Something somebody said. It was a whole sentence.",
            "reply_count": 9,
            "people_count": 9,
            "last_seq": 10,
            "version": 1,
        }
        for number in range(200)
    ]
    db.session.execute(insert(Discussion), rows)


def _posts(world: World, ids: list[int]) -> None:
    now = clock.now()
    talk = db.session.get_one(Discussion, world.corners["public"].discussion)
    rows = [
        {
            "discussion_id": talk.id,
            "author_id": ids[seq % len(ids)],
            "branch_seq": seq,
            "seq": seq,
            "state": "published",
            "audience": 0,
            "body": "Words.",
            "html": "<p>Words.</p>",
            "excerpt": "Words.",
            "created_at": now,
            "published_at": now,
            "state_at": now,
        }
        for seq in range(talk.last_seq + 1, talk.last_seq + 500)
    ]
    db.session.execute(insert(Post), rows)
    talk.last_seq += 499


def _items(world: World, path: str) -> None:
    now = clock.now()
    rows = [
        {
            "subject_kind": "post",
            "subject_id": 1_000_000 + number,
            "scope_path": path,
            "author_id": world.members["ruth"],
            "what": "reply",
            "opened_at": now,
            "due_at": now + timedelta(hours=1),
        }
        for number in range(200)
    ]
    db.session.execute(insert(ReviewItem), rows)
