"""What tells that a check is worth running on a text: a word or a sign of its own, or enough digits.

Each check says so beside its rules, as bits of a whole number: `TELLING = words(NETWORKS) | signs("@")`. A text is looked at once for
all of them; a check none of whose bits is there is not run. Each word is asked about once in the life of the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import reduce
from itertools import count
from operator import or_

ALWAYS = 1
"""Of every text; the bit of a check that says nothing else."""

_REMEMBERED = 20_000
_LONGEST = 30
_TEN = "0123456789"
_NUMBER = re.compile(r"[0-9](?:(?:[ol ().\[\]/_+-]{0,12}|[a-z-]{1,4})[0-9])+")
"""Digits near each other: with nothing between them but what stands in written numbers, or a few letters in one word."""

_questions: list[tuple[Callable[[str], object], int]] = []
_signs: dict[str, int] = {}
_beyond_ascii: dict[str, int] = {}
_bits = count(1)
_digits: dict[int, int] = {}
_numbers: dict[int, int] = {}


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
        known = _signs if each.isascii() else _beyond_ascii
        known[each] = known.get(each, 0) | bit
    return bit


def digits(fewest: int) -> int:
    """The bit of a text with so many digits."""
    if fewest not in _digits:
        _digits[fewest] = _next_bit()
    return _digits[fewest]


def number(fewest: int) -> int:
    """The bit of a text with so many digits near each other: `50 mg` and `2015` are far apart."""
    if fewest not in _numbers:
        _numbers[fewest] = _next_bit()
    return _numbers[fewest]


def told_by_words(vocabulary: Iterable[str]) -> int:
    """The bits of these words, all in lower case."""
    return reduce(or_, map(_told.__getitem__, vocabulary), ALWAYS)


def told_by_signs(text: str) -> int:
    """The bits of the signs that stand in a text."""
    told = 0
    for sign, bit in _signs.items():
        if sign in text:
            told |= bit
    if not text.isascii():
        for sign, bit in _beyond_ascii.items():
            if sign in text:
                told |= bit
    return told


def told_by_digits(text: str, count: int) -> int:
    """The bits of a text in lower case with so many digits."""
    told = 0
    for fewest, bit in _digits.items():
        if count >= fewest:
            told |= bit
    if _numbers and count >= min(_numbers):
        most = max((digits_in(found) for found in _NUMBER.findall(text)), default=0)
        for fewest, bit in _numbers.items():
            if most >= fewest:
                told |= bit
    return told


def digits_in(text: str) -> int:
    """How many of the ten digits stand in a text."""
    return sum(map(text.count, _TEN))


def _next_bit() -> int:
    return 1 << next(_bits)


A_DIGIT = words(frozenset(_TEN).intersection)
"""The bit of words in which a digit stands: most texts have none, and need not be searched for any."""
