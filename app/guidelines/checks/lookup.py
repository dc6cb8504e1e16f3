"""Many things that each need certain words, looked up at once for a text or a sentence: phrases, lines of a file, patterns.

A thing needs one word of each of some choices. The things stand side by side, and their choices in rows: the first of each thing, the
second of each that has two, and so on. A word has a bit wherever a choice that it is in stands. The bits of a text are put together in
one pass over its words, and the rows are laid over each other: what is left are the things for which no choice is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_
from typing import Generic, NamedTuple, TypeVar

from app.guidelines.checks.reading import Reading
from app.guidelines.checks.remembered import Remembered
from app.guidelines.checks.telling import Share

T = TypeVar("T")

Choices = Sequence[frozenset[str]]
_Ways = tuple[int, ...]
"""Of each way its choices as bits."""


class Need(NamedTuple):
    """One word of each of `choices`, at least one, the most telling first. A word that ends in `*` is a beginning.

    And of each of `either` one way, which is some choices.
    """

    choices: Choices
    either: Sequence[Sequence[Choices]] = ()


class Row(NamedTuple):
    """A need with its choices by their numbers. Ways are read when they are first asked for: `3 / 4 5 | 7` is 3, or 4 and 5; and 7."""

    choices: tuple[int, ...]
    either: str = ""


class Table:
    """The numbers of the choices that each word is in, as they stand in a file: `3 17`. A word is looked up without its apostrophes too."""

    def __init__(self, words: dict[str, str], beginnings: dict[str, str]) -> None:
        self._words = words
        self._begun = beginnings
        self._beginnings = tuple(beginnings)

    def numbers_of(self, word: str) -> list[int]:
        bare = word.replace("'", "")
        found = [self._words.get(each) for each in {word, bare}]
        if bare.startswith(self._beginnings):
            found += (numbers for begun, numbers in self._begun.items() if bare.startswith(begun))
        return [int(number) for numbers in found if numbers for number in numbers.split()]

    def renamed(self, names: Mapping[str, str]) -> Table:
        """The same numbers, each word under its other name."""
        return Table({names[word]: numbers for word, numbers in self._words.items()}, self._begun)


class Needs(NamedTuple):
    """What some things need, in their order."""

    table: Table
    rows: Sequence[Row]


def numbered(needs: Iterable[Need]) -> Needs:
    """Needs with numbers for their choices, in the order in which they come; a choice that comes again has the same number."""
    numbers: dict[frozenset[str], int] = {}
    rows = [row_of(need, numbers) for need in needs]
    return Needs(Table(*words_of(numbers)), rows)


def row_of(need: Need, numbers: dict[frozenset[str], int]) -> Row:
    """One need by the numbers of its choices; those that are new to `numbers` are added."""

    def number_of(choice: frozenset[str]) -> int:
        return numbers.setdefault(choice, len(numbers))

    choices = tuple(map(number_of, need.choices))
    either = (" / ".join(" ".join(str(number_of(each)) for each in way) for way in ways) for ways in need.either)
    return Row(choices, " | ".join(either))


def words_of(numbers: dict[frozenset[str], int]) -> tuple[dict[str, str], dict[str, str]]:
    """The numbers of each word, and of each beginning, both in the order of the alphabet."""
    found: dict[str, list[str]] = {}
    for words, number in numbers.items():
        for word in words:
            found.setdefault(word, []).append(str(number))
    whole = {word: " ".join(found[word]) for word in sorted(found) if not word.endswith("*")}
    return whole, {word[:-1]: " ".join(found[word]) for word in sorted(found) if word.endswith("*")}


class Lookup(Generic[T]):
    """Things with what they need."""

    def __init__(self, things: Sequence[T], needs: Needs) -> None:
        order = sorted(range(len(things)), key=lambda at: -len(needs.rows[at].choices))
        self._things = [things[at] for at in order]
        self._table = needs.table
        self._every = (1 << len(order)) - 1
        self._lay([needs.rows[at].choices for at in order])
        self._either = [needs.rows[at].either for at in order]
        self._with_ways = sum(1 << at for at, either in enumerate(self._either) if either)
        self._ways: dict[int, tuple[_Ways, ...]] = {}
        self._bits = Remembered(self._bits_of_word)
        self._of_ways = Remembered(self._numbers_of_word)
        self._of_word: Callable[[str], int] = self._bits.__getitem__
        self._share: Share | None = None

    def _lay(self, needed: list[tuple[int, ...]]) -> None:
        """Find the bits of each choice; things with most choices come first, so that each row is full from its beginning."""
        self._standing: dict[int, int] = {}
        self._others: list[tuple[int, int]] = []
        first, inside = 0, len(needed)
        for place in range(len(needed[0]) if needed else 0):
            while len(needed[inside - 1]) <= place:
                inside -= 1
            for at in range(inside):
                number = needed[at][place]
                self._standing[number] = self._standing.get(number, 0) | 1 << first + at
            if place:
                self._others.append((first, self._every >> inside << inside))
            first += inside
        self._many = first

    def shared(self, reads: Callable[[str], Iterable[str]] | None = None) -> Lookup[T]:
        """The same, told beside all that tells: for what is asked of every text. What it answers to a whole text comes from there.

        `reads`: what a word of a text may be read as, where the choices hold no words.
        """
        if reads is not None:
            self._of_word = Remembered(lambda word: self.bits_of(reads(word))).__getitem__
        self._share = Share(self._of_word, self._many)
        return self

    def bits_in(self, reading: Reading) -> int:
        """The bits of a text."""
        bits = self._share.of(reading.told) if self._share else None
        return reduce(or_, filter(None, map(self._of_word, reading.vocabulary)), 0) if bits is None else bits

    def bits_of(self, words: Iterable[str]) -> int:
        """The bits of words as the choices hold them."""
        return reduce(or_, filter(None, map(self._bits.__getitem__, words)), 0)

    def told_by(self, reading: Reading) -> int:
        """A bit for each thing for which a text has words of all its choices; also what to look for (`among`) in its parts."""
        return self._there(self.bits_in(reading), reading.vocabulary, self._every)

    def there(self, bits: int) -> int:
        """A bit for each thing for which none of these bits is missing; of things whose needs know no ways."""
        return self._there(bits, (), self._every)

    def things(self, there: int) -> list[T]:
        """The things of these bits, in no order."""
        return [self._things[at] for at in _places(there)]

    def where(self, is_one: Callable[[T], bool]) -> int:
        """The bits of those things of which this is so."""
        return sum(1 << at for at, each in enumerate(self._things) if is_one(each))

    def first_words(self, reading: Reading, among: int) -> frozenset[str]:
        """Words of a text, without their apostrophes, of which a part of it must hold one for anything of `among` to be there."""
        first, of_word = self._every & among, self._of_word
        telling = " ".join([word for word in reading.vocabulary if of_word(word) & first])
        return frozenset(telling.replace("'", "").split())

    def found(self, words: Collection[str], among: int = -1) -> list[T]:
        """The things for which there are words of all their choices, in no order."""
        there = self._there(self.bits_of(words), words, self._every & among)
        return self.things(there) if there else []

    def _there(self, bits: int, words: Collection[str], among: int) -> int:
        """A bit for each thing of `among`, which are bits of things alone, for which nothing is missing."""
        there = bits & among
        for first, without in self._others:
            if not there:
                return 0
            there &= bits >> first | without
        if there & self._with_ways:
            numbers = reduce(or_, filter(None, map(self._of_ways.__getitem__, words)), 0)
            for at in _places(there & self._with_ways):
                if not _is_filled(self._ways_of(at), numbers):
                    there ^= 1 << at
        return there

    def _bits_of_word(self, word: str) -> int:
        return reduce(or_, [self._standing.get(number, 0) for number in self._table.numbers_of(word)], 0)

    def _numbers_of_word(self, word: str) -> int:
        """A bit for each of its choices that stands in a way: of most words in none."""
        return reduce(or_, [1 << number for number in self._table.numbers_of(word)], 0) & self._in_ways

    @cached_property
    def _in_ways(self) -> int:
        """The choices that stand in any way, found when a text first asks for one."""
        numbers = " ".join(self._either).replace("|", " ").replace("/", " ").split()
        return sum(1 << number for number in frozenset(map(int, numbers)))

    def _ways_of(self, at: int) -> tuple[_Ways, ...]:
        if at not in self._ways:
            sorts = self._either[at].split("|")
            self._ways[at] = tuple(tuple(map(_bits_of_numbers, ways.split("/"))) for ways in sorts)
        return self._ways[at]


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        bits ^= lowest
        yield lowest.bit_length() - 1


def _is_filled(ways: tuple[_Ways, ...], numbers: int) -> bool:
    """Whether of each sort there is a way none of whose choices is missing."""
    for each in ways:
        for way in each:
            if way & numbers == way:
                break
        else:
            return False
    return True


def _bits_of_numbers(written: str) -> int:
    return reduce(or_, [1 << int(number) for number in written.split()])
