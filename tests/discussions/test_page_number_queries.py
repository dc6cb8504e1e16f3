"""Pages by number: each number leads to its twenty posts whatever came and went meanwhile, by as many statements in any length."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.core import settings
from app.core.db import db
from app.core.paging import near, page_number
from app.discussions.commands.placing import put_back, take_out
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PLACED, REMOVED
from app.discussions.queries import page_numbers, thread
from app.groups.models import Group
from tests.discussions.test_page_queries import _fill as fill
from tests.world import World, answer


def _line(talk: int) -> list[tuple[tuple[int, int], int]]:
    """(key, post) of every post that everybody meets, in reading order, counted by hand."""
    found: Any = select(Post.branch_seq, Post.seq, Post.id).where(
        Post.discussion_id == talk, Post.state.in_(PLACED)
    )
    return sorted(((row[0], row[1]), row[2]) for row in db.session.execute(found))


def _must_be_right(world: World, talk: int) -> None:
    line, kit = _line(talk), world.actor("kit")
    discussion = db.session.get_one(Discussion, talk, populate_existing=True)
    pages = [line[at : at + page_numbers.PAGE] for at in range(0, len(line), page_numbers.PAGE)]
    assert page_numbers.pages_of(discussion) == len(pages)
    for number in (3, len(pages), 1, 2, len(pages) - 1, len(pages) + 7):
        page = thread.discussion_page(kit, talk, number=number)
        number = min(number, len(pages))
        assert (page.number, page.pages) == (number, len(pages))
        assert [row.id for row in page.posts.items] == [post for _, post in pages[number - 1]]
    for at in Random(7).sample(range(len(line)), 12):
        assert page_numbers.number_of(discussion, line[at][0]) == at // page_numbers.PAGE + 1
    assert page_numbers.number_of(discussion, (10**17, 10**17)) == len(pages)


def test_a_number_leads_to_its_posts_whatever_came_and_went(
    world: World, count_statements: Callable[[], Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr(page_numbers, "MARKS", 5)
    corner = world.corners["public"]
    talk, kit = corner.discussion, world.actor("kit")
    fill(world, talk, 310)
    db.session.commit()
    _must_be_right(world, talk)
    nested = answer(world.actor("ruth"), talk, "Late, but to the first reply.", to=corner.published)
    answer(world.actor("maren"), talk, "At the end.")
    _must_be_right(world, talk)
    discussion, group = db.session.get_one(Discussion, talk), db.session.get_one(Group, corner.group_id)
    post = db.session.get_one(Post, nested.post_id)
    take_out(post, discussion, group, REMOVED)
    _must_be_right(world, talk)
    put_back(post, discussion, group)
    _must_be_right(world, talk)
    settings.forget()
    _must_be_right(world, talk)
    answer(world.actor("maren"), talk, "One more.")
    with count_statements() as early:
        thread.discussion_page(kit, talk, number=2)
    fill(world, talk, 900)
    with count_statements() as deep:
        thread.discussion_page(kit, talk, number=50)
    assert len(deep) <= len(early)


def test_numbers_that_are_none_lead_to_the_nearest_page(world: World) -> None:
    talk, client = world.corners["public"].discussion, current_app.test_client()
    fill(world, talk, 250)
    db.session.commit()
    plain = client.get(f"/discussions/{talk}").location
    for asked, led in (("1", plain), ("0", plain), ("x", plain), ("٣", plain), ("99", f"{plain}?page=13")):
        answered = client.get(plain, query_string={"page": asked})
        assert (answered.status_code, answered.location) == (302, led)
    assert client.get(f"/discussions/{talk}?page=5").location == f"{plain}?page=5"
    page = client.get(f"{plain}?page=5").get_data(as_text=True)
    assert "Page 5 of 13" in page
    assert f'href="{plain}?page=5" aria-current="page"' in page
    for other in (plain, f"{plain}?page=4", f"{plain}?page=13"):
        assert f'href="{other}"' in page
    assert page_number("9" * 30) == 1
    assert near(5, 9) == [1, None, 4, 5, 6, None, 9]
    assert near(3, 5) == [1, 2, 3, 4, 5]
    assert near(1, 2) == [1, 2]
    assert near(4, 500) == [1, 2, 3, 4, 5, None, 500]
