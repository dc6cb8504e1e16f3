"""What checks noticed is counted once a draft; a check that suddenly touches far too much goes quiet, once, and is put back by people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core import clock
from app.core.db import db
from app.core.policy import Conflict, Forbidden, NotFound
from app.discussions.events import CheckHit, WordsChecked
from app.discussions.inputs import COACHED, HELD, PUBLISHED
from app.guidelines.effects_in_force import effects_in_force
from app.lab.commands import tripping
from app.lab.commands.counting import KEEP, count_clean, count_words, digest_of, forget_old_drafts
from app.lab.commands.settling import leave_quiet, put_back
from app.lab.models import CheckedDraft, CheckTouch, CheckTrip
from app.lab.queries.figures import Figures, figures_of
from app.lab.queries.trips import find_trip
from app.moderation.commands import close_as_seen
from app.moderation.models import ReviewItem
from tests.lab.making import checked, shop_rule
from tests.world import World, answer

PHONES = "contact_details.phones"
SIGNALS = "crisis.signals"


def _trips() -> list[CheckTrip]:
    return list(db.session.scalars(select(CheckTrip).order_by(CheckTrip.id)))


def _item(trip_id: int) -> ReviewItem:
    wanted = select(ReviewItem).where(ReviewItem.subject_kind == "breaker", ReviewItem.subject_id == trip_id)
    return db.session.scalars(wanted).one()


def test_a_draft_counts_once_for_each_check_however_often_it_is_sent_in(world: World) -> None:
    def send(state: str, *, wrong: bool) -> None:
        hit = CheckHit(check=PHONES, kind="phone", key="a", effect="hold", is_disputed=wrong)
        other = replace(hit, check="contact_details.emails", effect="note", is_disputed=False)
        fact = WordsChecked(
            actor_id=None,
            draft_key="one draft",
            author_id=world.members["ruth"],
            scope_path="/",
            state=state,
            hits=(hit, replace(hit, key="b", is_disputed=False), other),
        )
        count_words(fact)

    before = figures_of([(PHONES, "/")])[PHONES]
    send(COACHED, wrong=False)
    send(COACHED, wrong=True)
    send(HELD, wrong=True)
    after = figures_of([(PHONES, "/")])[PHONES]
    assert after == Figures(before.checked + 1, before.touched + 1, before.disputed + 1, before.anyway + 1)
    notes = db.session.scalars(select(CheckTouch).where(CheckTouch.check_name == "contact_details.emails")).one()
    assert (notes.is_strong, notes.is_anyway) == (False, False)
    assert "one draft" not in {draft.digest for draft in db.session.scalars(select(CheckedDraft))}


def test_words_that_members_send_in_are_counted_with_their_post(world: World) -> None:
    corner = world.corners["public"]
    held = db.session.scalars(select(CheckedDraft).where(CheckedDraft.post_id == corner.held)).one()
    assert (held.state, held.scope_path, held.author_id) == (HELD, corner.path, world.members["ruth"])
    touch = db.session.get_one(CheckTouch, (held.id, PHONES))
    assert touch.is_strong
    assert touch.is_anyway


def test_a_burst_trips_a_rule_once_and_it_holds_nobody_until_it_is_put_back(world: World) -> None:
    ana, corner = world.actor("ana"), world.corners["public"]
    rule_id = shop_rule(ana, corner.path)
    name = f"rule:{rule_id}"
    checked(world, 40, path=corner.path)
    held = answer(world.actor("maren"), corner.discussion, "I swear by Vita Plus.", anyway=True)
    assert held.state == HELD
    checked(world, 6, name, path=corner.path)
    assert _trips() == []
    checked(world, 3, name, path=corner.path)
    (trip,) = _trips()
    assert (trip.check_name, trip.state, trip.touched, trip.scope_path) == (name, "quiet", 8, corner.path)
    assert answer(world.actor("maren"), corner.discussion, "Vita Plus again.").state == PUBLISHED

    shown = find_trip(ana, trip.id)
    assert [(hold.post.id, hold.item_id is not None) for hold in shown.holds] == [(held.post_id, True)]
    assert "stopped 8 of the last" in shown.words
    item = _item(trip.id)
    assert (item.kind, item.state, item.scope_path, item.what) == ("breaker", "open", corner.path, "rule")
    hold = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == held.post_id)).one()
    assert (-item.risk, item.due_at) < (-hold.risk, hold.due_at), "before the holds that the check had made"
    with pytest.raises(NotFound):
        put_back(world.actor("samuel"), trip.id)

    put_back(ana, trip.id)
    assert (_trips()[0].state, _item(trip.id).state) == ("restored", "withdrawn")
    assert answer(world.actor("maren"), corner.discussion, "Vita Plus once more.").state == COACHED
    with pytest.raises(Conflict, match="trip_over"):
        put_back(ana, trip.id)
    # What it touched before does not count against it again, but a new burst does.
    checked(world, 6, name, path=corner.path)
    assert len(_trips()) == 1
    checked(world, 1, name, path=corner.path)
    assert [each.state for each in _trips()] == ["restored", "quiet"]
    kinds = set(db.session.scalars(select(AuditEntry.fact)))
    assert {"RuleSaved", "CheckTripped", "TripSettled"} <= kinds


def test_two_processes_at_once_make_one_trip_and_one_item(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    checked(world, 9, PHONES)
    (trip,) = _trips()
    since = clock.now() - timedelta(days=1)
    # The other process looked before this trip was there, and goes on.
    monkeypatch.setattr(tripping, "_place_of", lambda _name: ("/", since))
    assert tripping.consider(PHONES) is False
    assert [each.id for each in _trips()] == [trip.id]
    assert len(db.session.scalars(select(ReviewItem).where(ReviewItem.kind == "breaker")).all()) == 1


def test_one_person_cannot_hush_a_check_and_a_note_trips_nothing(world: World) -> None:
    checked(world, 30, PHONES, by="ruth")
    checked(world, 30, "contact_details.addresses", effect="note")
    assert _trips() == []


def test_a_crisis_check_is_never_made_quiet_but_the_desk_is_told(world: World) -> None:
    checked(world, 12, SIGNALS)
    (trip,) = _trips()
    assert trip.state == "alert"
    assert effects_in_force().quiet == frozenset()
    item = _item(trip.id)
    assert "never made quiet" in item.causes[0].snapshot
    close_as_seen(world.actor("marta"), item.id)
    db.session.expire_all()
    assert (_trips()[0].state, _item(trip.id).state) == ("seen", "seen")


def test_left_quiet_it_stays_quiet_and_can_be_put_back_later(world: World) -> None:
    marta = world.actor("marta")
    checked(world, 12, PHONES)
    (trip,) = _trips()
    with pytest.raises(Forbidden, match="admins_only"):
        leave_quiet(world.actor("ana"), trip.id)
    leave_quiet(marta, trip.id)
    assert (_trips()[0].state, _item(trip.id).state) == ("left", "withdrawn")
    assert effects_in_force().quiet == {PHONES}
    checked(world, 12, PHONES)
    assert len(_trips()) == 1, "it is quiet already"
    put_back(marta, trip.id)
    assert effects_in_force().quiet == frozenset()


def test_drafts_are_forgotten_after_two_months(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    checked(world, 3, PHONES)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + KEEP - timedelta(days=1))
    checked(world, 1)
    forget_old_drafts()
    assert figures_of([(PHONES, "/")])[PHONES].checked == 1, "the figures speak of 28 days"
    assert len(db.session.scalars(select(CheckedDraft)).all()) > 1
    monkeypatch.setattr(clock, "now", lambda: now + KEEP + timedelta(days=1))
    forget_old_drafts()
    assert len(db.session.scalars(select(CheckedDraft)).all()) == 1
    assert db.session.scalars(select(CheckTouch)).all() == []


def test_drafts_in_which_nothing_was_found_are_counted_together_each_as_it_was_last(world: World) -> None:
    author, path = world.members["ruth"], "heart"
    facts = [
        WordsChecked(actor_id=author, draft_key=key, author_id=author, scope_path=path, state=state, hits=())
        for key, state in (("one", HELD), ("two", PUBLISHED), ("it's 100%", PUBLISHED), ("one", PUBLISHED))
    ]
    before = db.session.scalar(select(func.count()).select_from(CheckedDraft)) or 0
    for _ in range(2):
        count_clean(facts)
    kept = list(db.session.scalars(select(CheckedDraft).order_by(CheckedDraft.id)))[before:]
    assert len(kept) == 3
    assert {one.digest for one in kept} == {digest_of(key) for key in ("one", "two", "it's 100%")}
    assert {(one.state, one.scope_path, one.author_id) for one in kept} == {(PUBLISHED, path, author)}
