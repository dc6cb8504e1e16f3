"""Phrases of adverts, from a file that people can read, looked up by their telling words.

The words of a text stand in a row with single spaces, so marks between them do not matter. A line of the file is a row of elements:

    a|b          one of these words; `get_in_touch` is three words that count as one element
    <session>    one word of the list of that name
    ?a|b         may be left out
    ..           up to four other words;  ..12  up to twelve
    *a|b         one of these, and a telling word: texts without any telling word of a line are not looked at
    A + B        both are there, in any order; the finding is A

A line under `[own_practice]` is enough by itself. Lines under `[own_practice offer]` are signs of one sort: signs of two sorts that
stand near each other make a finding; those that begin with `~` count half. Lines under `[never]` take away what touches them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

from app.guidelines.checks.later import later
from app.guidelines.checks.lookup import Lookup, Need, Needs, numbered
from app.guidelines.checks.needs import kept_needs
from app.guidelines.checks.reading import Reading, Sighting

MOST_WORDS = 300
"""Only so many words from the beginning of a text, and as many from its end, are looked at."""
NEAR = 45
"""Words between the first and the last of the signs that make a finding together."""
_ENOUGH = 2.0
_ENOUGH_OF = {"own_practice": 1.5}
"""What signs must weigh together. Patients speak of medicines, studies and money all the time, of clients and bookings hardly ever."""
_MOST_SIGNS = 60
_GAP = 4
_USUAL = frozenset(
    "a about all am an and any are as at be been but by can could day days do does for from get go good had has have help here him "
    "his how i if im in is it its just know like me more my need no not now of on one or our out see should so some take taking "
    "than that the them there they this time to up us use very was we what when where which who will with work would you your "
    "doctor doctors treatment please thanks hi hello find contact people pain years feel think want".split()
)
_NEEDS = "lines"
_LIST = later(r"<(\w+)>")
_DEFINED = later(r"<(\w+)>: (.+)")


class Line(NamedTuple):
    """One line as it is written. `sort` is empty for a line that is enough by itself."""

    kind: str
    sort: str
    weight: float
    written: str
    number: int


class Phrase:
    """A line that was read, its lists filled in. Patterns are made when a text first asks for them: most never are.

    `telling` are the words that it is worth a look for, `needs` choices of which a text must hold one word each: the choice with the
    fewest usual words first. Raises ValueError for a list that is not there.
    """

    def __init__(self, line: Line, lists: Mapping[str, str]) -> None:
        try:
            filled = _LIST.sub(lambda match: lists[match[1]], line.written)
        except KeyError as error:
            raise ValueError(f"no list {error} for: {line.written}") from None
        self.kind, self.sort, self.weight, _, self.number = line
        self.first, _, self.second = filled.partition(" + ")

    @property
    def telling(self) -> frozenset[str]:
        return frozenset().union(*(_words(element) for element in self.first.split() if element.startswith("*")))

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        return tuple(sorted(_needs(f"{self.first} {self.second}"), key=_usual))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return _compiled(self.first)

    @cached_property
    def beside(self) -> re.Pattern[str] | None:
        """What must stand somewhere in the text as well."""
        return _compiled(self.second) if self.second else None

    @cached_property
    def _near(self) -> tuple[frozenset[str], tuple[frozenset[str], ...], int]:
        """Of the row itself: the choice with the fewest usual words, the others, and how many words the row takes at most."""
        rarest, *others = sorted(_needs(self.first), key=_usual)
        return rarest, tuple(others), sum(map(_most_words, self.first.split()))

    @property
    def rarest(self) -> frozenset[str]:
        """The choice of the row that tells most."""
        return self._near[0]

    def stands(self, words: list[str], places: list[tuple[int, str]]) -> bool:
        """Whether the row stands in a text: looked for around the words that tell, far quicker than the pattern alone in a long text.

        `places` are those of all words that tell, of whatever phrase.
        """
        rarest, others, reach = self._near
        for at, word in places:
            if word in rarest:
                near = words[max(0, at - reach) : at + reach]
                if not any(each.isdisjoint(near) for each in others) and self.pattern.search(" ".join(near)):
                    return True
        return False


class Sign(NamedTuple):
    """Where a phrase stands, in words: from `start` to before `end`."""

    start: int
    end: int
    phrase: Phrase


class PhraseBook:
    """The lines of one file by what they need: as it is kept, or worked out from them. A line is read when a text first may hold it."""

    def __init__(self, lines: Iterable[Line], lists: Mapping[str, str], kept: Needs | None = None) -> None:
        """Raises ValueError for a line that cannot be read, if its needs are not kept."""
        known = list(lines)
        self._lists = lists
        self._never_lines = [line for line in known if line.kind == "never"]
        self._lines = [line for line in known if line.kind != "never"]
        self._read: dict[int, Phrase] = {}
        self._lookup = Lookup(self._lines, kept or numbered(self.needs)).shared()

    @property
    def needs(self) -> list[Need]:
        """What each line but those of `never` needs, in their order. Raises ValueError for a line without a telling word."""
        phrases = [Phrase(line, self._lists) for line in self._lines]
        for phrase in phrases:
            if not phrase.telling:
                raise ValueError(f"a line needs a telling word, marked with *: {phrase.first}")
        return [Need(phrase.needs) for phrase in phrases]

    def find(self, reading: Reading) -> Iterator[Sighting]:
        """What the phrases find: each line that is enough by itself once, and signs near each other once a kind."""
        wanted = self._wanted(reading)
        if not wanted:
            return
        for first, words in _stretches(reading.words):
            for kind, start, end in _found(self._signs(words, wanted)):
                yield Sighting(kind, reading.places[first + start][0], reading.places[first + end - 1][1])

    def _wanted(self, reading: Reading) -> list[Phrase]:
        """The lines worth a look: all their words are there, and for signs, enough other signs of their kind may be."""
        there = self._lookup.told_by(reading)
        if not there & (there - 1) and not there & self._alone:
            return []
        known = self._lookup.things(there)
        return [self._phrase(line) for line in sorted(_enough(known), key=lambda line: line.number)]

    def _phrase(self, line: Line) -> Phrase:
        if line.number not in self._read:
            self._read[line.number] = Phrase(line, self._lists)
        return self._read[line.number]

    @cached_property
    def _alone(self) -> int:
        """The bits of the lines that are enough by themselves: one sign alone is not."""
        return self._lookup.where(lambda line: not line.sort)

    @cached_property
    def _never(self) -> list[Phrase]:
        return list(map(self._phrase, self._never_lines))

    def _signs(self, words: list[str], wanted: list[Phrase]) -> list[Sign]:
        found: list[tuple[int, int, Phrase]] = []
        telling = frozenset().union(*(phrase.rarest for phrase in wanted))
        places = [(at, word) for at, word in enumerate(words) if word in telling]
        wanted = _enough([phrase for phrase in wanted if phrase.stands(words, places)])
        if not wanted:
            return []
        row = " ".join(words)
        for phrase in wanted:
            if phrase.beside is not None and not phrase.beside.search(row):
                continue
            for count, match in enumerate(phrase.pattern.finditer(row), 1):
                found.append((match.start(), match.end(), phrase))
                if count >= _MOST_SIGNS:
                    break
        if not found:
            return []
        never = [match.span() for phrase in self._never for match in phrase.pattern.finditer(row)]
        return [
            _in_words(row, start, end, phrase)
            for start, end, phrase in found
            if not any(left < end and start < right for left, right in never)
        ]


def _in_words(row: str, start: int, end: int, phrase: Phrase) -> Sign:
    first = row.count(" ", 0, start)
    return Sign(first, first + row.count(" ", start, end) + 1, phrase)


def _found(signs: list[Sign]) -> list[tuple[str, int, int]]:
    """Kind and place in words. Of signs that stand together the words of the last one, which says most plainly what is wanted."""
    found: list[tuple[str, int, int]] = []
    seen: set[int] = set()
    for sign in signs:
        if not sign.phrase.sort and id(sign.phrase) not in seen:
            seen.add(id(sign.phrase))
            found.append((sign.phrase.kind, sign.start, sign.end))
    sure = {kind for kind, _, _ in found}
    for kind in sorted({sign.phrase.kind for sign in signs} - sure):
        own = sorted((sign for sign in signs if sign.phrase.kind == kind), key=lambda each: (each.start, each.end))
        last = _together(own)
        if last is not None:
            found.append((kind, last.start, last.end))
    return found


def _together(signs: list[Sign]) -> Sign | None:
    """The last of the first signs near each other whose sorts weigh enough; each sort counts once, by its heaviest."""
    for at, last in enumerate(signs):
        best: dict[str, float] = {}
        for sign in signs[max(0, at - _MOST_SIGNS) : at + 1]:
            if last.end - sign.start <= NEAR:
                best[sign.phrase.sort] = max(best.get(sign.phrase.sort, 0.0), sign.phrase.weight)
        if _is_enough(last.phrase.kind, best):
            return last
    return None


W = TypeVar("W", Line, Phrase)


def _enough(known: list[W]) -> list[W]:
    """Those that are enough by themselves, and signs with enough other signs of their kind beside them."""
    most: dict[str, dict[str, float]] = {}
    for each in known:
        sorts = most.setdefault(each.kind, {})
        sorts[each.sort] = max(sorts.get(each.sort, 0.0), each.weight)
    sure = {kind for kind, sorts in most.items() if _is_enough(kind, sorts)}
    return [each for each in known if not each.sort or each.kind in sure]


def _is_enough(kind: str, sorts: dict[str, float]) -> bool:
    """Whether signs weigh enough together: at least two sorts, each counted once."""
    own = [weight for sort, weight in sorts.items() if sort]
    return len(own) > 1 and sum(own) >= _ENOUGH_OF.get(kind, _ENOUGH)


def _stretches(words: list[str]) -> list[tuple[int, list[str]]]:
    if len(words) <= 2 * MOST_WORDS:
        return [(0, words)]
    return [(0, words[:MOST_WORDS]), (len(words) - MOST_WORDS, words[-MOST_WORDS:])]


@cache
def load(path: Path) -> PhraseBook:
    """A file of phrases, read once. Raises ValueError for a line without a telling word or with a list that is not there."""
    kept = kept_needs(kept_in(path), (path,))
    return PhraseBook(*_read(path), kept[_NEEDS] if kept else None)


def needs_of(path: Path) -> dict[str, list[Need]]:
    """What the lines of a file need, worked out from them."""
    return {_NEEDS: PhraseBook(*_read(path)).needs}


def kept_in(path: Path) -> Path:
    """Where that is kept."""
    return path.with_name(f"{path.stem}_needs.txt")


def _read(path: Path) -> tuple[list[Line], dict[str, str]]:
    """The lines of a file, and its lists by name, each in one element."""
    lists: dict[str, str] = {}
    lines, kind, sort = [], "", ""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            kind, _, sort = line.strip("[]").partition(" ")
        elif line.startswith("<") and (defined := _DEFINED.fullmatch(line)):
            lists[defined[1]] = "|".join(_LIST.sub(lambda match: lists[match[1]], defined[2]).split())
        elif line:
            lines.append(Line(kind, sort, 0.5 if line.startswith("~") else 1.0, line.lstrip("~"), number))
    return lines, lists


def _needs(row: str) -> list[frozenset[str]]:
    """What may not be left out of a row of elements."""
    return [_words(each) for each in row.split() if each[0] not in "?."]


@cache
def _usual(need: frozenset[str]) -> tuple[int, int]:
    """How little a choice tells: by its usual words, and by how many there are."""
    return len(need & _USUAL), len(need)


def _most_words(element: str) -> int:
    """How many words an element takes at most."""
    if element.startswith(".."):
        return int(element[2:] or _GAP)
    return max(choice.count("_") + 1 for choice in element.lstrip("*?").split("|"))


@cache
def _words(element: str) -> frozenset[str]:
    """The longest word of each choice of an element. The same elements stand in many lines."""
    choices = element.lstrip("*?").split("|")
    if "_" not in element:
        return frozenset(choices)
    return frozenset(max(choice.split("_"), key=len) if "_" in choice else choice for choice in choices)


def _compiled(line: str) -> re.Pattern[str]:
    """The line as a pattern over words with single spaces. Repeats are bounded, and each step takes a whole word."""
    parts = [_part(element) for element in line.split()]
    return re.compile(rf"(?<![^ ]){''.join(parts).removesuffix('(?: |$)')}(?![^ ])")


def _part(element: str) -> str:
    if element.startswith(".."):
        return rf"(?:[^ ]+ ){{0,{element[2:] or _GAP}}}?"
    choices = "|".join(re.escape(choice.replace("_", " ")) for choice in element.lstrip("*?").split("|"))
    return rf"(?:(?:{choices})(?: |$))?" if element.startswith("?") else rf"(?:{choices})(?: |$)"
