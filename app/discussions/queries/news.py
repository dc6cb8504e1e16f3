"""What is new in each of a member's groups, in figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from app.accounts.actor import Actor
from app.core.db import db
from app.discussions import policies
from app.discussions.models import Discussion, ReadMark
from app.discussions.queries.lists import new_since, new_to
from app.groups.models import Group


@dataclass(frozen=True)
class GroupNews:
    """`new`: discussions with something new to the actor; `waiting`: without an answer; `last_at`: the last post of the past
    month, None when there was none."""

    new: int = 0
    waiting: int = 0
    last_at: datetime | None = None


def group_news(actor: Actor, group_ids: Collection[int]) -> dict[int, GroupNews]:
    """By group, for those in which there is anything to tell. 2 statements, none for no groups."""
    if not group_ids:
        return {}
    mark = and_(ReadMark.discussion_id == Discussion.id, ReadMark.member_id == actor.member_id)
    lately = (
        _in_groups(actor, group_ids, func.sum(case((new_to(actor), 1), else_=0)), func.max(Discussion.last_post_at))
        .outerjoin(ReadMark, mark)
        .where(Discussion.last_post_at > new_since(actor))
    )
    waiting = _in_groups(actor, group_ids, func.count()).where(
        Discussion.answered_at.is_(None), Discussion.locked_at.is_(None)
    )
    unanswered = {group_id: count for group_id, count in db.session.execute(waiting)}
    news = {group_id: GroupNews(waiting=count) for group_id, count in unanswered.items()}
    for group_id, new, last_at in db.session.execute(lately):
        news[group_id] = GroupNews(int(new or 0), unanswered.get(group_id, 0), last_at)
    return news


def _in_groups(actor: Actor, group_ids: Collection[int], *figures: Any) -> Select:
    return (
        select(Discussion.group_id, *figures)
        .join(Group, Discussion.group_id == Group.id)
        .where(
            Discussion.group_id.in_(sorted(group_ids)),
            Discussion.published_at.is_not(None),
            Discussion.removed_at.is_(None),
            policies.discussions_seen(actor),
        )
        .group_by(Discussion.group_id)
    )
