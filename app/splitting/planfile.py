"""A plan as a file that people read and change: rooms with their rules, and for each discussion where it goes and why. Pure.

    {
      "group": "heart-failure",
      "divides": false,
      "rooms": [
        {"slug": "newly-told", "name": "Newly told", "purpose": "", "rules": [{"tag": "new"}, {"word": "diagnosis"}]}
      ],
      "discussions": [
        {"id": 812, "title": "They said failure and I heard the end", "to": "newly-told", "why": "tag: new"},
        {"id": 813, "title": "Salt", "to": null, "why": "no rule fits"}
      ]
    }

`to` is a room's slug, or null for what stays. `why` and `title` are for the reader. A rule is one of tag, word or cluster (a list of
words). Discussions that the file does not name go by the rules.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.core.policy import Invalid
from app.splitting.inputs import RuleInput
from app.splitting.models import CLUSTER, HAND, NONE, TAG, WORD
from app.splitting.placing import Placing

KINDS = (TAG, WORD, CLUSTER)
NO_RULE = "no rule fits"
BY_HAND = "placed by hand"
MOST_TOLD = 20
"""Problems that are named at once; the rest is counted."""

LARGEST_ID = 2**63 - 1
_ZERO_LETTER = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True)
class FileRoom:
    """A room to make; `slug` is what the discussions name, and its address."""

    slug: str
    name: str
    purpose: str = ""
    rules: tuple[RuleInput, ...] = ()


@dataclass(frozen=True)
class FileTalk:
    """One discussion: `to` is a room's slug, None when it stays."""

    id: int
    title: str = ""
    to: str | None = None
    why: str = ""


@dataclass(frozen=True)
class PlanFile:
    """A whole plan. `group` is the slug of the group that is split."""

    group: str
    rooms: tuple[FileRoom, ...] = ()
    discussions: tuple[FileTalk, ...] = ()
    divides: bool = False


