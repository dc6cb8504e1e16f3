"""Sentences as rows of classes and small words: `you are such an idiot` is `you are INSULT`, and what was typed is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import or_

from app.guidelines.checks.attack.lexicon import AIMED, GAP, HINTS, lexicon
from app.guidelines.checks.reading import Reading
from app.guidelines.checks.telling import signs, words

MOST_SENTENCES = 60
"""Sentences with a hint that are looked at in one field."""
MOST_LOOKED_AT = 1_000
"""Sentences of any kind that are read; a post of 32 KB by a person has fewer."""
LONGEST = 60
"""Words of a sentence that are read together."""
_REMEMBERED = 8_192
_LONGEST_WORD = 30
"""Letters of a word that is remembered."""

_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]*")
_SLOW_RELEASE = "retard"
_PICTURES = "🤡💩🖕🤮🐷🐑🐀🐍👹👺🙄"
_TOKEN = re.compile(rf"[{_PICTURES}]|[a-z0-9@$*#!'%-]*[a-z0-9*][a-z0-9@$*']*")
_MASKED = re.compile(r"[a-z][*#$@!%]+[a-z*]|\*\*")
_HINT = words(lambda word: lexicon().is_hint(word))
_IN_A_PHRASE = words(lambda word: word in lexicon().keys)
_SIGNS = signs("*", "$", "!", "@", "#")
_PICTURED = signs(*_PICTURES)
TELLING = _HINT | _IN_A_PHRASE | _SIGNS | _PICTURED
_QUOTED = re.compile(r'"[^"]{0,400}"?')
_PLAIN_WORD = re.compile(r"[a-z]+")
_SKIPPED = frozenset(
    "a an the such so very really just total complete absolute absolutely totally completely utterly".split()
)
_CONTRACTIONS = {
    "i'm": "i am", "im": "i am", "you're": "you are", "youre": "you are", "ur": "you are", "u": "you", "ya": "you", "y'all": "you all",
    "yall": "you all", "he's": "he is", "hes": "he is", "she's": "she is", "shes": "she is", "it's": "it is", "that's": "that is",
    "thats": "that is", "they're": "they are", "theyre": "they are", "we're": "we are", "who's": "who is", "there's": "there is",
    "isn't": "is not", "isnt": "is not", "aren't": "are not", "arent": "are not", "wasn't": "was not", "don't": "do not",
    "dont": "do not", "doesn't": "does not", "doesnt": "does not", "didn't": "did not", "can't": "can not", "cant": "can not",
    "cannot": "can not", "won't": "will not", "wont": "will not", "shouldn't": "should not", "wouldn't": "would not",
    "ain't": "is not", "aint": "is not", "i've": "i have", "you've": "you have", "i'll": "i will", "you'll": "you will",
    "i'd": "i would", "yourselves": "yourself", "let's": "lets", "what's": "what is",
}  # fmt: skip
_CONTRACTED = {word: tuple(plain.split()) for word, plain in _CONTRACTIONS.items()}


@dataclass(frozen=True, slots=True)
class Sentence:
    """`tokens` are classes, small words and gaps; `places` their spans in the text. What comes with a sentence stands beside it."""

    tokens: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    is_loud: bool
    is_question: bool
    after_group: bool
    """The sentence before named a group of people."""


def sentences(reading: Reading) -> Iterator[Sentence]:
    """The sentences of a field that hold a hint, in pieces of at most `LONGEST` words."""
    return islice(_telling(reading), MOST_SENTENCES) if _may_tell(reading) else iter(())


def _may_tell(reading: Reading) -> bool:
    """A quick look: False for most posts."""
    told, text = reading.told, reading.text
    if told & _HINT or (told & _IN_A_PHRASE and lexicon().has_phrase(reading.vocabulary, text)):
        return True
    if told & _SIGNS and _MASKED.search(text):
        return True
    return bool(told & _PICTURED)


def _telling(reading: Reading) -> Iterator[Sentence]:
    text, after_group = reading.text, False
    for match in islice(_SENTENCE.finditer(text), MOST_LOOKED_AT):
        start, end = match.span()
        each = _TOKEN.findall(text, start, end)
        if not _may_hold(each):
            after_group = after_group and not each
            continue
        words = _unquoted(text, start, end)
        for at in range(0, len(words), LONGEST):
            tokens, places = _read(words[at : at + LONGEST])
            names = set(tokens)
            has_group = "GROUP" in names
            if _is_telling(names):
                typed = reading.cased[start:end]
                yield Sentence(tokens, places, _is_loud(typed), "?" in typed[-4:], after_group)
            after_group = has_group


class _Tells(dict[str, int]):
    """What a typed word tells of its sentence. Learns the words that it meets, but none that is longer than words are."""

    def __missing__(self, typed: str) -> int:
        known, plain = lexicon(), _plain(typed)
        tells = _OF_ITSELF if any(map(known.is_hint, plain)) else 0
        if not known.looked_at.keys().isdisjoint(plain):
            tells |= _WITH_OTHERS
        if len(self) < _REMEMBERED and len(typed) <= _LONGEST_WORD:
            self[typed] = tells
        return tells


_OF_ITSELF, _WITH_OTHERS = 1, 2
_tells = _Tells()


def _may_hold(typed: list[str]) -> bool:
    """Whether these words may hold a hint or name a group: most sentences do not, and are not read into classes."""
    tells = reduce(or_, map(_tells.__getitem__, typed), 0)
    if tells != _WITH_OTHERS:
        return tells > 0
    words = [word for each in typed for word in _plain(each)]
    text, phrases = f" {' '.join(words)} ", lexicon().looked_at
    return any(f" {phrase} " in text for word in phrases.keys() & words for phrase in phrases[word])


def _plain(typed: str) -> tuple[str, ...]:
    return _CONTRACTED.get(typed) or (typed.removesuffix("'s"),)


def _is_telling(names: set[str]) -> bool:
    if "ILL" in names:
        return not AIMED.isdisjoint(names) or {"GROUP", "FIGURE"} <= names
    return not HINTS.isdisjoint(names) or ("GROUP" in names and "LESS" in names)


def _unquoted(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The words of a sentence with their places. What is quoted stays away when the words around it say that it is a quotation."""
    stretches = [(start, end)]
    if '"' in text[start:end]:
        quotes = [match.span() for match in _QUOTED.finditer(text, start, end)]
        around = [(one, two) for (_, one), (two, _) in zip([(0, start), *quotes], [*quotes, (end, 0)], strict=True)]
        outside = " ".join(text[one:two] for one, two in around)
        if any(lexicon().classes.get(word) == "REPORT" for word in _PLAIN_WORD.findall(outside)):
            stretches = around
    return [(match.group(), *match.span()) for one, two in stretches for match in _TOKEN.finditer(text, one, two)]


