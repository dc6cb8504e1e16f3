"""Which signs a text must hold for a pattern to fit: worked out from the pattern itself, so that most patterns are never tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_

_PIECE = re.compile(
    r"(?P<none>\(\?<?!)|(?P<open>\((?:\?(?::|<?=))?)|(?P<shut>\))|(?P<or>\|)"
    r"|(?P<many>[?*+]\??|\{[0-9]*,?[0-9]*\}\??)|\[(?P<no>\^?)(?P<some>[^\]]*)\]|(?P<one>.)",
    re.DOTALL,
)
Clauses = list[frozenset[str]]
_Cost = Callable[[frozenset[str]], tuple[int, int]]


class Needs:
    """What patterns need, as bits: a bit says that one sign of some is there. A pattern that needs the same shares the bit."""

    def __init__(self, usual: str = "") -> None:
        """`usual`: signs that most texts hold, and that tell least."""
        self._bits: dict[frozenset[str], int] = {}
        self._usual = frozenset(usual)

    @property
    def many(self) -> int:
        """How many bits there are by now."""
        return len(self._bits)

    def of(self, written: str, *others: frozenset[str]) -> int:
        """The bits without one of which the pattern does not fit; `others` are more signs, one of each of which it needs."""
        clauses = dict.fromkeys((*needed(written, self._usual), *others))
        return reduce(or_, [self._bits.setdefault(signs, 1 << len(self._bits)) for signs in clauses], 0)

    def met_by(self, signs: Iterable[str]) -> int:
        """The bits of a text with these signs."""
        own = frozenset(signs)
        return sum(bit for clause, bit in self._bits.items() if not clause.isdisjoint(own))


def may_fit(needs: Sequence[int], bits: int) -> bool:
    """Whether one of some patterns may fit in a text with these bits."""
    return any(each & bits == each for each in needs)


def needed(written: str, usual: frozenset[str] = frozenset()) -> Clauses:
    """Of each of these at least one sign is in every text in which `written` fits. It says little rather than too much.

    Of several ways each gives the signs that tell most: those with the fewest `usual` ones, then the fewest.

    `written` is a regular expression of signs, classes of signs, groups, repeats and looks ahead and behind.
    """
    pieces = list(_PIECE.finditer(written))
    pieces.reverse()
    return _of_any(pieces, lambda signs: (len(signs & usual), len(signs)))


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
