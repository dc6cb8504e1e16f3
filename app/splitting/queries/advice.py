"""What the advisor said, for pages; and which groups it should look at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.paging import Page, pack_key, unpack_key
from app.discussions.models import Discussion
from app.groups.models import Group
from app.splitting.advice import SPLIT, Advised
from app.splitting.models import Advice
from app.splitting.policies import plans_seen
from app.splitting.queries.counting import OUT

PAGE = 30


@dataclass(frozen=True)
class Given:
    """The advice on a group as the table holds it."""

    advised: Advised
    made_at: datetime


@dataclass(frozen=True)
class AdvisedGroup:
    """One group on the advisor's page; `given` is None while the advisor has not looked at it."""

    name: str
    slug: str
    discussions: int
    given: Given | None


def given_to(group_id: int) -> Given | None:
    """What the advisor last said of the group; None when it has not looked. 1 statement."""
    stored = db.session.get(Advice, group_id)
    return _given(stored) if stored else None


def advised_groups(actor: Actor, after: str | None = None) -> Page[AdvisedGroup]:
    """The open groups that the actor moderates: those to split first, then by size. 1 statement."""
    rank = case((Advice.verdict == SPLIT, 0), (Advice.verdict.is_not(None), 1), else_=2)
    query = (
        select(Group, Advice, rank)
        .outerjoin(Advice, Advice.group_id == Group.id)
        .where(plans_seen(actor), Group.archived_at.is_(None))
        .order_by(rank, Group.discussion_count.desc(), Group.id)
    )
    key = unpack_key(after, 3)
    if key:
        smaller = or_(Group.discussion_count < key[1], and_(Group.discussion_count == key[1], Group.id > key[2]))
        query = query.where(or_(rank > key[0], and_(rank == key[0], smaller)))
    rows = db.session.execute(query.limit(PAGE + 1)).all()
    shown = [
        AdvisedGroup(group.name, group.slug, group.discussion_count, _given(stored) if stored else None)
        for group, stored, _ in rows[:PAGE]
    ]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(shown, older=pack_key(last[2], last[0].discussion_count, last[0].id) if last else None)


def open_groups() -> list[tuple[str, int]]:
    """Slug and id of every open group, for the command line. 1 statement."""
    query = select(Group.slug, Group.id).where(Group.archived_at.is_(None)).order_by(Group.slug)
    return [(slug, key) for slug, key in db.session.execute(query)]


def groups_to_advise() -> list[int]:
    """Open groups where something was said since their advice, or that hold another number of discussions. 1 statement."""
    lately = (
        select(Discussion.group_id, func.max(Discussion.last_post_at).label("at"), func.count().label("number"))
        .where(OUT)
        .group_by(Discussion.group_id)
        .subquery()
    )
    is_new = case((or_(Advice.made_at.is_(None), lately.c.at > Advice.made_at), 1), else_=0)
    query = (
        select(Group.id, Advice.figures, func.coalesce(lately.c.number, 0), is_new)
        .outerjoin(lately, lately.c.group_id == Group.id)
        .outerjoin(Advice, Advice.group_id == Group.id)
        .where(Group.archived_at.is_(None))
        .order_by(Group.id)
    )
    rows = db.session.execute(query).all()
    return [key for key, figures, number, changed in rows if changed or (figures or {}).get("discussions") != number]


def _given(stored: Advice) -> Given:
    columns = {name: getattr(stored, name) for name in ("verdict", "figures", "reasons", "proposals")}
    return Given(Advised.from_json(columns), stored.made_at)
