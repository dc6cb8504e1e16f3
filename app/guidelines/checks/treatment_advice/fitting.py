"""Which patterns of advice may fit in a text, by the signs that its words may be read as: most texts hold what none of them needs.

What each line of a pattern needs is worked out from it (`needed.py`) and kept in `lexicon/needs.txt`.
"""

from __future__ import annotations

from app.guidelines.checks.lookup import Lookup, Need, Needs, numbered
from app.guidelines.checks.needs import kept_needs
from app.guidelines.checks.reading import Reading
from app.guidelines.checks.treatment_advice.grammar import Pattern, compiled, patterns
from app.guidelines.checks.treatment_advice.lexicon import OPINION, OTHER, PATTERNS, SIGNS, may_be_read_as
from app.guidelines.checks.treatment_advice.needed import in_order, needed

VIEWS = (
    "I [WILL MODAL DO NOT DONT JUST]{0,3} (?:THINK|RECOMMEND|WANT|HELLO|OTHER RECOMMEND)",
    "I (?= [^ STOP_MARK QUESTION IF]{1,20} IF I BE YOU )",
    "(?<= IF I BE YOU ) I",
    "(?<= IF I BE YOU COMMA ) I",
)
"""The I of somebody who says what they think: it becomes the sign OPINION, which patterns may need."""

NEEDS = PATTERNS.with_name("needs.txt")
_USUAL = frozenset(
    SIGNS[name]
    for name in "OTHER I BE TO HAVE THE AND IT DO THAT IF FOR IN OF ON WITH BY NOT NUMBER JUST COMMA STOP_MARK".split()
)
"""Signs that most texts hold, and that tell least."""
_NAMES = {sign: name for name, sign in SIGNS.items()}
_OF_LINES, _OF_VIEWS = "lines", "views"
_VIEW = -1
_PATTERNS = patterns()


def may_fit_in(reading: Reading) -> tuple[list[Pattern], bool]:
    """The patterns that may fit in a text, in their order, and whether one of the `VIEWS` may."""
    bits = _LINES.bits_in(reading)
    there = _LINES.there(bits)
    has_view = bool(there & _A_VIEW)
    if has_view:
        there = _LINES.there(bits | _AN_OPINION)
    numbers = frozenset(_LINES.things(there & ~_A_VIEW))
    return [_PATTERNS[number] for number in sorted(numbers)], has_view


def needs_of() -> dict[str, list[Need]]:
    """What the lines of the patterns need, in their order, and what the views do; by the names of the signs."""
    views = (in_order(needed(compiled(view).pattern, _USUAL), _USUAL, OTHER) for view in VIEWS)
    lines = (need for pattern in _PATTERNS for need in pattern.needs(_USUAL))
    return {_OF_LINES: list(map(_by_name, lines)), _OF_VIEWS: [_by_name(Need(view)) for view in views]}


def _by_name(need: Need) -> Need:
    return Need([frozenset(map(_NAMES.__getitem__, signs)) for signs in need.choices])


def _lookup() -> Lookup[int]:
    """Each line by the number of its pattern, and the views."""
    kept = kept_needs(NEEDS, (PATTERNS,)) or _worked_out()
    numbers = [number for number, pattern in enumerate(_PATTERNS) for _ in pattern.lines]
    rows = [*kept[_OF_LINES].rows, *kept[_OF_VIEWS].rows]
    needs = Needs(kept[_OF_LINES].table.renamed(SIGNS), rows)
    return Lookup([*numbers, *(_VIEW for _ in VIEWS)], needs).shared(may_be_read_as)


def _worked_out() -> dict[str, Needs]:
    known = needs_of()
    together = numbered(need for needs in known.values() for need in needs)
    count = len(known[_OF_LINES])
    return {
        _OF_LINES: Needs(together.table, together.rows[:count]),
        _OF_VIEWS: Needs(together.table, together.rows[count:]),
    }


_LINES = _lookup()
_A_VIEW = _LINES.where(lambda number: number == _VIEW)
_AN_OPINION = _LINES.bits_of(OPINION)
