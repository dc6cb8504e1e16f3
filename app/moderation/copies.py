"""A text without what it repeats of another one that was erased. Pure.

Somebody's own words stay theirs; what they copied goes. Four words in a row that stand in the erased text are a copy, so is the whole of
a shorter one, so are numbers and addresses, and words that a check had marked in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

ERASED = "[erased]"

RUN = 4
"""Words in a row that nobody writes twice by chance, most of the time."""

_WORD = re.compile(r"[^\W_]+(?:[.@'’_+-]+[^\W_]+)*")
_TELLING = re.compile(r".*\d.*\d.*\d|.*@")
"""Three digits at least, or a mail address: one such word alone is a copy."""

Run = tuple[str, ...]


class Copies:
    """What is looked for: `texts` are the erased ones, `marked` single words and names that were found in them."""

    def __init__(self, texts: Iterable[str], marked: Iterable[str] = ()) -> None:
        self._runs: set[Run] = set()
        for text in texts:
            words = _words(text)
            self._runs |= set(_runs(words, min(RUN, max(len(words), 2))))
            self._runs |= {(word,) for word in words if _TELLING.match(word)}
        self._runs |= {tuple(_words(each)) for each in marked}
        self._runs.discard(())
        self._lengths = sorted({len(run) for run in self._runs}, reverse=True)

    def without(self, text: str) -> str:
        """`text` with '[erased]' for each stretch that repeats something."""
        found = list(_WORD.finditer(text))
        words = [each.group().casefold() for each in found]
        taken = [False] * len(words)
        for length in self._lengths:
            for start, run in enumerate(_runs(words, length)):
                if run in self._runs:
                    taken[start : start + length] = [True] * length
        parts, at = [], 0
        for first, last in _stretches(taken):
            parts += [text[at : found[first].start()], ERASED]
            at = found[last].end()
        return "".join([*parts, text[at:]])


def _words(text: str) -> list[str]:
    return [each.group().casefold() for each in _WORD.finditer(text)]


def _runs(words: Sequence[str], length: int) -> list[Run]:
    return [tuple(words[start : start + length]) for start in range(len(words) - length + 1)]


def _stretches(taken: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last place of each stretch of True."""
    found: list[tuple[int, int]] = []
    for place, is_taken in enumerate(taken):
        if is_taken and found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        elif is_taken:
            found.append((place, place))
    return found
