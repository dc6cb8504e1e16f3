"""Claims and decisions: one for each version, told to those concerned, with an audit entry, all or nothing."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.accounts.actor import Actor
from app.audit.models import AuditEntry
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict, Invalid, NotFound
from app.core.settings import store
from app.moderation.commands import claim, decide, flag, let_go, open_item, open_review, renew_item, withdraw_item
from app.moderation.inputs import CauseInput, DecisionInput, FlagInput, OpenInput
from app.moderation.models import Decision, ReviewItem
from app.moderation.queries import place_in_line
from app.notifications.models import Notice
from app.notifications.queries import notices_page
from tests.moderation.conftest import HEART, RHYTHM, Room
from tests.moderation.notes import KIND, burn, hold, rewrite, state_of, write

RING = "Bring a jumper. Ring me on 07700 900418."
WHY = "A number that strangers can ring is not safe here."


def _ruling(
    action: str = "publish", version: int = 1, clause: int = 6, statement: str = WHY, revision_id: int | None = None
) -> DecisionInput:
    return DecisionInput(version, action, clause, statement, revision_id)


def _item(item_id: int) -> ReviewItem:
    db.session.rollback()
    return db.session.get_one(ReviewItem, item_id)


def _entries() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.fact == "ItemDecided")))


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _told(actor: Actor) -> list[tuple[str, str]]:
    return [(row.view.title, row.view.words) for row in notices_page(actor).rows.items]


def test_a_decision_carries_everything_and_is_audited(room: Room) -> None:
    note_id, item_id = hold(
        room.ids["ruth"], HEART, RING, marked="07700 900418", at=clock.now() - timedelta(minutes=20)
    )
    outcome = decide(room.actor("ana"), item_id, _ruling("send_back"))
    decision = db.session.get_one(Decision, outcome.decision_id)
    assert state_of(note_id) == "sent_back"
    assert (decision.action, decision.clause, decision.clause_title) == (
        "send_back",
        6,
        "Keep private details out of the room",
    )
    assert (decision.words, decision.statement, decision.decided_by) == (["07700 900418"], WHY, room.ids["ana"])
    assert (decision.version, decision.revision_id, decision.state_before) == (1, 1, "held")
    assert 1190 <= decision.waited_seconds <= 1260
    assert _item(item_id).state == "decided"
    (entry,) = _entries()
    assert entry.actor_id == room.ids["ana"]
    assert (entry.ids["decision_id"], entry.ids["action"], entry.ids["clause"]) == (decision.id, "send_back", 6)


def test_the_author_reads_one_notice_and_who_told_us_hears_without_the_sanction(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    for name in ("kit", "maren"):
        item_id = flag(room.actor(name), KIND, note_id, FlagInput("private")).item_id
    decide(room.actor("ana"), item_id, _ruling("remove"))
    ((title, words),) = _told(room.actor("ruth"))
    assert (title, words) == ("Your reply in “Ablation on Thursday” was taken out", WHY)
    for name in ("kit", "maren"):
        ((title, words),) = _told(room.actor(name))
        assert title == "What you told us was read"
        assert "done what was needed" in words
        assert not any(word in words.lower() for word in ("ruth", "remove", "taken", "ablation", "warn"))
    assert _told(room.actor("ana")) == []


def test_a_moderator_who_told_us_and_decides_is_not_told_by_themselves(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    item_id = flag(room.actor("ana"), KIND, note_id, FlagInput("private")).item_id
    decide(room.actor("ana"), item_id, _ruling("keep"))
    assert _count(Notice) == 0


def test_left_as_it_is_the_author_hears_nothing_and_who_told_us_does(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    item_id = flag(room.actor("kit"), KIND, note_id, FlagInput("unkind")).item_id
    decide(room.actor("ana"), item_id, _ruling("keep", clause=1))
    assert state_of(note_id) == "published"
    assert _told(room.actor("ruth")) == []
    assert "It may stay as it is" in _told(room.actor("kit"))[0][1]


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        ("held", "publish", "published"),
        ("held", "send_back", "sent_back"),
        ("held", "remove", "removed"),
        ("published", "keep", "published"),
        ("published", "hide", "hidden"),
        ("published", "warn", None),
        ("published", "remove", "removed"),
        ("removed", "restore", "published"),
        ("removed", "keep", "removed"),
        ("withdrawn", "keep", "withdrawn"),
        ("held", "keep", None),
        ("held", "restore", None),
        ("published", "publish", None),
        ("published", "send_back", None),
        ("removed", "publish", None),
        ("withdrawn", "publish", None),
        ("published", "suspend", None),
    ],
)
def test_each_action_belongs_to_its_states(room: Room, before: str, action: str, after: str | None) -> None:
    note_id = write(room.ids["ruth"], HEART, RING, before)
    item_id = open_review(room.actor("bea"), KIND, note_id)
    if after is None:
        with pytest.raises(Invalid) as refused:
            decide(room.actor("ana"), item_id, _ruling(action))
        assert refused.value.field == "action"
    else:
        decide(room.actor("ana"), item_id, _ruling(action))
    assert state_of(note_id) == (after or before)


@pytest.mark.parametrize(
    ("ruling", "field"),
    [
        (_ruling(statement="  "), "statement"),
        (_ruling(statement="x" * 4001), "statement"),
        (_ruling(clause=99), "clause"),
        (_ruling("warn"), "action"),
    ],
    ids=["no-reason", "endless-reason", "no-such-clause", "wrong-action"],
)
def test_nothing_is_decided_without_action_clause_and_reason(room: Room, ruling: DecisionInput, field: str) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    with pytest.raises(Invalid) as refused:
        decide(room.actor("ana"), item_id, ruling)
    assert refused.value.field == field
    assert (state_of(note_id), _count(Decision), _count(Notice), _entries()) == ("held", 0, 0, [])


@pytest.mark.parametrize("who", ["samuel", "kit", "ruth"])
def test_who_has_no_desk_there_finds_nothing(room: Room, who: str) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    for act in (lambda: decide(room.actor(who), item_id, _ruling()), lambda: claim(room.actor(who), item_id)):
        with pytest.raises(NotFound):
            act()


def test_nobody_decides_about_their_own_words(room: Room) -> None:
    _, item_id = hold(room.ids["ana"], HEART, RING)
    _, of_admin = hold(room.ids["marta"], HEART, RING)
    with pytest.raises(NotFound):
        decide(room.actor("ana"), item_id, _ruling())
    with pytest.raises(NotFound):
        decide(room.actor("marta"), of_admin, _ruling())
    decide(room.actor("bea"), item_id, _ruling())


def test_the_second_is_told_who_decided_what_and_when(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    decide(room.actor("ana"), item_id, _ruling("publish"))
    with pytest.raises(Conflict) as refused:
        decide(room.actor("bea"), item_id, _ruling("remove"))
    facts = refused.value.facts
    assert (refused.value.reason, facts["who"], facts["action"], facts["done"]) == (
        "decided",
        "Ana",
        "publish",
        "published",
    )
    assert clock.now() - facts["at"] < timedelta(minutes=1)
    assert (_count(Decision), _count(Notice), len(_entries())) == (1, 1, 1)


def test_a_text_that_was_changed_meanwhile_must_be_looked_at_again(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    renew_item(KIND, note_id, 2, "Bring a jumper.", [])
    with pytest.raises(Conflict, match="changed"):
        decide(room.actor("ana"), item_id, _ruling(version=1))
    decide(room.actor("ana"), item_id, _ruling(version=2))


def test_a_published_text_edited_while_it_was_read_is_a_conflict_too(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    item_id = flag(room.actor("kit"), KIND, note_id, FlagInput("private")).item_id
    rewrite(note_id, "Bring a jumper.")
    with pytest.raises(Conflict, match="changed"):
        decide(room.actor("ana"), item_id, _ruling("remove", revision_id=1))
    outcome = decide(room.actor("ana"), item_id, _ruling("keep", revision_id=2))
    assert db.session.get_one(Decision, outcome.decision_id).revision_id == 2


def test_taken_back_there_is_nothing_to_decide(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    withdraw_item(KIND, note_id)
    with pytest.raises(Conflict, match="withdrawn"):
        decide(room.actor("ana"), item_id, _ruling())


def test_when_the_content_refuses_nothing_is_kept(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    room.subject.fails = True
    with pytest.raises(Conflict, match="not_now"):
        decide(room.actor("ana"), item_id, _ruling())
    assert (_item(item_id).state, _count(Decision), _count(Notice), _entries()) == ("open", 0, 0, [])


def test_what_is_gone_or_whose_author_left_can_still_be_closed(room: Room) -> None:
    note_id, item_id = hold(None, HEART, RING)
    burn(note_id)
    decide(room.actor("ana"), item_id, _ruling("keep"))
    assert (_item(item_id).state, _count(Notice)) == ("decided", 0)


def test_a_claim_shows_and_keeps_others_out_until_it_ends(room: Room) -> None:
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    until = claim(room.actor("ana"), item_id)
    assert timedelta(minutes=14) < until - clock.now() <= timedelta(minutes=15)
    for act in (lambda: claim(room.actor("bea"), item_id), lambda: decide(room.actor("bea"), item_id, _ruling())):
        with pytest.raises(Conflict) as refused:
            act()
        assert (refused.value.reason, refused.value.facts["who"], refused.value.facts["until"]) == (
            "claimed",
            "Ana",
            until,
        )
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        decide(room.actor("bea"), item_id, _ruling())
    assert state_of(note_id) == "published"


def test_a_claim_can_be_let_go_and_taken_again_by_another(room: Room) -> None:
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    claim(room.actor("ana"), item_id)
    let_go(room.actor("bea"), item_id)
    assert _item(item_id).claimed_by == room.ids["ana"], "one cannot let go for another"
    let_go(room.actor("ana"), item_id)
    claim(room.actor("bea"), item_id)
    decide(room.actor("bea"), item_id, _ruling())
    assert _item(item_id).claimed_by is None
    with pytest.raises(Conflict, match="decided"):
        claim(room.actor("ana"), item_id)


@command
def _set(name: str, value: int) -> None:
    store(name, value)


def test_the_length_of_a_claim_and_the_due_times_are_settings(room: Room) -> None:
    _set("moderation.claim_minutes", 2)
    _set("moderation.due_hold_hours", 1)
    _, item_id = hold(room.ids["ruth"], HEART, RING)
    assert claim(room.actor("ana"), item_id) - clock.now() <= timedelta(minutes=2)
    item = _item(item_id)
    assert item.due_at - item.opened_at == timedelta(hours=1)


def test_decided_and_told_again_it_is_a_new_matter(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    first = flag(room.actor("kit"), KIND, note_id, FlagInput("private")).item_id
    decide(room.actor("ana"), first, _ruling("keep"))
    assert flag(room.actor("kit"), KIND, note_id, FlagInput("private")).state == "already"
    second = flag(room.actor("maren"), KIND, note_id, FlagInput("private")).item_id
    assert second != first
    decide(room.actor("bea"), second, _ruling("remove"))
    assert len(_told(room.actor("kit"))) == 1, "kit hears of the matter they told us about, once"


def test_the_usual_wait_is_the_median_of_recent_decisions(room: Room) -> None:
    now = clock.now()
    for minutes in (10, 20, 30, 40, 600):
        _, item_id = hold(room.ids["ruth"], RHYTHM, RING, at=now - timedelta(minutes=minutes))
        decide(room.actor("ana"), item_id, _ruling())
    waiting, _ = hold(room.ids["ruth"], RHYTHM, RING)
    place = place_in_line(KIND, waiting)
    assert (place.position, place.usual_minutes, place.open_item) == (1, 30, True)


def _at_once(app: Flask, *acts: object) -> list[object]:
    """Run each act in a thread of its own, started together; answers what they returned or raised."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: object) -> None:
        with app.app_context():
            gate.wait()
            try:
                results[place] = act()  # type: ignore[operator]
            except Exception as error:
                results[place] = error
            db.session.remove()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    return results


