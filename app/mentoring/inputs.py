"""What commands take and answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.guidelines.assessment import Assessment


@dataclass(frozen=True)
class HandOverInput:
    """To whom a newcomer goes, and what the colleague should know; the note may be empty."""

    mentor_id: int
    note: str = ""


@dataclass(frozen=True)
class MentorInput:
    """What a mentor says of themselves. Languages, subjects and what they avoid are words, in the mentor's own order.

    Both days of an absence are part of it. `away_from` None: not away; `away_until` None: until they say otherwise.
    """

    capacity: int
    hours: str = ""
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    away_from: date | None = None
    away_until: date | None = None


@dataclass(frozen=True)
class FieldInput:
    """One field of a card as it was typed, and who it is for: 'me', 'mentors' or 'members'. '' takes the field off the card."""

    value: str
    audience: str


@dataclass(frozen=True)
class CardInput:
    """A whole card, by field of `card.FIELDS`; what is not named is taken off. `introduced` False: never introduce me."""

    fields: Mapping[str, FieldInput]
    introduced: bool = True


REPLY = "reply"
GREETING = "greeting"
"""How a welcome goes out: as a reply where the newcomer wrote, or as words for them alone. The second is also the kind of its
notice, and of such words under review."""
THANKED = "thanked"
"""Kind of the notice to a mentor whom a newcomer thanked."""


@dataclass(frozen=True)
class WelcomeInput:
    """A welcome as a mentor sends it. `draft_key` makes it one, however often it is sent; `line` is their own line.

    `way` is the one that the mentor saw, `people` and `talk_id` are who and what they chose to put in. `anyway` and `seen` as in
    `discussions.inputs.StartInput`.
    """

    draft_key: str
    newcomer_id: int
    line: str
    way: str
    people: tuple[int, ...] = ()
    talk_id: int | None = None
    anyway: bool = False
    accepts_guidelines: bool = False
    seen: frozenset[str] | None = None


@dataclass(frozen=True)
class WelcomeOutcome:
    """What became of a welcome: the states of a post's `Outcome`. `greeting_id` is None when nothing was stored."""

    state: str
    greeting_id: int | None = None
    post_id: int | None = None
    assessment: Assessment = field(default_factory=lambda: Assessment(()))


ASKED = "asked"
"""Kind of the notice to somebody who may have an answer."""

MADE_MENTOR = "made_mentor"
"""Kind of the notice to somebody who is a mentor from now on."""
