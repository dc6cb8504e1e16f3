"""Reading the record is an act of its own."""

from __future__ import annotations

from app.accounts.actor import Actor
from app.core.command import command, publish
from app.moderation.events import RecordRead
from app.moderation.queries.record import has_read_today, must_be_of_the_team


@command
def note_reading(actor: Actor) -> None:
    """Note that somebody of the team reads the record, once a day. Raises NotFound."""
    must_be_of_the_team(actor)
    if not has_read_today(actor):
        publish(RecordRead(actor_id=actor.member_id))
