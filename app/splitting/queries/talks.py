"""The discussions of a group as the rules see them, in chunks, so that memory stays the same however large the group is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from app.core.db import db
from app.discussions.models import Discussion, DiscussionTag, Post
from app.splitting.models import SplitPlace
from app.splitting.placing import TalkFacts
from app.splitting.terms import READ_AT_MOST

CHUNK = 500


@dataclass(frozen=True)
class Talk:
    """One discussion of the group, in whatever state."""

    id: int
    facts: TalkFacts


def talks_of(
    group_id: int, only: Collection[int] | None = None, *, without_place_in: int | None = None
) -> Iterator[list[Talk]]:
    """The discussions of the group by id, `CHUNK` at a time. 2 statements a chunk.

    `only`: of these ids; `without_place_in`: a plan's id, those that it has not placed yet.
    """
    wanted = (
        select(Discussion.id, Discussion.title, func.substr(Post.body, 1, READ_AT_MOST))
        .outerjoin(Post, Post.id == Discussion.opening_id)
        .where(Discussion.group_id == group_id)
        .order_by(Discussion.id)
    )
    if only is not None:
        wanted = wanted.where(Discussion.id.in_(sorted(only)))
    if without_place_in is not None:
        placed = exists().where(SplitPlace.plan_id == without_place_in, SplitPlace.discussion_id == Discussion.id)
        wanted = wanted.where(~placed)
    last = 0
    while rows := db.session.execute(wanted.where(Discussion.id > last).limit(CHUNK)).all():
        last = rows[-1][0]
        tags = _tags([row[0] for row in rows])
        yield [Talk(key, TalkFacts(title, text or "", tags.get(key, frozenset()))) for key, title, text in rows]
        if len(rows) < CHUNK:
            return


def _tags(ids: Collection[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    query = select(DiscussionTag.discussion_id, DiscussionTag.tag).where(DiscussionTag.discussion_id.in_(ids))
    for key, tag in db.session.execute(query):
        found.setdefault(key, set()).add(tag)
    return {key: frozenset(tags) for key, tags in found.items()}
