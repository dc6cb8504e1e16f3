"""Small numbers that nobody may learn, not even by subtraction. Pure.

A table of counts stands beside its total. Counts below five are hidden, and zeros with them, so that nobody sees how many are hidden
small ones; where one alone would be hidden, or the hidden ones can only all be four, the smallest of the others is hidden as well.
"""

from __future__ import annotations

from collections.abc import Mapping

SMALLEST = 5
"""The smallest count above nothing that is shown."""


def hidden(counts: Mapping[str, int]) -> frozenset[str] | None:
    """The categories of one table that are hidden; None when its total must be hidden too, and with it everything."""
    total = sum(counts.values())
    if not any(0 < count < SMALLEST for count in counts.values()):
        return frozenset()
    if total < SMALLEST:
        return None
    small = [name for name, count in counts.items() if count < SMALLEST]
    if len(small) > 1 and sum(counts[name] for name in small) < (SMALLEST - 1) * len(small):
        return frozenset(small)
    next_one = min((count for count in counts.values() if count >= SMALLEST), default=None)
    if next_one is None:
        return None
    # All that are as small as that: which one of them was chosen would tell something.
    return frozenset((*small, *(name for name, count in counts.items() if count == next_one)))
