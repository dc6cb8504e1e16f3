"""The working hours of the team: when somebody reads at the desk. Due times run in these hours alone, but for urgent kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from flask import current_app

from app.core.settings import Setting, declare
from app.core.wording import zone_named
from app.help.opening import Hours, parse

A_SHIFT = timedelta(hours=8)
"""How long a shift lasts where nobody has said when moderators read."""

MOST_SPANS = 500
"""So many opening times are walked through at most; what is left of a longer time runs by the clock."""

LEAST = timedelta(minutes=1)


def _is_hours(value: str) -> bool:
    try:
        return not value or bool(parse(value).spans)
    except ValueError:
        return False


def _is_zone(value: str) -> bool:
    try:
        return not value or bool(zone_named(value))
    except ValueError:
        return False


HOURS = declare(
    Setting(
        "moderation.hours",
        "",
        "When moderators read",
        "Days and times, such as Mo-Fr 08:00-22:00; Sa,Su 10:00-20:00. Due times at the review desk run in these hours; worry about "
        "a person never waits for them. The help card tells them to members who wrote hard words. Empty: day and night.",
        valid=_is_hours,
    )
)
ZONE = declare(
    Setting(
        "moderation.hours_zone",
        "",
        "Time zone of these hours",
        "Such as Europe/Prague. Empty: the community’s own.",
        valid=_is_zone,
    )
)


@dataclass(frozen=True)
class Working:
    """A team's week. `hours` None means day and night."""

    hours: Hours | None
    zone: tzinfo = UTC

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is expected to read at an aware moment."""
        return self.hours is None or self.hours.is_open(moment, self.zone)

    def begins(self, moment: datetime) -> datetime | None:
        """When they begin next, in their zone; None while they are open, or never begin."""
        if self.hours is None or self.is_open(moment):
            return None
        return self.hours.opens_at(moment, self.zone)

    def ends(self, moment: datetime) -> datetime | None:
        """When they end, in their zone, for a moment within them; None day and night, and outside."""
        return self.hours.closes_at(moment, self.zone) if self.hours is not None and self.is_open(moment) else None

    def shift_end(self, moment: datetime) -> datetime:
        """When the present shift is over: with the hours, or after `A_SHIFT` when none are running out."""
        ends = self.ends(moment)
        return ends.astimezone(UTC) if ends is not None else moment + A_SHIFT

    def due(self, start: datetime, span: timedelta) -> datetime:
        """The moment at which `span` of working time has passed since `start`, in UTC."""
        at = start.astimezone(UTC)
        for opens, closes in self._spans(at):
            if closes is None or closes - opens >= span:
                return opens + span
            span, at = span - (closes - opens), closes
        return at + span

    def left(self, moment: datetime, until: datetime) -> timedelta:
        """How much working time lies between two moments; nothing when `until` is past."""
        found = timedelta(0)
        end = until.astimezone(UTC)
        last = moment.astimezone(UTC)
        for opens, closes in self._spans(last):
            if opens >= end:
                return found
            if closes is None or closes >= end:
                return found + (end - opens)
            found, last = found + (closes - opens), closes
        return found + max(end - last, timedelta(0))

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime | None]]:
        """Opening times from a moment on, in UTC, each with its end; None as an end: it never closes."""
        if self.hours is None:
            yield start, None
            return
        at = start
        for _ in range(MOST_SPANS):
            opens = at
            if not self.hours.is_open(at, self.zone):
                coming = self.hours.opens_at(at, self.zone)
                if coming is None:
                    return
                # Where the clocks change, an hour that is not there would lie before the moment we are at.
                opens = max(coming.astimezone(UTC), at + LEAST)
            closes = self.hours.closes_at(opens, self.zone)
            at = opens + LEAST if closes is None else max(closes.astimezone(UTC), opens + LEAST)
            yield opens, None if closes is None else at


def working() -> Working:
    """The hours in force."""
    zone = zone_named(ZONE.get() or current_app.config["DAYROOM"].timezone)
    written = HOURS.get()
    hours = parse(written) if written else None
    return Working(None if hours is not None and hours.never_closes else hours, zone)
