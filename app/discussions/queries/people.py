"""The people on a page: one name and one role mark each, loaded together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.actor import Actor
from app.accounts.queries import shown_people


@dataclass(frozen=True)
class Author:
    """Who wrote something, as the page names them. `username` is '' for somebody who has left."""

    member_id: int | None
    name: str
    username: str
    role: str
    is_me: bool

    @property
    def seat_role(self) -> str:
        """The colour of the seat: one's own stands out."""
        return "you" if self.is_me else self.role


GONE = Author(None, "Somebody who has left", "", "", False)


def authors(actor: Actor, member_ids: Iterable[int | None], path: str) -> dict[int | None, Author]:
    """Everybody in `member_ids`, with the role on `path` that shows beside their own name. 1 statement, none for nobody."""
    ids = {key for key in member_ids if key is not None}
    known, me = shown_people(ids, path), actor.member_id
    found: dict[int | None, Author] = dict.fromkeys((None, *ids), GONE)
    for key, name in known.items():
        found[key] = Author(key, name.name, name.username, name.role, key == me)
    return found