def test_two_moderators_at_the_same_moment_make_one_decision(room: Room) -> None:
    ana, bea = room.actor("ana"), room.actor("bea")
    for _ in range(5):
        before = (_count(Decision), _count(Notice), len(_entries()))
        note_id, item_id = hold(room.ids["ruth"], HEART, RING)
        db.session.rollback()
        results = _at_once(
            room.app,
            lambda item_id=item_id: decide(ana, item_id, _ruling("publish")),
            lambda item_id=item_id: decide(bea, item_id, _ruling("remove")),
        )
        refused = [result for result in results if isinstance(result, Exception)]
        assert len(refused) == 1, results
        assert isinstance(refused[0], Conflict), refused
        winner = "Bea" if isinstance(results[0], Exception) else "Ana"
        assert (refused[0].reason, refused[0].facts["who"]) == ("decided", winner)
        assert state_of(note_id) == ("removed" if winner == "Bea" else "published")
        assert (_count(Decision), _count(Notice), len(_entries())) == tuple(number + 1 for number in before)


def test_two_members_at_the_same_moment_make_one_item(room: Room) -> None:
    kit, maren = room.actor("kit"), room.actor("maren")
    note_id = write(room.ids["ruth"], HEART, RING)
    db.session.rollback()
    results = _at_once(
        room.app,
        lambda: flag(kit, KIND, note_id, FlagInput("private")).item_id,
        lambda: flag(maren, KIND, note_id, FlagInput("unkind")).item_id,
        lambda: flag(kit, KIND, note_id, FlagInput("private")).state,
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    (item,) = db.session.scalars(select(ReviewItem)).all()
    assert (item.flaggers, len(item.causes)) == (2, 2)


def test_an_edit_and_a_decision_at_the_same_moment_never_judge_unseen_words(room: Room) -> None:
    ana = room.actor("ana")
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    db.session.rollback()
    decided, renewed = _at_once(
        room.app,
        lambda: decide(ana, item_id, _ruling("publish")),
        lambda: renew_item(KIND, note_id, 2, "Other words", []),
    )
    if renewed is True:
        assert isinstance(decided, Conflict), decided
        assert decided.reason == "changed"
    else:
        assert not isinstance(decided, Exception), decided


def test_deciding_and_opening_at_the_same_moment_loses_no_cause(room: Room) -> None:
    ana = room.actor("ana")
    note_id, item_id = hold(room.ids["ruth"], HEART, RING)
    cause = CauseInput("flag", "worried", 3, RING, 1, member_id=room.ids["kit"])
    opening = OpenInput(KIND, note_id, HEART, room.ids["ruth"], "reply", (cause,))
    db.session.rollback()
    decided, opened = _at_once(room.app, lambda: decide(ana, item_id, _ruling("publish")), lambda: open_item(opening))
    assert isinstance(opened, int)
    item = _item(opened)
    assert "worried" in {cause.reason for cause in item.causes}
    assert item.is_open == (isinstance(decided, Conflict) or opened != item_id)
