"""The discussions that a member follows, their own among them: the one in which somebody wrote last stands first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select

from app.accounts.actor import Actor
from app.accounts.shapes import SeenBy
from app.discussions import policies
from app.discussions.models import Discussion, ReadMark, Watch
from app.groups.audience import Audience
from app.groups.models import Group


class Followed(NamedTuple):
    """A discussion as its follower finds it again. `read_to` is how far they have read it, None when they never opened it."""

    id: int
    title: str
    slug: str
    audience: int
    last_seq: int
    last_post_at: datetime
    answered_at: datetime | None
    read_to: int | None

    @property
    def new(self) -> int:
        """Posts that came since they read it."""
        return 0 if self.read_to is None else max(0, self.last_seq - self.read_to)


def followed_talks(actor: Actor, limit: int) -> list[Followed]:
    """What the actor follows, is out and may still be read by them. 1 statement."""
    rows: list[Followed] = _FOLLOWED.rows(actor, limit)
    # Words of a title stand in an address only where everybody may read them.
    return [row if row.audience == Audience.EVERYONE else row._replace(slug="") for row in rows]


def _followed(actor: Actor, limit: int) -> Select[Any]:
    mark = and_(ReadMark.discussion_id == Discussion.id, ReadMark.member_id == Watch.member_id)
    own = (getattr(Discussion, name) for name in Followed._fields[:-1])
    return (
        select(*own, ReadMark.seq.label("read_to"))
        .select_from(Watch)
        .join(Discussion, Discussion.id == Watch.discussion_id)
        .join(Group, Group.id == Discussion.group_id)
        .outerjoin(ReadMark, mark)
        .where(
            Watch.member_id == actor.member_id,
            Discussion.published_at.is_not(None),
            Discussion.removed_at.is_(None),
            policies.discussions_seen(actor),
        )
        .order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
        .limit(limit)
    )


_FOLLOWED = SeenBy(_followed, Followed)
