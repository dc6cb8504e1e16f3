"""Where members wrote most: what an offer suggests, said alike by a dry run and by the run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import func, select

from app.core.db import db
from app.discussions.models import Discussion, Post
from app.discussions.models.post import PUBLISHED
from app.splitting.models import SplitPlace

Counts = Mapping[int, Mapping[int, int]]
"""Posts by member and by room of the plan."""


def favourite(written: Mapping[int, int], rooms: Sequence[int]) -> int | None:
    """The room with most of a member's posts; of two alike the one that stands first in `rooms`. None who wrote in none."""
    found = [room_id for room_id in rooms if written.get(room_id)]
    return max(found, key=lambda room_id: (written[room_id], -rooms.index(room_id)), default=None)


def written_in_rooms(plan_id: int, member_ids: Collection[int]) -> Counts:
    """Published posts of these members in what a run has moved. 1 statement."""
    counted = (
        select(Post.author_id, SplitPlace.room_id, func.count())
        .join(SplitPlace, SplitPlace.discussion_id == Post.discussion_id)
        .where(
            SplitPlace.plan_id == plan_id,
            SplitPlace.moved_at.is_not(None),
            Post.author_id.in_(member_ids),
            Post.state == PUBLISHED,
        )
        .group_by(Post.author_id, SplitPlace.room_id)
    )
    rows = db.session.execute(counted)
    return _by_member((author, room_id, number) for author, room_id, number in rows if author and room_id)


def would_be_written(group_id: int, room_of: Mapping[int, int]) -> Counts:
    """The same before a run: `room_of` says where each discussion of the group would go. 1 statement."""
    counted = (
        select(Post.author_id, Post.discussion_id, func.count())
        .join(Discussion, Discussion.id == Post.discussion_id)
        .where(Discussion.group_id == group_id, Post.author_id.is_not(None), Post.state == PUBLISHED)
        .group_by(Post.author_id, Post.discussion_id)
    )
    rows = db.session.execute(counted)
    return _by_member((author, room_of[talk], number) for author, talk, number in rows if author and talk in room_of)


def _by_member(rows: Iterable[tuple[int, int, int]]) -> Counts:
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for author, room_id, number in rows:
        counts[author][room_id] += number
    return counts
