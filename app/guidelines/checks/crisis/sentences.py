"""Text as a row of plain words per sentence, each with its way back to its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice

_SENTENCE = re.compile(r"[^.!?;\n]+")
_WORD = re.compile(r"[a-z0-9]+(?:[-'*@$|/]+[a-z0-9]+)*")
_NOT_THEIRS = re.compile(r"^ *>[^\n]*|https?://\S+", re.MULTILINE)
_LETTERS = re.compile(r"[a-z0-9]+")
_SIGNS = re.compile(r"[^a-z0-9]+")
_SIGN = re.compile(r"[0-9*@$|]")
_DISGUISED = re.compile(r"[a-z][0-9*@$|]+[a-z]")
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
_PLAIN_SIGNS = {
    ord(sign): "\n" if sign in ".!?;\n" else " " for sign in map(chr, range(128)) if not (sign.isalnum() or sign == "'")
}
"""Of plain text: what ends a sentence, and all else that is no letter, as a single sign each."""
LONGEST = 200
"""Words of a sentence that are read together; a longer one is read in pieces that overlap."""
OVERLAP = 30


@dataclass(frozen=True)
class Sentence:
    """Plain words, and the way back to where each was read: the words from `first` on of the sentence of this number in the text."""

    words: list[str]
    text: str
    number: int
    first: int = 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text that belongs to the words `start` to `end`."""
        return self._places[self.first + start][0], self._places[self.first + end - 1][1]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Where each word of the text stands: asked for only once something was found."""
        found = next(islice(_SENTENCE.finditer(self.text), self.number, None))
        return [match.span() for match, _ in _typed(self.text, *found.span())]


def sentences(text: str, is_telling: Callable[[list[str]], object], hints: Sequence[str] = ()) -> Iterator[Sentence]:
    """The sentences of `text` (in lower case) that hold a telling word, in pieces of at most `LONGEST` words.

    `hints`, where they are given, are letters (without apostrophes) one of which every sentence worth reading holds.
    Quoted lines and addresses on the web are left out: they are not what the writer says.
    """
    if ">" in text or "://" in text:
        text = _NOT_THEIRS.sub(lambda found: " " * len(found.group()), text)
    for number, (plain, read) in enumerate(_parted(text)):
        if hints and not any(map(plain.__contains__, hints)):
            continue
        words = read()
        if not is_telling(words):
            continue
        step = LONGEST - OVERLAP
        for first in range(0, max(1, len(words) - OVERLAP), step):
            yield Sentence(words[first : first + LONGEST], text, number, first)


def _parted(text: str) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """Each sentence without apostrophes, and what reads its words; where none is disguised, a much shorter way to the same."""
    if text.isascii() and not is_disguised(text.replace("'", "")):
        for part in filter(None, text.translate(_PLAIN_SIGNS).split("\n")):
            plain = part.replace("'", "")
            yield plain, plain.split
        return
    for match in _SENTENCE.finditer(text):
        plain = match.group().replace("'", "")
        yield plain, partial(_words_typed, match) if is_disguised(plain) else partial(_LETTERS.findall, plain)


def is_plain(text: str) -> bool:
    """Whether the words of its sentences are all of its words, each as it is typed but for apostrophes."""
    if not text.isascii() or ">" in text or "://" in text or "''" in text:
        return False
    return not is_disguised(text.replace("'", ""))


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
