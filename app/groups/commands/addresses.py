"""The ledger of addresses: a slug once used leads to its group for ever."""

from __future__ import annotations

from itertools import chain, count

from sqlalchemy import exists, select

from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.text import slugify
from app.groups.models import FormerAddress, Group

RESERVED = frozenset({"new"})
"""Words that our own pages need in the place of a slug."""


def free_slug(name: str, parent: Group | None, group_id: int | None = None) -> str:
    """A slug for `name` that no other group has or had: 'ablation', else 'heart-ablation', else 'ablation-2', …"""
    plain = slugify(name) or "group"
    longer = [slugify(f"{parent.slug} {plain}", 80)] if parent is not None else []
    wanted = chain([plain], longer, (f"{plain}-{number}" for number in count(2)))
    return next(slug for slug in wanted if is_free(slug, group_id))


def is_free(slug: str, group_id: int | None = None) -> bool:
    """Whether group `group_id` (None: a new one) may have this slug."""
    if slug in RESERVED:
        return False
    now = exists().where(Group.slug == slug, Group.id != (group_id or 0))
    once = exists().where(FormerAddress.slug == slug, FormerAddress.group_id != (group_id or 0))
    return not db.session.scalar(select(now | once))


@command
def change_slug(group: Group, slug: str) -> None:
    """Give the group a free slug; the one it had stays in the ledger. One it had before is taken out of it."""
    if slug == group.slug:
        return
    mine = db.session.get(FormerAddress, slug)
    if mine is not None:
        db.session.delete(mine)
    db.session.add(FormerAddress(slug=group.slug, group_id=group.id, since=clock.now()))
    group.slug = slug
    db.session.flush()
