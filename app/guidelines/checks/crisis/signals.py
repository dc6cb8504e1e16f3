"""The crisis check: phrases by level, strongest first, in the sentences that hold a telling word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path

from app.guidelines.checks.crisis.grammar import Phrase, phrases_from, words_from
from app.guidelines.checks.crisis.parts import Part, Row, Sequence
from app.guidelines.checks.crisis.phrasebook import Match, Phrasebook
from app.guidelines.checks.crisis.sentences import is_disguised, may_be_disguised, parted, sentences
from app.guidelines.checks.reading import Reading, Sighting

ENGLISH, SPANISH = "en", "es"
_PHRASES = Path(__file__).with_name("phrases")
FOLDERS = {ENGLISH: _PHRASES, SPANISH: _PHRASES / "es"}
_LEVELS = ("high", "medium", "low")

MOST_SENTENCES = 120
"""Telling sentences that are looked at in one field; a long post by a person has a few dozen at most."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """`never` explains words away; `past` is low unless `now` fits; `then` lowers what the others find.

    `otherwise` explains words away for the weighing, which reads them without their phrase. `telling` holds past and all levels.
    """

    never: Phrasebook
    otherwise: Phrasebook
    past: Phrasebook
    levels: tuple[Phrasebook, ...]
    then: Phrasebook
    now: Phrasebook
    telling: Phrasebook


def find(reading: Reading, language: str = ENGLISH) -> Iterator[Sighting]:
    """One sighting for each phrase of a language, the strongest of those that overlap."""
    grammar = load(language)
    among = grammar.telling.told_by(reading.vocabulary)
    if may_be_disguised(reading) and is_disguised(reading.text):
        among = -1
    elif not among:
        return
    is_telling = partial(grammar.telling.candidates, among=among)
    for sentence in islice(sentences(reading.once(parted), is_telling), MOST_SENTENCES):
        for match, level in _signals(Row(sentence.words), grammar):
            yield Sighting(match.kind, *sentence.span(match.start, match.end), level=level)


def _signals(row: Row, grammar: Grammar) -> list[tuple[Match, str]]:
    """Matches with their level. Words that are already explained are blanked out for those that follow."""
    if not grammar.telling.fits(row):
        return []
    books = (grammar.past, *grammar.levels)
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


def find_spanish(reading: Reading) -> Iterator[Sighting]:
    """The same with the Spanish phrases."""
    return find(reading, SPANISH)


@cache
def load(language: str) -> Grammar:
    """The phrase files of a language, read once. A file that a language does not need may be missing."""
    folder = FOLDERS[language]
    lists = words_from(folder / "words.txt")
    books = {name: _book(folder / f"{name}.txt", lists) for name in (*_LEVELS, "past", "never", "otherwise")}
    return Grammar(
        never=books["never"],
        otherwise=books["otherwise"],
        past=books["past"],
        levels=tuple(books[name] for name in _LEVELS),
        then=_list_book("then", lists["then"]),
        now=_list_book("now", lists["now"]),
        telling=Phrasebook.of_all(books[name] for name in (*_LEVELS, "past")),
    )


def _book(path: Path, lists: Mapping[str, Part]) -> Phrasebook:
    return Phrasebook(path.stem, phrases_from(path, lists) if path.exists() else [])


def _list_book(name: str, words: Part) -> Phrasebook:
    return Phrasebook(name, [Phrase(name, name, Sequence((words,)))])
