"""The words of the attack check by class, read once from `lexicon.txt`, and words in disguise seen for what they are."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.guidelines.checks.later import later
from app.guidelines.checks.remembered import Remembered

_FILE = Path(__file__).with_name("lexicon.txt")

GAP = "_"
"""Every word that is in no class: only a gap between those that are."""

HINTS = frozenset(
    "INSULT NAME CONTEMPT HARSH FIGURE SLUR HATE HARM HARMED DIE CURSE REBUFF BELITTLE EMOJI WISH DOOM".split()
)
"""The classes without one of which a sentence is not looked at. LESS joins them beside a GROUP."""
_LOOKED_AT = HINTS | {"GROUP"}
AIMED = frozenset("INSULT NAME CONTEMPT SLUR HATE REBUFF BELITTLE WISH DOOM".split())
"""Those that still count in a sentence about illness, where the others mean what an illness does."""

_INSULTING = tuple("fuck shit bitch cunt whore nigg fagg wanker asshole arsehole dickhead idiot moron scumb".split())
_INSULTING_ENDS = ("tard", "tards", "turd", "turds")
"""Pieces of words that are insults in any compound."""
_NOT_INSULTING = tuple(
    "retardat retardan mustard custard leotard bustard oxymoron shiitake shitake niggl niggar idiothyp scunthorpe ushite".split()
)
_LONGEST = 30
_LEET = (str.maketrans("01345@$7!", "oieasasti"), str.maketrans("01345@$7!", "oleasastl"))
_MIXED = later(r"[0-9@$!]")
_MASK = frozenset("*#$@!%-")
_FROM_FOUR = frozenset(("INSULT", "SLUR", "CONTEMPT", "HATE"))
_FROM_FIVE = frozenset(("INSULT", "SLUR", "GROUP"))
_HARSH_ENOUGH = HINTS | {"GROUP", "LESS"}
_SHORTEST_TOUCHED = 4
"""Words run together are found where one has six letters, or four in the first set; misspelt ones of six letters, or five in the second."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Classes in capitals by word; small words (`you`, `not`) stand for themselves. `phrases` begin with their key."""

    classes: dict[str, str]
    beginnings: tuple[tuple[str, str], ...]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]
    begun: frozenset[tuple[str, str]]
    """The first two words of each."""
    keys: dict[str, tuple[str, ...]]
    """Phrases that are hints, by the word of theirs that makes them worth a look."""
    others: frozenset[str]
    in_others: frozenset[str]
    """Words that phrases hold which mean no illness."""
    masked: dict[tuple[str, int], list[tuple[str, str]]]
    """Words that may be starred, by their first letter and length."""
    misspelt: dict[str, str]
    starts: tuple[str, ...]
    edges: frozenset[str]
    shuffled: frozenset[str]
    """Beginnings of the starred words; the first and last four letters of words that are found when run together; and the letters,
    sorted, of those that are found when two are changed about: so that a usual word is passed over at once."""
    looked_at: dict[str, tuple[str, ...]]
    """Phrases that are hints or name a group, by one word of each."""
    in_less: frozenset[str]
    """One word of each phrase of the class LESS."""
    _known: Remembered[tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", Remembered(self._read))

    def read(self, typed: str) -> tuple[str, ...]:
        """The classes that one typed word stands for: usually one; several when words were run together; GAP for none."""
        return self._known[typed]

    def is_hint(self, word: str) -> bool:
        """Whether a word is a hint or names a group, in whatever disguise."""
        return not _LOOKED_AT.isdisjoint(self.read(word))

    def has_phrase(self, words: AbstractSet[str], text: str) -> bool:
        """Whether a text with these words holds a phrase that is a hint."""
        known = self.keys.keys() & words
        return bool(known) and any(phrase in text for word in known for phrase in self.keys[word])

    def phrase_at(self, words: Sequence[str], at: int) -> tuple[int, str] | None:
        """How many words a phrase takes that begins at this place, and its class."""
        for phrase, name in self.phrases.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return len(phrase), name
        return None

    def _read(self, typed: str) -> tuple[str, ...]:
        word = typed.strip("'!-#@$*")
        if word in self.others:
            return (GAP,)
        found = self._plain(word)
        if found or len(typed) > _LONGEST:
            return (found or GAP,)
        if not typed.isalpha():
            found = self._undisguised(typed.strip("'-#"))
            return (found or GAP,)
        return self._apart(word) or ((self._mended(word) or GAP),)

    def _plain(self, word: str) -> str:
        name = self.classes.get(word)
        if name:
            return name
        if word.endswith(_INSULTING_ENDS) or any(map(word.__contains__, _INSULTING)):
            return "" if any(map(word.__contains__, _NOT_INSULTING)) or len(word) > _LONGEST else "INSULT"
        if not word.startswith(self.starts):
            return ""
        return next((name for beginning, name in self.beginnings if word.startswith(beginning)), "")

    def _undisguised(self, typed: str) -> str:
        """`1d10t`, `a$$hole`, `sh*t`."""
        if _MIXED.search(typed):
            for table in _LEET:
                name = self._plain(typed.translate(table))
                if name.isupper():
                    return name
        if _MASK.isdisjoint(typed) or not typed[:1].isalpha():
            return ""
        return next((name for word, name in self.masked.get((typed[0], len(typed)), ()) if _fits(typed, word)), "")

    def _apart(self, word: str) -> tuple[str, ...]:
        """`justpathetic`: two known words run together, one of them harsh."""
        if len(word) <= _SHORTEST_TOUCHED or not (word[:4] in self.edges or word[-4:] in self.edges):
            return ()
        classes = self.classes
        for at in range(1, len(word)):
            one = classes.get(word[:at])
            two = classes.get(word[at:]) if one else None
            if one and two and (_is_telling(one, word[:at]) or _is_telling(two, word[at:])):
                return one, two
            if one == "SLUR" and at > 5 and len(word) - at > 3:
                return (one,)
        return ()

    def _mended(self, word: str) -> str:
        """A harsh word with one letter left out, or with two neighbours changed about."""
        known = self.misspelt.get(word)
        if known or len(word) <= _SHORTEST_TOUCHED:
            return known or ""
        if "".join(sorted(word)) not in self.shuffled:
            return ""
        for at in range(1, len(word) - 1):
            swapped = f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
            name = self.classes.get(swapped)
            if name and _is_mended(name, swapped):
                return name
        return ""


def _is_telling(name: str, word: str) -> bool:
    return name in _HARSH_ENOUGH and len(word) >= (4 if name in _FROM_FOUR else 6)


def _is_mended(name: str, word: str) -> bool:
    return name in _HARSH_ENOUGH and len(word) >= (5 if name in _FROM_FIVE else 6) and word.isalpha()


def _fits(typed: str, word: str) -> bool:
    return all(a == b or a in _MASK for a, b in zip(typed, word, strict=True))


@cache
def lexicon() -> Lexicon:
    """The file, read once."""
    words = dict(_entries(_FILE.read_text(encoding="utf-8")))
    others = frozenset(word for word, name in words.items() if name == "OTHER")
    words = {word: name for word, name in words.items() if word not in others}
    single = {word: name for word, name in words.items() if "_" not in word and not word.endswith("*")}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for word, name in words.items():
        if "_" in word:
            parts = tuple(word.split("_"))
            phrases.setdefault(parts[0], []).append((parts, name))
    for known in phrases.values():
        known.sort(key=lambda phrase: -len(phrase[0]))
    return Lexicon(
        classes=single,
        beginnings=tuple((word[:-1], name) for word, name in words.items() if word.endswith("*")),
        phrases=phrases,
        begun=frozenset((parts[0], parts[1]) for known in phrases.values() for parts, _ in known),
        keys=_keys(phrases, single, HINTS),
        looked_at=_keys(phrases, single, _LOOKED_AT),
        in_less=frozenset(_keys(phrases, single, frozenset(("LESS",)))),
        others=others,
        in_others=frozenset(
            word for known in phrases.values() for parts, name in known if name != "ILL" for word in parts
        ),
        masked=_masked(single),
        misspelt=_misspelt(single),
        starts=tuple(word[:-1] for word in words if word.endswith("*")),
        edges=frozenset(
            edge for word, name in single.items() if _is_telling(name, word) for edge in (word[:4], word[-4:])
        ),
        shuffled=frozenset("".join(sorted(word)) for word, name in single.items() if _is_mended(name, word)),
    )


def _entries(text: str) -> list[tuple[str, str]]:
    """Words with their class. A word that stands twice keeps its first class."""
    entries: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            name = line.strip("[]").upper()
        elif not line.startswith("#"):
            for word in line.split():
                entries.setdefault(word, word if name == "PLAIN" else name)
    return list(entries.items())


def _keys(
    phrases: dict[str, list[tuple[tuple[str, ...], str]]], classes: dict[str, str], wanted: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """The phrases of the wanted classes by the longest of their words that is no small word, if they have one."""
    found: dict[str, list[str]] = {}
    for parts, name in (phrase for known in phrases.values() for phrase in known):
        if name in wanted:
            key = max(parts, key=lambda word: (classes.get(word) != word, len(word)))
            found.setdefault(key, []).append(" ".join(parts))
    return {key: tuple(known) for key, known in found.items()}


def _masked(classes: dict[str, str]) -> dict[tuple[str, int], list[tuple[str, str]]]:
    """Words that people hide behind stars, by their first letter and length."""
    found: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for word, name in classes.items():
        if name in ("CURSE", "INSULT", "SLUR") or word in ("bitch", "bastard", "pussy"):
            found.setdefault((word[0], len(word)), []).append((word, name))
    return found


def _misspelt(classes: dict[str, str]) -> dict[str, str]:
    """Harsh words with one letter left out, but none that is another known word."""
    found: dict[str, str] = {}
    for word, name in classes.items():
        if _is_mended(name, word):
            for at in range(1, len(word) - 1):
                less = word[:at] + word[at + 1 :]
                if less not in classes:
                    found.setdefault(less, name)
    return found
