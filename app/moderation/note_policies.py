"""Who may read, write and take away notes about members and items. Never whom a note is about."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.core.policy import Verdict, allow_if, deny, permission
from app.core.scope import within_any
from app.moderation.models import StaffNote

MINE = "mine"
PLACE = "place"
STAFF = "staff"
ADMINS = "admins"

AUDIENCES = {
    PLACE: "Moderators of this place",
    MINE: "Only me",
    STAFF: "All moderators",
    ADMINS: "Admins only, and me",
}
"""Who reads a note; the first one unless somebody chose."""


@permission("note.read")
def read_note(actor: Actor, note: StaffNote) -> Verdict:
    """One thing: its writer, and whom they wrote it for. The many-things face is `notes_readable`."""
    if actor.member_id is None or not actor.is_staff:
        return deny("staff_only")
    if note.member_id == actor.member_id:
        return deny("own_words")
    reach = {PLACE: actor.moderates(note.scope_path), STAFF: True, ADMINS: actor.is_admin}
    return allow_if(note.written_by == actor.member_id or reach.get(note.audience, False), "not_yours")


def notes_readable(actor: Actor) -> ColumnElement[bool]:
    """Many things: the notes that `read_note` allows, as SQL."""
    if actor.member_id is None or not actor.is_staff:
        return false()
    here = within_any(StaffNote.scope_path, actor.paths(MODERATOR, ADMIN))
    return and_(
        StaffNote.member_id.is_distinct_from(actor.member_id),
        or_(
            StaffNote.written_by == actor.member_id,
            and_(StaffNote.audience == PLACE, here),
            StaffNote.audience == STAFF,
            and_(StaffNote.audience == ADMINS, true() if actor.is_admin else false()),
        ),
    )


@permission("note.take_away")
def take_note_away(actor: Actor, note: StaffNote) -> Verdict:
    """Who wrote it, or an admin, of those who may read it."""
    is_theirs = note.written_by == actor.member_id or actor.is_admin
    return allow_if(bool(read_note(actor, note)) and is_theirs, "not_yours")
