"""An entry of the record as a line on a page. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.audit.registry import FactWords
from app.core.wording import day
from app.moderation.measure_words import SHORT
from app.moderation.record_words import ENDINGS, ROLES
from app.moderation.wording import ACTION_DONE

TEAM = "A moderator"
"""Who did it, for the member whom it is about: a member is told what was done, not by which of the team."""
HOUSE = "Dayroom"
GONE = "Somebody who has left"
_TOLD = frozenset(
    {"action", "measure", "clause", "until", "kind", "reason", "accepted", "locked", "pinned", "archived"}
)
_FOUND = frozenset({"subject_kind", "subject_id", "member_id", "author_id", "group_id", "scope_path", "path"})


@dataclass(frozen=True)
class Line:
    """`title` says what happened, `who` did it; `about` and `place` are names or ''; `details` are a few words each.

    `thing` is the subject as it is filtered by ('post:12'), `codes` is the rest of the entry for who looks closely. `url` leads to the
    decision, or to the item.
    """

    number: int
    at: datetime
    title: str
    who: str
    about: str = ""
    place: str = ""
    thing: str = ""
    details: tuple[str, ...] = ()
    codes: str = ""
    url: str = ""


def own_line(entry: Any, words: Mapping[str, FactWords], me: int) -> Line:
    """For the member: what was done about them, or what they did. Nobody of the team is named."""
    said = words.get(entry.fact, FactWords(entry.fact))
    is_mine = entry.about_id == me and said.mine
    decision = entry.ids.get("decision_id") if entry.about_id == me else None
    return Line(
        number=entry.id,
        at=entry.at,
        title=said.mine if is_mine else said.label,
        who="You" if entry.actor_id == me else HOUSE if entry.actor_id is None else TEAM,
        details=tuple(_details(entry.ids)),
        url=f"/decisions/{decision}" if decision else "",
    )


def staff_line(entry: Any, words: Mapping[str, FactWords], names: Mapping[int, str], places: Mapping[int, str]) -> Line:
    """For moderators and admins."""
    return Line(
        number=entry.id,
        at=entry.at,
        title=words.get(entry.fact, FactWords(entry.fact)).label,
        who=HOUSE if entry.actor_id is None else names.get(entry.actor_id, GONE),
        about="" if entry.about_id is None else names.get(entry.about_id, GONE),
        place="" if entry.place_id is None else places.get(entry.place_id, "a group that is no more"),
        thing=entry.subject,
        details=tuple(_details(entry.ids)),
        codes=_codes(entry.ids, entry.subject),
        url=_url(entry.ids),
    )


def _details(ids: Mapping[str, Any]) -> Iterator[str]:
    if ids.get("action") in ACTION_DONE:
        yield ACTION_DONE[ids["action"]]
    if ids.get("measure", ids.get("kind")) in SHORT:
        words = SHORT[ids.get("measure", ids.get("kind"))]
        yield words[:1].lower() + words[1:]
    if ids.get("kind") in ROLES:
        yield ROLES[ids["kind"]]
    if ids.get("reason") in ENDINGS:
        yield ENDINGS[ids["reason"]]
    if isinstance(ids.get("clause"), int):
        yield f"guideline {ids['clause']}"
    if ids.get("until"):
        yield f"until {_day(ids['until'])}"
    if isinstance(ids.get("accepted"), bool):
        yield "accepted" if ids["accepted"] else "not accepted"


def _codes(ids: Mapping[str, Any], thing: str) -> str:
    told = _TOLD | _FOUND | {f"{thing.partition(':')[0]}_id"}
    rest = {name: value for name, value in ids.items() if name not in told and value not in (None, "", [])}
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in rest.items())


def _url(ids: Mapping[str, Any]) -> str:
    if ids.get("decision_id"):
        return f"/decisions/{ids['decision_id']}"
    return f"/desk/{ids['item_id']}" if ids.get("item_id") else ""


def _day(text: str) -> str:
    try:
        return day(datetime.fromisoformat(text))
    except ValueError:
        return str(date.fromisoformat(text)) if len(text) == 10 else text
