"""Posts as a check would read them: the newest of a place, for trying a rule on what people really wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.core.db import db
from app.core.scope import within_any
from app.discussions.models import Discussion, Post
from app.discussions.models.post import HELD, PUBLISHED
from app.discussions.policies import posts_seen
from app.groups.models import Group

CHUNK = 250


@dataclass(frozen=True)
class CheckedPost:
    """One post as it stands. `title` is set for an opening post; `talk` is the discussion's title in every case."""

    id: int
    title: str
    talk: str
    body: str
    state: str
    at: datetime
    place: str

    @property
    def url(self) -> str:
        return f"/posts/{self.id}"


def newest_posts(actor: Actor, scope_path: str, most: int) -> Iterator[CheckedPost]:
    """At most `most` posts, published or held, within `scope_path` and the actor's own paths, newest first.

    What the actor may not read is left out. 1 statement for each `CHUNK`.
    """
    wanted = (
        select(Post, Discussion, Group.name)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .join(Group, Group.id == Discussion.group_id)
        .where(
            Post.state.in_((PUBLISHED, HELD)),
            within_any(Group.path, (scope_path,)),
            within_any(Group.path, actor.paths(MODERATOR, ADMIN)),
            posts_seen(actor),
        )
        .order_by(Post.id.desc())
    )
    last: int | None = None
    while most > 0:
        page = wanted if last is None else wanted.where(Post.id < last)
        rows = db.session.execute(page.limit(min(CHUNK, most))).all()
        for post, talk, place in rows:
            yield _checked(post, talk, place)
        if len(rows) < min(CHUNK, most):
            return
        last, most = rows[-1][0].id, most - len(rows)


def posts_on_desk(actor: Actor, post_ids: Collection[int]) -> dict[int, CheckedPost]:
    """Those of `post_ids` that the actor moderates and may read, by id. 1 statement."""
    wanted = (
        select(Post, Discussion, Group.name)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .join(Group, Group.id == Discussion.group_id)
        .where(Post.id.in_(sorted(post_ids)), within_any(Group.path, actor.paths(MODERATOR, ADMIN)), posts_seen(actor))
    )
    return {post.id: _checked(post, talk, place) for post, talk, place in db.session.execute(wanted)}


def _checked(post: Post, talk: Discussion, place: str) -> CheckedPost:
    # A held opening post has no place in the order yet.
    title = talk.title if talk.opening_id == post.id else ""
    return CheckedPost(post.id, title, talk.title, post.body, post.state, post.created_at, place)
