"""Counting what the advisor goes by, set-based. For jobs and the command line, never for a request."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, select, union

from app.core.db import db
from app.discussions.models import Discussion, DiscussionTag, Post, ReadMark
from app.discussions.models.post import PUBLISHED
from app.groups.models import Group
from app.splitting.advice import MOST_WEEKS, READING, YEAR, Figures, GroupFacts
from app.splitting.clusters import MOST_TALKS, Community, Talk
from app.splitting.terms import READ_AT_MOST

WEEK = timedelta(weeks=1)
OUT = and_(Discussion.published_at.is_not(None), Discussion.removed_at.is_(None))
"""What can be found in a group: a discussion whose opening post is out and not removed."""


def group_facts(group: Group, known: Community | None = None) -> GroupFacts:
    """Everything the advisor looks at. `known` is handed in when many groups are looked at in a row. At most 10 statements."""
    return GroupFacts(
        name=group.name,
        figures=figures_of(group.id),
        talks=tuple(_talks(group.id)),
        elsewhere=(known or community()).elsewhere(group.id),
        is_divided=group.is_divided,
    )


def figures_of(group_id: int) -> Figures:
    """The figures of a group, as things are now. At most 6 statements, none of which brings rows of posts along."""
    whole = select(func.count(), _number(Discussion.answered_at.is_(None)), func.min(Discussion.published_at))
    here = (Discussion.group_id == group_id, OUT)
    row = db.session.execute(whole.add_columns(func.max(Discussion.last_post_at)).where(*here)).one()
    discussions, unanswered, first_at, last_at = row
    if not discussions:
        return Figures()
    weeks = min(MOST_WEEKS, max(1, -(-(last_at - first_at) // WEEK)))
    since, year = last_at - weeks * WEEK, last_at - YEAR
    begun, waiting = db.session.execute(
        select(func.count(), _number(Discussion.answered_at.is_(None))).where(*here, Discussion.published_at >= since)
    ).one()
    posts, posts_lately, people = _posts(group_id, since, year)
    return Figures(
        discussions=discussions,
        posts=posts,
        weeks=weeks,
        discussions_a_week=round(begun / weeks, 2),
        posts_a_week=round(posts_lately / weeks, 2),
        opened_share=_opened(group_id, last_at, people),
        unanswered_share=_share(unanswered, discussions),
        unanswered_lately=_share(waiting, begun),
        unanswered_before=_share(unanswered - waiting, discussions - begun),
        top_ten_share=_top_ten(group_id, year),
        active_people=people,
        first_at=first_at,
        last_at=last_at,
    )


def community() -> Community:
    """What the latest discussions of the whole community are about. 1 statement."""
    columns = (Discussion.group_id, Discussion.title, func.substr(Post.body, 1, READ_AT_MOST))
    query = _latest(*columns).outerjoin(Post, Post.id == Discussion.opening_id)
    return Community((group_id, title, text or "") for group_id, title, text in db.session.execute(query))


def _posts(group_id: int, since: datetime, year: datetime) -> tuple[int, int, int]:
    """Published posts in all, those since the window began, and people who wrote within the year."""
    people = func.count(case((Post.published_at >= year, Post.author_id)).distinct())
    counted = _posts_here(select(func.count(), _number(Post.published_at >= since), people), group_id)
    posts, lately, active = db.session.execute(counted).one()
    return int(posts), int(lately), int(active)


def _top_ten(group_id: int, year: datetime) -> float | None:
    """The share of the replies since then that ten people wrote. Who has left is nobody in particular, and not among the ten."""
    replies = _posts_here(select(Post.author_id, func.count().label("number")), group_id).where(
        Post.id != Discussion.opening_id, Post.published_at >= year
    )
    each = replies.group_by(Post.author_id).subquery()
    ten = select(each.c.number).where(each.c.author_id.is_not(None)).order_by(each.c.number.desc()).limit(10).subquery()
    written = select(func.coalesce(func.sum(each.c.number), 0)).scalar_subquery()
    by_ten = select(func.coalesce(func.sum(ten.c.number), 0)).scalar_subquery()
    whole, part = db.session.execute(select(written, by_ten)).one()
    return _share(int(part), int(whole))


def _opened(group_id: int, last_at: datetime, people: int) -> float | None:
    """Of all pairs of an active person and a discussion begun lately, the share that were opened or written in."""
    begun = select(Discussion.id).where(
        Discussion.group_id == group_id, OUT, Discussion.published_at >= last_at - READING
    )
    active = _posts_here(select(Post.author_id), group_id).where(
        Post.published_at >= last_at - YEAR, Post.author_id.is_not(None)
    )
    opened = select(ReadMark.member_id, ReadMark.discussion_id).where(
        ReadMark.discussion_id.in_(begun), ReadMark.member_id.in_(active)
    )
    wrote = _posts_here(select(Post.author_id, Post.discussion_id), group_id).where(
        Post.discussion_id.in_(begun), Post.author_id.is_not(None)
    )
    pairs = union(opened, wrote).subquery()
    known = select(func.count()).select_from(opened.limit(1).subquery()).scalar_subquery()
    number = select(func.count()).select_from(pairs).scalar_subquery()
    talks = select(func.count()).select_from(begun.subquery()).scalar_subquery()
    is_known, part, lately = db.session.execute(select(known, number, talks)).one()
    return _share(int(part), int(lately) * people) if is_known else None


def _talks(group_id: int) -> list[Talk]:
    """The latest discussions of the group, latest first. 3 statements."""
    texts = _latest(Discussion.id, Discussion.title, func.substr(Post.body, 1, READ_AT_MOST)).outerjoin(
        Post, Post.id == Discussion.opening_id
    )
    rows = db.session.execute(texts.where(Discussion.group_id == group_id)).all()
    latest = _latest(Discussion.id).where(Discussion.group_id == group_id).subquery()
    tags = _gathered(
        select(DiscussionTag.discussion_id, DiscussionTag.tag)
        .join(latest, latest.c.id == DiscussionTag.discussion_id)
        .order_by(DiscussionTag.tag)
    )
    people = _gathered(
        select(Post.discussion_id, Post.author_id)
        .join(latest, latest.c.id == Post.discussion_id)
        .where(Post.state == PUBLISHED, Post.author_id.is_not(None))
        .distinct()
    )
    return [Talk(key, title, text or "", tuple(tags[key]), frozenset(people[key])) for key, title, text in rows]


def _latest(*columns: Any) -> Select[Any]:
    newest = (Discussion.last_post_at.desc(), Discussion.id.desc())
    return select(*columns).select_from(Discussion).where(OUT).order_by(*newest).limit(MOST_TALKS)


def _gathered(query: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for key, value in db.session.execute(query):
        found[key].append(value)
    return found


def _posts_here(query: Any, group_id: int) -> Select[Any]:
    """Narrowed to the published posts of what is out in the group."""
    joined: Select[Any] = query.select_from(Post).join(Discussion, Discussion.id == Post.discussion_id)
    return joined.where(Discussion.group_id == group_id, OUT, Post.state == PUBLISHED)


def _number(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
