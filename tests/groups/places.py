"""A small tree of groups and the people around it, for the tests of this package."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.accounts.actor import ADMIN, MENTOR, MODERATOR, SYSTEM, VISITOR, Actor
from app.accounts.commands import NewMember, add_member, grant_role
from app.accounts.queries import actor_of
from app.core.db import db
from app.core.scope import ROOT
from app.groups import commands
from app.groups.commands import GroupInput
from app.groups.models import Group
from tests.suspending import suspend

TREE = {
    # name: (access, the group it is in)
    "heart": ("public", ""),
    "ablation": ("public", "heart"),
    "first weeks": ("members", "ablation"),
    "night talk": ("private", "heart"),
    "kidney": ("members", ""),
    "transplant": ("private", "kidney"),
    "carers": ("private", ""),
    "young carers": ("private", "carers"),
    "old room": ("public", ""),
}
BELONGS = {
    "kit": ("heart",),
    "maren": ("carers", "night talk"),
    "gus": ("heart", "carers", "young carers", "transplant"),
    "tilda": ("young carers",),
}
ROLES = {
    "ingrid": (MENTOR, "carers"),
    "ana": (MODERATOR, "carers"),
    "samuel": (MODERATOR, "kidney"),
    "bea": (MODERATOR, ""),
    "marta": (ADMIN, ""),
    "gus": (MODERATOR, "kidney"),
}
PEOPLE = ("newcomer", "kit", "maren", "tilda", "asker", "ingrid", "ana", "samuel", "bea", "marta", "gus")


@dataclass
class Places:
    """Ids of groups and members by name."""

    groups: dict[str, int] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        if name in ("visitor", "system"):
            return VISITOR if name == "visitor" else SYSTEM
        return actor_of(self.members[name])

    def group(self, name: str) -> Group:
        return db.session.get_one(Group, self.groups[name])


def make(name: str, access: str = "public", inside: int | None = None) -> int:
    """A group called `name`; answers its id."""
    return commands.create_group(SYSTEM, GroupInput(name.capitalize(), f"About {name}.", access, inside))


def person(username: str) -> int:
    return add_member(SYSTEM, NewMember(username, email=f"{username}@example.org"))


def build() -> Places:
    """The whole tree with everybody. Gus is suspended; the asker waits before Carers; the old room is closed."""
    places = Places()
    for name, (access, inside) in TREE.items():
        places.groups[name] = make(name, access, places.groups.get(inside))
    for username in PEOPLE:
        places.members[username] = person(username)
    for username, groups in BELONGS.items():
        for name in groups:
            commands.admit(places.groups[name], {places.members[username]: places.group(name).created_at})
    for username, (kind, name) in ROLES.items():
        grant_role(SYSTEM, places.members[username], kind, places.group(name).path if name else ROOT)
    commands.ask_to_join(places.actor("asker"), places.groups["carers"], "I look after my mother.")
    commands.archive_group(SYSTEM, places.groups["old room"])
    suspend(SYSTEM, places.members["gus"], None, "Unkind again and again.")
    return places