def load(text: str) -> PlanFile:
    """The plan that `text` says. Raises Invalid plan_file (fact `problems`: sentences, each with its key, id or slug)."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise refused(
            [f"This is not JSON{where}. Write the file again with: splitting plan SLUG --out FILE"]
        ) from error
    if _has_broken_letters(said):
        raise refused(
            ["There are letters in this file that no text has, such as half of a pair (\\ud83d). Write them again."]
        )
    reading = _Reading()
    found = reading.plan(said)
    if reading.problems:
        raise refused(reading.problems)
    return found


def dump(plan: PlanFile) -> str:
    """`plan` as text that `load` reads back; one discussion a line, so that a change shows as one line."""
    rooms = ",\n".join("    " + _line(_room(room)) for room in plan.rooms)
    talks = ",\n".join("    " + _line(vars(talk)) for talk in plan.discussions)
    return (
        f'{{\n  "group": {_line(plan.group)},\n  "divides": {_line(plan.divides)},\n'
        f'  "rooms": [\n{rooms}\n  ],\n  "discussions": [\n{talks}\n  ]\n}}\n'
    )


def why_words(placing: Placing) -> str:
    """The reason as the file says it: 'tag: new', 'placed by hand'."""
    if placing.why in (HAND, NONE):
        return BY_HAND if placing.why == HAND else NO_RULE
    return f"{placing.why}: {placing.value}"


def refused(problems: list[str]) -> Invalid:
    """The refusal of a file, with what is wrong, a sentence each."""
    more = [f"And {len(problems) - MOST_TOLD} more like these."] if len(problems) > MOST_TOLD else []
    return Invalid("plan_file", problems=[*problems[:MOST_TOLD], *more])


def _has_broken_letters(said: Any) -> bool:
    """Letters that neither database keeps."""
    text = _line(said)
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return _ZERO_LETTER.search(text) is not None


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _room(room: FileRoom) -> dict[str, Any]:
    rules = [{rule.kind: rule.value.split() if rule.kind == CLUSTER else rule.value} for rule in room.rules]
    return {"slug": room.slug, "name": room.name, "purpose": room.purpose, "rules": rules}


@dataclass
class _Reading:
    """One reading of a file: goes on after a problem, so that all of them are told at once."""

    problems: list[str] = field(default_factory=list)

    def plan(self, said: Any) -> PlanFile:
        if not isinstance(said, dict):
            self.problems.append('The file must be one object with "group", "rooms" and "discussions".')
            return PlanFile("")
        self._keys(said, "The file", "group", "divides", "rooms", "discussions")
        group = self._text(said, "group", "The file")
        if not group.strip():
            self.problems.append('"group" is missing: write the last part of the address of the group that is split.')
        divides = said.get("divides", False)
        if not isinstance(divides, bool):
            self.problems.append('"divides" must be true or false.')
        rooms = tuple(self._room(number, one) for number, one in self._list(said, "rooms"))
        self._check_slugs(group, rooms)
        talks = tuple(self._talk(number, one) for number, one in self._list(said, "discussions"))
        self._check_talks(rooms, talks)
        return PlanFile(group, rooms, talks, divides is True)

    def _room(self, number: int, said: Any) -> FileRoom:
        where = f"Room {number}"
        if not isinstance(said, dict):
            self.problems.append(f"{where} must be an object with a slug and a name.")
            return FileRoom(f"?{number}", "")
        self._keys(said, where, "slug", "name", "purpose", "rules")
        texts = [self._text(said, key, where) for key in ("slug", "name", "purpose")]
        for key, value in zip(("slug", "name"), texts, strict=False):
            if not value.strip():
                self.problems.append(f'{where}: "{key}" is missing.')
        return FileRoom(texts[0], texts[1], texts[2], tuple(self._rules(said, where)))

    def _rules(self, room: dict[str, Any], where: str) -> Iterator[RuleInput]:
        for number, said in self._list(room, "rules", where):
            kind = next(iter(said), "") if isinstance(said, dict) and len(said) == 1 else ""
            value = said[kind] if kind in KINDS else None
            if kind == CLUSTER and isinstance(value, list) and all(isinstance(word, str) for word in value):
                yield RuleInput(kind, " ".join(value))
            elif kind and kind != CLUSTER and isinstance(value, str):
                yield RuleInput(kind, value)
            else:
                self.problems.append(
                    f'{where}, rule {number}: write {{"tag": "…"}}, {{"word": "…"}} or {{"cluster": ["…", "…"]}}.'
                )

    def _talk(self, number: int, said: Any) -> FileTalk:
        key = said.get("id") if isinstance(said, dict) else None
        if type(key) is not int or not 0 < key <= LARGEST_ID:
            self.problems.append(f'Discussion {number} in the list has no "id", which must be a whole number.')
            return FileTalk(-number)
        where = f"Discussion {key}"
        self._keys(said, where, "id", "title", "to", "why")
        to = said.get("to")
        if to is not None and not isinstance(to, str):
            self.problems.append(f'{where}: "to" must be the slug of a room of this file, or null.')
            to = None
        return FileTalk(key, self._text(said, "title", where), to, self._text(said, "why", where))

    def _check_slugs(self, group: str, rooms: tuple[FileRoom, ...]) -> None:
        for slug, times in Counter(room.slug for room in rooms).items():
            if times > 1:
                self.problems.append(f'Two rooms have the slug "{slug}". Give each its own.')
            if slug == group and slug:
                self.problems.append(f'A group cannot be split into itself: give the room "{slug}" another slug.')

    def _check_talks(self, rooms: tuple[FileRoom, ...], talks: tuple[FileTalk, ...]) -> None:
        slugs = {room.slug for room in rooms}
        for talk in talks:
            if talk.to is not None and talk.to not in slugs:
                self.problems.append(
                    f'Discussion {talk.id} goes to "{talk.to}", and no room of this file has that slug. '
                    "Add the room, or write null to let it stay."
                )
        for key, times in Counter(talk.id for talk in talks).items():
            if times > 1:
                self.problems.append(f"Discussion {key} stands {times} times in the list. Keep one of them.")

    def _text(self, said: dict[str, Any], key: str, where: str) -> str:
        value = said.get(key, "")
        if not isinstance(value, str):
            self.problems.append(f'{where}: "{key}" must be text.')
            return ""
        return value

    def _list(self, said: dict[str, Any], key: str, where: str = "The file") -> Iterator[tuple[int, Any]]:
        value = said.get(key, [])
        if not isinstance(value, list):
            self.problems.append(f'{where}: "{key}" must be a list.')
            value = []
        return iter(enumerate(value, 1))

    def _keys(self, said: dict[str, Any], where: str, *known: str) -> None:
        for key in said:
            if key not in known:
                self.problems.append(f'{where}: "{key}" is not known here. Known are {", ".join(known)}.')
