"""What is new in each of a member's groups, in figures, and who waits there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.shapes import SeenBy
from app.core.among import among, numbers
from app.discussions.queries.lists import latest_post, new_since, number_of_new, number_of_waiting, waiting_longest
from app.groups.models import Group


@dataclass(frozen=True)
class GroupNews:
    """`new`: discussions with something new to the actor; `waiting`: those of others without an answer, both at most `COUNTED`;
    `last_at`: the last post of the past month, None when there was none. `longest`: the ids of those that wait longest, of others too."""

    new: int = 0
    waiting: int = 0
    last_at: datetime | None = None
    longest: tuple[int, ...] = ()


def group_news(actor: Actor, group_ids: Collection[int], longest: int) -> dict[int, GroupNews]:
    """By group. 1 statement, none for no groups; what it reads of a group does not grow with the group."""
    rows = _NEWS.rows(actor, longest, groups=group_ids, since=new_since(actor)) if group_ids else ()
    return {row.id: GroupNews(row.new, row.waiting, row.last_at, tuple(key for (key,) in row.longest)) for row in rows}


def _news(actor: Actor, longest: int) -> Any:
    mine = aliased(Group)
    figures = {
        "new": number_of_new(actor, mine),
        "waiting": number_of_waiting(actor, mine, of_others=True),
        "last_at": latest_post(actor, mine),
        "longest": waiting_longest(actor, mine, longest),
    }
    labelled = (figure.label(name) for name, figure in figures.items())
    return select(mine.id, *labelled).where(among(mine.id, [numbers("groups")]))


_NEWS = SeenBy(_news)
