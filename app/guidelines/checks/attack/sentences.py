"""Sentences as rows of classes and small words: `you are such an idiot` is `you are INSULT`, and what was typed is not in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import islice
from operator import or_
from typing import NamedTuple

from app.guidelines.checks.attack.lexicon import AIMED, GAP, HINTS, lexicon
from app.guidelines.checks.later import later
from app.guidelines.checks.reading import Reading
from app.guidelines.checks.remembered import Remembered
from app.guidelines.checks.telling import Share, signs, words

MOST_SENTENCES = 60
"""Sentences with a hint that are looked at in one field."""
MOST_LOOKED_AT = 1_000
"""Sentences of any kind that are read; a post of 32 KB by a person has fewer."""
LONGEST = 60
"""Words of a sentence that are read together."""

_SENTENCE = later(r"[^.!?;\n]+[.!?;]*")
_SLOW_RELEASE = "retard"
_PICTURES = "🤡💩🖕🤮🐷🐑🐀🐍👹👺🙄"
_TOKEN = later(rf"[{_PICTURES}]|[a-z0-9@$*#!'%-]*[a-z0-9*][a-z0-9@$*']*")
_MASKED = later(r"[*#$@!%](?<=[a-z].)[*#$@!%]*[a-z*]")
_STARS = "**"
_HINT = words(lambda word: lexicon().is_hint(word))
_IN_A_PHRASE = words(lambda word: word in lexicon().keys)
_SIGNS = signs("*", "$", "!", "@", "#")
_HIDING = signs("*", "$", "@", "#", "%")
_JOINED = later(r"-(?<=[a-z0-9']-)[a-z0-9]")
_HIDDEN = later(r"[@$*#%]|-(?<=[a-z0-9']-)[a-z0-9]")
_PICTURED = signs(*_PICTURES)
TELLING = _HINT | _IN_A_PHRASE | _SIGNS | _PICTURED
_QUOTED = later(r'"[^"]{0,400}"?')
_PLAIN_WORD = later(r"[a-z]+")
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


class Typed:
    """The words of a sentence as they are typed, in the stretches of the text that are read."""

    def __init__(self, text: str, stretches: Sequence[tuple[int, int]], words: list[str]) -> None:
        self.words = words
        self._text = text
        self._stretches = stretches

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each of the words stands."""
        return [match.span() for one, two in self._stretches for match in _TOKEN.finditer(self._text, one, two)]


class Piece(NamedTuple):
    """As much of a sentence as is read together: its words from `first` on, and what they are read as."""

    typed: Typed
    first: int
    names: list[tuple[tuple[str, ...], int]]
    """Classes, small words and gaps, and how many plain words are read as them."""

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple([name for names, _ in self.names for name in names])

    @property
    def places(self) -> list[tuple[int, int]]:
        """The span of each of the tokens. Asked for only where one of them may tell."""
        here = slice(self.first, self.first + LONGEST)
        words = zip(self.typed.words[here], self.typed.places[here], strict=True)
        spans = [span for typed, span in words for _ in _plain(typed)]
        places: list[tuple[int, int]] = []
        at = 0
        for names, taken in self.names:
            places += [(spans[at][0], spans[at + taken - 1][1])] * len(names)
            at += taken
        return places


class Sentence(NamedTuple):
    """`tokens` are classes, small words and gaps. What comes with a sentence stands beside it."""

    tokens: tuple[str, ...]
    piece: Piece
    is_loud: bool
    is_question: bool
    after_group: bool
    """The sentence before named a group of people."""

    @property
    def places(self) -> list[tuple[int, int]]:
        """The spans of the tokens in the text."""
        return self.piece.places


def sentences(reading: Reading) -> Iterator[Sentence]:
    """The sentences of a field that hold a hint, in pieces of at most `LONGEST` words."""
    return islice(_telling(reading), MOST_SENTENCES) if _may_tell(reading) and _may_hold_any(reading) else iter(())


