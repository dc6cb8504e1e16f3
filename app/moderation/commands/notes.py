"""Writing notes about members and items, and taking them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core import clock
from app.core.command import command, publish
from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.core.settings import Setting, declare
from app.moderation import note_policies, policies
from app.moderation.commands.asking import checked
from app.moderation.desk_events import StaffNoteEnded, StaffNoteKept
from app.moderation.models import ReviewItem, StaffNote
from app.moderation.note_policies import AUDIENCES, PLACE

CATEGORIES = declare(
    Setting(
        "moderation.note_categories",
        "context, agreement, risk, other",
        "What notes about members can be: words with commas between them",
        valid=lambda value: 0 < len(listed_categories(value)) <= 12,
    )
)
MAY_LAST = (30, 90, 180, 365)
"""Days after which a note is gone; the last one unless somebody chose."""


@dataclass(frozen=True)
class NoteInput:
    """A note as it was typed: `category` is one of `categories()`, `audience` of AUDIENCES, `days` of MAY_LAST."""

    words: str
    category: str
    audience: str = PLACE
    days: int = MAY_LAST[-1]


def listed_categories(value: str) -> tuple[str, ...]:
    """The words of a list with commas, each once."""
    return tuple(dict.fromkeys(word for part in value.split(",") if (word := " ".join(part.split()).lower())))


def categories() -> tuple[str, ...]:
    """What a note can be, from the settings."""
    return listed_categories(CATEGORIES.get())


@command
def note_item(actor: Actor, item_id: int, given: NoteInput) -> int:
    """Keep a note about one item. Answers its id. Raises NotFound, Invalid (`words`, `category`, `audience`, `days`)."""
    item = db.session.get(ReviewItem, item_id)
    if item is None or not policies.claim(actor, item):
        raise NotFound
    return _keep(actor, StaffNote(item_id=item.id, member_id=item.author_id, scope_path=item.scope_path), given)


@command
def note_member(actor: Actor, member_id: int, path: str, given: NoteInput) -> int:
    """Keep a note about a member, for the moderators of `path`. Answers its id.

    Raises NotFound for who has no desk, for oneself and for nobody; Invalid as `note_item`, and `place` where the actor does not moderate.
    """
    is_known = member_id in member_cards([member_id])
    if not policies.read_desk(actor) or member_id == actor.member_id or not is_known:
        raise NotFound
    if not actor.moderates(path):
        raise Invalid("unknown_place", field="place")
    return _keep(actor, StaffNote(member_id=member_id, scope_path=path), given)


@command
def take_away(actor: Actor, note_id: int) -> tuple[int | None, int | None]:
    """Take a note away for good; the record keeps that there was one. Answers its item and member. Raises NotFound."""
    note = db.session.get(StaffNote, note_id)
    if note is None or note.until <= clock.now() or not note_policies.take_note_away(actor, note):
        raise NotFound
    db.session.delete(note)
    publish(StaffNoteEnded(actor_id=actor.member_id, note_id=note.id, scope_path=note.scope_path))
    return note.item_id, note.member_id


@command
def forget_ended_notes() -> None:
    """Notes whose day has come are deleted."""
    db.session.execute(delete(StaffNote).where(StaffNote.until <= clock.now()))


def _keep(actor: Actor, note: StaffNote, given: NoteInput) -> int:
    checked(given.words)
    for field, value, known in (
        ("category", given.category, categories()),
        ("audience", given.audience, tuple(AUDIENCES)),
        ("days", given.days, MAY_LAST),
    ):
        if value not in known:
            raise Invalid(f"unknown_{field}", field=field)
    note.written_by, note.words, note.at = actor.member_id, given.words.strip(), clock.now()
    note.category, note.audience, note.until = given.category, given.audience, note.at + timedelta(days=given.days)
    db.session.add(note)
    db.session.flush()
    publish(StaffNoteKept(actor_id=actor.member_id, note_id=note.id, scope_path=note.scope_path))
    return note.id
