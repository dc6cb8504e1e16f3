"""Patterns that are compiled when a text first asks for them: together they would make each start a third of a second longer or so.

Most texts ask few of them, since a word or a digit must call for the check first (`telling.py`).
"""

from __future__ import annotations

import re
from typing import Any, cast

_ASKED = ("finditer", "findall", "fullmatch", "match", "search", "split", "sub")


def later(written: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, but not yet. An error in the pattern is raised when it is first used."""
    return cast("re.Pattern[str]", _Later(written, flags))


class _Later:
    """Holds the methods of the pattern once it is compiled, so that asking it costs no more than asking the pattern itself."""

    __slots__ = ("_flags", "pattern", *_ASKED)

    def __init__(self, written: str, flags: int) -> None:
        self.pattern = written
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Only asked for what is not there yet."""
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for each in _ASKED:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)
