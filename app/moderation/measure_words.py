"""The words for measures: short ones for the desk, whole sentences for the member. Kind and plain; nobody is accused."""

from __future__ import annotations

from datetime import datetime

from app.core.wording import day, many
from app.moderation.measures import LIMITS, MEASURES, NOTE, READ_ONLY, SLOW, SLOW_POSTS_A_DAY, SUSPENDED, WARNING
from app.moderation.models.sanctions import BY_APPEAL, BY_STAFF, PLACE_GONE, REPLACED
from app.moderation.wording import MEASURE_LABELS

SHORT = {code: MEASURE_LABELS[code] for code in MEASURES}
"""What a measure is called."""

MEANS = {
    NOTE: "A kind word from a moderator. It changes nothing in what you can do.",
    WARNING: "A serious word from a moderator. It changes nothing in what you can do.",
    SLOW: "You can write {posts}, at least an hour apart. Reading is as always.",
    READ_ONLY: "You can read everything, but not write. What you type is kept in your drafts.",
    SUSPENDED: "You read what everybody can read here, and cannot write. Your place in the group is kept.",
}
"""What a measure in a group means for the member."""

MEANS_SHUT_OUT = "You can read your notices and what was decided, appeal, take your data along, and leave. The rest is closed to you."

ENDED = {
    BY_APPEAL: "Taken back on appeal. It does not count.",
    BY_STAFF: "Ended early by a moderator.",
    REPLACED: "A later decision took its place.",
    PLACE_GONE: "Ended, because the group is no more.",
}

NEXT_STEP = {
    "nothing": "Nothing counts in their standing.",
    "others": "Nothing counts under this guideline; under others: {count}.",
    "same": "{before} under this guideline {counts}. This is the next step.",
    "any": "{before} {counts}. This is the next step.",
    "until": "counts until {day}",
    "no_end": "counts for as long as it lasts",
}
"""Why the desk suggests what it suggests."""

LIMIT_HERE = {
    SLOW: "You can write {posts} in {place} {until}.",
    READ_ONLY: "In {place} you can read, but not write, {until}.",
    SUSPENDED: "You are suspended from {place} {until}. You read what everybody can read.",
}
"""What somebody reads in a place where they are limited."""

WHOLE = "the whole community"


def end_words(until: datetime | None) -> str:
    """'until 5 December 2026', or that a decision would have to end it."""
    return f"until {day(until)}" if until is not None else "until a moderator ends it"


def lasts(until: datetime | None) -> str:
    """The same, where nothing stands before it: 'Until 5 December 2026'."""
    words = end_words(until)
    return words[0].upper() + words[1:]


def limit_words(kind: str, place: str, until: datetime | None) -> str:
    """The sentence about a limit, where it holds; `place` is '' for the whole community."""
    return LIMIT_HERE[kind].format(place=place or WHOLE, until=end_words(until), posts=_posts())


def means(kind: str, place: str) -> str:
    """What a measure means for the member."""
    if kind == SUSPENDED and not place:
        return MEANS_SHUT_OUT
    return MEANS[kind].format(posts=_posts())


def standing_words(level: str, place: str, until: datetime | None, fades_at: datetime | None) -> str:
    """What counts most, for moderators: 'Reading only in Heart until 5 December 2026', 'A warning, counts until 3 May 2027'."""
    if until is not None:
        return f"{heading(level, place)} {end_words(until)}"
    return f"{heading(level, place)}, counts until {day(fades_at)}" if fades_at else heading(level, place)


def over_title(kind: str, place: str) -> str:
    """The line of the notice that a limit is over."""
    if kind == SUSPENDED and not place:
        return "Your account is open again"
    where = f"in {place}" if place else "here"
    return f"You can write {where} as before" if kind != SUSPENDED else f"You can take part {where} again"


def heading(kind: str, place: str) -> str:
    """'Reading only in Heart'; a note and a warning are called so wherever they were given."""
    if kind not in LIMITS:
        return SHORT[kind]
    joined = "from" if kind == SUSPENDED else "in"
    return f"{SHORT[kind]} {joined} {place or WHOLE}"


def _posts() -> str:
    return f"{many(SLOW_POSTS_A_DAY.get(), 'post', 'posts')} a day"
