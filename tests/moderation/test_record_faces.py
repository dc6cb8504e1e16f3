"""The record as its readers see it: one's own, and the places one moderates; both faces of the rule agree on every entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.actor import SYSTEM
from app.accounts.commands import grant_role
from app.accounts.commands.sessions import open_session
from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.policy import Forbidden, NotFound
from app.discussions.commands.order import lock
from app.groups.models import Group
from app.guidelines.queries import clause_title
from app.moderation import policies
from app.moderation.commands import decide
from app.moderation.commands.record import note_reading
from app.moderation.commands.texts import TextInput, keep_text
from app.moderation.inputs import DecisionInput
from app.moderation.models import ReviewItem
from app.moderation.queries import record
from app.moderation.queries.record import Sought, desk_record, own_record
from tests.world import World

READERS = ("ana", "samuel", "marta")


def _decide(world: World, corner: str, who: str = "ana") -> ReviewItem:
    post = world.corners[corner].held
    item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == post, ReviewItem.state == "open")).one()
    decide(
        world.actor(who), item.id, DecisionInput(item.version, "publish", 6, "You may say that here.", measure="note")
    )
    return item


def _titles(page: Any) -> list[str]:
    return [line.title for line in page.items]


def test_both_faces_agree_on_every_entry(world: World) -> None:
    for corner in ("public", "members"):
        _decide(world, corner)
    grant_role(SYSTEM, world.members["kit"], "mentor", world.corners["other"].path)
    grant_role(SYSTEM, world.members["ana"], "mentor", world.corners["public"].path)
    paths = {key: path for key, path in db.session.execute(select(Group.id, Group.path))}
    entries = db.session.scalars(select(AuditEntry)).all()
    seen_by = {}
    for who in ("ruth", "ingrid", "system", *READERS):
        actor = world.actor(who)
        many = set(db.session.scalars(select(AuditEntry.id).where(policies.entries_readable(actor))))
        one = {
            entry.id for entry in entries if policies.read_entry(actor, entry.about_id, paths.get(entry.place_id or 0))
        }
        assert many == one, who
        seen_by[who] = one
    assert seen_by["ruth"] == set()
    assert seen_by["ana"] and seen_by["samuel"] and not seen_by["ana"] & seen_by["samuel"]
    assert seen_by["ana"] < seen_by["marta"] | {
        entry.id for entry in entries if entry.about_id == world.members["marta"]
    }


def test_a_member_reads_what_was_done_about_them_and_by_them_and_nobody_of_the_team_is_named(world: World) -> None:
    ruth = world.actor("ruth")
    open_session(world.members["ruth"], "Firefox on Linux")
    _decide(world, "public")
    page = own_record(ruth)
    assert _titles(page)[:2] == ["A moderator decided about you or your words", "You signed in"]
    first = page.items[0]
    assert first.who == "A moderator" and first.url.startswith("/decisions/")
    assert {"published", "a note", "guideline 6 (" + clause_title(6) + ")"} <= set(first.details)
    assert "A measure was laid on a member" not in _titles(page), "it is told by the decision already"
    assert "A moderator decided" in _titles(own_record(world.actor("ana"))), "what one did oneself is there as well"
    assert not {line.number for line in own_record(world.actor("maren")).items} & {line.number for line in page.items}
    assert own_record(world.actor("gus")).items, "suspended members read theirs"
    with pytest.raises(Forbidden):
        own_record(world.actor("visitor"))


def test_staff_sift_the_record_and_see_names_places_and_things(world: World, stop_clock: Callable[[], None]) -> None:
    stop_clock()
    ana, marta, corner = world.actor("ana"), world.actor("marta"), world.corners["public"]
    item = _decide(world, "public")
    lock(ana, corner.discussion, locked=True)
    found = desk_record(ana, Sought(fact="ItemDecided")).page.items
    assert [(line.who, line.about, line.place, line.thing) for line in found] == [
        ("Ana", "Ruth", "Heart", f"post:{corner.held}")
    ]
    assert found[0].url.startswith("/decisions/") and f"item {item.id}" in found[0].codes
    keep_text(ana, TextInput("Selling", "Not for selling."))
    kept = desk_record(marta, Sought(fact="TextKept")).page.items
    assert [line.codes for line in kept] == ["is gone: no"], "no word of a machine"
    today, tomorrow = clock.now().date(), clock.now().date() + timedelta(days=1)
    for sought, count in (
        (Sought(who="ana", fact="ItemDecided"), 1),
        (Sought(about="ruth", fact="ItemDecided"), 1),
        (Sought(about="maren", fact="ItemDecided"), 0),
        (Sought(thing=f"post:{corner.held}"), 1),
        (Sought(fact="ItemDecided", since=today, until=today), 1),
        (Sought(since=tomorrow), 0),
        (Sought(until=today - timedelta(days=1)), 0),
    ):
        assert len(desk_record(marta, sought).page.items) == count, sought
    assert desk_record(marta, Sought(who="nobody")).unknown == ("nobody",)
    assert desk_record(world.actor("samuel"), Sought(fact="ItemDecided")).page.items == []
    for who in ("ruth", "ingrid"):
        with pytest.raises(NotFound):
            desk_record(world.actor(who), Sought())
    assert [line.place for line in desk_record(ana, Sought(fact="DiscussionLocked")).page.items] == ["Heart"]


def test_reading_the_record_is_in_the_record_once_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, now = world.actor("ana"), clock.now

    def told() -> int:
        mine = select(func.count()).where(AuditEntry.fact == "RecordRead", AuditEntry.actor_id == ana.member_id)
        return db.session.scalar(mine) or 0

    note_reading(ana)
    note_reading(ana)
    assert told() == 1
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=1))
    note_reading(ana)
    assert told() == 2
    with pytest.raises(NotFound):
        note_reading(world.actor("ruth"))


def test_pages_go_by_number_and_take_the_same_statements_however_long_the_record_is(
    world: World, monkeypatch: pytest.MonkeyPatch, count_statements: Callable[[], Any]
) -> None:
    monkeypatch.setattr(record, "AT_ONCE", 3)
    marta, ruth = world.actor("marta"), world.actor("ruth")
    for device in range(7):
        open_session(world.members["ruth"], f"Device {device}")
    for read, most in ((lambda key: desk_record(marta, Sought(), key).page, 3), (lambda key: own_record(ruth, key), 1)):
        numbers, key = [], None
        while True:
            db.session.rollback()
            with count_statements() as seen:
                page = read(key)
            assert len(seen) <= most, seen
            numbers += [line.number for line in page.items]
            key = page.older
            if key is None:
                break
        assert numbers == sorted(set(numbers), reverse=True)
        assert len(numbers) >= 7
