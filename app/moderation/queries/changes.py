"""What changed at the desk while somebody looks at it: clocks, claims, ends of the items shown, and new ones for the same view."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.actor import Actor
from app.accounts.queries import MemberCard, member_cards
from app.core import clock
from app.core.db import db
from app.moderation import policies, wording
from app.moderation.clocks import Clock, clock_of
from app.moderation.hours import working
from app.moderation.models import SEEN, Decision, ReviewItem
from app.moderation.queries.desk import Item, in_line, passed_on
from app.moderation.queries.figures import require_desk
from app.moderation.queries.people import name_in
from app.moderation.queries.which import Which

MOST_SHOWN = 160
"""Items that one page can show: a page of the queue, what was passed on, and the opened one."""


@dataclass(frozen=True)
class RowNow:
    """An item that somebody has on screen, as it is now. `ended` is '' while it is open, else words for how it ended."""

    id: int
    version: int
    risk: int
    clock: Clock
    looking: str
    is_mine: bool
    ended: str


@dataclass(frozen=True)
class Changes:
    """`rows` in the order they were asked for; `new` are ids on the same page of the same view that were not shown."""

    rows: tuple[RowNow, ...]
    new: tuple[int, ...]

    @property
    def mark(self) -> str:
        """Changes that say the same have the same mark."""
        # The ring to a hundredth: it moves with every moment, and nobody sees less.
        said = [
            (each.id, each.version, each.clock[1], round(each.clock[2], 2), each.looking, each.is_mine, each.ended)
            for each in self.rows
        ]
        return hashlib.sha256(json.dumps([said, self.new]).encode()).hexdigest()[:16]


def changes(actor: Actor, which: Which, after: str | None, shown: Sequence[int]) -> Changes:
    """What became of the items `shown`, and what is new. At most six statements. Raises NotFound for who has no desk."""
    require_desk(actor)
    now, wanted = clock.now(), list(dict.fromkeys(shown))[:MOST_SHOWN]
    page, _ = in_line(actor, which, now, after, passed_on(actor, now))
    known: dict[int, Item] = {item.id: item for item in page}
    missing = [key for key in wanted if key not in known]
    if missing:
        rest = select(ReviewItem).where(ReviewItem.id.in_(missing), policies.readable(actor))
        known |= {item.id: item for item in db.session.scalars(rest)}
    ends = _decisions([item.id for item in known.values() if not item.is_open])
    claimed = [item.claimed_by for item in known.values() if item.is_claimed(now)]
    cards = member_cards([*claimed, *(decision.decided_by for decision in ends.values())])
    team = working()

    def row(item: Item) -> RowNow:
        claimed_by = item.claimed_by if item.is_claimed(now) else None
        return RowNow(
            id=item.id,
            version=item.version,
            risk=item.risk,
            clock=clock_of(item.due_at, item.opened_at, now, item.kind, team),
            looking=name_in(cards, claimed_by, starts=True) if claimed_by is not None else "",
            is_mine=claimed_by is not None and claimed_by == actor.member_id,
            ended="" if item.is_open else _end(item, ends.get(item.id), cards),
        )

    seen = set(wanted)
    return Changes(
        rows=tuple(row(known[key]) for key in wanted if key in known),
        new=tuple(item.id for item in page if item.id not in seen),
    )


def _decisions(ids: Sequence[int]) -> dict[int, Decision]:
    if not ids:
        return {}
    rows = db.session.scalars(select(Decision).where(Decision.item_id.in_(ids)).order_by(Decision.version))
    return {row.item_id: row for row in rows}


def _end(item: Item, decision: Decision | None, cards: dict[int, MemberCard]) -> str:
    if decision is not None:
        return f"{name_in(cards, decision.decided_by, starts=True)} has decided this"
    return wording.ended(item.kind, is_seen=item.state == SEEN, has_words=bool(item.excerpt))
