"""The inbox and an opened item: order, filters, paging, who sees what, and how many statements it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from app.accounts.actor import SYSTEM, VISITOR, Actor
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.policy import NotFound
from app.moderation import policies
from app.moderation.commands import claim, decide, flag, let_go
from app.moderation.inputs import DecisionInput, FlagInput
from app.moderation.models import ReviewItem
from app.moderation.queries.desk import PAGE_SIZE, inbox
from app.moderation.queries.figures import figures, open_count
from app.moderation.queries.opened import opened
from app.moderation.queries.rulings import decision_statement, preview
from app.moderation.queries.which import Which
from tests.moderation.conftest import HEART, KIDNEY, RHYTHM, Room
from tests.moderation.notes import KIND, burn, hold, rewrite, write

RING = "Bring a jumper. Ring me on 07700 900418."
INBOX_STATEMENTS = 3
"""What the actor passed on in this shift (new: it comes last for them), the queue, and notes by id; one more when a colleague looks."""
FIGURES_STATEMENTS = 3
OPENED_STATEMENTS = 9
"""The item, its causes, the note, past decisions, cards, the posts that discussions counts, held and removed, the place in line."""


def _ids(actor: Actor, which: Which | None = None) -> list[int]:
    return [row.id for row in inbox(actor, which or Which()).items]


def test_the_queue_is_ordered_by_risk_then_due_time(room: Room) -> None:
    now = clock.now()
    usual = hold(None, HEART, "usual, oldest", at=now - timedelta(hours=3))[1]
    high_late = hold(None, HEART, "high, newer", risk=2, at=now - timedelta(hours=1))[1]
    high = hold(None, HEART, "high, older", risk=2, at=now - timedelta(hours=2))[1]
    crisis = hold(None, RHYTHM, "crisis", kind="crisis", family="crisis")[1]
    report = flag(room.actor("kit"), KIND, write(None, HEART, "x"), FlagInput("selling")).item_id
    assert _ids(room.actor("ana")) == [crisis, high, high_late, usual, report]


def test_both_faces_agree_on_who_sees_an_item(room: Room) -> None:
    for path in ("/", HEART, RHYTHM, KIDNEY, "/11/"):
        for author in (None, "ruth", "ana", "marta"):
            hold(room.ids[author] if author else None, path, "words")
    everything = db.session.scalars(select(ReviewItem)).all()
    people = [room.actor(name) for name in room.ids] + [VISITOR, SYSTEM]
    seen = {}
    for actor in people:
        many = set(db.session.scalars(select(ReviewItem.id).where(policies.readable(actor))))
        one = {item.id for item in everything if policies.read_item(actor, item)}
        assert many == one, actor
        seen[actor.display_name] = len(one)
    assert seen == {"Ana": 6, "Bea": 8, "Samuel": 4, "Marta": 15, "Ruth": 0, "Maren": 0, "Kit": 0, "": 0, "Dayroom": 20}


@pytest.mark.parametrize("who", ["samuel", "kit", "ruth"])
def test_another_ones_item_is_not_there(room: Room, who: str) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    with pytest.raises(NotFound):
        opened(room.actor(who), item_id)
    with pytest.raises(NotFound):
        opened(room.actor("ana"), 9999)


def test_members_have_no_desk(room: Room) -> None:
    for act in (inbox, figures):
        with pytest.raises(NotFound):
            act(room.actor("kit"), *((Which(),) if act is inbox else ()))
    assert open_count(room.actor("kit")) == 0


def test_tabs_choose_by_kind_and_by_who_is_looking(room: Room) -> None:
    held = hold(None, HEART, "held")[1]
    crisis = hold(None, HEART, "crisis", kind="crisis", family="crisis")[1]
    report = flag(room.actor("kit"), KIND, write(None, HEART, "x"), FlagInput("unkind")).item_id
    ana, bea = room.actor("ana"), room.actor("bea")
    claim(ana, held)
    claim(bea, report)
    assert [_ids(ana, Which(kind)) for kind in ("worried", "held", "report")] == [[crisis], [held], [report]]
    assert _ids(ana, Which(whose="mine")) == [held]
    assert _ids(bea, Which(whose="nobody")) == [crisis]
    rows = {row.id: (row.looking, row.is_mine) for row in inbox(ana, Which()).items}
    assert rows == {held: ("Ana", True), report: ("Bea", False), crisis: ("", False)}
    numbers = figures(ana)
    assert (numbers.kinds, numbers.total, numbers.urgent) == ({"held": 1, "worried": 1, "report": 1}, 3, 1)
    assert numbers.looking == ("Bea", "you")
    let_go(ana, held)
    assert figures(ana).looking == ("Bea",)


@pytest.mark.parametrize(("kind", "whose"), [("nonsense", "mine' OR 1=1"), (None, None), ("", "all")])
def test_an_unknown_tab_means_all(kind: str | None, whose: str | None) -> None:
    assert Which.of(kind, whose) == Which()


def test_pages_go_through_the_queue_without_gap_or_repeat(room: Room) -> None:
    now = clock.now()
    for number in range(2 * PAGE_SIZE + 3):
        hold(None, HEART, f"note {number}", risk=1 + number % 3, at=now - timedelta(minutes=number % 7))
    actor, after, seen = room.actor("ana"), None, []
    while True:
        page = inbox(actor, Which(), after)
        seen += [(-row.risk, row.id) for row in page.items]
        after = page.older
        if after is None:
            break
    assert len({key for _, key in seen}) == len(seen) == 2 * PAGE_SIZE + 3
    assert [risk for risk, _ in seen] == sorted(risk for risk, _ in seen)


@pytest.mark.parametrize("after", ["", "x", "1.2", "1.999999999999999999.3", "3.0.0", "1.2.3.4", "-1.2.3"])
def test_a_bent_address_is_no_error(room: Room, after: str) -> None:
    hold(None, HEART, "note")
    inbox(room.actor("ana"), Which(), after)


@command
def _many(number: int) -> None:
    now = clock.now()
    rows = [
        {
            "subject_kind": "gone", "subject_id": key, "scope_path": f"/1/{key % 40}/", "author_id": None, "what": "reply", "kind": "held",
            "reason": "contact_details", "risk": 1 + key % 2, "opened_at": now, "due_at": now + timedelta(seconds=key),
        }
        for key in range(1, number + 1)
    ]  # fmt: skip
    for start in range(0, number, 1000):
        db.session.execute(insert(ReviewItem), rows[start : start + 1000])


def test_ten_thousand_items_take_as_many_statements_as_one(room: Room, count_statements: Callable[[], Any]) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING, risk=3, marked="07700 900418")[1]
    ana = room.actor("ana")

    def cost() -> list[int]:
        costs = []
        opened(ana, item_id)
        for read in (
            lambda: inbox(ana, Which()),
            lambda: figures(ana),
            lambda: open_count(ana),
            lambda: opened(ana, item_id),
        ):
            db.session.expunge_all()
            with count_statements() as seen:
                read()
            costs.append(len(seen))
        return costs

    with_one = cost()
    _many(10_000)
    assert len(inbox(ana, Which()).items) == PAGE_SIZE
    assert cost() == with_one == [INBOX_STATEMENTS, FIGURES_STATEMENTS, 2, OPENED_STATEMENTS]


def test_the_queue_is_read_from_its_index(room: Room) -> None:
    _many(3000)
    dialect = db.session.get_bind().dialect.name
    queue = "SELECT id FROM review_items WHERE state = 'open' ORDER BY risk DESC, due_at, id LIMIT 26"
    if dialect == "postgresql":
        db.session.execute(text("ANALYZE review_items"))
        plan = "\n".join(db.session.scalars(text(f"EXPLAIN {queue}")))
        assert "ix_review_items_queue" in plan, plan
        assert "Sort" not in plan, plan
    else:
        plan = "\n".join(row[-1] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {queue}")))
        assert "ix_review_items_queue" in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_an_opened_item_shows_text_findings_talk_facts_and_history(room: Room) -> None:
    ana, ruth = room.actor("ana"), room.ids["ruth"]
    before = hold(ruth, HEART, RING, marked="07700 900418")[1]
    decide(ana, before, DecisionInput(1, "send_back", 6, "Take the number out, please."))
    item_id = hold(ruth, RHYTHM, RING, marked="07700 900418")[1]
    page = opened(ana, item_id)
    assert page.title == "Held reply: private details"
    assert page.text == '<p>Bring a jumper. Ring me on <mark data-n="1">07700 900418</mark>.</p>'
    assert [(each.number, each.name, each.clause, each.words) for each in page.seen] == [
        (1, "A phone number", 6, "07700 900418")
    ]
    assert page.author_name == "Ruth"
    assert dict(page.facts)["Held before"] == "1"
    assert [each.words for each in page.talk] == ["What did you wish you had brought?"]
    assert [(each.done, each.who) for each in page.past] == [("sent back to change", "Ana")]
    assert (page.actions, page.first_clause, page.position) == (("publish", "redact", "send_back", "remove"), 6, 1)
    assert page.decision is None


def test_what_a_member_saw_is_kept_beside_what_is_there_now(room: Room) -> None:
    note_id = write(room.ids["ruth"], HEART, RING)
    item_id = flag(room.actor("kit"), KIND, note_id, FlagInput("private", "Her number.")).item_id
    rewrite(note_id, "Bring a jumper.")
    flag(room.actor("maren"), KIND, note_id, FlagInput("unkind"))
    rewrite(note_id, "Bring two jumpers.")
    page = opened(room.actor("ana"), item_id)
    assert page.view is not None
    assert page.view.edited_since
    assert page.text == "<p>Bring a jumper.</p>"
    assert [(said.name, said.reason, said.words, said.text) for said in page.said] == [
        ("Kit", "It shows private details", "Her number.", "<p>Bring a jumper. Ring me on 07700 900418.</p>"),
        ("Maren", "It is unkind", "", None),
    ]


def test_earlier_decisions_elsewhere_stay_with_their_moderators(room: Room) -> None:
    elsewhere = hold(room.ids["ruth"], KIDNEY, RING)[1]
    decide(room.actor("samuel"), elsewhere, DecisionInput(1, "remove", 6, "A number."))
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    for_ana, for_marta = opened(room.actor("ana"), item_id), opened(room.actor("marta"), item_id)
    assert (for_ana.past, dict(for_ana.facts)["Removed"]) == ((), "0")
    assert (len(for_marta.past), dict(for_marta.facts)["Removed"]) == (1, "1")


def test_a_crisis_signal_counts_against_nobody(room: Room) -> None:
    crisis = hold(room.ids["ruth"], HEART, "words", kind="crisis", family="crisis")[1]
    decide(room.actor("ana"), crisis, DecisionInput(1, "publish", 8, "We are glad you wrote."))
    item_id = hold(room.ids["ruth"], HEART, RING)[1]
    assert dict(opened(room.actor("ana"), item_id).facts)["Held before"] == "0"


def test_a_page_survives_what_is_gone(room: Room) -> None:
    note_id, item_id = hold(None, HEART, RING, marked="07700 900418")
    burn(note_id)
    page = opened(room.actor("ana"), item_id)
    assert (page.view, page.author_name, page.actions, page.facts) == (None, "", ("keep",), ())
    assert "07700 900418" in page.text
    assert inbox(room.actor("ana"), Which()).items[0].place == ""


@pytest.mark.parametrize(("action", "measure"), [("publish", ""), ("redact", "note"), ("remove", "slow")])
def test_the_preview_is_the_statement_that_is_sent(room: Room, action: str, measure: str) -> None:
    item_id = hold(room.ids["ruth"], HEART, RING, marked="07700 900418")[1]
    ana, until = room.actor("ana"), clock.now() + timedelta(days=7) if measure == "slow" else None
    given = DecisionInput(1, action, 6, "Because strangers could ring.", measure=measure, until=until)
    shown = preview(ana, opened(ana, item_id), given)
    outcome = decide(ana, item_id, given)
    for who in ("ruth", "ana", "bea", "marta"):
        sent = decision_statement(room.actor(who), outcome.decision_id)
        assert (sent.title, sent.letter, sent.facts) == (shown.title, shown.letter, shown.facts)
    for who in ("kit", "samuel"):
        with pytest.raises(NotFound):
            decision_statement(room.actor(who), outcome.decision_id)


def test_the_median_needs_a_few_decisions(room: Room) -> None:
    ana = room.actor("ana")
    for minutes in (10, 20, 30, 40):
        decide(
            ana,
            hold(None, HEART, RING, at=clock.now() - timedelta(minutes=minutes))[1],
            DecisionInput(1, "publish", 6, "Fine."),
        )
    assert figures(ana).half_minutes is None
    decide(
        ana, hold(None, HEART, RING, at=clock.now() - timedelta(minutes=50))[1], DecisionInput(1, "publish", 6, "Fine.")
    )
    assert figures(ana).half_minutes == 30
    assert figures(room.actor("samuel")).half_minutes is None
