"""What the advisor says, in sentences: why a group should be split, and which figures are missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.wording import grouped, many

SENTENCES: dict[str, str] = {
    "topics": "{have} topics talk mostly among themselves, and {discussions} are about one of them.",
    "discussions": "It holds {have} discussions; rooms can live from {need} on.",
    "people": "{have} people wrote here in the 52 weeks before the last post; a split needs {need}.",
    "unanswered_grew": "{have} of the discussions of the last {weeks} weeks have no answer. Before, it was {before}.",
    "few_carry": "{have} of replies come from ten people. Rooms may spread the load, or leave one without a host.",
    "divided": "It is divided already. Its rooms can be looked at one by one.",
    "few_discussions": "It holds {have} of the {need} discussions that a split needs: {short} to go.",
    "few_people": "{have} of the {need} people that a split needs wrote here in the 52 weeks before the last post: {short} to go.",
    "few_topics": "{have} of the {need} topics that a split needs could fill a room now: {short} to go.",
    "room_discussions": "{have} of the {need} discussions that a room opens with: {short} to go.",
    "room_people": "{have} of the {need} people that a room needs to keep going: {short} to go.",
    "room_inside": "Its words talk with the rest of the group too: {have} of their links stay inside, and {need} should.",
    "room_wide": "{have} discussions are about it, more than half of the group. That is the group itself, not a room.",
}


def advice_sentence(code: str, numbers: Mapping[str, Any]) -> str:
    """The sentence for a reason of the advisor. Raises KeyError for a code it does not have."""
    said = {name: _said(value) for name, value in numbers.items()}
    if isinstance(numbers.get("discussions"), int):
        said["discussions"] = many(numbers["discussions"], "discussion", "discussions")
    if isinstance(numbers.get("need"), int):
        said["short"] = grouped(max(0, numbers["need"] - numbers["have"]))
    return SENTENCES[code].format(**said)


def percent(share: float | None) -> str:
    """'38%'; '' when there is nothing to share."""
    return "" if share is None else f"{share:.0%}"


def _said(value: object) -> str:
    if isinstance(value, float):
        return percent(value)
    return grouped(value) if isinstance(value, int) else str(value)
