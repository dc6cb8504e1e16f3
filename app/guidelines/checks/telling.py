"""What tells that a check is worth running on a text: a word or a sign of its own, or enough digits.

Each check says so beside its rules, as bits of a whole number: `TELLING = words(NETWORKS) | signs("@")`. A text is looked at once for
all of them; a check none of whose bits is there is not run. Each word is asked about once in the life of the program.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import reduce
from itertools import count
from operator import or_

ALWAYS = 1
"""Of every text; the bit of a check that says nothing else."""

_REMEMBERED = 20_000
_LONGEST = 30

_questions: list[tuple[Callable[[str], object], int]] = []
_signs: dict[str, int] = {}
_bits = count(1)
_digits: dict[int, int] = {}


class _Words(dict[str, int]):
    """What each word tells. Learns the words that it meets, but none that is longer than words are."""

    def __missing__(self, word: str) -> int:
        told = sum(bit for tells, bit in _questions if tells(word))
        if len(self) < _REMEMBERED and len(word) <= _LONGEST:
            self[word] = told
        return told


_told = _Words()


def words(own: AbstractSet[str] | Callable[[str], object]) -> int:
    """The bit of these words, or of those of which a function says so."""
    bit = _next_bit()
    _questions.append((own if callable(own) else own.__contains__, bit))
    _told.clear()
    return bit


def signs(*letters: str) -> int:
    """The bit of these signs, wherever they stand in a text."""
    bit = _next_bit()
    for each in letters:
        _signs[each] = _signs.get(each, 0) | bit
    return bit


def digits(fewest: int) -> int:
    """The bit of a text with so many digits."""
    if fewest not in _digits:
        _digits[fewest] = _next_bit()
    return _digits[fewest]


def told_by(text: str, vocabulary: AbstractSet[str], digits: int) -> int:
    """The bits of a text in lower case with these different words and so many digits."""
    told = reduce(or_, map(_told.__getitem__, vocabulary), ALWAYS)
    for sign, bit in _signs.items():
        if sign in text:
            told |= bit
    if digits:
        for fewest, bit in _digits.items():
            if digits >= fewest:
                told |= bit
    return told


def _next_bit() -> int:
    return 1 << next(_bits)
