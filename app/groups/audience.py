"""Who may read something: everybody, signed-in members, or the members of one group. Pure."""

from __future__ import annotations

import enum

PUBLIC = "public"
MEMBERS_ONLY = "members"
PRIVATE = "private"
ACCESSES = (PUBLIC, MEMBERS_ONLY, PRIVATE)
"""What a group allows, widest first."""


class Audience(enum.IntEnum):
    """Narrower is larger, so that `max` narrows and never widens."""

    EVERYONE = 0
    MEMBERS = 1
    GROUP = 2


AUDIENCE_NAMES: dict[str, Audience] = {
    "everyone": Audience.EVERYONE,
    "members": Audience.MEMBERS,
    "group": Audience.GROUP,
}
AUDIENCE_WORDS: dict[Audience, str] = {
    Audience.EVERYONE: "Anyone can read",
    Audience.MEMBERS: "Members only",
    Audience.GROUP: "This group only",
}
_WIDEST = {PUBLIC: Audience.EVERYONE, MEMBERS_ONLY: Audience.MEMBERS, PRIVATE: Audience.GROUP}


def widest(access: str) -> Audience:
    """The widest audience that a group with this access allows. Raises KeyError for an unknown access."""
    return _WIDEST[access]


def narrower(one: Audience, other: Audience) -> Audience:
    """The narrower of two audiences."""
    return max(one, other)


def narrower_access(one: str, other: str) -> str:
    """The narrower of two accesses."""
    return max(one, other, key=ACCESSES.index)


def is_wider(access: str, than: str) -> bool:
    """Whether a group with `access` is open to more people than one with `than`."""
    return widest(access) < widest(than)


def allowed_below(access: str | None) -> tuple[str, ...]:
    """What a group inside one with `access` may be, widest first; None stands for the top of the tree."""
    return ACCESSES if access is None else tuple(one for one in ACCESSES if not is_wider(one, access))
