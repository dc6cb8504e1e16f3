"""Notes about members and items, and the history of a member, for whoever may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from app.accounts.actor import Actor
from app.accounts.queries import member_cards
from app.core import clock
from app.core.db import db
from app.moderation import note_policies, policies
from app.moderation.models import Decision, ReviewItem, StaffNote
from app.moderation.note_policies import AUDIENCES
from app.moderation.queries.people import name_in
from app.moderation.wording import done

MOST = 50
"""Notes, or decisions, that a page shows; the newest."""


@dataclass(frozen=True)
class KeptNote:
    """One note. `about_item` is an item's id, None for one about the member in general; `can_go`: the actor may take it away."""

    id: int
    by: str
    at: datetime
    until: datetime
    category: str
    audience: str
    words: str
    about_item: int | None
    can_go: bool


@dataclass(frozen=True)
class Ruled:
    """One decision in a member's history."""

    id: int
    at: datetime
    what: str
    done: str
    clause: int
    clause_title: str
    by: str


def notes_on_item(actor: Actor, item: ReviewItem) -> tuple[KeptNote, ...]:
    """About the item, and about its author, newest first. One statement; two when there are any."""
    about: ColumnElement[bool] = StaffNote.item_id == item.id
    if item.author_id is not None:
        about = or_(about, StaffNote.member_id == item.author_id)
    return _notes(actor, about)


def notes_on_member(actor: Actor, member_id: int) -> tuple[KeptNote, ...]:
    """About the member and their items, newest first. One statement; two when there are any."""
    return _notes(actor, StaffNote.member_id == member_id)


def history(actor: Actor, member_id: int) -> tuple[Ruled, ...]:
    """Decisions about a member that the actor may read, newest first. Two statements."""
    made = select(Decision).where(Decision.author_id == member_id, policies.decisions_readable(actor))
    rows = db.session.scalars(made.order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(MOST)).all()
    cards = member_cards([row.decided_by for row in rows])
    return tuple(
        Ruled(
            row.id,
            row.decided_at,
            row.what,
            done(row.action, row.measure),
            row.clause,
            row.clause_title,
            name_in(cards, row.decided_by),
        )
        for row in rows
    )


def _notes(actor: Actor, about: ColumnElement[bool]) -> tuple[KeptNote, ...]:
    kept = select(StaffNote).where(about, StaffNote.until > clock.now(), note_policies.notes_readable(actor))
    rows = db.session.scalars(kept.order_by(StaffNote.id.desc()).limit(MOST)).all()
    cards = member_cards([row.written_by for row in rows])
    return tuple(
        KeptNote(
            row.id,
            name_in(cards, row.written_by),
            row.at,
            row.until,
            row.category,
            AUDIENCES[row.audience],
            row.words,
            row.item_id,
            bool(note_policies.take_note_away(actor, row)),
        )
        for row in rows
    )
