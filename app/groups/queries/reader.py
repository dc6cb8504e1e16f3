"""What one statement says of a member who reads a page with the board of groups."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import Select, bindparam, select

from app.accounts.actor import Actor
from app.core.db import Id, db
from app.core.for_readers import Reading
from app.core.prepared import Prepared
from app.core.rows import rows_of
from app.core.versions import HOUSE, Key, reading, shape_of, stamp_values
from app.groups.audience import PRIVATE
from app.groups.models import TREE, Group, JoinRequest


class ReadingOfBoard:
    """Of what kind a reader of such a page is; `keys` are what it is made of. 1 statement, and 1 more when the tree has changed.

    Alike are all who hold the same roles, belong to the same private groups and wait to be let into the same. To which open ones
    somebody belongs stands in slots.
    """

    def __init__(self, *keys: Key) -> None:
        self.keys = keys
        self.values = stamp_values(keys)
        self._exact = [place for place, key in enumerate(keys) if not key.is_count]
        self._counts = [place for place, key in enumerate(keys) if key.is_count]
        self._prepared = Prepared(self._statement)

    def __call__(self, actor: Actor) -> Reading:
        *found, asked = self._prepared.first(**self.values, me=actor.member_id)
        private = private_ids(found[self.keys.index(TREE)])
        kind = (actor.group_ids & private, frozenset([key for (key,) in asked]))
        stamps = tuple([found[place] for place in self._exact])
        counts = tuple([found[place] for place in self._counts])
        by_key = dict(zip(self.keys, found, strict=True))
        return Reading(stamps, by_key[HOUSE], kind, by_key=by_key, counts=counts)

    def _statement(self) -> Select[Any]:
        asked = asked_by(bindparam("me", type_=Id))
        return reading(shape_of(self.keys)).add_columns(asked.scalar_subquery())


def asked_by(member_id: Any) -> Select[Any]:
    """The groups that the member waits to be let into, as rows."""
    return select(rows_of(JoinRequest.group_id)).where(
        JoinRequest.member_id == member_id, JoinRequest.answered_at.is_(None)
    )


def private_ids(tree: int) -> frozenset[int]:
    """The private groups of the tree with this stamp, just read; no statement while it is the same."""
    kept: tuple[int, frozenset[int]] | None = current_app.extensions.get("private_groups")
    if kept is None or kept[0] != tree:
        kept = (tree, frozenset(db.session.scalars(select(Group.id).where(Group.access == PRIVATE))))
        current_app.extensions["private_groups"] = kept
    return kept[1]
