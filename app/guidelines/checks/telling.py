"""What tells that a check is worth running on a text: a word or a sign of its own, or enough digits.

Each check says so beside its rules, as bits of a whole number: `TELLING = words(NETWORKS) | signs("@")`. A text is looked at once for
all of them; a check none of whose bits is there is not run. Each word is asked about once in the life of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import reduce
from itertools import count
from operator import or_
from threading import Lock

from app.guidelines.checks.later import later
from app.guidelines.checks.remembered import Remembered

ALWAYS = 1
"""Of every text; the bit of a check that says nothing else."""

_TEN = "0123456789"
_NO_DIGITS = b"0123456789"
_NUMBER = later(r"[0-9](?:(?:[ol ().\[\]/_+-]{0,12}|[a-z-]{1,4})[0-9])+")
"""Digits near each other: with nothing between them but what stands in written numbers, or a few letters in one word."""

_questions: tuple[tuple[Callable[[str], object], int], ...] = ()
_shares: tuple[tuple[Callable[[str], int], int], ...] = ()
_signs: dict[str, int] = {}
_beyond_ascii: dict[str, int] = {}
_bits = count(1)
_digits: dict[int, int] = {}
_numbers: dict[int, int] = {}
_lock = Lock()


class Share:
    """Many bits of one's own, told together with all others: `of` takes them out of what a text tells.

    A check that reads its rules when a text first asks has no share in that text yet: then `of` answers None.
    """

    def __init__(self, bits_of_word: Callable[[str], int], many: int) -> None:
        global _shares
        with _lock:
            self._here = _next_bit()
            self._at = next(_bits)
            for _ in range(many - 1):
                next(_bits)
            self._all = (1 << many) - 1
            _shares = (*_shares, (bits_of_word, self._at))
            _read_anew(_reader[0] | self._here)

    def of(self, told: int) -> int | None:
        """The bits of a text, the first of them as 1."""
        return told >> self._at & self._all if told & self._here else None


def words(own: AbstractSet[str] | Callable[[str], object]) -> int:
    """The bit of these words, or of those of which a function says so."""
    global _questions
    with _lock:
        bit = _next_bit()
        _questions = (*_questions, (own if callable(own) else own.__contains__, bit))
        _read_anew(_reader[0])
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
    always, read = _reader
    return reduce(or_, filter(None, map(read, vocabulary)), always)


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
    if text.isascii():
        return len(text) - len(text.encode("ascii").translate(None, _NO_DIGITS))
    return sum(map(text.count, _TEN))


def _next_bit() -> int:
    return 1 << next(_bits)


def _read_anew(always: int) -> None:
    """With a new memory, so that a text that is read meanwhile adds nothing to it of what was not asked yet."""
    global _reader
    questions, shares = _questions, _shares

    def of_a_word(word: str) -> int:
        bits = sum(bit for tells, bit in questions if tells(word))
        for bits_of_word, at in shares:
            bits |= bits_of_word(word) << at
        return bits

    _reader = always, Remembered(of_a_word).__getitem__


_reader: tuple[int, Callable[[str], int]] = (ALWAYS, Remembered(lambda word: 0).__getitem__)
"""The bits of every text, and how to read a word."""


A_DIGIT = words(frozenset(_TEN).intersection)
"""The bit of words in which a digit stands: most texts have none, and need not be searched for any."""
