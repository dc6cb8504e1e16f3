"""The crisis check: phrases by level, strongest first, in the sentences that hold a telling word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from app.guidelines.checks.crisis.grammar import Lists, Phrase, phrases_from, words_from
from app.guidelines.checks.crisis.parts import Row
from app.guidelines.checks.crisis.parts import Sequence as Parts
from app.guidelines.checks.crisis.phrasebook import Match, Phrasebook, Phrasebooks
from app.guidelines.checks.crisis.sentences import has_disguised, parted, sentences
from app.guidelines.checks.lookup import Need, Needs
from app.guidelines.checks.needs import kept_needs
from app.guidelines.checks.reading import Reading, Sighting

ENGLISH, SPANISH = "en", "es"
_PHRASES = Path(__file__).with_name("phrases")
FOLDERS = {ENGLISH: _PHRASES, SPANISH: _PHRASES / "es"}
NEEDS = "needs.txt"
_LEVELS = ("high", "medium", "low")
BOOKS = (*_LEVELS, "past", "never", "otherwise")

MOST_SENTENCES = 120
"""Telling sentences that are looked at in one field; a long post by a person has a few dozen at most."""


class Grammar(NamedTuple):
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
    is_telling = _look_for(grammar.telling, reading)
    if is_telling is None:
        return
    for sentence in islice(sentences(reading.once(parted), is_telling), MOST_SENTENCES):
        for match, level in _signals(Row(sentence.words), grammar):
            yield Sighting(match.kind, *sentence.span(match.start, match.end), level=level)


def _look_for(telling: Phrasebook, reading: Reading) -> Callable[[list[str]], object] | None:
    """A quick look at the words of a sentence: whether a phrase may stand there. None where none can stand in the whole text."""
    if has_disguised(reading, reading.text):
        return telling.candidates
    among = telling.told_by(reading)
    if not among:
        return None
    first = telling.first_words(reading, among)
    return lambda words: not first.isdisjoint(words) and telling.candidates(words, among)


def _signals(row: Row, grammar: Grammar) -> list[tuple[Match, str]]:
    """Matches with their level. Words that are already explained are blanked out for those that follow."""
    told = grammar.telling.indexed(row.words)
    if not any(each.phrase.part.ends(row, row.everywhere) for each in told):
        return []
    may_fit = {each.book for each in told}
    books = (grammar.past, *grammar.levels)
    signals: list[tuple[Match, str]] = []
    is_now = grammar.now.fits(row)
    was_then = not is_now and grammar.then.fits(row)
    explained = grammar.never.matches(row)
    for book in books:
        if explained:
            row = row.blanked((match.start, match.end) for match in explained)
        explained = book.matches(row) if book in may_fit else []
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
    return read_grammar(language, kept_needs(FOLDERS[language] / NEEDS, made_from(language)) or {})


def made_from(language: str) -> list[Path]:
    """The files that say what the phrases of a language need."""
    return [path for path in FOLDERS[language].glob("*.txt") if path.name != NEEDS]


def read_grammar(language: str, kept: Mapping[str, Needs]) -> Grammar:
    """The phrases of a language. Those of the books whose needs are not kept are all read when a text first asks for the book."""
    folder = FOLDERS[language]
    lists = words_from(folder / "words.txt")
    books = {name: _book(folder / f"{name}.txt", lists, kept.get(name)) for name in BOOKS}
    return Grammar(
        never=books["never"],
        otherwise=books["otherwise"],
        past=books["past"],
        levels=tuple(books[name] for name in _LEVELS),
        then=_list_book("then", lists),
        now=_list_book("now", lists),
        telling=Phrasebooks((books[name] for name in (*_LEVELS, "past")), is_shared=language == ENGLISH),
    )


def needs_of(language: str) -> dict[str, list[Need]]:
    """What each phrase of a language needs, by book, worked out from the phrases."""
    grammar = read_grammar(language, {})
    return {book.name: book.needs for book in (*grammar.levels, grammar.past, grammar.never, grammar.otherwise)}


def _book(path: Path, lists: Lists, kept: Needs | None) -> Phrasebook:
    return Phrasebook(path.stem, phrases_from(path, lists) if path.exists() else (), kept)


def _list_book(name: str, lists: Lists) -> Phrasebook:
    """The words of a list as a book of one phrase, read when a sentence first asks."""
    return Phrasebook(name, (Phrase(name, name, Parts((words,))) for words in map(lists.__getitem__, (name,))))
