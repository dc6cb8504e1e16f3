"""Appeals in figures: in a table of their own for everybody, and as wrong calls of checks and rules for the lab."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.moderation.commands import decide
from app.moderation.commands.appeal_ruling import rule
from app.moderation.commands.appealing import appeal
from app.moderation.counting import added_tables, quarter_of
from app.moderation.inputs import AppealRuling, DecisionInput
from app.moderation.models import Appeal, Decision, ReviewItem
from app.moderation.queries.counts import count_quarter
from app.moderation.queries.wrong_calls import WrongCalls, wrong_calls
from tests.world import OPEN, World


def test_appeals_are_counted_apart_and_wrong_calls_for_each_check(world: World) -> None:
    assert wrong_calls() == {}
    outcomes = dict(zip(OPEN, ("overturned", "upheld", "changed"), strict=True))
    for access, outcome in outcomes.items():
        item = db.session.scalars(
            select(ReviewItem).where(ReviewItem.subject_id == world.corners[access].held, ReviewItem.state == "open")
        ).one()
        ruling = DecisionInput(item.version, "remove", 6, "A number.")
        decision_id = decide(world.actor("ana"), item.id, ruling).decision_id
        appeal(world.actor("ruth"), decision_id, "It is the number of the ward.")
        found = db.session.scalars(select(Appeal.item_id).where(Appeal.decision_id == decision_id)).one() or 0
        action = "send_back" if outcome == "changed" else ""
        rule(world.actor("bea"), found, AppealRuling(1, outcome, 6, "We looked again.", action))
    (check,) = {check for checks in db.session.scalars(select(Decision.checks)) for check in checks}
    assert wrong_calls() == {check: WrongCalls(appealed=3, overturned=1, changed=1)}
    quarter = quarter_of(clock.now())
    (table,) = [each for each in added_tables(quarter) if each.section == "appeals"]
    assert table.counts == {"upheld": 1, "changed": 1, "overturned": 1}
    before = [each for each in added_tables(quarter_of(quarter.begin - timedelta(days=9))) if each.section == "appeals"]
    assert set(before[0].counts.values()) == {0}
    figures = {(each.section, each.category): each.value for each in count_quarter(quarter)}
    assert ("found", "appeal") not in figures and ("action", "overturn") not in figures
    assert figures["appeals", "overturned"] is None, "fewer than five are hidden"