def _may_tell(reading: Reading) -> bool:
    """A quick look: False for most posts."""
    told, text = reading.told, reading.text
    if told & _HINT or (told & _IN_A_PHRASE and lexicon().has_phrase(reading.vocabulary, text)):
        return True
    if told & _SIGNS and (_STARS in text or _MASKED.search(text)):
        return True
    return bool(told & _PICTURED)


def _may_hold_any(reading: Reading) -> bool:
    """Whether its words together may make a sentence that tells: a group of people alone makes none."""
    tells = _TELLS.of(reading.told)
    if tells is None or not reading.text.isascii() or reading.told & _HIDING or _JOINED.search(reading.text):
        return True
    return bool(tells & (_OF_ITSELF | _WITH_OTHERS) or (tells & _A_GROUP and tells & _BESIDE_A_GROUP))


def _telling(reading: Reading) -> Iterator[Sentence]:
    text, before = reading.text, _Before(reading.text)
    may_tell = _look_for(reading)
    for match in islice(_SENTENCE.finditer(text), MOST_LOOKED_AT):
        sentence = match.group()
        if before.is_none and not may_tell(sentence):
            continue
        start, end = match.span()
        each = _TOKEN.findall(text, start, end)
        tells = reduce(or_, map(_tells.__getitem__, each), 0)
        if not _may_hold(tells, each, is_whole='"' not in sentence):
            if tells & _A_GROUP:
                before.add(start, end, each)
            elif each:
                before.set(False)
            continue
        for piece in _pieces(text, start, end, each):
            tokens = piece.tokens
            names = frozenset(tokens)
            if _is_telling(names):
                typed = reading.cased[start:end]
                yield Sentence(tokens, piece, _is_loud(typed), "?" in typed[-4:], before.has_group())
            before.set("GROUP" in names)