def _read(words: list[tuple[str, int, int]]) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    known = lexicon()
    plain: list[str] = []
    spans: list[tuple[int, int]] = []
    for typed, start, end in words:
        for word in _plain(typed):
            plain.append(word)
            spans.append((start, end))
    tokens: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(plain):
        phrase = known.phrase_at(plain, at) if plain[at] in known.phrases else None
        taken, names = (phrase[0], (phrase[1],)) if phrase else (1, known.read(plain[at]))
        if plain[at] == _SLOW_RELEASE and _is_medicine(plain[at + 1 : at + 2]):
            names = (GAP,)
        for name in names:
            if name not in _SKIPPED:
                tokens.append(name)
                places.append((spans[at][0], spans[at + taken - 1][1]))
        at += taken
    return tuple(tokens), tuple(places)


def _is_medicine(after: list[str]) -> bool:
    """`retard 300 mg`, `retard tablets`."""
    return bool(after) and (after[0][0].isdigit() or lexicon().read(after[0]) == ("ILL",))


def _is_loud(typed: str) -> bool:
    """Mostly in capitals, or with an exclamation mark at the end."""
    letters = [char for char in typed if char.isalpha()]
    return typed.rstrip().endswith("!") or (len(letters) > 8 and sum(map(str.isupper, letters)) > 0.6 * len(letters))
