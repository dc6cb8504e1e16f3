"""The community that `bench/` makes for measuring is as the house's own commands would have left it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.core.db import db
from app.discussions.models import Discussion, Post, ReadMark
from app.discussions.models.post import PUBLISHED
from app.groups.commands import recount_members
from app.groups.models import Group
from bench.community.shape import Shape
from bench.make_community import fill

SHAPE = Shape(
    posts=2_000,
    members=300,
    groups=9,
    held=4,
    newcomers=4,
    writers=20,
    roles=(("member", 1), ("mentor", 1), ("moderator", 1), ("admin", 1)),
)


def test_counting_a_bulk_loaded_community_again_changes_nothing(app: Flask, client: FlaskClient) -> None:
    indexes = _indexes()
    notes = fill(SHAPE, app.config["DAYROOM"])
    assert _indexes() == indexes
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []

    groups = _groups()
    recount_members()
    assert _groups() == groups
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in db.session.scalars(select(Post).where(Post.state == PUBLISHED).order_by(Post.seq)):
        posts[post.discussion_id].append(post)
    out: dict[int, int] = defaultdict(int)
    for discussion in db.session.scalars(select(Discussion)):
        assert _stored(discussion) == _counted(posts[discussion.id])
        out[discussion.group_id] += 1
    assert {key: row[1] for key, row in groups.items()} == {key: out[key] for key in groups}
    assert sum(len(each) for each in posts.values()) == SHAPE.posts + 2  # the first words of two newcomers
    assert len(posts[notes["long"]]) == SHAPE.long_posts
    assert {post.branch_seq != post.seq for post in posts[notes["long"]]} == {True, False}
    assert db.session.scalar(select(ReadMark.seq).where(ReadMark.discussion_id == notes["short"]).limit(1))

    client.set_cookie("dayroom-session", notes["tokens"]["moderator-1"])
    for page in ("/", f"/groups/{notes['group']}", "/desk", "/welcome"):
        assert client.get(page).status_code == 200
    assert client.get(f"/discussions/{notes['long']}", follow_redirects=True).text.count('id="post-') >= 20


def _stored(row: Discussion) -> tuple[Any, ...]:
    times = (row.published_at, row.last_post_at, row.answered_at, row.asked_again_at)
    people = (row.author_id, row.people_count, row.people_ids)
    return (row.opening_id, row.reply_count, row.last_seq, row.version, row.last_post_id, *people, *times)


def _counted(posts: list[Post]) -> tuple[Any, ...]:
    """The same, told from the posts alone."""
    first, last = posts[0], posts[-1]
    seats = list(dict.fromkeys(post.author_id for post in posts))
    answer = next((post.published_at for post in posts if post.author_id != first.author_id), None)
    asked = [post.published_at for post in posts[1:] if answer is None or (post.published_at or answer) < answer]
    times = (first.published_at, last.published_at, answer, asked[-1] if asked else None)
    people = (first.author_id, len(seats), seats[:9])
    return (first.id, len(posts) - 1, last.seq, len(posts) + 1, last.id, *people, *times)


def _groups() -> dict[int, tuple[int, int]]:
    rows = db.session.execute(select(Group.id, Group.member_count, Group.discussion_count))
    return {key: (members, discussions) for key, members, discussions in rows}


def _indexes() -> list[tuple[str, ...]]:
    lite = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    full = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname"
    return [tuple(row) for row in db.session.execute(text(lite if db.engine.dialect.name == "sqlite" else full))]
