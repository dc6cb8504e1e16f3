"""What commands take and answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
