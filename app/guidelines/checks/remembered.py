"""What was found out about words, kept for the texts that come: most words of a post stood in posts before it.

Bounded: when it is full it forgets all and learns again, so that a flood of strange words does not leave it full of them for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

MOST = 20_000
"""Words: as many as people use in some thousand posts, and some megabytes at most."""
LONGEST = 30
"""Letters of a word that is kept: nobody writes longer ones."""
T = TypeVar("T")


class Remembered(dict[str, T]):
    """Asked for a word, it answers what `find` says of it. `find` must always say the same of a word."""

    def __init__(self, find: Callable[[str], T], most: int = MOST) -> None:
        super().__init__()
        self._find = find
        self._most = most

    def __missing__(self, word: str) -> T:
        found = self._find(word)
        if len(word) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[word] = found
        return found
