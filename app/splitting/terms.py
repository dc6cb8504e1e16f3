"""What a text is about, in words that can be compared: for the advisor's clusters, and for placing discussions by word. Pure.

Words are folded to lower case and one form (plural 's' and possessive 's' go); nothing cleverer, so that staff can foresee what a rule
of theirs will find. Known limits: English only; "running" and "ran" stay two words; a word of a title counts as much as three of a text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

Key = TypeVar("Key")

IN_TITLE = 3.0
AS_TAG = 2.0
IN_TEXT = 1.0
"""How much a word weighs by where it stands; a word counts once, where it weighs most."""

READ_AT_MOST = 4000
"""Letters of an opening post that are looked at: who tells a long story has said by then what it is about."""

ENOUGH = 2.0
"""The weight of a room's words that a discussion needs: one of them in its title or as its tag, or two in its text."""

NEARLY = 0.6
"""A second room that has this share of the best one's weight would fit as well: somebody should look."""

SHORTEST = 3
IRREGULAR = {"feet": "foot", "teeth": "tooth"}
KIN_WHOLE = 5
KIN_BEGINNING = 6
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(text: str) -> tuple[str, ...]:
    """Every word of `text` in its order, each in its one form: "My knees' X-ray" is ('my', 'knee', 'x', 'ray')."""
    return tuple(one_form(found) for found in _WORD.findall(text.casefold()))


def one_form(word: str) -> str:
    """The form under which a single lower-case word is compared: 'allergies' is 'allergy', "crohn's" is 'crohn'."""
    stem, _, ending = word.replace("’", "'").rpartition("'")
    word = stem if stem and ending == "s" else word.replace("’", "'")
    word = word.replace("'", "")
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) <= SHORTEST or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "xes")) else word[:-1]


def terms(text: str) -> frozenset[str]:
    """The words of `text` that say what it is about: three letters or more, not a number, not one of the filler words."""
    return frozenset(word for word in words(text) if tells(word))


def tells(word: str) -> bool:
    """Whether this word (in its one form) says what a text is about."""
    return len(word) >= SHORTEST and not word.isdigit() and word not in FILLERS


def is_kin(one: str, other: str) -> bool:
    """Whether two words are forms of one: the longer begins with the shorter (of five letters or more), or both with the same six."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= KIN_WHOLE and longer.startswith(shorter):
        return True
    return len(shorter) >= KIN_BEGINNING and one[:KIN_BEGINNING] == other[:KIN_BEGINNING]


def matches(wanted: str, said: Sequence[str]) -> bool:
    """Whether the word or phrase `wanted` stands in a text, given as `words(text)`: "water tablet" finds "my water tablets".

    Fillers count here: who asks for a word gets that word. A phrase without a word in it matches nothing.
    """
    sought = words(wanted)
    if not sought:
        return False
    return any(tuple(said[at : at + len(sought)]) == sought for at in range(len(said) - len(sought) + 1))


def weigh(title: str, text: str = "", tags: Iterable[str] = ()) -> dict[str, float]:
    """What a discussion is about, each term with its weight; the same for the advisor and for placing by cluster."""
    weights = dict.fromkeys(terms(text[:READ_AT_MOST]), IN_TEXT)
    weights.update(dict.fromkeys(terms(" ".join(tags)), AS_TAG))
    weights.update(dict.fromkeys(terms(title), IN_TITLE))
    return weights


@dataclass(frozen=True)
class Fit(Generic[Key]):
    """Where most of a discussion's weight lies; both None when no room has enough of it. `other` would fit nearly as well."""

    best: Key | None = None
    other: Key | None = None


def fit(weights: Mapping[str, float], rooms: Mapping[Key, Collection[str]]) -> Fit[Key]:
    """The room whose words (in any form) carry most of `weights`, and at least ENOUGH; a tie goes to the room named first."""
    found = [(sum(weights.get(word, 0.0) for word in _forms(said)), key) for key, said in rooms.items()]
    ranked = sorted((part for part in found if part[0] >= ENOUGH), key=lambda part: -part[0])
    if not ranked:
        return Fit()
    near = len(ranked) > 1 and ranked[1][0] >= NEARLY * ranked[0][0]
    return Fit(ranked[0][1], ranked[1][1] if near else None)


def _forms(said: Iterable[str]) -> frozenset[str]:
    return frozenset(word for part in said for word in words(part))


def _fillers() -> frozenset[str]:
    lines = (Path(__file__).parent / "stop_words.txt").read_text("utf-8").splitlines()
    listed = (word for line in lines if not line.startswith("#") for word in line.split())
    return frozenset(form for word in listed for form in (word, one_form(word)))


FILLERS = _fillers()
"""The words of stop_words.txt, in their one form."""
