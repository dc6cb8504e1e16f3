"""The three clocks of a newcomer: nobody has answered, answered but not seen again, gone quiet. Pure; times are aware.

The rows that `is_late` and `is_settled` are true for are found in SQL by `queries.waiting`, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from app.core.wording import DAYS, MONTHS, many

LATE_ANSWER = timedelta(hours=24)
"""From the first post to an answer."""
LATE_RETURN = timedelta(days=3)
"""From the answer to being seen again."""
QUIET = timedelta(days=14)
"""Without being seen at all."""
SETTLED_GREETED = timedelta(days=30)
SETTLED = timedelta(days=60)
"""A newcomer is new no longer this long after arriving, greeted or not."""
SECOND_POST = timedelta(days=14)
"""Who writes again within that time has come back, for the figures."""

SOON = 0.75
"""The part of a clock after which it presses."""
CAME_BACK_AFTER = timedelta(hours=6)
"""Being seen this long after arriving and writing is coming back, also while nobody has answered."""

OFF = "off"
RUN = "run"
SOON_OVER = "soon"
OVER = "over"
DONE = "done"


@dataclass(frozen=True)
class Times:
    """What happened to a newcomer so far; None: not yet. `answered_at` is of a post of theirs, `greeted_at` of themselves."""

    arrived_at: datetime
    seen_at: datetime
    first_post_at: datetime | None = None
    answered_at: datetime | None = None
    greeted_at: datetime | None = None
    returned_at: datetime | None = None

    @property
    def reply_at(self) -> datetime | None:
        """When a person first turned to them about what they wrote, or at all while they have not written."""
        if self.first_post_at is None or self.answered_at is not None:
            return self.answered_at or self.greeted_at
        greeted_since = self.greeted_at is not None and self.greeted_at >= self.first_post_at
        return self.greeted_at if greeted_since else None

    @property
    def waits_for_answer(self) -> bool:
        return self.first_post_at is not None and self.reply_at is None


@dataclass(frozen=True)
class Clock:
    """One clock as the desk shows it. `share` is the part of the ring that is filled, 0 to 1; None: an empty ring, or a tick."""

    name: str
    state: str
    words: str
    share: float | None = None


def clocks(times: Times, now: datetime, zone: tzinfo = UTC) -> tuple[Clock, Clock, Clock]:
    """First reply, came back, gone quiet. `zone` says when a day begins."""
    return (_first_reply(times, now), _came_back(times, now, zone), _gone_quiet(times, now))


def waiting_since(times: Times) -> datetime:
    """When they began to wait for somebody; for who came back after an answer, when they would be missed, which may lie ahead."""
    if times.waits_for_answer and times.first_post_at is not None:
        return times.first_post_at
    if times.greeted_at is None:
        return times.arrived_at
    return times.greeted_at if times.returned_at is None else times.seen_at + QUIET


def is_late(times: Times, now: datetime) -> bool:
    """One of the clocks has run out."""
    return any(clock.state == OVER for clock in clocks(times, now))


def is_settled(times: Times, now: datetime) -> bool:
    """New no longer."""
    return now - times.arrived_at >= (SETTLED if times.greeted_at is None else SETTLED_GREETED)


def brief(span: timedelta) -> str:
    """'40 min', '5 h', '3 days': beside a ring there is room for two words."""
    minutes = max(1, int(span.total_seconds() // 60))
    if minutes < 90:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 48 else many(round(hours / 24), "day", "days")


def day_of(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """'today', 'yesterday', 'Monday', '14 March'."""
    local = moment.astimezone(zone)
    days = (now.astimezone(zone).date() - local.date()).days
    if days < 2:
        return "today" if days < 1 else "yesterday"
    return DAYS[local.weekday()] if days < 7 else f"{local.day} {MONTHS[local.month - 1]}"


def _first_reply(times: Times, now: datetime) -> Clock:
    name, reply_at = "First reply", times.reply_at
    if reply_at is not None:
        began = times.first_post_at or times.arrived_at
        return Clock(name, DONE, f"in {brief(reply_at - began)}")
    if times.first_post_at is None:
        return Clock(name, OFF, "nothing yet")
    waited = now - times.first_post_at
    if waited >= LATE_ANSWER:
        return Clock(name, OVER, f"{brief(waited - LATE_ANSWER)} late", 1.0)
    return _running(name, f"due in {brief(LATE_ANSWER - waited)}", waited / LATE_ANSWER)


def _came_back(times: Times, now: datetime, zone: tzinfo) -> Clock:
    name = "Came back"
    if times.greeted_at is None:
        since = max(times.arrived_at, times.first_post_at or times.arrived_at)
        if times.seen_at - since < CAME_BACK_AFTER:
            return Clock(name, OFF, "not yet")
        return Clock(name, DONE, day_of(times.seen_at, now, zone))
    if times.returned_at is not None:
        return Clock(name, DONE, _days_later(times.greeted_at, times.returned_at, zone))
    gone = now - times.greeted_at
    if gone < timedelta(days=1):
        return Clock(name, OFF, "not yet")
    words = f"{many(gone.days, 'day', 'days')} gone"
    return Clock(name, OVER, words, 1.0) if gone >= LATE_RETURN else _running(name, words, gone / LATE_RETURN)


def _gone_quiet(times: Times, now: datetime) -> Clock:
    name, gone = "Gone quiet", now - times.seen_at
    if gone >= QUIET:
        return Clock(name, OVER, f"{gone.days} days", 1.0)
    words = f"day {max(gone.days, 0)} of {QUIET.days}"
    return Clock(name, OFF, words) if gone < timedelta(days=1) else _running(name, words, gone / QUIET)


def _running(name: str, words: str, share: float) -> Clock:
    return Clock(name, SOON_OVER if share > SOON else RUN, words, share)


def _days_later(greeted_at: datetime, returned_at: datetime, zone: tzinfo) -> str:
    days = (returned_at.astimezone(zone).date() - greeted_at.astimezone(zone).date()).days
    if days < 2:
        return "same day" if days < 1 else "next day"
    return f"after {days} days"
