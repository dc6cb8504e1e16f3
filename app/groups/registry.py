"""Where packages above plug into the pages of a group: a tab for those who look after it, and a note on its own page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from app.accounts.actor import MENTOR, MODERATOR, Actor
from app.core.policy import Verdict
from app.groups.models import Group

MEMBER = "member"
"""Whoever belongs to the group, in what a note says it is for; MENTOR and MODERATOR (admins too) are the others."""

Allowed = Callable[[Actor, Group], Verdict | bool]


@dataclass(frozen=True)
class Tab:
    """A page for those who look after a group. `key` is what the page calls its `part`."""

    key: str
    label: str
    url: str


@dataclass(frozen=True)
class Note:
    """Something to say on a group's page: a template, which is included with `note.values` as `note`."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


Loader = Callable[[Actor, Group], Note | None]

_tabs: list[tuple[str, str, str, Allowed]] = []
_notes: list[tuple[frozenset[str], Loader]] = []


def group_tab(key: str, label: str, endpoint: str, permission: Allowed) -> None:
    """Offer a tab beside the other pages for those who look after a group, for whom `permission` (pure) allows it.

    `endpoint` takes `slug`. Raises ValueError when the key is taken.
    """
    if any(known[0] == key for known in _tabs):
        raise ValueError(f"a tab has a key of its own: {key!r}")
    _tabs.append((key, label, endpoint, permission))


def group_note(for_roles: Collection[str]) -> Callable[[Loader], Loader]:
    """Offer a note for the group's page: a function of actor and group that answers a Note, or None when there is nothing to say.

    It is asked for whoever holds one of `for_roles` there and for nobody else, so that it costs the others no statement.
    """

    def register(loader: Loader) -> Loader:
        _notes.append((frozenset(for_roles), loader))
        return loader

    return register


def group_tabs(actor: Actor, group: Group) -> list[Tab]:
    """The tabs that packages above offer this actor."""
    return [
        Tab(key, label, url_for(endpoint, slug=group.slug))
        for key, label, endpoint, permission in _tabs
        if permission(actor, group)
    ]


def group_notes(actor: Actor, group: Group) -> list[Note]:
    """What packages above have to say to this actor about the group."""
    roles = _roles(actor, group)
    found = (loader(actor, group) for for_roles, loader in _notes if for_roles & roles)
    return [note for note in found if note is not None]


def _roles(actor: Actor, group: Group) -> frozenset[str]:
    held = {
        MEMBER: actor.is_active and group.id in actor.group_ids,
        MENTOR: actor.mentors(group.path),
        MODERATOR: actor.moderates(group.path),
    }
    return frozenset(role for role, holds in held.items() if holds)
