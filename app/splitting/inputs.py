"""What goes into the commands of splitting."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_NAME = 80
LONGEST_PURPOSE = 300
LONGEST_VALUE = 80
LONGEST_CLUSTER = 1000
"""Letters in a room's name and purpose, in the word or tag of a rule, and in all words of a cluster."""

MOST_ROOMS = 12
MOST_RULES = 60
MOST_AT_ONCE = 200
"""Rooms of a plan, rules of a room, and discussions that are placed by hand with one press."""


SPLIT_OFFER = "split_offer"
"""Kind of the notice that offers a member the rooms; its subject is the plan."""


@dataclass(frozen=True)
class RoomInput:
    """A room that the plan should make. `slug` is a wish; '' leaves it to the name."""

    name: str
    purpose: str = ""
    slug: str = ""


@dataclass(frozen=True)
class RuleInput:
    """What goes to a room: `kind` is tag, word or cluster (models.TAG, WORD, CLUSTER); `value` the tag, the word, or the words."""

    kind: str
    value: str
