"""An entry of the record as a line on a page. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.accounts.queries import MemberCard
from app.audit.registry import FactWords
from app.core.wording import day
from app.moderation.letters import as_moderator
from app.moderation.measure_words import SHORT
from app.moderation.queries.people import name_in
from app.moderation.record_words import ENDINGS, ROLES
from app.moderation.wording import ACTION_DONE

HOUSE = "Dayroom"
DECISIONS = "/decisions/"
Titles = Callable[[int, datetime], str]
"""The name that a guideline of that number had at that moment, or ''."""

LIKE = 4
"""So many entries of one act at least are folded into one row."""

AT_ONCE = timedelta(minutes=1)
"""As far as two entries of one act lie apart at most."""

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


def folded(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """The lines in their order; those of one act together: the same happened, by the same hand, one right after the other.

    What leads to a decision stands alone.
    """
    rows: list[tuple[Line, ...]] = []
    alike: list[Line] = []
    for line in lines:
        if alike and not _is_of_one_act(alike[-1], line):
            rows += _rows(alike)
            alike = []
        alike.append(line)
    return rows + _rows(alike)


def own_line(
    entry: Any, words: Mapping[str, FactWords], me: int, cards: Mapping[int, MemberCard], titles: Titles
) -> Line:
    """For the member: what was done about them, or what they did. Of the team, only the names under which they act as staff are told."""
    said = words.get(entry.fact, FactWords(entry.fact))
    is_mine = entry.about_id == me and said.mine
    decision = entry.ids.get("decision_id") if entry.about_id == me else None
    return Line(
        number=entry.id,
        at=entry.at,
        title=said.mine if is_mine else said.label,
        who="You" if entry.actor_id == me else HOUSE if entry.actor_id is None else _of_the_team(cards.get(entry.actor_id)),
        details=tuple(_details(entry, titles)),
        url=f"{DECISIONS}{decision}" if decision else "",
    )


def staff_line(
    entry: Any,
    words: Mapping[str, FactWords],
    cards: Mapping[int, MemberCard],
    places: Mapping[int, str],
    titles: Titles,
) -> Line:
    """For moderators and admins. Who did something about somebody else did it as staff, if they have a name for that."""
    is_own = entry.actor_id == entry.about_id
    return Line(
        number=entry.id,
        at=entry.at,
        title=words.get(entry.fact, FactWords(entry.fact)).label,
        who=HOUSE if entry.actor_id is None else name_in(cards, entry.actor_id, as_staff=not is_own, starts=True),
        about="" if entry.about_id is None else name_in(cards, entry.about_id, as_staff=False, starts=True),
        place="" if entry.place_id is None else places.get(entry.place_id, "a group that is no more"),
        thing=entry.subject,
        details=tuple(_details(entry, titles)),
        codes=_codes(entry.ids, entry.subject),
        url=_url(entry.ids),
    )


def _of_the_team(card: MemberCard | None) -> str:
    return as_moderator(card.staff_name if card else "")


def _is_of_one_act(one: Line, other: Line) -> bool:
    if one.url.startswith(DECISIONS) or other.url.startswith(DECISIONS):
        return False
    return (one.title, one.who) == (other.title, other.who) and abs(one.at - other.at) <= AT_ONCE


def _rows(alike: Sequence[Line]) -> list[tuple[Line, ...]]:
    return [tuple(alike)] if len(alike) >= LIKE else [(line,) for line in alike]


def _details(entry: Any, titles: Titles) -> Iterator[str]:
    ids = entry.ids
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
        title = titles(ids["clause"], entry.at)
        yield f"guideline {ids['clause']}" + (f" ({title})" if title else "")
    if ids.get("until"):
        yield f"until {_day(ids['until'])}"
    if isinstance(ids.get("accepted"), bool):
        yield "accepted" if ids["accepted"] else "not accepted"


def _codes(ids: Mapping[str, Any], thing: str) -> str:
    told = _TOLD | _FOUND | {f"{thing.partition(':')[0]}_id"}
    rest = {name: value for name, value in ids.items() if name not in told and value not in (None, "", [])}
    days = {name: _day(value) for name, value in rest.items() if name.endswith("_at")}
    return ", ".join(_code(name, days.get(name, value)) for name, value in rest.items())


def _code(name: str, value: Any) -> str:
    said = name.removesuffix("_id").replace("_", " ")
    if isinstance(value, bool):
        return said if value else f"{said}: no"
    return f"{said} {value}"


def _url(ids: Mapping[str, Any]) -> str:
    if ids.get("decision_id"):
        return f"{DECISIONS}{ids['decision_id']}"
    return f"/desk/{ids['item_id']}" if ids.get("item_id") else ""


def _day(text: str) -> str:
    try:
        return day(datetime.fromisoformat(text))
    except ValueError:
        return str(date.fromisoformat(text)) if len(text) == 10 else text
