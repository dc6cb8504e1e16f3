"""Whom to ask when a discussion waits: members who answered others in the group lately, on words that are near. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

MOST_ASKED = 5
"""Members asked about one discussion."""
MOST_A_WEEK = 2
"""How often one member is asked in seven days, whatever waits."""
SHORTEST = 4
"""Letters of a word that says something about a discussion."""

_WORDS = re.compile(r"[^\W\d_]+")
_EVERYWHERE = frozenset(
    "about after also anyone anybody because been before being could does doing feel from have having help just know like "
    "more much need please question should some someone than thank thanks that them then there these they thing this "
    "what when where which while will with would your".split()
)


@dataclass(frozen=True)
class Answered:
    """Somebody answered somebody else's discussion, called `title`, in the same group, at `at`."""

    member_id: int
    title: str
    at: datetime


def words_of(text: str) -> frozenset[str]:
    """The words of a title that tell it from others, without capitals, accents and a plural s."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    stems = (word[:-1] if word.endswith("s") and not word.endswith("ss") else word for word in _WORDS.findall(bare))
    return frozenset(word for word in stems if len(word) >= SHORTEST and word not in _EVERYWHERE)


def suitable(
    title: str, author_id: int | None, answered: Iterable[Answered], asked: Mapping[int, int]
) -> tuple[int, ...]:
    """The ids of at most `MOST_ASKED` members to ask about `title`, the likeliest first.

    `answered` is what was answered in the group lately; `asked` how often each was asked in the last seven days. Most words in
    common come first, then who wrote last. The author is never asked, and nobody more than `MOST_A_WEEK` times.
    """
    wanted = words_of(title)
    near: dict[int, set[str]] = {}
    last: dict[int, datetime] = {}
    for one in answered:
        if one.member_id == author_id or asked.get(one.member_id, 0) >= MOST_A_WEEK:
            continue
        near.setdefault(one.member_id, set()).update(wanted & words_of(one.title))
        last[one.member_id] = max(one.at, last.get(one.member_id, one.at))
    order = sorted(last, key=lambda key: (-len(near[key]), -last[key].timestamp(), key))
    return tuple(order[:MOST_ASKED])
