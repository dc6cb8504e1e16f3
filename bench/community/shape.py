"""How large the community is and how its talk is spread: a few discussions are very long, most are short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

LONGEST = 10_000
"""Posts of the long discussion, where there are enough of them."""
LARGEST = 100_000
"""Discussions of the large group, where there are enough of them."""
USUAL_LENGTH = 9.6
"""Posts of a discussion, on average: what `length` comes to."""
SHORT = 20
"""Posts of the short discussion that pages are measured on."""


@dataclass(frozen=True)
class Shape:
    """What to make. `until` is when the last post is written; the first was three years before."""

    posts: int
    members: int = 50_000
    groups: int = 45
    held: int = 200
    newcomers: int = 300
    writers: int = 2_000
    """Members with an open session: so many can post, who each may only so often in an hour."""
    roles: tuple[tuple[str, int], ...] = (("member", 20), ("mentor", 24), ("moderator", 16), ("admin", 2))
    """How many members are known by name, `mentor-3`, and hold a role."""
    seed: int = 7
    until: datetime = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    lasts: timedelta = timedelta(days=3 * 365)

    @property
    def begin(self) -> datetime:
        return self.until - self.lasts

    @property
    def long_posts(self) -> int:
        return min(LONGEST, self.posts // 4)

    @property
    def large_share(self) -> float:
        """The share of all discussions that stand in the large group."""
        return min(0.4, LARGEST / max(self.posts / USUAL_LENGTH, 1))

    @property
    def going_on(self) -> int:
        """Discussions that are written in at the same time."""
        return max(5, min(2_000, self.posts // 200))

    @property
    def bodies(self) -> int:
        """Different texts."""
        return max(50, min(3_000, self.posts // 40))


def length(random: Random) -> int:
    """Posts of one discussion: one in seven gets no answer, one in a hundred goes on and on."""
    draw = random.random()
    if draw < 0.15:
        return 1
    for share, least, most in ((0.60, 2, 5), (0.90, 6, 15), (0.99, 16, 50)):
        if draw < share:
            return random.randint(least, most)
    return random.randint(51, 300)
