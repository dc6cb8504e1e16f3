"""Saved views of the inbox."""

from __future__ import annotations

from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound, require
from app.moderation import desk_policies, policies
from app.moderation.models import SavedView

MOST_VIEWS = 12
"""Views of one moderator."""

LONGEST_NAME = 40

PLACE = "place"


@command
def save_view(actor: Actor, name: str, filters: dict[str, str], is_shared: bool) -> int:
    """Keep a filter under a name; a name that the actor has already is kept anew. Answers its id.

    `filters` is what `Which.query` gives. Raises Forbidden; Invalid (`name`: none, too long, or nothing to filter by); Conflict
    ('too_many_views') from `MOST_VIEWS` on.
    """
    require(policies.read_desk(actor))
    name = " ".join(name.split())
    if not name:
        raise Invalid("view_name_missing", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid("view_name_long", field="name")
    if not filters:
        raise Invalid("view_empty", field="name")
    own = SavedView.member_id == actor.member_id
    view = db.session.scalars(select(SavedView).where(own, SavedView.name == name)).one_or_none()
    if view is None:
        if (db.session.scalar(select(func.count()).select_from(SavedView).where(own)) or 0) >= MOST_VIEWS:
            raise Conflict("too_many_views")
        view = SavedView(member_id=actor.member_id or 0, name=name)
        db.session.add(view)
    view.filters = {field: value for field, value in filters.items() if field != PLACE}
    view.place, view.is_shared = filters.get(PLACE, ""), is_shared
    db.session.flush()
    return view.id


@command
def forget_view(actor: Actor, view_id: int) -> None:
    """Take one's own view away, for everybody it was shared with too. Raises NotFound."""
    view = db.session.get(SavedView, view_id)
    if view is None or not desk_policies.forget_view(actor, view):
        raise NotFound
    db.session.delete(view)
