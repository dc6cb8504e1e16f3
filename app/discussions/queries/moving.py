"""Where a moderator may move a discussion, and who would read it there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.core.db import db
from app.core.policy import NotFound
from app.core.scope import path_ids, within_any
from app.discussions import policies
from app.discussions.models import Discussion
from app.groups.audience import AUDIENCE_WORDS, Audience, widest
from app.groups.models import Group

MOST_GROUPS = 500


@dataclass(frozen=True)
class MovePage:
    """The discussion, where it is, and the groups it may go to with what each would mean for its readers."""

    discussion: Discussion
    group: Group
    choices: list[tuple[int, str]]


def move_page(actor: Actor, discussion_id: int) -> MovePage:
    """No choices for what only its group may read. Raises NotFound for who does not moderate that group. 2 statements."""
    row = db.session.execute(
        select(Discussion, Group).join(Group, Discussion.group_id == Group.id).where(Discussion.id == discussion_id)
    ).first()
    if row is None or not policies.see_discussion(actor, row[0], row[1]) or not actor.moderates(row[1].path):
        raise NotFound
    discussion, group = row
    if discussion.audience == Audience.GROUP:
        return MovePage(discussion, group, [])
    groups = db.session.scalars(
        select(Group)
        .where(within_any(Group.path, actor.paths(MODERATOR, ADMIN)), Group.archived_at.is_(None), Group.id != group.id)
        .order_by(Group.path)
        .limit(MOST_GROUPS)
    ).all()
    names = {item.id: item.name for item in groups} | {group.id: group.name}
    choices = [(item.id, _label(item, names, discussion)) for item in groups]
    return MovePage(discussion, group, sorted(choices, key=lambda choice: choice[1].casefold()))


def _label(group: Group, names: dict[int, str], discussion: Discussion) -> str:
    way = " › ".join(names[key] for key in path_ids(group.path) if key in names)
    audience = max(Audience(discussion.audience), widest(group.access))
    changed = f" (then: {AUDIENCE_WORDS[audience].lower()})" if audience != discussion.audience else ""
    return way + changed
