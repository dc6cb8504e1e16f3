"""Notes about members and items: who reads which, when they are forgotten, and what the record and one's own data hold of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.actor import VISITOR
from app.accounts.holdings import PARTS
from app.audit.models import AuditEntry
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Invalid, NotFound
from app.core.settings import store
from app.moderation import note_policies
from app.moderation.commands.notes import NoteInput, forget_ended_notes, note_item, note_member, take_away
from app.moderation.models import ReviewItem, StaffNote
from app.moderation.note_policies import ADMINS, AUDIENCES, MINE, PLACE, STAFF
from app.moderation.queries.notes import notes_on_item, notes_on_member
from tests.moderation.conftest import HEART, KIDNEY, Room
from tests.moderation.notes import hold

WHO = ("ana", "bea", "samuel", "marta", "ruth", "kit")


def _note(room: Room, audience: str, about: str = "ruth", by: str = "ana", days: int = 365) -> int:
    given = NoteInput(f"For {audience}.", "context", audience, days)
    return note_member(room.actor(by), room.ids[about], HEART, given)


def test_each_note_is_read_by_whom_it_was_written_for_one_by_one_and_as_sql_alike(room: Room) -> None:
    kept = {audience: _note(room, audience) for audience in AUDIENCES}
    about_bea = {audience: _note(room, audience, "bea") for audience in AUDIENCES}
    actors = {**{name: room.actor(name) for name in WHO}, "visitor": VISITOR}
    notes = {row.id: row for row in db.session.scalars(select(StaffNote))}
    readers: dict[str, set[str]] = {audience: set() for audience in AUDIENCES}
    for name, actor in actors.items():
        many = set(db.session.scalars(select(StaffNote.id).where(note_policies.notes_readable(actor))))
        assert many == {key for key, note in notes.items() if note_policies.read_note(actor, note)}, name
        for audience, key in kept.items():
            readers[audience] |= {name} if key in many else set()
        # Nobody reads what is noted about themselves, whatever they look after.
        assert name != "bea" or not many & set(about_bea.values())
    assert readers == {
        MINE: {"ana"},
        PLACE: {"ana", "bea", "marta"},
        STAFF: {"ana", "bea", "samuel", "marta"},
        ADMINS: {"ana", "marta"},
    }
    assert notes_on_member(room.actor("bea"), room.ids["bea"]) == ()
    assert len(notes_on_member(room.actor("bea"), room.ids["ruth"])) == 2


def test_a_note_stands_with_its_item_and_with_its_author_until_its_day(room: Room) -> None:
    item_id = hold(room.ids["ruth"], HEART, "Ring me.")[1]
    other = hold(room.ids["kit"], HEART, "Ring me, too.")[1]
    note_item(room.actor("ana"), item_id, NoteInput(" She asked us first. ", "agreement", PLACE, 30))
    item = db.session.get_one(ReviewItem, item_id)
    found = notes_on_item(room.actor("bea"), item)
    assert [(note.words, note.category, note.by, note.about_item, note.can_go) for note in found] == [
        ("She asked us first.", "agreement", "Ana", item_id, False)
    ]
    assert notes_on_item(room.actor("bea"), db.session.get_one(ReviewItem, other)) == ()
    later = clock.now() + timedelta(days=30, minutes=1)
    with pytest.MonkeyPatch.context() as moved:
        moved.setattr(clock, "now", lambda: later)
        # Out of view at once, and deleted by the next night.
        assert notes_on_item(room.actor("bea"), db.session.get_one(ReviewItem, item_id)) == ()
        forget_ended_notes()
    assert db.session.scalar(select(func.count()).select_from(StaffNote)) == 0


def test_what_is_missing_or_not_ones_own_is_refused_and_keeps_nothing(room: Room) -> None:
    item_id = hold(room.ids["ana"], HEART, "Ring me.")[1]
    ana, ruth = room.actor("ana"), room.ids["ruth"]
    for field, given in {
        "words": NoteInput(" ", "context"),
        "category": NoteInput("x", "gossip"),
        "audience": NoteInput("x", "context", "everyone"),
        "days": NoteInput("x", "context", PLACE, 9999),
    }.items():
        with pytest.raises(Invalid) as refused:
            note_member(ana, ruth, HEART, given)
        assert refused.value.field == field
    with pytest.raises(Invalid, match="too_long_words"):
        note_member(ana, ruth, HEART, NoteInput("x" * 2001, "context"))
    fine = NoteInput("x", "context")
    with pytest.raises(Invalid, match="unknown_place"):
        note_member(ana, ruth, KIDNEY, fine)
    for who, about in (("ana", room.ids["ana"]), ("kit", ruth), ("ana", 999_999)):
        with pytest.raises(NotFound):
            note_member(room.actor(who), about, HEART, fine)
    for who in ("ana", "samuel", "kit"):
        with pytest.raises(NotFound):
            note_item(room.actor(who), item_id, fine)
    assert db.session.scalar(select(func.count()).select_from(StaffNote)) == 0


def test_taking_a_note_away_leaves_a_line_in_the_record_that_names_nobody_it_was_about(room: Room) -> None:
    note_id = _note(room, STAFF)
    for who in ("bea", "samuel", "ruth", "kit"):
        with pytest.raises(NotFound):
            take_away(room.actor(who), note_id)
    assert take_away(room.actor("marta"), note_id) == (None, room.ids["ruth"])
    with pytest.raises(NotFound):
        take_away(room.actor("marta"), note_id)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.fact.like("StaffNote%")).order_by(AuditEntry.id))
    assert [(entry.fact, entry.actor_id, entry.about_id) for entry in entries] == [
        ("StaffNoteKept", room.ids["ana"], None),
        ("StaffNoteEnded", room.ids["marta"], None),
    ]


def test_notes_are_in_ones_own_data_where_the_community_says_so(room: Room) -> None:
    _note(room, PLACE)
    collect = PARTS["notes-of-moderators"].collect
    assert list(collect(room.ids["ruth"])) == []
    command(store)("moderation.notes_in_export", True)
    found = list(collect(room.ids["ruth"]))
    assert [(row["category"], row["words"]) for row in found] == [("context", "For place.")]
    assert "ana" not in str(found).lower()
    assert list(collect(room.ids["kit"])) == []
    assert {"words": "For place."}.items() <= list(PARTS["moderating"].collect(room.ids["ana"]))[-1].items()
    db.session.rollback()
    command(store)("moderation.note_categories", "Context,  waiting ")
    with pytest.raises(Invalid, match="unknown_category"):
        note_member(room.actor("ana"), room.ids["ruth"], HEART, NoteInput("x", "risk"))
    assert note_member(room.actor("ana"), room.ids["ruth"], HEART, NoteInput("x", "waiting"))
