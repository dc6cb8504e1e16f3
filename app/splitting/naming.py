"""What to call a cluster of words: its strongest words as people write them, two that stand together as a pair. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from app.splitting.terms import READ_AT_MOST, is_kin, one_form, tells

PART, PAIR = 0.4, 0.3
"""A second word (or pair) must be held by this many discussions for each that holds the first, or it is left out of the name."""

PAIRED = 3
PAIRED_SHARE = 0.3
"""Discussions in which two words stand side by side, and their share of those that hold the rarer one, to be written as a pair."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Namer:
    """Knows how the words of some discussions (title and text of each) are written, and which stand side by side.

    `shared` are words of the whole group, which may stand in a pair ("heart rate") but name nothing alone.
    """

    def __init__(self, texts: Sequence[tuple[str, str]], shared: Sequence[str] = ()) -> None:
        self._shared = shared
        self._held = Counter[str]()
        self._forms: dict[str, Counter[str]] = {}
        self._pairs = Counter[tuple[str, str]]()
        for title, text in texts:
            self._read(f"{title}\n{text[:READ_AT_MOST]}")

    def written(self, term: str) -> str:
        """The form of the term that people write most: 'diabetes' for 'diabete', 'MRI' for 'mri'."""
        forms = self._forms.get(term)
        if not forms:
            return term
        plain = Counter[str]()
        for form, count in forms.items():
            plain[form.casefold()] += count
        best = min(plain, key=lambda form: (-plain[form], form))
        return best.upper() if 2 * forms[best.upper()] > plain[best] and len(best) <= 5 else best

    def name(self, strongest: Sequence[str]) -> str:
        """A name of at most two parts from terms, strongest first: 'Ear and hearing loss'. '' without terms.

        Two words that stand together tell more than one, so a pair comes second before a single word does.
        """
        parts = self._parts(strongest)
        if not parts:
            return ""
        held, others = self._weight(parts[0]), [part for part in parts[1:] if not _overlap(part, parts[0])]
        pairs = [part for part in others if len(part) > 1 and self._weight(part) >= PAIR * held]
        words = [part for part in others if len(part) == 1 and self._weight(part) >= PART * held]
        chosen = [parts[0], *[*pairs, *words][:1]]
        said = " and ".join(" ".join(self.written(term) for term in part) for part in chosen)
        return said[:1].upper() + said[1:]

    def _parts(self, strongest: Sequence[str]) -> list[tuple[str, ...]]:
        """The terms, each with the one that mostly stands beside it; none that reads like one before it."""
        parts: list[tuple[str, ...]] = []
        for term in strongest:
            if not any(_alike(term, used) for part in parts for used in part):
                parts.append(self._pair(term, strongest) or self._pair(term, self._shared) or (term,))
        return parts

    def _read(self, text: str) -> None:
        said = [(one_form(word.casefold()), word) for word in _WORD.findall(text)]
        telling = {term for term, _ in said if tells(term)}
        self._held.update(telling)
        for term, word in said:
            if term in telling:
                self._forms.setdefault(term, Counter())[word] += 1
        self._pairs.update({(one, other) for (one, _), (other, _) in pairwise(said) if {one, other} <= telling})

    def _pair(self, term: str, terms: Sequence[str]) -> tuple[str, str] | None:
        """The term with the one that mostly stands beside it, in the order in which people write them."""
        beside = [pair for other in terms if other != term for pair in ((term, other), (other, term))]
        fit = [pair for pair in beside if self._is_paired(pair)]
        return min(fit, key=lambda pair: (-self._pairs[pair], pair)) if fit else None

    def _is_paired(self, pair: tuple[str, str]) -> bool:
        rarer = min(self._held[pair[0]], self._held[pair[1]])
        return self._pairs[pair] >= PAIRED and self._pairs[pair] >= PAIRED_SHARE * rarer

    def _weight(self, part: tuple[str, ...]) -> int:
        return max(self._held[term] for term in part)


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return any(_alike(term, used) for term in one for used in other)


def _alike(one: str, other: str) -> bool:
    """Two words that read as one in a name: 'eat' and 'eating'."""
    return is_kin(one, other) or one.startswith(other) or other.startswith(one)
