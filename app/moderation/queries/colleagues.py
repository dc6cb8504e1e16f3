"""What moderators leave for each other: on an item (questions, notes, neighbours in line) and at the top of the desk (notes, views)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from app.accounts.actor import ADMIN, MODERATOR, Actor
from app.accounts.queries import MemberCard, holder_ids, member_cards
from app.accounts.registry import names_of_paths
from app.accounts.shapes import SeenBy
from app.core import clock
from app.core.db import UtcDateTime, db
from app.core.scope import ROOT
from app.moderation import desk_policies
from app.moderation.models import HandOver, Question, ReviewItem, SavedView
from app.moderation.queries.line import Neighbours, neighbours
from app.moderation.queries.people import name_in
from app.moderation.queries.which import Which

WHOLE = "The whole community"
IN_ALL = "the whole community"
"""The same inside a sentence."""
NEWEST_NOTES = 5
MOST_SHARED = 24
MOST_COLLEAGUES = 100


@dataclass(frozen=True)
class Asked:
    """A question about the item. `can_answer`: the actor was asked, and has not answered."""

    id: int
    by: str
    of: str
    at: datetime
    words: str
    answer: str
    answered_at: datetime | None
    can_answer: bool


@dataclass(frozen=True)
class Note:
    """A hand-over note. `place` is '' for one on an item."""

    id: int
    by: str
    at: datetime
    words: str
    place: str
    is_mine: bool


@dataclass(frozen=True)
class View:
    """A saved view. `by` is '' for one's own, else who shares it."""

    id: int
    name: str
    which: Which
    is_shared: bool
    by: str


@dataclass(frozen=True)
class Beside:
    """Around an opened item."""

    questions: tuple[Asked, ...]
    notes: tuple[Note, ...]
    near: Neighbours


def beside(actor: Actor, item: ReviewItem, which: Which) -> Beside:
    """What stands around an item that the actor may read. Three statements; four when somebody wrote something."""
    questions = db.session.scalars(select(Question).where(Question.item_id == item.id).order_by(Question.id)).all()
    notes = db.session.scalars(select(HandOver).where(HandOver.item_id == item.id).order_by(HandOver.id)).all()
    people = [member for row in questions for member in (row.asked_by, row.asked_of)]
    cards = member_cards([*people, *(note.member_id for note in notes)])
    return Beside(
        questions=tuple(_asked(actor, row, cards) for row in questions),
        notes=tuple(_note(actor, row, cards, {}) for row in notes),
        near=neighbours(actor, which, item, clock.now()),
    )


def askable(actor: Actor, item: ReviewItem) -> tuple[tuple[int, str], ...]:
    """(member id, name) of the colleagues who may be asked about an item, by name. Two statements."""
    staff = _askable(actor, item)
    cards = member_cards(staff)
    return _by_name(staff, cards)


def notes_for_the_shift(actor: Actor) -> tuple[Note, ...]:
    """The latest notes about places that the actor may read, newest first. One statement; three when there are any."""
    rows = _NOTES.rows(actor, now=clock.now())
    cards = member_cards([row.member_id for row in rows])
    places = names_of_paths(actor, tuple({row.scope_path for row in rows}))
    return tuple(_note(actor, row, cards, places) for row in rows)


def views_for(actor: Actor) -> tuple[View, ...]:
    """The actor's saved views by name, then those that others share. One statement; two when something is shared."""
    rows = _VIEWS.rows(actor)
    cards = member_cards([row.member_id for row in rows if row.member_id != actor.member_id])
    views = [
        View(row.id, row.name, Which.of(**row.filters, place=row.place), row.is_shared, _sharer(actor, row, cards)) for row in rows
    ]
    return tuple(sorted(views, key=lambda view: (bool(view.by), view.name.casefold())))


def places_of(actor: Actor, which: Which) -> tuple[tuple[str, str], ...]:
    """(path, name) of the places one can choose in the filter and for a note: those of the actor's roles, and the one chosen now."""
    paths = actor.paths(MODERATOR, ADMIN)
    wanted = dict.fromkeys([*paths, *([which.place] if which.place else [])])
    names = {ROOT: WHOLE, **names_of_paths(actor, tuple(path for path in wanted if path != ROOT))}
    return tuple((path, names.get(path, "One of your groups")) for path in wanted if path in names or path in paths)


def _notes(actor: Actor) -> Any:
    until = HandOver.until > bindparam("now", type_=UtcDateTime())
    notes = select(*HandOver.__table__.columns).where(
        HandOver.item_id.is_(None), until, desk_policies.hand_overs_readable(actor)
    )
    return notes.order_by(HandOver.id.desc()).limit(NEWEST_NOTES)


def _views(actor: Actor) -> Any:
    views = select(*SavedView.__table__.columns).where(or_(SavedView.member_id == actor.member_id, SavedView.is_shared))
    return views.order_by(SavedView.name, SavedView.id).limit(MOST_SHARED)


_NOTES = SeenBy(_notes)
_VIEWS = SeenBy(_views)


def _askable(actor: Actor, item: ReviewItem) -> list[int]:
    found = holder_ids(item.scope_path, (MODERATOR, ADMIN)) - {actor.member_id or 0, item.author_id or 0}
    return sorted(found)[:MOST_COLLEAGUES]


def _by_name(staff: list[int], cards: dict[int, MemberCard]) -> tuple[tuple[int, str], ...]:
    named = sorted((cards[key].as_staff, key) for key in staff if key in cards)
    return tuple((key, name) for name, key in named)


def _asked(actor: Actor, row: Question, cards: dict[int, MemberCard]) -> Asked:
    return Asked(
        id=row.id,
        by=name_in(cards, row.asked_by, starts=True),
        of=name_in(cards, row.asked_of),
        at=row.at,
        words=row.words,
        answer=row.answer,
        answered_at=row.answered_at,
        can_answer=row.answered_at is None and row.asked_of == actor.member_id,
    )


def _note(actor: Actor, row: Any, cards: dict[int, MemberCard], places: dict[str, str]) -> Note:
    place = "" if row.item_id is not None else places.get(row.scope_path, "")
    if row.item_id is None and row.scope_path == ROOT:
        place = IN_ALL
    return Note(row.id, name_in(cards, row.member_id, starts=True), row.at, row.words, place, row.member_id == actor.member_id)


def _sharer(actor: Actor, row: Any, cards: dict[int, MemberCard]) -> str:
    return "" if row.member_id == actor.member_id else name_in(cards, row.member_id)

