"""A welcome in words: a template around the line that the mentor writes themselves. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.wording import DAYS, listed
from app.mentoring.card import plain_words

LOOKS_IN_AFTER = timedelta(days=3)
LONGEST_LINE = 4000
"""Letters of the mentor's own line."""
MOST_PEOPLE = 2

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:/&\"])")
_SENTENCE_END = re.compile(r"[.!?…\n]+")


@dataclass(frozen=True)
class Named:
    """Somebody who is introduced."""

    member_id: int
    name: str
    username: str


@dataclass(frozen=True)
class Linked:
    """The discussion that is put in."""

    discussion_id: int
    title: str

    @property
    def stop(self) -> str:
        """What ends a sentence whose last words are the title: nothing after a question."""
        return "" if self.title.rstrip().endswith(("?", "!", ".", "…")) else "."


@dataclass(frozen=True)
class Letter:
    """Everything a welcome is made of. `again` is the day on which the mentor looks in ('Friday')."""

    newcomer: str
    mentor: str
    again: str
    people: Sequence[Named] = ()
    talk: Linked | None = None

    @property
    def hello(self) -> str:
        """The first sentence, as it stands on the page."""
        return f"Hello {self.newcomer}, I am {self.mentor}, one of the mentors here."

    @property
    def ending(self) -> str:
        """The last sentences, as they stand on the page."""
        return f"Ask anything, or just read for a while. I will look in again on {self.again}."

    def text(self, line: str) -> str:
        """The whole welcome as Markdown, with the mentor's own line in it."""
        parts = (
            f"Hello {_plain(self.newcomer)}, I am {_plain(self.mentor)}, one of the mentors here.",
            line.strip(),
            self._meeting(),
            self.ending,
        )
        return "\n\n".join(part for part in parts if part)

    def has_own(self, line: str) -> bool:
        """Whether something in `line` is the mentor's own: not empty, and not only words of the template."""
        template = f" {plain_words(self.text(''))} "
        sentences = (plain_words(part) for part in _SENTENCE_END.split(line))
        return any(words and f" {words} " not in template for words in sentences)

    def _meeting(self) -> str:
        people = listed([_mention(person) for person in self.people])
        parts = [f"You may like to meet {people}." if people else ""]
        if self.talk is not None:
            parts.append(
                f"This discussion may help: [{_plain(self.talk.title)}](/discussions/{self.talk.discussion_id}){self.talk.stop}"
            )
        return " ".join(part for part in parts if part)


def looks_in_on(now: datetime) -> str:
    """The day on which a mentor who writes now looks in again."""
    return DAYS[(now + LOOKS_IN_AFTER).weekday()]


def _mention(person: Named) -> str:
    """The handle is what mentions them; the name stands before it where it is another."""
    if person.name.casefold() == person.username:
        return f"@{person.name}"
    return f"{_plain(person.name)} (@{person.username})"


def _plain(words: str) -> str:
    """Words of others, so that Markdown and mentions leave them as they are."""
    return _SIGNS.sub(r"\\\1", " ".join(words.replace("@", "").split()))
