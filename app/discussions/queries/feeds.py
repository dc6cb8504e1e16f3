"""What a feed reader gets of a group: what everybody may read, whoever asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import VISITOR
from app.core.db import db
from app.core.policy import NotFound
from app.discussions.models import Discussion
from app.discussions.policies import discussions_seen
from app.discussions.queries.people import authors
from app.groups import queries as groups
from app.groups.audience import Audience
from app.groups.models import Group

LENGTH = 20
"""Discussions in a feed."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One discussion: its first words, and when it came out and was last added to."""

    id: int
    slug: str
    title: str
    author: str
    excerpt: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Feed:
    """A group's name and purpose, and its latest discussions. `updated_at` is the newest entry's, else the day the group was made."""

    group: Group
    title: str
    subtitle: str
    entries: tuple[Entry, ...]
    updated_at: datetime


def feed_of(slug: str) -> Feed:
    """The latest discussions of a group that everybody may read, latest post first. At most 5 statements.

    Raises NotFound for a group that a visitor may not read, MovedForGood for a former address.
    """
    found = groups.find_group(VISITOR, slug)
    if not found.can_read:
        raise NotFound
    query = (
        select(Discussion)
        .join(Group, Discussion.group_id == Group.id)
        .where(
            Discussion.group_id == found.group.id,
            Discussion.audience == int(Audience.EVERYONE),
            Discussion.published_at.is_not(None),
            discussions_seen(VISITOR),
        )
        .order_by(Discussion.last_post_at.desc(), Discussion.id.desc())
        .limit(LENGTH)
    )
    rows = db.session.scalars(query).all()
    names = authors(VISITOR, {row.author_id for row in rows}, found.group.path)
    entries = tuple(_entry(row, names[row.author_id].name) for row in rows)
    group = found.group
    latest = max((entry.updated_at for entry in entries), default=group.created_at)
    return Feed(group, _plain(group.name), _plain(group.purpose), entries, latest)


def _entry(row: Discussion, name: str) -> Entry:
    return Entry(
        id=row.id,
        slug=row.public_slug,
        title=_plain(row.title),
        author=_plain(name),
        excerpt=_plain(row.excerpt),
        published_at=row.published_at or row.created_at,
        updated_at=row.last_post_at,
    )


def _plain(text: str) -> str:
    """Without the few characters that a feed reader would refuse the whole feed for."""
    return _NO_XML.sub("", text)
