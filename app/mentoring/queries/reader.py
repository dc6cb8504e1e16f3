"""What a page of the welcome desk is made of, so that it can be kept for its reader."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, cast, func, select

from app.accounts.actor import Actor
from app.accounts.models import PEOPLE
from app.core.among import among, numbers
from app.core.for_readers import Reading
from app.core.prepared import Prepared
from app.core.versions import HOUSE, PageVersion
from app.discussions.models import TALK, TALKS
from app.groups.models import MEMBERSHIPS, TREE
from app.mentoring.models import WELCOME

KEYS = (WELCOME, MEMBERSHIPS, PEOPLE, TREE, TALKS, HOUSE)
"""What the desk is made of, besides the discussions that its newcomers began with. How many they opened is a minute old at most."""


def talks_now(_actor: Actor, _reading: Reading, talk_ids: tuple[int, ...]) -> int:
    """The stamps of those discussions together. 1 statement, also for none, so that every desk costs the same."""
    return int(_STAMPS.first(talks=talk_ids).stamp)


def _stamps() -> Any:
    table = PageVersion.__table__.c
    stamp = cast(func.coalesce(func.sum(table.stamp), 0), BigInteger).label("stamp")
    return select(stamp).where(table.kind == TALK, among(table.id, [numbers("talks")]))


_STAMPS = Prepared(_stamps)
