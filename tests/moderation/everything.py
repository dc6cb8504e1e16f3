"""Everything that a decision about somebody's post could change in a group, to compare before and after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.discussions.models import Discussion, Draft, Mention, Post, Watch
from app.groups.models import Group
from app.moderation.queries.standing import own_standing
from app.notifications.queries import notices_page
from tests.world import World

CHANGES = ("version", "state_at")
"""Columns that count looks, not what stands there."""


def _row(thing: Any) -> dict[str, Any]:
    return {column.key: getattr(thing, column.key) for column in thing.__table__.columns if column.key not in CHANGES}


def stands(world: World, access: str, who: str) -> dict[str, Any]:
    """Everything that a decision about a post of `who` could change in a group."""
    db.session.rollback()
    corner, actor = world.corners[access], world.actor(who)
    talks = db.session.scalars(select(Discussion).where(Discussion.group_id == corner.group_id).order_by(Discussion.id))
    posts = (
        select(Post).join(Discussion, Discussion.id == Post.discussion_id).where(Discussion.group_id == corner.group_id)
    )
    return {
        "talks": [_row(one) for one in talks],
        "posts": [_row(one) for one in db.session.scalars(posts.order_by(Post.id))],
        "group": _row(db.session.get_one(Group, corner.group_id)),
        "watchers": [
            _row(one) for one in db.session.scalars(select(Watch).order_by(Watch.member_id, Watch.discussion_id))
        ],
        "mentions": [
            _row(one) for one in db.session.scalars(select(Mention).order_by(Mention.post_id, Mention.member_id))
        ],
        "drafts": sorted(db.session.scalars(select(Draft.body).where(Draft.author_id == actor.member_id))),
        "standing": [(part.kind, part.path, part.until, part.fades_at) for part in own_standing(actor).parts],
        "limits": sorted((held.kind, held.path) for held in actor.restrictions),
        "notices": [_seen(world, name) for name in ("kit", "maren", "ingrid") if name != who],
    }


def _seen(world: World, name: str) -> list[str]:
    """Notices as somebody reads them who only takes part."""
    return [row.view.title for row in notices_page(world.actor(name)).rows.items if "told us" not in row.view.title]
