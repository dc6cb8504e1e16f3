"""The clock of an item: how long is left, since when it is late, or when the team begins. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core.wording import DAYS, duration, when_inside
from app.moderation.hours import Working
from app.moderation.kinds import kind_named

OVER, SOON, RUN = "over", "soon", "run"
SOON_AFTER = 0.75
"""The share of its time after which an item is due soon."""

Clock = tuple[str, str, float]
"""State, words and share of the ring: ('soon', '18 minutes left', 0.85)."""


def clock_of(due_at: datetime, opened_at: datetime, now: datetime, kind: str, team: Working) -> Clock:
    """The clock as the desk shows it. An urgent kind runs by the clock, and is shown as pressing from the beginning."""
    if due_at <= now:
        return OVER, f"late since {_moment(due_at, now, team)}", 1.0
    if kind_named(kind).is_urgent:
        return OVER, f"{duration(due_at - now)} left", _share(due_at - now, due_at - opened_at)
    left = team.left(now, due_at)
    share = _share(left, team.left(opened_at, due_at))
    begins = team.begins(now)
    if begins is not None:
        return RUN, f"begins {_begin(begins, now)}", share
    return (SOON if share > SOON_AFTER else RUN), f"{duration(left)} left", share


def _share(left: timedelta, whole: timedelta) -> float:
    return min(max(1 - left / max(whole, timedelta(seconds=1)), 0), 1)


def _moment(moment: datetime, now: datetime, team: Working) -> str:
    """'14:05' on the same day, else 'yesterday, 14:05', 'Monday, 09:00'."""
    words = when_inside(moment, now, team.zone)
    return words.removeprefix("today, ")


def _begin(begins: datetime, now: datetime) -> str:
    """'at 09:00', 'tomorrow 09:00', 'Monday 09:00'."""
    days = (begins.date() - now.astimezone(begins.tzinfo).date()).days
    if days == 0:
        return f"at {begins:%H:%M}"
    return f"{'tomorrow' if days == 1 else DAYS[begins.weekday()]} {begins:%H:%M}"
