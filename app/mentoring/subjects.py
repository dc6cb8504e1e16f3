"""Words that a mentor gives (languages, subjects, what they avoid), and where they turn up in what a newcomer shows. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MOST = 20
LONGEST = 60

_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[,;\n]+")


def phrases(text: str) -> tuple[str, ...]:
    """'Ablation, first weeks' -> ('Ablation', 'first weeks'): tidied, each once, in the order given."""
    found: dict[str, str] = {}
    for part in _BETWEEN.split(text):
        words = " ".join(part.split())
        if words:
            found.setdefault(_fold(words), words)
    return tuple(found.values())


def named(wanted: Iterable[str], texts: Iterable[str]) -> str:
    """The first of `wanted` whose words stand side by side in one of `texts`, as the mentor wrote it; '' for none.

    Capitals, accents and a plural ending do not matter: 'Pacemakers' is named in 'my first pacemaker'.
    """
    shown = [_stems(text) for text in texts if text]
    for phrase in wanted:
        stems = _stems(phrase)
        if stems and any(_holds(text, stems) for text in shown):
            return phrase
    return ""


def _holds(text: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    size = len(stems)
    return any(text[start : start + size] == stems for start in range(len(text) - size + 1))


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in _WORD.findall(_fold(text)))


def _stem(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))
