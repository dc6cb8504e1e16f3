"""What moderators do for each other: pass on, ask, hand over, views, several in one act; and late items, told once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.actor import ADMIN, MODERATOR, SYSTEM, VISITOR
from app.accounts.commands.roles import grant_role
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import Conflict, Forbidden, Invalid, NotFound
from app.core.scope import rewrite_paths
from app.core.settings import store
from app.moderation import desk_policies
from app.moderation.commands import claim, decide, open_item
from app.moderation.commands.asking import LONGEST, MOST_QUESTIONS, answer, ask
from app.moderation.commands.escalating import escalate
from app.moderation.commands.handing_over import LASTS, forget_notes, note_on_item, note_on_place, take_note_back
from app.moderation.commands.passing import forget_passes, pass_on
from app.moderation.commands.together import Shown, close_together, decide_together
from app.moderation.commands.views import LONGEST_NAME, MOST_VIEWS, forget_view, save_view
from app.moderation.hours import A_SHIFT
from app.moderation.inputs import CauseInput, DecisionInput, OpenInput
from app.moderation.models import Decision, HandOver, PassedOn, Question, ReviewItem, SavedView
from app.moderation.queries.changes import changes
from app.moderation.queries.colleagues import beside, notes_for_the_shift, views_for
from app.moderation.queries.desk import inbox
from app.moderation.queries.figures import figures
from app.moderation.queries.line import neighbours
from app.moderation.queries.together import together
from app.moderation.queries.which import Which
from app.notifications.models import Notice
from app.notifications.queries import notices_page
from tests.moderation.conftest import HEART, KIDNEY, RHYTHM, Room
from tests.moderation.notes import KIND, hold, rewrite, state_of, turn, write

RING = "Ring me on 07700 900418."


def _ids(room: Room, name: str, **which: Any) -> list[int]:
    return [row.id for row in inbox(room.actor(name), Which(**which)).items]


def _told(kind: str) -> list[int]:
    return sorted(db.session.scalars(select(Notice.member_id).where(Notice.kind == kind)))


@command
def _set(name: str, value: Any) -> None:
    store(name, value)


@command
def _moved(old: str, new: str) -> None:
    rewrite_paths(old, new)


def test_what_is_passed_on_comes_last_for_the_passer_alone_until_the_shift_is_over(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (hold(room.ids["ruth"], HEART, RING, risk=risk)[1] for risk in (3, 1))
    ana = room.actor("ana")
    claim(ana, first)
    until = pass_on(ana, first)
    assert until - clock.now() <= A_SHIFT
    assert _ids(room, "ana") == [second, first]
    assert _ids(room, "bea") == [first, second]
    assert _ids(room, "ana", whose="passed") == [first]
    assert _ids(room, "ana", kind="report") == []
    row = inbox(room.actor("bea"), Which()).items[0]
    assert (row.passed, row.looking) == ("somebody", "")
    assert inbox(ana, Which()).items[1].passed == "you"
    pass_on(ana, first)
    assert db.session.scalar(select(func.count()).select_from(PassedOn)) == 1
    later = until + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert _ids(room, "ana") == [first, second]
    forget_passes()
    assert db.session.scalar(select(func.count()).select_from(PassedOn)) == 0


def test_what_a_colleague_looks_at_or_has_decided_is_not_passed_on(room: Room) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    claim(room.actor("bea"), item_id)
    with pytest.raises(Conflict, match="claimed"):
        pass_on(room.actor("ana"), item_id)
    decide(room.actor("bea"), item_id, DecisionInput(1, "publish", 6, "Fine."))
    with pytest.raises(Conflict, match="decided"):
        pass_on(room.actor("ana"), item_id)
    for who in ("samuel", "kit", "ruth"):
        with pytest.raises(NotFound):
            pass_on(room.actor(who), item_id)


def test_a_colleague_is_asked_and_answers_and_both_are_told_once(room: Room) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    ana, bea = room.actor("ana"), room.actor("bea")
    question = ask(ana, item_id, room.ids["bea"], " Is it the clinic’s number? ")
    assert (_told("colleague_asked"), figures(bea).asked) == ([room.ids["bea"]], 1)
    assert _ids(room, "bea", whose="asked") == [item_id]
    assert _ids(room, "ana", whose="asked") == []
    assert "Ana asks you about an item" in [each.view.title for each in notices_page(bea).rows.items]
    (shown,) = beside(bea, db.session.get_one(ReviewItem, item_id), Which()).questions
    assert (shown.by, shown.of, shown.words, shown.can_answer) == ("Ana", "Bea", "Is it the clinic’s number?", True)
    for who in ("ana", "marta", "kit"):
        with pytest.raises(NotFound):
            answer(room.actor(who), question, "Yes.")
    with pytest.raises(Invalid):
        answer(bea, question, " ")
    assert answer(bea, question, "No, it is his own.") == item_id
    assert (_told("colleague_answered"), figures(bea).asked) == ([room.ids["ana"]], 0)
    with pytest.raises(Conflict, match="answered"):
        answer(bea, question, "Or is it?")
    assert db.session.get_one(Question, question).answer == "No, it is his own."


@pytest.mark.parametrize("colleague", ["samuel", "kit", "ana", "ruth", None])
def test_only_who_may_read_the_item_can_be_asked(room: Room, colleague: str | None) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    with pytest.raises(Invalid) as refused:
        ask(room.actor("ana"), item_id, room.ids[colleague] if colleague else None, "Would you look?")
    assert refused.value.field == "colleague"


def test_questions_have_words_and_an_end(room: Room) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    ana, bea = room.actor("ana"), room.ids["bea"]
    for words in ("", "  ", "x" * (LONGEST + 1)):
        with pytest.raises(Invalid) as refused:
            ask(ana, item_id, bea, words)
        assert refused.value.field == "words"
    for number in range(MOST_QUESTIONS):
        ask(ana, item_id, bea, f"Question {number}")
    with pytest.raises(Conflict, match="too_many_questions"):
        ask(ana, item_id, bea, "One more")


def test_both_faces_agree_on_who_reads_a_hand_over_note(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    grant_role(SYSTEM, room.ids["maren"], MODERATOR, RHYTHM)
    writers = {HEART: "ana", KIDNEY: "samuel", "/": "marta", RHYTHM: "maren"}
    for path, who in writers.items():
        note_on_place(room.actor(who), path, f"For {path}")
    rows = db.session.scalars(select(HandOver)).all()
    seen = {}
    for actor in [room.actor(name) for name in room.ids] + [VISITOR, SYSTEM]:
        many = set(db.session.scalars(select(HandOver.scope_path).where(desk_policies.hand_overs_readable(actor))))
        assert many == {row.scope_path for row in rows if desk_policies.read_hand_over(actor, row)}, actor
        seen[actor.display_name] = many
    assert seen["Ana"] == {"/", HEART, RHYTHM}
    assert seen["Maren"] == {"/", HEART, RHYTHM}
    assert seen["Samuel"] == {"/", KIDNEY}
    assert seen["Kit"] == seen["Ruth"] == seen[""] == set()
    assert [note.words for note in notes_for_the_shift(room.actor("samuel"))] == ["For /", "For /2/"]
    with pytest.raises(Invalid):
        note_on_place(room.actor("ana"), KIDNEY, "Not mine")
    later = clock.now() + LASTS + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert notes_for_the_shift(room.actor("marta")) == ()
    forget_notes()
    assert db.session.scalar(select(func.count()).select_from(HandOver)) == 0


def test_a_note_on_an_item_stays_with_it_and_only_its_writer_takes_it_back(room: Room) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    ana, bea = room.actor("ana"), room.actor("bea")
    note = note_on_item(ana, item_id, "I rang the clinic: it is not theirs.")
    forget_notes()
    (shown,) = beside(bea, db.session.get_one(ReviewItem, item_id), Which()).notes
    assert (shown.by, shown.words, shown.is_mine) == ("Ana", "I rang the clinic: it is not theirs.", False)
    with pytest.raises(NotFound):
        take_note_back(bea, note)
    with pytest.raises(NotFound):
        note_on_item(room.actor("samuel"), item_id, "Not mine")
    assert take_note_back(ana, note) == item_id
    with pytest.raises(NotFound):
        take_note_back(ana, note)


def test_views_are_ones_own_unless_shared_and_there_are_twelve(room: Room) -> None:
    ana, bea = room.actor("ana"), room.actor("bea")
    view_id = save_view(ana, " Night   shift ", Which(risk=3, late=True).query, True)
    save_view(ana, "Mine", Which(kind="held").query, False)
    assert save_view(ana, "Night shift", Which(risk=2).query, True) == view_id, "a name is kept anew"
    assert [(view.name, view.which, view.by) for view in views_for(bea)] == [("Night shift", Which(risk=2), "Ana")]
    assert [view.name for view in views_for(ana)] == ["Mine", "Night shift"]
    for name, filters in (("", {"risk": "3"}), ("x" * (LONGEST_NAME + 1), {"risk": "3"}), ("Empty", {})):
        with pytest.raises(Invalid):
            save_view(ana, name, filters, False)
    with pytest.raises(Forbidden):
        save_view(room.actor("kit"), "Mine", {"risk": "3"}, False)
    save_view(ana, "Room", Which(place=RHYTHM, late=True).query, False)
    _moved(RHYTHM, "/1/9/5/")
    assert Which(place="/1/9/5/", late=True) in [view.which for view in views_for(ana)], "a place moves with its group"
    for number in range(MOST_VIEWS - 3):
        save_view(ana, f"View {number}", {"risk": "3"}, False)
    with pytest.raises(Conflict, match="too_many_views"):
        save_view(ana, "One more", {"risk": "3"}, False)
    with pytest.raises(NotFound):
        forget_view(bea, view_id)
    forget_view(ana, view_id)
    assert db.session.get(SavedView, view_id) is None


def test_late_items_are_told_once_to_those_who_lead(room: Room) -> None:
    long_ago = clock.now() - timedelta(days=3)
    grant_role(SYSTEM, room.ids["maren"], MODERATOR, RHYTHM)
    late = hold(room.ids["kit"], RHYTHM, RING, at=long_ago)[1]
    hold(room.ids["kit"], HEART, RING)
    assert escalate() == 1
    assert _told("desk_late") == [room.ids["ana"], room.ids["bea"]], "the moderators above, not the one of the room"
    assert escalate() == 0, "once is once"
    assert db.session.get_one(ReviewItem, late).escalated_at is not None
    top = hold(room.ids["kit"], HEART, "Another", at=long_ago)[1]
    assert escalate() == 1
    assert _told("desk_late") == [room.ids["ana"], room.ids["bea"], room.ids["marta"]], "where nobody is above, the admins"
    for number in range(4):
        hold(room.ids["kit"], RHYTHM, f"Late {number}", at=long_ago)
    assert escalate() == 4
    assert len(_told("desk_late")) == 3, "many late items in an hour are one notice"
    assert "6 items are late now." in [each.view.words for each in notices_page(room.actor("ana")).rows.items]
    assert _ids(room, "ana", late=True)[0] == min(late, top)


def test_due_times_run_in_the_hours_that_staff_keep_and_worry_never_waits(
    room: Room, stop_clock: Callable[[], None]
) -> None:
    stop_clock()
    now = clock.now()
    tomorrow = now + timedelta(days=1)
    _set("moderation.hours", f"{'Mo Tu We Th Fr Sa Su'.split()[tomorrow.weekday()]} 09:00-17:00")
    held, worried = hold(room.ids["kit"], HEART, RING)[1], hold(room.ids["kit"], HEART, "x", kind="crisis", family="crisis")[1]
    due = {key: db.session.get_one(ReviewItem, key).due_at for key in (held, worried)}
    assert due[held] == tomorrow.replace(hour=13, minute=0, second=0, microsecond=0)
    assert due[worried] - now < timedelta(minutes=31)
    clocks = {row.id: row.clock[1] for row in inbox(room.actor("ana"), Which()).items}
    assert clocks[held] == "begins tomorrow 09:00"
    assert clocks[worried].endswith("minutes left")


def test_several_are_decided_in_one_act_and_each_that_changed_is_told_apart(room: Room) -> None:
    made = [hold(room.ids["kit"], HEART, f"Buy socks {number}") for number in range(5)]
    ana, bea = room.actor("ana"), room.actor("bea")
    found = together(ana, [item for _, item in made])
    assert (found.is_alike, found.is_ruled, found.left_out) == (True, True, 0)
    assert "remove" in found.actions
    shown = [Shown(each.id, each.version, each.revision_id) for each in found.items]
    decide(bea, made[1][1], DecisionInput(1, "publish", 7, "It is fine."))
    claim(bea, made[2][1])
    rewrite(made[3][0], "Something else")
    with pytest.raises(Invalid):
        decide_together(ana, shown, "remove", 7, " ")
    outcome = decide_together(ana, shown, "remove", 7, "This place is not for selling.")
    assert outcome.done == (made[0][1], made[4][1])
    assert [(each.item_id, each.reason, each.who) for each in outcome.refused] == [
        (made[1][1], "decided", "Bea"),
        (made[2][1], "claimed", "Bea"),
        (made[3][1], "changed", ""),
    ]
    assert [state_of(note) for note, _ in made] == ["removed", "published", "held", "held", "removed"]
    assert db.session.scalar(select(func.count()).select_from(Decision)) == 3
    assert len(_told("decision")) == 3, "each decision is told once"
    again = together(ana, [item for _, item in made])
    assert (len(again.items), again.left_out) == (2, 3)


def test_only_items_of_one_kind_or_one_author_go_together(room: Room) -> None:
    ana = room.actor("ana")
    held = [hold(room.ids[name], HEART, name)[1] for name in ("kit", "ruth")]
    crisis = hold(room.ids["kit"], HEART, "x", kind="crisis", family="crisis")[1]
    foreign, own = hold(room.ids["kit"], KIDNEY, "x")[1], hold(room.ids["ana"], HEART, "x")[1]
    assert together(ana, held).is_alike, "one kind"
    assert together(ana, [held[0], crisis]).is_alike, "one author"
    assert not together(ana, [held[1], crisis]).is_alike
    assert together(ana, [foreign, own, 999]).items == ()
    waiting = [_unanswered(number) for number in range(2)]
    assert not together(ana, [*waiting, held[0]]).is_alike
    found = together(ana, waiting)
    assert (found.is_alike, found.is_ruled) == (True, False)
    outcome = close_together(ana, [Shown(key, 1, None) for key in (*waiting, foreign)])
    assert (outcome.done, [each.reason for each in outcome.refused]) == (tuple(waiting), ["gone"])


def _unanswered(number: int) -> int:
    note = write(None, HEART, f"Does anybody know {number}?")
    return open_item(OpenInput(KIND, note, HEART, None, "discussion", (CauseInput("unanswered", "unanswered"),)))


def test_changes_say_what_became_of_what_is_shown_and_what_is_new(room: Room) -> None:
    ana, bea = room.actor("ana"), room.actor("bea")
    items = [hold(room.ids["kit"], HEART, f"note {number}")[1] for number in range(4)]
    first = changes(ana, Which(), None, items)
    assert ([row.id for row in first.rows], first.new) == (items, ())
    assert changes(ana, Which(), None, items).mark == first.mark
    claim(bea, items[0])
    decide(bea, items[1], DecisionInput(1, "publish", 7, "Fine."))
    turn(items[3], "withdrawn")
    new = hold(room.ids["kit"], HEART, "new", risk=3)[1]
    foreign = hold(room.ids["kit"], KIDNEY, "elsewhere", risk=3)[1]
    found = changes(ana, Which(), None, [*items, foreign])
    rows = {row.id: row for row in found.rows}
    assert found.mark != first.mark
    assert (rows[items[0]].looking, rows[items[1]].ended) == ("Bea", "Bea has decided this")
    assert (found.new, foreign in rows) == ((new,), False)
    assert changes(ana, Which(kind="report"), None, items).new == ()


def test_neighbours_are_those_of_the_view(room: Room) -> None:
    ana, now = room.actor("ana"), clock.now()
    order = [hold(None, HEART, f"{risk} {minutes}", risk=risk, at=now - timedelta(minutes=minutes))[1]
             for risk, minutes in ((3, 9), (3, 2), (2, 5), (1, 7), (1, 1))]  # fmt: skip
    assert _ids(room, "ana") == order
    for at, item_id in enumerate(order):
        near = neighbours(ana, Which(), db.session.get_one(ReviewItem, item_id), clock.now())
        assert near.before == (order[at - 1] if at else None)
        assert near.after == (order[at + 1] if at + 1 < len(order) else None)
    in_view = neighbours(ana, Which(risk=1), db.session.get_one(ReviewItem, order[1]), clock.now())
    assert (in_view.before, in_view.after) == (None, order[3])


def test_filters_choose_and_may_be_combined(room: Room) -> None:
    now = clock.now()
    grant_role(SYSTEM, room.ids["maren"], ADMIN, "/")
    ruth_late = hold(room.ids["ruth"], RHYTHM, "late", risk=2, at=now - timedelta(days=4))[1]
    ruth_new = hold(room.ids["ruth"], HEART, "new")[1]
    kit_old = hold(room.ids["kit"], KIDNEY, "old", at=now - timedelta(hours=5))[1]
    ruth = room.ids["ruth"]
    assert _ids(room, "marta", author=ruth) == [ruth_late, ruth_new]
    assert _ids(room, "marta", place=HEART) == [ruth_late, ruth_new]
    assert _ids(room, "marta", place=RHYTHM) == [ruth_late]
    assert _ids(room, "marta", risk=1) == [kit_old, ruth_new]
    assert _ids(room, "marta", older=4) == [ruth_late, kit_old]
    assert _ids(room, "marta", late=True) == [ruth_late, kit_old]
    assert _ids(room, "marta", late=True, risk=1, place=KIDNEY) == [kit_old]
    assert _ids(room, "ana", place=KIDNEY) == [], "a filter opens nothing that is not one's own"
    which = Which(place=KIDNEY, risk=1, author=ruth, older=24, late=True, kind="held", whose="nobody")
    assert Which.of(**which.query) == which
    assert Which.of(place="/1/' OR", risk="9", author="x", older="5", late="yes") == Which()


def test_workers_at_once_escalate_each_late_item_once(room: Room) -> None:
    long_ago, late, workers = clock.now() - timedelta(days=3), 30, 4
    for number in range(late):
        hold(room.ids["kit"], RHYTHM, f"Late {number}", at=long_ago)
    db.session.rollback()
    gate, counted = threading.Barrier(workers), []

    def work() -> None:
        with room.app.app_context():
            gate.wait(30)
            counted.append(escalate())
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    assert (len(counted), sum(counted)) == (workers, late)
    assert _told("desk_late") == [room.ids["ana"], room.ids["bea"]], "one notice each, however many workers"
