"""Places by their paths: those an actor may make rules for, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.accounts.actor import Actor
from app.core.db import db
from app.core.scope import ROOT, path_ids
from app.groups.models import Group
from app.groups.policies import moderated

EVERYWHERE = "The whole community"
GONE = "A group that is gone"


def places_for(actor: Actor) -> list[tuple[str, str]]:
    """Path and name of every place the actor may make rules for, rooms after their group. 1 statement."""
    open_groups = select(Group.path, Group.name).where(moderated(actor), Group.archived_at.is_(None))
    rows = {path: name for path, name in db.session.execute(open_groups)}
    found = sorted((_names_along(path, rows), path) for path in rows)
    everywhere = [(ROOT, EVERYWHERE)] if actor.is_admin else []
    return everywhere + [(path, ", room ".join(names)) for names, path in found]


def place_names(paths: Iterable[str]) -> dict[str, str]:
    """What places are called: 'The whole community', 'Heart', 'Heart, room Ablation'. 1 statement, none for the root alone."""
    wanted = set(paths)
    ids = {key for path in wanted for key in path_ids(path)}
    rows = db.session.execute(select(Group.id, Group.name).where(Group.id.in_(sorted(ids)))) if ids else ()
    names = {key: name for key, name in rows}
    return {path: _name(path, names) for path in wanted}


def is_place(path: str) -> bool:
    """Whether there is a group at a path that somebody sent in; the whole community always is one. At most 1 statement."""
    return path == ROOT or db.session.scalar(select(Group.id).where(Group.path == path)) is not None


def _name(path: str, names: dict[int, str]) -> str:
    along = [names[key] for key in path_ids(path) if key in names]
    return (", room ".join(along) or GONE) if path != ROOT else EVERYWHERE


def _names_along(path: str, rows: dict[str, str]) -> list[str]:
    """Names of the groups above that the actor moderates too, and its own."""
    return [name for top, name in sorted(rows.items(), key=lambda item: len(item[0])) if path.startswith(top)]
