"""Many phrases looked up at once: only those whose telling words stand in the sentence are tried."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.guidelines.checks.crisis.grammar import Choice, Edge, Part, Phrase, Row, Sequence

# Words that stand in most sentences tell nothing; a phrase is looked up by one of its other words.
_COMMON = frozenset(
    "a about all also another am an and any are as at be been being but by can cant could did do does done dont down feel "
    "feeling for from get getting go going got had has have having he her him how i id if ill im in into is it its "
    "ive just keep like me more my need never no not of off on one or our out really she so some still than that "
    "the their them then there they this time to up us want was we were what when who will with without wont "
    "would you your again now because here make made makes think thinking after help much good "
    "hes shes thats people way take taking took than too doctor said says feels felt start started".split()
)


@dataclass(frozen=True, slots=True)
class Match:
    """Words `start` to `end` of the row, and the kind of the phrase they fit."""

    start: int
    end: int
    kind: str


class Phrasebook:
    """The phrases of one level. `keys` are the words (or beginnings, `cut*`) without which none fits."""

    def __init__(self, name: str, phrases: Iterable[Phrase]) -> None:
        self.name = name
        self._by_word: dict[str, list[Phrase]] = {}
        self._always: list[Phrase] = []
        for phrase in phrases:
            keys = _telling_words(phrase.part)
            if keys is None:
                self._always.append(phrase)
            for key in keys or ():
                self._by_word.setdefault(key, []).append(phrase)
        self.keys = frozenset(self._by_word)
        self._beginnings = tuple(key for key in self.keys if key.endswith("*"))

    def matches(self, row: Row) -> list[Match]:
        """The longest match at each place, left to right, none over another."""
        found: list[Match] = []
        candidates = self._candidates(row.words)
        if not candidates:
            return []
        places: dict[str, list[int]] = {}
        for place, word in enumerate(row.words):
            places.setdefault(word, []).append(place)
        for phrase in candidates:
            for at in _starts(phrase, places, len(row.words)):
                ends = phrase.part.ends(row, at)
                if ends and max(ends) > at:
                    found.append(Match(at, max(ends), phrase.kind))
        return _apart(found)

    def fits(self, row: Row) -> bool:
        return bool(self.matches(row))

    def _candidates(self, words: list[str]) -> Collection[Phrase]:
        chosen = {id(phrase): phrase for phrase in self._always}
        for word in set(words):
            keys = [key for key in self._beginnings if word.startswith(key[:-1])]
            for key in (word, *keys):
                for phrase in self._by_word.get(key, ()):
                    chosen[id(phrase)] = phrase
        return chosen.values()


def _starts(phrase: Phrase, places: dict[str, list[int]], count: int) -> Iterable[int]:
    """Where the phrase may begin."""
    if isinstance(phrase.part.parts[0], Edge):
        return (0,)
    first = phrase.part.first
    if first is None:
        return range(count)
    beginnings = tuple(word[:-1] for word in first if word.endswith("*"))
    return [
        place
        for word, where in places.items()
        if word in first or (beginnings and word.startswith(beginnings))
        for place in where
    ]


def _telling_words(part: Part) -> frozenset[str] | None:
    """Words one of which every match of `part` must hold, as few common ones as can be; None if none."""
    if part.is_empty_allowed:
        return None
    if isinstance(part, Choice):
        each = [_telling_words(choice) for choice in part.parts]
        return None if None in each else frozenset().union(*(words or () for words in each))
    if isinstance(part, Sequence):
        needed = [words for words in map(_telling_words, part.parts) if words]
        return min(needed, key=lambda words: (len(words & _COMMON), len(words)), default=None)
    return part.first


def _apart(found: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept
