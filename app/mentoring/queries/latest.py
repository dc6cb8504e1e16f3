"""The latest discussions of each group, in SQL that finds them by the index they stand in, however much the groups hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import aliased

from app.core.db import db
from app.core.scope import within_any
from app.discussions.models import Discussion
from app.groups.models import Group

COLUMNS = ("id", "group_id", "author_id", "last_seq", "last_post_at")


def talks(paths: tuple[str, ...]) -> Select[Any]:
    """All discussions of the groups on `paths`: what counting what one member did in them needs."""
    columns = (getattr(Discussion, name) for name in COLUMNS)
    return select(*columns).join(Group, Group.id == Discussion.group_id).where(within_any(Group.path, paths))


def latest_talks(paths: tuple[str, ...], since: datetime, of_each: int, most: int) -> Select[Any]:
    """Of them the `of_each` of each group that somebody wrote in last; of these the latest `most`."""
    one = aliased(Discussion)
    in_order = (
        select(*(getattr(one, name) for name in COLUMNS))
        .where(one.group_id == Group.id, one.last_post_at > since)
        .order_by(one.last_post_at.desc(), one.id.desc())
        .correlate(Group)
    )
    if db.session.get_bind().dialect.name == "postgresql":
        # By a moment it would read all discussions, and look for the moment of each one's group.
        each = in_order.limit(of_each).lateral("latest")
        theirs = select(each).select_from(Group).join(each, true()).where(within_any(Group.path, paths))
        return theirs.order_by(each.c.last_post_at.desc(), each.c.id.desc()).limit(most)
    latest = in_order.with_only_columns(one.last_post_at).limit(of_each).subquery()
    back_to = select(func.min(latest.c.last_post_at)).scalar_subquery()
    found = talks(paths).where(Discussion.last_post_at >= func.coalesce(back_to, since))
    # In the order of a column SQLite would read all discussions in it.
    return found.order_by(func.coalesce(Discussion.last_post_at, since).desc(), Discussion.id.desc()).limit(most)


def share(held: Sequence[int], most: int) -> int:
    """How many each may give, so that all of them, who hold so many, give `most` at the most.

    Who holds fewer leaves more to the others; where all of it fits, nobody is bounded.
    """
    left = most
    for place, number in enumerate(sorted(held)):
        each = left // (len(held) - place)
        if number > each:
            return max(each, 1)
        left -= number
    return most
