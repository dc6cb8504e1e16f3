"""Which signs a text must hold for a pattern to fit: worked out from the pattern itself, so that most patterns are never tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial

from app.guidelines.checks.later import later

_PIECE = later(
    r"(?P<none>\(\?<?!)|(?P<open>\((?:\?(?::|<?=))?)|(?P<shut>\))|(?P<or>\|)"
    r"|(?P<many>[?*+]\??|\{[0-9]*,?[0-9]*\}\??)|\[(?P<no>\^?)(?P<some>[^\]]*)\]|(?P<one>.)",
    re.DOTALL,
)
Clauses = list[frozenset[str]]
_Cost = Callable[[frozenset[str]], tuple[int, int]]


def needed(written: str, usual: frozenset[str] = frozenset()) -> Clauses:
    """Of each of these at least one sign is in every text in which `written` fits. It says little rather than too much.

    Of several ways each gives the signs that tell most: those with the fewest `usual` ones, then the fewest.

    `written` is a regular expression of signs, classes of signs, groups, repeats and looks ahead and behind.
    """
    pieces = list(_PIECE.finditer(written))
    pieces.reverse()
    return _of_any(pieces, partial(_cost, usual))


def in_order(clauses: Iterable[frozenset[str]], usual: frozenset[str], met: str) -> Clauses:
    """Each once, those that tell most first; without those of `met`, a sign that every text holds, unless nothing else is left."""
    known = sorted(dict.fromkeys(clauses), key=partial(_cost, usual))
    return [signs for signs in known if met not in signs] or known


def _cost(usual: frozenset[str], signs: frozenset[str]) -> tuple[int, int]:
    return len(signs & usual), len(signs)


def _of_any(pieces: list[re.Match[str]], cost: _Cost) -> Clauses:
    """Read from the end of `pieces`, which holds them backwards, up to the end of a group."""
    ways = [_of_a_row(pieces, cost)]
    while pieces and pieces.pop().lastgroup == "or":
        ways.append(_of_a_row(pieces, cost))
    if len(ways) == 1:
        return ways[0]
    return [frozenset().union(*(min(way, key=cost) for way in ways))] if all(ways) else []


def _of_a_row(pieces: list[re.Match[str]], cost: _Cost) -> Clauses:
    row: Clauses = []
    while pieces and pieces[-1].lastgroup not in ("or", "shut"):
        found = _of_one(pieces, cost)
        if not (pieces and pieces[-1].lastgroup == "many" and _is_none_enough(pieces.pop().group())):
            row += found
    return row


def _of_one(pieces: list[re.Match[str]], cost: _Cost) -> Clauses:
    piece = pieces.pop()
    if piece.lastgroup == "open":
        return _of_any(pieces, cost)
    if piece.lastgroup == "none":
        _of_any(pieces, cost)
        return []
    if piece.lastgroup == "some":
        return [] if piece["no"] else [frozenset(piece["some"])]
    return [frozenset(piece.group())]


def _is_none_enough(many: str) -> bool:
    return many[0] in "?*" or many.startswith(("{0", "{,"))
