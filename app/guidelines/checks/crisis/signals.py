"""The crisis check: phrases by level, strongest first, in the sentences that hold a telling word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from app.guidelines.checks.crisis.grammar import Phrase, phrases_from, words_from
from app.guidelines.checks.crisis.parts import Part, Row, Sequence
from app.guidelines.checks.crisis.phrasebook import Match, Phrasebook
from app.guidelines.checks.crisis.sentences import is_disguised, sentences
from app.guidelines.checks.reading import Reading, Sighting

_FOLDER = Path(__file__).with_name("phrases")

MOST_SENTENCES = 600
"""Telling sentences that are looked at in one field; a post of 32 KB by a person has fewer."""

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Grammar:
    """`never` explains words away; `past` is low unless `now` fits; `then` lowers what the others find.

    `otherwise` explains words away for the weighing, which reads them without their phrase.
    """

    never: Phrasebook
    otherwise: Phrasebook
    past: Phrasebook
    levels: tuple[Phrasebook, ...]
    then: Phrasebook
    now: Phrasebook
    keys: frozenset[str]
    beginnings: tuple[str, ...]

    def is_telling(self, words: list[str]) -> bool:
        return not self.keys.isdisjoint(words) or any(word.startswith(self.beginnings) for word in words)

    def may_tell(self, text: str) -> bool:
        """A quick look at a whole text: False when no sentence of it can be a signal."""
        if any(beginning in text for beginning in self.beginnings) or is_disguised(text):
            return True
        return not self.keys.isdisjoint(_WORD.findall(text.replace("'", "")))


def find(reading: Reading) -> Iterator[Sighting]:
    """One sighting for each phrase, the strongest of those that overlap."""
    grammar = load()
    if not grammar.may_tell(reading.text):
        return
    for sentence in islice(sentences(reading.text, grammar.is_telling), MOST_SENTENCES):
        for match, level in _signals(Row(sentence.words), grammar):
            yield Sighting(match.kind, *sentence.span(match.start, match.end), level=level)


def _signals(row: Row, grammar: Grammar) -> list[tuple[Match, str]]:
    """Matches with their level. Words that are already explained are blanked out for those that follow."""
    books = (grammar.past, *grammar.levels)
    if not any(book.fits(row) for book in books):
        return []
    signals: list[tuple[Match, str]] = []
    is_now = grammar.now.fits(row)
    was_then = not is_now and grammar.then.fits(row)
    explained = grammar.never.matches(row)
    for book in books:
        if explained:
            row = row.blanked((match.start, match.end) for match in explained)
        explained = book.matches(row)
        signals += ((match, _level_of(book.name, was_then, is_now)) for match in explained)
    return signals


def _level_of(level: str, was_then: bool, is_now: bool) -> str:
    """What is told as long past is low; what is told as past but lasts is medium."""
    if level == "past":
        return "medium" if is_now else "low"
    return "low" if was_then else level


@cache
def load() -> Grammar:
    """The phrase files, read once."""
    lists = words_from(_FOLDER / "words.txt")
    books = [
        Phrasebook(name, phrases_from(_FOLDER / f"{name}.txt", lists)) for name in ("high", "medium", "low", "past")
    ]
    keys = frozenset().union(*(book.keys for book in books))
    return Grammar(
        never=Phrasebook("never", phrases_from(_FOLDER / "never.txt", lists)),
        otherwise=Phrasebook("otherwise", phrases_from(_FOLDER / "otherwise.txt", lists)),
        past=books[-1],
        levels=tuple(books[:-1]),
        then=_list_book("then", lists["then"]),
        now=_list_book("now", lists["now"]),
        keys=frozenset(key for key in keys if not key.endswith("*")),
        beginnings=tuple(sorted(key[:-1] for key in keys if key.endswith("*"))),
    )


def _list_book(name: str, words: Part) -> Phrasebook:
    return Phrasebook(name, [Phrase(name, name, Sequence((words,)))])
