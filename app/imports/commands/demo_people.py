"""What the demo people say of themselves: cards and mentors' settings. An export has neither, so they stand in a file of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts.queries import actor_of
from app.core import clock
from app.mentoring.card import SINCE
from app.mentoring.commands.cards import keep_card
from app.mentoring.commands.settings import keep_settings
from app.mentoring.inputs import CardInput, FieldInput, MentorInput
from config import ROOT

FILE = ROOT / "demo" / "people.jsonl"


@dataclass(frozen=True)
class Person:
    """One line of the file. `card` None: they have none; `mentor` None: they say nothing of themselves as a mentor."""

    username: str
    card: CardInput | None
    mentor: MentorInput | None


def let_people_speak(member_ids: Mapping[str, int]) -> None:
    """Keep what each says of themselves, through the commands that a member uses. `member_ids` by username; others are left out.

    Part of the command that opens the demo's accounts.
    """
    for person in people(clock.now()):
        member_id = member_ids.get(person.username)
        if member_id is None:
            continue
        actor = actor_of(member_id)
        if person.card is not None:
            keep_card(actor, person.card)
        if person.mentor is not None:
            keep_settings(actor, person.mentor)


def people(now: datetime) -> Iterator[Person]:
    """The file, line by line. A time of a card is written in months before `now`, so that the demo never grows old."""
    for line in FILE.read_text("utf-8").splitlines():
        said: dict[str, Any] = json.loads(line)
        yield Person(said["username"], _card(said, now), _mentor(said.get("mentor")))


def _card(said: Mapping[str, Any], now: datetime) -> CardInput | None:
    if "card" not in said and "introduced" not in said:
        return None
    fields = {
        name: FieldInput(_month(now, value) if name == SINCE else value, audience)
        for name, (value, audience) in said.get("card", {}).items()
    }
    return CardInput(fields, said.get("introduced", True))


def _month(now: datetime, before: int) -> str:
    """The month `before` months ago, as people type it: '2026-03'."""
    year, month = divmod(now.year * 12 + now.month - 1 - before, 12)
    return f"{year}-{month + 1:02}"


def _mentor(said: Mapping[str, Any] | None) -> MentorInput | None:
    if said is None:
        return None
    languages, subjects, avoids = (tuple(said.get(name, ())) for name in ("languages", "subjects", "avoids"))
    return MentorInput(said["capacity"], said["hours"], languages, subjects, avoids)
