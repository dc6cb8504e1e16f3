"""Hand-over notes: words for whoever comes next, on one item or for a place."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.moderation import desk_policies
from app.moderation.commands.asking import checked
from app.moderation.commands.claims import locked_item
from app.moderation.desk_events import HandOverLeft, HandOverTakenBack
from app.moderation.models import HandOver

LASTS = timedelta(hours=24)
"""How long a note about a place is shown."""


@command
def note_on_item(actor: Actor, item_id: int, words: str) -> int:
    """A note on an item, shown with it for good. Answers its id. Raises NotFound, Invalid (`words`)."""
    item = locked_item(actor, item_id)
    checked(words)
    return _keep(actor, HandOver(item_id=item.id, scope_path=item.scope_path), words)


@command
def note_on_place(actor: Actor, path: str, words: str) -> int:
    """A note at the top of the desk for `LASTS`, for all who moderate at `path`, above it or below it. Answers its id.

    Raises Invalid: `place` when the actor does not moderate there, `words`.
    """
    if not actor.moderates(path):
        raise Invalid("unknown_place", field="place")
    checked(words)
    return _keep(actor, HandOver(scope_path=path, until=clock.now() + LASTS), words)


@command
def take_note_back(actor: Actor, hand_over_id: int) -> int | None:
    """Take one's own note away. Answers the id of the item it was on, if any. Raises NotFound."""
    note = db.session.get(HandOver, hand_over_id)
    if note is None or not desk_policies.take_back(actor, note):
        raise NotFound
    db.session.delete(note)
    publish(HandOverTakenBack(actor_id=actor.member_id, hand_over_id=note.id))
    return note.item_id


@command
def forget_notes() -> None:
    """Notes about places that have run out are nobody's business any more."""
    db.session.execute(delete(HandOver).where(HandOver.item_id.is_(None), HandOver.until <= clock.now()))


def _keep(actor: Actor, note: HandOver, words: str) -> int:
    note.member_id, note.words, note.at = actor.member_id, words.strip(), clock.now()
    db.session.add(note)
    db.session.flush()
    publish(HandOverLeft(actor_id=actor.member_id, hand_over_id=note.id, item_id=note.item_id))
    return note.id
