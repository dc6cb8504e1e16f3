"""The pages of figures, mentors and what waits, in Chromium: free of axe findings in several views, and of use without a script."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from app.core import clock
from app.core.db import db
from app.discussions.models import Discussion
from app.mentoring.commands.nominating import nominate
from app.mentoring.jobs.asking import look_after_unanswered
from app.moderation.models import ReviewItem
from tests.browser import VIEWS, faults_in_views, look_as, open_browser, seen_as, served
from tests.world import World, answer, start

PICTURES = os.environ.get("DAYROOM_PICTURES", "")
"""A folder for pictures of the pages, when somebody wants to look at them."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


def _fill(world: World) -> int:
    """Some months of discussions, answered sooner and later, some that wait; a nomination; and an item on the desk. Its id."""
    now = clock.now()
    ruth, maren, bea = (world.actor(name) for name in ("ruth", "maren", "bea"))
    heart = world.corners["public"].group_id
    waiting = start(ruth, heart, "Slippers for the ward", "Which ones do you wear?").discussion_id
    # Nobody writes forty posts in an hour.
    talks = [
        start((ruth, bea)[number % 2], heart, f"Tea {number}", "With milk?").discussion_id or 0 for number in range(36)
    ]
    for talk in talks[:30]:
        answer(maren, talk, "Always.")
    for number, talk in enumerate(talks):
        since = now - timedelta(days=28 * (number // 6), hours=80 + number)
        answered = since + timedelta(hours=(number * 7) % 90) if number < 30 else None
        row = update(Discussion).where(Discussion.id == talk)
        db.session.execute(row.values(published_at=since, answered_at=answered))
    row = update(Discussion).where(Discussion.id == waiting)
    db.session.execute(row.values(published_at=now - timedelta(hours=75)))
    db.session.commit()
    look_after_unanswered()
    nominate(world.actor("ingrid"), world.members["maren"], heart)
    item = select(ReviewItem.id).where(ReviewItem.subject_kind == "unanswered", ReviewItem.subject_id == waiting)
    return db.session.scalars(item).one()


def test_the_pages_hold_and_a_group_is_chosen_without_a_script(
    world: World, site: Any, browser: Browser
) -> None:
    item = _fill(world)
    heart = world.corners["public"].group_id
    pages = (
        "/unanswered",
        "/welcome/figures",
        "/mentors",
        f"/mentors/nominate?member=ruth&group={heart}",
        f"/desk/{item}?kind=unanswered",
        "/groups/heart",
    )
    with served(site.app) as address:
        context = seen_as(browser, VIEWS[0], java_script_enabled=True)
        context.add_cookies([{"name": "dayroom-session", "value": world.token("ana"), "url": address}])
        page = context.new_page()
        faults: list[str] = []
        for path in pages:
            page.goto(address + path)
            for view in VIEWS if PICTURES else ():
                look_as(page, view)
                name = path.strip("/").split("?")[0].replace("/", "-")
                page.screenshot(path=f"{PICTURES}/{name}-{view.name}.png", full_page=True)
            faults += [f"{path} {fault}" for fault in faults_in_views(page)]
        assert faults == []
        plain = seen_as(browser, VIEWS[3], java_script_enabled=False)
        plain.add_cookies([{"name": "dayroom-session", "value": world.token("ana"), "url": address}])
        page = plain.new_page()
        page.goto(f"{address}/welcome/figures")
        page.get_by_label("Group, with its rooms").select_option("Heart")
        page.get_by_role("button", name="Show").press("Enter")
        expect(page.get_by_label("Group, with its rooms")).to_have_value("heart")
        expect(page.get_by_role("region", name="Figures by group").get_by_role("row")).to_have_count(2)
        page.goto(f"{address}/desk/{item}")
        page.get_by_role("button", name="Close as seen").press("Enter")
        expect(page.get_by_text("Closed as seen.")).to_be_visible()
