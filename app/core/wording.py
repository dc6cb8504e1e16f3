"""Times, counts and names as a person would say them. Pure: each function is told what the time is and where the reader lives.

`init_app` gives templates the same words as filters. Not for sentences: those stand in templates and in each package's own
`wording.py`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, current_app, has_app_context
from markupsafe import Markup, escape

from app.core import clock
from app.core.text import one_line
from config import Config

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]


def aware(moment: datetime) -> datetime:
    """`moment` with its zone; times without one are UTC, as SQLite hands them back."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def when(moment: datetime, now: datetime, zone: tzinfo = UTC) -> str:
    """'Today, 09:14', 'Yesterday, 21:15', 'Tuesday, 21:40' (within a week), '14 March, 08:00', '14 March 2025, 08:00'."""
    local, today = aware(moment).astimezone(zone), aware(now).astimezone(zone)
    hour = f"{local:%H:%M}"
    days = (today.date() - local.date()).days
    near = {0: "Today", 1: "Yesterday", -1: "Tomorrow"}.get(days)
    if near:
        return f"{near}, {hour}"
    if 1 < days < 7:
        return f"{DAYS[local.weekday()]}, {hour}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local.day} {MONTHS[local.month - 1]}{year}, {hour}"


def home() -> tzinfo:
    """The community's time zone; UTC where no application is at hand."""
    return zone_named(current_app.config["DAYROOM"].timezone) if has_app_context() else UTC


def day(moment: datetime, zone: tzinfo | None = None) -> str:
    """'14 March 2026', as the community counts its days."""
    local = aware(moment).astimezone(zone or home())
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def iso(moment: datetime) -> str:
    """'2026-03-14T08:00:00Z'."""
    return aware(moment).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def time_tag(moment: datetime, words: str | None = None, *, inside: bool = False) -> Markup:
    """The moment as an element of a page, said in `words`, or as `when`; as `when_inside` for `inside`."""
    said = words or (when_inside if inside else when)(moment, clock.now(), home())
    return Markup(f'<time datetime="{iso(moment)}">{escape(said)}</time>')  # noqa: S704 - what is said is escaped


def month(moment: datetime, zone: tzinfo | None = None) -> str:
    """'March 2026': as much as others need to know of the day somebody joined."""
    local = aware(moment).astimezone(zone or home())
    return f"{MONTHS[local.month - 1]} {local.year}"


def duration(span: timedelta | float) -> str:
    """'40 minutes', '26 hours', '3 days', '5 weeks'. A number is seconds; a span below nothing counts as nothing."""
    seconds = span.total_seconds() if isinstance(span, timedelta) else float(span)
    minutes = max(0, int(seconds // 60))
    if minutes < 1:
        return "less than a minute"
    if minutes < 90:
        return many(minutes, "minute", "minutes")
    hours = round(minutes / 60)
    if hours < 48:
        return many(hours, "hour", "hours")
    days = round(hours / 24)
    return many(days, "day", "days") if days < 28 else many(days // 7, "week", "weeks")


def ago(moment: datetime, now: datetime) -> str:
    """'just now', '12 minutes ago', '3 days ago'."""
    since = aware(now) - aware(moment)
    return "just now" if since < timedelta(minutes=1) else f"{duration(since)} ago"


def waited(moment: datetime, now: datetime) -> str:
    """How long something has waited: '26 hours'."""
    return duration(aware(now) - aware(moment))


def grouped(number: int) -> str:
    """'1,240'."""
    return f"{number:,}"


def many(number: int, one: str, more: str) -> str:
    """'1 reply', '3 replies', '1,240 replies', 'no replies'."""
    if number == 0:
        return f"no {more}"
    return f"{grouped(number)} {one if number == 1 else more}"


def nth(number: int) -> str:
    """'third', '12th', '21st'. Raises ValueError below one: nobody is zeroth in line."""
    if number < 1:
        raise ValueError(f"a place in line starts at one: {number}")
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    teens = number % 100 in (11, 12, 13)
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{grouped(number)}{ending}"


def initial(name: str) -> str:
    """The first letter or digit of a name, upper case, with its accents; a middle dot when there is none."""
    text = unicodedata.normalize("NFC", name)
    return next((char.upper()[0] for char in text if char.isalnum()), "·")


def dialled(number: str) -> str:
    """What a telephone link dials: '+4420…' or '112'; '' for what is no plain number ('text HELLO to 85258')."""
    digits = "".join(char for char in number if char in "+0123456789")
    rest = number.translate(str.maketrans("", "", "+0123456789 ()-./\u00a0"))
    return digits if digits and not rest else ""


def listed(names: Sequence[str]) -> str:
    """'Ana', 'Ana and Samuel', 'Ana, Samuel and you'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def when_inside(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """`when` inside a sentence: 'today, 09:14'; names of days and months keep their capital."""
    words = when(moment, now, zone)
    return words[0].lower() + words[1:] if words.startswith(("Today", "Yesterday", "Tomorrow")) else words


def spelled(number: int) -> str:
    """2 -> 'two'; from ten on in figures."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if 0 <= number < len(words) else grouped(number)


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of `text` on one line, cut at a word."""
    return one_line(text, length)


def zone_named(name: str) -> tzinfo:
    """The time zone called `name` ('Europe/Prague'). Raises ValueError when this machine knows none of that name."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError(f"TIMEZONE names no time zone: {name!r}; write it like Europe/Prague") from unknown


def init_app(app: Flask) -> None:
    """Give templates the filters. Raises ValueError when the configured time zone is unknown."""
    config: Config = app.config["DAYROOM"]
    zone = zone_named(config.timezone)
    filters: dict[str, Any] = {
        "when": lambda moment: when(moment, clock.now(), zone),
        "when_inside": lambda moment: when_inside(moment, clock.now(), zone),
        "day": lambda moment: day(moment, zone),
        "month": lambda moment: month(moment, zone),
        "ago": lambda moment: ago(moment, clock.now()),
        "waited": lambda moment: waited(moment, clock.now()),
        "iso": iso,
        "clock": lambda moment: f"{aware(moment).astimezone(zone):%H:%M}",
        "duration": duration,
        "grouped": grouped,
        "many": many,
        "nth": nth,
        "initial": initial,
        "dialled": dialled,
        "listed": listed,
        "excerpt": excerpt,
        "spelled": spelled,
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals["time_tag"] = time_tag
