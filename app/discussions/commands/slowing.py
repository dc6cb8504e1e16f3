"""Fewer posts a day, for somebody of whom a decision asks it."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.actor import SLOW, Actor
from app.core.command import command
from app.core.limits import Limit, count
from app.core.policy import TooMany
from app.core.scope import is_within
from app.discussions.wording import SLOWED
from app.moderation.measures import SLOW_POSTS_A_DAY

AN_HOUR = Limit("slow_hour", 1, timedelta(hours=1))


@command
def count_slowed(actor: Actor, path: str) -> None:
    """Count one more post of a slowed member on `path`: one an hour, and a few a day, in each place where a limit holds.

    Nothing is counted for who has no such limit there. Raises TooMany ('slowed').
    """
    places = sorted({held.path for held in actor.restrictions if held.kind == SLOW and is_within(path, held.path)})
    for place in places:
        for limit in (AN_HOUR, Limit("slow_day", SLOW_POSTS_A_DAY.get(), timedelta(days=1))):
            try:
                count(limit, f"{actor.member_id}:{place}")
            except TooMany as refusal:
                raise TooMany(refusal.wait_seconds, SLOWED) from refusal
