"""What a moderator chose for themselves at the desk, how much they had in this shift, and what goes to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.models import Grant
from app.accounts.queries import holder_ids, member_cards
from app.core import clock
from app.core.db import Id, UtcDateTime, db
from app.core.prepared import Prepared
from app.core.scope import ROOT, within_any
from app.moderation.care import HARD, HARD_A_SHIFT, SHIFT, Care, is_hard
from app.moderation.kinds import URGENT
from app.moderation.models import CareChoice, HardLook, ReviewItem


@dataclass(frozen=True)
class Colleague:
    """How many hard items somebody of one's team had in this shift, and how many they take at most."""

    name: str
    seen: int
    most: int


def care_of(actor: Actor) -> Care:
    """The actor's own choice, or what everybody has who chose nothing, and what counts in this shift. One statement."""
    row = _CARE.first(me=actor.member_id, since=clock.now() - SHIFT)
    return Care(row.cover or HARD, _most(row.most), row.seen or 0)


def _care() -> Any:
    me, since = bindparam("me", type_=Id), bindparam("since", type_=UtcDateTime())
    seen = select(func.count()).where(HardLook.member_id == me, HardLook.shift_at > since)
    chosen = (select(column).where(CareChoice.member_id == me) for column in (CareChoice.cover, CareChoice.most))
    cover, most = (each.scalar_subquery() for each in chosen)
    return select(cover.label("cover"), most.label("most"), seen.scalar_subquery().label("seen"))


_CARE = Prepared(_care)


def with_others(actor: Actor, ids: Sequence[int], care: Care) -> frozenset[int]:
    """Of open items, the hard ones that are for others now: the actor has had enough, and somebody else moderates there.

    One that is urgent and late, or that the actor has taken up already, stays theirs. No statement before the cap; then two, and one for
    each place.
    """
    if not care.is_full or not ids:
        return frozenset()
    now = clock.now()
    had = set(db.session.scalars(select(HardLook.item_id).where(HardLook.member_id == actor.member_id)))
    items = db.session.scalars(select(ReviewItem).where(ReviewItem.id.in_(set(ids) - had)))
    others: dict[str, frozenset[int]] = {}
    found = set()
    for item in items:
        if not item.is_open or not is_hard(item) or _cannot_wait(item, now) or item.claimed_by == actor.member_id:
            continue
        if item.scope_path not in others:
            others[item.scope_path] = holder_ids(item.scope_path, (MODERATOR,)) - {actor.member_id or 0}
        if others[item.scope_path] - {item.author_id or 0}:
            found.add(item.id)
    return frozenset(found)


def team(actor: Actor) -> tuple[Colleague, ...]:
    """For a lead: the moderators of rooms below one's own, for an admin all, by name; only who had any. At most three statements."""
    now = clock.now()
    below = select(Grant.member_id).where(
        Grant.kind == MODERATOR, Grant.in_force(now), Grant.member_id != actor.member_id
    )
    if not actor.is_admin:
        mine = actor.paths(MODERATOR, ADMIN)
        below = below.where(within_any(Grant.path, mine), Grant.path.not_in([*mine, ROOT]))
    counted = select(HardLook.member_id, func.count()).where(
        HardLook.shift_at > now - SHIFT, HardLook.member_id.in_(below)
    )
    seen = {member_id: count for member_id, count in db.session.execute(counted.group_by(HardLook.member_id))}
    chosen = select(CareChoice.member_id, CareChoice.most).where(CareChoice.member_id.in_(seen))
    most = {member_id: limit for member_id, limit in db.session.execute(chosen)}
    cards = member_cards(seen)
    named = [(cards[key].as_staff, seen[key], _most(most.get(key))) for key in seen if key in cards]
    return tuple(Colleague(*each) for each in sorted(named))


def _most(own: int | None) -> int:
    return min(own or HARD_A_SHIFT.get(), HARD_A_SHIFT.get())


def _cannot_wait(item: ReviewItem, now: datetime) -> bool:
    return item.risk >= URGENT and item.due_at <= now
