"""The record: a member finds in theirs what was done about them, staff sift theirs, everybody reads the numbers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import select

from app.audit.jobs import look_at_the_record
from app.core.db import db
from app.moderation.commands import decide
from app.moderation.commands.counts import publish_counts
from app.moderation.inputs import DecisionInput
from app.moderation.models import ReviewItem
from tests.journeys.house import WITH_SCRIPT, House
from tests.moderation.test_counts_commands import _decided
from tests.world import World

REASON = "A number that strangers can ring."


@WITH_SCRIPT
def test_what_was_done_is_found_by_who_it_is_about_by_staff_and_in_the_numbers(house: House, world: World) -> None:
    with house.app.app_context():
        post = world.corners["public"].held
        item = db.session.scalars(select(ReviewItem).where(ReviewItem.subject_id == post)).one()
        decide(world.actor("ana"), item.id, DecisionInput(item.version, "remove", 6, REASON))
        for begin in (datetime(2026, 8, 3, tzinfo=UTC), datetime(2026, 5, 3, tzinfo=UTC)):
            _decided(12, begin, action="publish", found_by="check", automated=True)
            _decided(2, begin, action="hide")
        publish_counts()
        db.session.remove()

    ruth = house.member("ruth")
    ruth.go_in_header("Account").go("My standing").go("My record").arrive("Your account", "the record")
    ruth.reads("A moderator decided about you or your words").reads("removed, guideline 6").does_not_read("Ana")
    ruth.go(re.compile("^A moderator decided about you")).reads(REASON)

    ana = house.staff("ana")
    ana.go_in_header("Review desk").go("Record").arrive("Record", "of my groups").reads("about Ruth, in Heart")
    ana.page.get_by_text("Look for something").click()
    ana.page.get_by_label("What happened").select_option("A moderator decided")
    ana.fill("About (handle)", "ruht").press("Show").arrive("Record", "an unknown handle")
    ana.reads("Nobody here is called ruht")
    ana.fill("About (handle)", "ruth").press("Show").arrive("Record", "sifted")
    ana.reads("removed, guideline 6").does_not_read("A role was given:")

    passer_by = house.visitor()
    passer_by.open("/guidelines").go("Moderation in numbers").arrive("Moderation in numbers")
    passer_by.reads("July to September 2026").reads("not shown")

    with house.app.app_context():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE audit_entries SET actor_id = 99 WHERE id = 3")
        look_at_the_record()
        db.session.remove()
    marta = house.staff("marta")
    marta.go_in_header("Review desk").go("The record does not hold").arrive("Review desk", "the record is broken")
    marta.reads("Entry 3 was changed after it was written").press("Close as seen").reads("Closed as seen")
