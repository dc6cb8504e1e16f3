"""The pages of a run in Chromium: they hold in several views, and the bars move on by themselves."""

from __future__ import annotations

from typing import Any

from app.core.db import db
from app.splitting.commands.stages import advance
from app.splitting.commands.undoing import start_undo
from tests.browser import VIEWS, faults_in_views, look_as, open_browser, seen_as, served
from tests.splitting.heart import finished, grow, planned, started
from tests.world import World


def test_the_pages_of_a_run_hold_and_move_on_by_themselves(world: World, site: Any) -> None:
    plan_id = planned(world, grow(world))
    with served(site.app) as address, open_browser() as browser:
        context = seen_as(browser, VIEWS[0])
        context.add_cookies([{"name": "dayroom-session", "value": world.token("ana"), "url": address}])
        page = context.new_page()
        page.clock.install()
        page.goto(f"{address}/splits/{plan_id}/dry-run")
        assert faults_in_views(page) == []

        started(world, plan_id)
        page.goto(f"{address}/splits/{plan_id}/progress")
        assert faults_in_views(page) == []
        look_as(page, VIEWS[0])
        page.get_by_text("Members who belong to the new rooms: 0 of 6").wait_for()
        page.get_by_role("link", name="Look again").focus()
        advance(plan_id)
        db.session.rollback()
        page.clock.fast_forward(2500)
        page.get_by_text("Members who belong to the new rooms: 6 of 6").wait_for()
        assert page.evaluate("document.activeElement.textContent") == "Look again", "nobody loses their place"
        finished(plan_id)
        page.clock.fast_forward(2500)
        page.get_by_role("heading", name="The rooms").wait_for()
        assert faults_in_views(page) == []

        page.goto(f"{address}/splits/{plan_id}/undo")
        assert faults_in_views(page) == []
        start_undo(world.actor("ana"), plan_id)
        finished(plan_id)
        page.goto(f"{address}/splits/{plan_id}/progress")
        page.get_by_text("12 discussions are back in Heart.").wait_for()
