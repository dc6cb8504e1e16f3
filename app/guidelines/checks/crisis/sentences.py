"""Text as a row of plain words per sentence, each with its way back to its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading
from app.guidelines.checks.telling import signs
from app.guidelines.checks.telling import words as telling_words

_SENTENCE = later(r"[^.!?;\n]+")
_WORD = later(r"[a-z0-9]+(?:[-'*@$|/]+[a-z0-9]+)*")
_NOT_THEIRS = later(r"^ *>[^\n]*|https?://\S+", re.MULTILINE)
_LETTERS = later(r"[a-z0-9]+")
_SIGNS = later(r"[^a-z0-9]+")
_SIGN = later(r"[0-9*@$|]")
_DISGUISED = later(r"[a-z][0-9*@$|]+[a-z]")
_IN_DISGUISE = signs("*", "@", "$", "|")
_MIXED = telling_words(lambda word: _DISGUISED.search(word.replace("'", "")))
_UNDISGUISED = str.maketrans("01345@$|", "oieasasi")
_STARRED = {
    3: ("die",),
    4: ("kill", "dead", "harm"),
    5: ("dying",),
    6: ("killed",),
    7: ("killing", "suicide", "cutting"),
    8: ("suicidal",),
}
"""Words that people hide behind stars, by their length."""
_PLAIN_SIGNS = bytes(
    ord("\n") if chr(code) in ".!?;\n" else code if chr(code).isalnum() or chr(code) == "'" else ord(" ") for code in range(128)
) + bytes(128)
"""Of plain text: what ends a sentence, and all else that is no letter, as a single sign each."""
LONGEST = 200
"""Words of a sentence that are read together; a longer one is read in pieces that overlap."""
OVERLAP = 30


class Sentence(NamedTuple):
    """Plain words, and the way back to where each was read: the words from `first` on of the sentence of this number in the text."""

    words: list[str]
    text: str
    number: int
    first: int = 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text that belongs to the words `start` to `end`."""
        found = next(islice(_SENTENCE.finditer(self.text), self.number, None))
        places = [match.span() for match, _ in _typed(self.text, *found.span())]
        return places[self.first + start][0], places[self.first + end - 1][1]


class Parted(NamedTuple):
    """A text without what is not its writer's, and the plain words of each of its sentences."""

    text: str
    rows: list[list[str]]


def parted(reading: Reading) -> Parted:
    """The sentences of a reading. Quoted lines and addresses on the web are left out: they are not what the writer says."""
    text = reading.text
    if ">" in text or "://" in text:
        text = _NOT_THEIRS.sub(lambda found: " " * len(found.group()), text)
    if text.isascii() and not has_disguised(reading, text):
        return Parted(text, _plain_rows(text))
    return Parted(text, [_words_of(match) for match in _SENTENCE.finditer(text)])


def sentences(parted: Parted, is_telling: Callable[[list[str]], object]) -> Iterator[Sentence]:
    """The sentences that hold a telling word, in pieces of at most `LONGEST` words."""
    text = parted.text
    for number, words in enumerate(parted.rows):
        if not is_telling(words):
            continue
        if len(words) <= LONGEST:
            yield Sentence(words, text, number)
            continue
        for first in range(0, len(words) - OVERLAP, LONGEST - OVERLAP):
            yield Sentence(words[first : first + LONGEST], text, number, first)


def has_disguised(reading: Reading, text: str) -> bool:
    """Whether some word of `text`, which is that of the reading or made from it, mixes letters with digits or signs.

    Without any of the signs such a word is a word of the reading: most texts have none, and are not looked at closer.
    """
    if reading.told & _IN_DISGUISE or "''" in text:
        return is_disguised(text.replace("'", ""))
    return bool(reading.told & _MIXED)


def _plain_rows(text: str) -> list[list[str]]:
    """The words of the sentences of a text in which none is disguised: the short way."""
    plain = text.encode("ascii").translate(_PLAIN_SIGNS).decode("ascii")
    if "'" not in plain:
        return [part.split() for part in plain.split("\n") if part]
    bare = plain.replace("'", "").split("\n")
    return [words.split() for part, words in zip(plain.split("\n"), bare, strict=True) if part]


def _words_of(sentence: re.Match[str]) -> list[str]:
    plain = sentence.group().replace("'", "")
    return _words_typed(sentence) if is_disguised(plain) else _LETTERS.findall(plain)


def is_plain(reading: Reading) -> bool:
    """Whether the words of its sentences are all of its words, each as it is typed but for apostrophes."""
    text = reading.text
    if not text.isascii() or ">" in text or "://" in text or "''" in text:
        return False
    return not has_disguised(reading, text)


def _words_typed(sentence: re.Match[str]) -> list[str]:
    return [word for _, word in _typed(sentence.string, *sentence.span())]


def _typed(text: str, start: int, end: int) -> Iterator[tuple[re.Match[str], str]]:
    """Each plain word with what was typed for it."""
    for match in _WORD.finditer(text, start, end):
        typed = match.group()
        for word in (typed,) if typed.isalpha() else plain_words(typed):
            yield match, word


def is_disguised(text: str) -> bool:
    """Whether some word mixes letters with digits or signs, so that a quick look may miss it."""
    return _SIGN.search(text) is not None and _DISGUISED.search(text) is not None


def plain_words(typed: str) -> list[str]:
    """`don't` → `dont`, `self-harm` → `self harm`, `su1c1de` → `suicide`, `k*ll` → `kill`."""
    word = typed.replace("'", "")
    if _DISGUISED.search(word):
        word = _unstarred(word) if "*" in word else word.translate(_UNDISGUISED)
    return [word] if word.isalnum() else [part for part in _SIGNS.split(word) if part]


def _unstarred(word: str) -> str:
    """The known word that fits, letter by letter: a pattern made for each typed word would cost a tenth of a millisecond."""
    return next((known for known in _STARRED.get(len(word), ()) if _fits(word, known)), word)


def _fits(word: str, known: str) -> bool:
    return all(sign in ("*", letter) for sign, letter in zip(word, known, strict=True))
