"""What was meant for one group alone: it goes elsewhere only when nobody gains by that."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, func, or_, select

from app.core.db import db
from app.discussions.models import Discussion, Post
from app.groups.audience import Audience


def meant_for_group(group_id: int) -> int:
    """How many discussions of a group hold something for the group alone, in whatever state they are. 1 statement."""
    return db.session.scalar(select(func.count()).where(Discussion.group_id == group_id, _for_group_alone())) or 0


def meant_among(discussion_ids: Collection[int]) -> frozenset[int]:
    """Those of `discussion_ids` (at most 500) that hold something for their group alone. 1 statement."""
    found = select(Discussion.id).where(Discussion.id.in_(discussion_ids), _for_group_alone())
    return frozenset(db.session.scalars(found))


def _for_group_alone() -> ColumnElement[bool]:
    post = exists().where(Post.discussion_id == Discussion.id, Post.audience == int(Audience.GROUP))
    return or_(Discussion.audience == int(Audience.GROUP), post)
