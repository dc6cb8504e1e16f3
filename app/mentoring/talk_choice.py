"""Which discussion may help somebody who has just written: the one that shares most rare words with what they wrote. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.wording import listed
from app.mentoring.card import plain_words
from app.mentoring.matching import says_something

IN_TITLE = 3
"""How much more a word counts in a title than in the first lines."""
MOST_NAMED = 2
_PLURAL = ("ies", "es", "s")


@dataclass(frozen=True)
class Talk:
    """A discussion to choose from."""

    id: int
    title: str
    excerpt: str
    replies: int


@dataclass(frozen=True)
class Choice:
    """The discussion chosen. `shared` are the words it has in common, the most telling first; none when it was chosen by its replies."""

    talk: Talk
    shared: tuple[str, ...]

    @property
    def why(self) -> str:
        """'It is about monitor and beep too.', or '' when nothing is shared."""
        return f"It is about {listed(self.shared)} too." if self.shared else ""


def choose(written: str, talks: Sequence[Talk]) -> Choice | None:
    """The best of `talks` for somebody who wrote `written`; '' stands for nothing yet, and then the most answered one is chosen.

    None when there is nothing to choose from, or nothing shares a word with what was written.
    """
    if not written.strip():
        most = max(talks, key=lambda talk: (talk.replies, talk.id), default=None)
        return Choice(most, ()) if most else None
    own = _words(written)
    found = [(score, talk, shared) for talk, score, shared in _scored(own, talks) if score]
    if not found:
        return None
    _, talk, shared = max(found, key=lambda item: (item[0], item[1].replies, item[1].id))
    return Choice(talk, tuple(own[word] for word in shared[:MOST_NAMED]))


def _scored(own: dict[str, str], talks: Sequence[Talk]) -> Iterable[tuple[Talk, float, list[str]]]:
    """Each with its score and the words shared, the rarest first."""
    titles = [set(_words(talk.title)) for talk in talks]
    texts = [title | set(_words(talk.excerpt)) for title, talk in zip(titles, talks, strict=True)]
    spread = Counter(word for words in texts for word in words)
    weight = {word: math.log(1 + len(talks) / number) for word, number in spread.items()}
    for talk, title, words in zip(talks, titles, texts, strict=True):
        shared = sorted(words & own.keys(), key=lambda word: (-weight[word] * (IN_TITLE if word in title else 1), word))
        yield talk, sum(weight[word] * (IN_TITLE if word in title else 1) for word in shared), shared


def _words(text: str) -> dict[str, str]:
    """Word stem -> the word as it was first written, without those that say nothing."""
    found: dict[str, str] = {}
    for word in plain_words(text).split():
        if says_something(word):
            found.setdefault(_stem(word), word)
    return found


def _stem(word: str) -> str:
    """'monitors' and 'monitor' are one word here."""
    ending = next((end for end in _PLURAL if word.endswith(end) and len(word) - len(end) >= 3), "")
    return word[: len(word) - len(ending)] if ending else word