class _Before:
    """Whether the sentence before named a group of people. One that only may have is read when a sentence behind it tells something."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known = False
        self._unread: list[tuple[int, int, list[str]]] = []

    @property
    def is_none(self) -> bool:
        """Whether none was named for certain."""
        return not self._known and not self._unread

    def set(self, has_group: bool) -> None:
        self._known = has_group
        self._unread.clear()

    def add(self, start: int, end: int, typed: list[str]) -> None:
        self._unread.append((start, end, typed))

    def has_group(self) -> bool:
        for unread in self._unread:
            for piece in _pieces(self._text, *unread):
                self._known = "GROUP" in piece.tokens
        self._unread.clear()
        return self._known


def _pieces(text: str, start: int, end: int, words: list[str]) -> Iterator[Piece]:
    """A sentence, whose words are typed so, in pieces of at most `LONGEST`."""
    stretches: tuple[tuple[int, int], ...] = ((start, end),)
    if '"' in text[start:end]:
        stretches = _unquoted(text, start, end)
        words = [word for one, two in stretches for word in _TOKEN.findall(text, one, two)]
    typed = Typed(text, stretches, words)
    for first in range(0, len(words), LONGEST):
        plain = [plain for word in words[first : first + LONGEST] for plain in _plain(word)]
        yield Piece(typed, first, _read(plain))


def _look_for(reading: Reading) -> Callable[[str], object]:
    """A quick look at a sentence: whether a word of the text that tells stands in it, or words are joined or hidden by signs.

    All that `_TOKEN` finds in other sentences are words of the reading, and none of those tells.
    """
    if not reading.text.isascii():
        return bool
    telling = [word for word in reading.vocabulary if _tells[word] & _TELLING]
    if reading.told & _HIDING or _JOINED.search(reading.text):
        return lambda sentence: any(map(sentence.__contains__, telling)) or _HIDDEN.search(sentence)
    return lambda sentence: any(map(sentence.__contains__, telling))


_OF_ITSELF, _WITH_OTHERS, _A_GROUP, _BESIDE_A_GROUP, _AIMED, _ILL = 1, 2, 4, 8, 16, 32
_TELLING = _OF_ITSELF | _WITH_OTHERS | _A_GROUP
_FEW = LONGEST // 2
"""Typed words that are read together, even if each is two."""


def _tells_of(typed: str) -> int:
    """What a typed word tells of its sentence."""
    known, plain = lexicon(), _plain(typed)
    names = frozenset(name for word in plain for name in known.read(word))
    tells = 0 if HINTS.isdisjoint(names) else _OF_ITSELF
    tells |= 0 if known.looked_at.keys().isdisjoint(plain) else _WITH_OTHERS
    tells |= _A_GROUP if "GROUP" in names else 0
    tells |= 0 if AIMED.isdisjoint(names) else _AIMED
    tells |= _ILL if "ILL" in names and known.in_others.isdisjoint(plain) else 0
    return tells | (_BESIDE_A_GROUP if "LESS" in names or not known.in_less.isdisjoint(plain) else 0)


_tells = Remembered(_tells_of)
_TELLS = Share(_tells.__getitem__, 6)


def _may_hold(tells: int, typed: list[str], *, is_whole: bool) -> bool:
    """Whether these words may make a sentence that tells: most do not, and are not read into classes."""
    if tells & _ILL and not tells & (_AIMED | _A_GROUP | _WITH_OTHERS) and is_whole and len(typed) <= _FEW:
        return False
    if tells & _OF_ITSELF or (tells & _A_GROUP and tells & _BESIDE_A_GROUP):
        return True
    if not tells & _WITH_OTHERS:
        return False
    words = [word for each in typed for word in _plain(each)]
    text, phrases = f" {' '.join(words)} ", lexicon().looked_at
    return any(f" {phrase} " in text for word in phrases.keys() & words for phrase in phrases[word])


_plain = Remembered(lambda typed: _CONTRACTED.get(typed) or (typed.removesuffix("'s"),)).__getitem__
"""The words that a typed word stands for."""
_names_of = Remembered(lambda word: tuple(name for name in lexicon().read(word) if name not in _SKIPPED)).__getitem__
"""What a plain word is read as; nothing where it is passed over."""


def _is_telling(names: frozenset[str]) -> bool:
    if "ILL" in names:
        return not AIMED.isdisjoint(names) or {"GROUP", "FIGURE"} <= names
    return not HINTS.isdisjoint(names) or ("GROUP" in names and "LESS" in names)


def _unquoted(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """A sentence without what is quoted in it, where the words around say that it is a quotation; else all of it."""
    quotes = [match.span() for match in _QUOTED.finditer(text, start, end)]
    around = [(one, two) for (_, one), (two, _) in zip([(0, start), *quotes], [*quotes, (end, 0)], strict=True)]
    outside = " ".join(text[one:two] for one, two in around)
    is_told = any(lexicon().classes.get(word) == "REPORT" for word in _PLAIN_WORD.findall(outside))
    return tuple(around) if is_told else ((start, end),)


def _read(plain: list[str]) -> list[tuple[tuple[str, ...], int]]:
    """What plain words are read as, those of a phrase together."""
    known = lexicon()
    if known.begun.isdisjoint(zip(plain, plain[1:], strict=False)) and _SLOW_RELEASE not in plain:
        return [(_names_of(word), 1) for word in plain]
    found: list[tuple[tuple[str, ...], int]] = []
    at = 0
    while at < len(plain):
        phrase = known.phrase_at(plain, at)
        names, taken = ((phrase[1],), phrase[0]) if phrase else (_names_of(plain[at]), 1)
        if plain[at] == _SLOW_RELEASE and _is_medicine(plain[at + 1 : at + 2]):
            names = (GAP,)
        found.append((names, taken))
        at += taken
    return found


def _is_medicine(after: list[str]) -> bool:
    """`retard 300 mg`, `retard tablets`."""
    return bool(after) and (after[0][0].isdigit() or lexicon().read(after[0]) == ("ILL",))


def _is_loud(typed: str) -> bool:
    """Mostly in capitals, or with an exclamation mark at the end."""
    if typed.rstrip().endswith("!"):
        return True
    if typed[2:].islower():
        return False
    letters = list(filter(str.isalpha, typed))
    return len(letters) > 8 and sum(map(str.isupper, letters)) > 0.6 * len(letters)
