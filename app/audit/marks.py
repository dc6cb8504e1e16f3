"""What an entry can be found by, read off the fields of its fact: whom it is about, where, and the thing itself. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.scope import path_ids

ABOUT = ("member_id", "author_id")
GROUPS = ("group_id", "to_group_id", "into_id")
PATHS = ("scope_path", "path", "new_path")


@dataclass(frozen=True)
class Marks:
    """`about_id`: a member; `place_id`: a group, which stays the same when the group moves; `subject`: 'decision:12' or ''."""

    about_id: int | None
    place_id: int | None
    subject: str


def marks(ids: Mapping[str, Any]) -> Marks:
    """The marks of a fact with these fields, the most telling field of each sort first."""
    about = next((ids[name] for name in ABOUT if isinstance(ids.get(name), int)), None)
    return Marks(about, _place(ids), _subject(ids))


def _place(ids: Mapping[str, Any]) -> int | None:
    for name in GROUPS:
        if isinstance(ids.get(name), int):
            return int(ids[name])
    paths = (ids[name] for name in PATHS if isinstance(ids.get(name), str))
    groups = (path_ids(path) for path in paths)
    return next((found[-1] for found in groups if found), None)


def _subject(ids: Mapping[str, Any]) -> str:
    if ids.get("subject_kind") and isinstance(ids.get("subject_id"), int):
        return f"{ids['subject_kind']}:{ids['subject_id']}"
    for name, value in ids.items():
        if name.endswith("_id") and name not in ABOUT and isinstance(value, int):
            return f"{name.removesuffix('_id')}:{value}"
    return ""
