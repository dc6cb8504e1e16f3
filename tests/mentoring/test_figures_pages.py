"""The pages of figures and of what waits: who sees what, in words, and as a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.core import clock
from app.core.db import db
from app.discussions.models import Discussion
from app.groups.models import Group
from app.mentoring.queries import unanswered
from tests.world import World, start


def _client(world: World, site: Any, name: str) -> FlaskClient:
    client: FlaskClient = site.app.test_client()
    client.set_cookie("dayroom-session", world.token(name))
    return client


def test_staff_see_figures_a_mentor_their_own_line_and_nobody_else_anything(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    for number in range(5):
        start(world.actor("ruth"), world.corners["public"].group_id, f"Tea {number}", "With milk?")
    db.session.execute(update(Discussion).values(published_at=clock.now() - timedelta(hours=80)))
    db.session.commit()
    staff = _client(world, site, "ana")
    staff.get("/welcome/figures")
    with count_statements() as seen:
        page = staff.get("/welcome/figures").text
    assert len(seen) <= 12
    for part in (
        "Is anybody left waiting?",
        "<svg viewBox",
        "plot-title",
        "By group",
        "fewer than 5",
        "SELECT",
        "row_number()",
    ):
        assert part in page, part
    assert "Brain" not in page, "Ana does not look after it"
    assert "style=" not in page
    own = _client(world, site, "ingrid").get("/welcome/figures").text
    assert "Your own line" in own
    assert "By month" not in own
    assert _client(world, site, "ruth").get("/welcome/figures").status_code == 404
    assert _client(world, site, "ingrid").get("/welcome/figures.csv").status_code == 404


def test_the_file_is_a_table_in_which_no_name_is_a_formula(world: World, site: Any) -> None:
    heart = world.corners["public"].group_id
    for number in range(5):
        start(world.actor("ruth"), heart, f"Tea {number}", "With milk?")
    db.session.execute(update(Group).where(Group.id == heart).values(name="=1+1"))
    db.session.commit()
    answer = _client(world, site, "ana").get("/welcome/figures.csv")
    assert (answer.mimetype, answer.headers["Content-Disposition"][:12]) == ("text/csv", "attachment; ")
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert head[:3] == ["group", "month", "discussions"]
    heart_row = next(row for row in rows if row[0] == "'=1+1")
    assert heart_row[2] == "6"
    assert "fewer than 5" in heart_row


def test_counts_of_who_waits_stop_and_say_so(world: World, site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for access, number in (("public", 3), ("members", 1)):
        for place in range(number):
            start(world.actor("ruth"), world.corners[access].group_id, f"Wait {place}", "Hello?")
    monkeypatch.setattr(unanswered, "COUNTED", 2)
    monkeypatch.setattr(import_module("app.discussions.routes.blueprint"), "COUNTED", 2)
    page = _client(world, site, "marta").get("/unanswered").text
    rows = dict(re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a></th><td class="num">([^<]*)<', page))
    assert (rows["Heart"], rows["Kidney"], rows["All groups"]) == ("2 or more", "1", "3 or more")


def test_mentors_and_staff_see_who_waits_in_their_groups_by_age(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    heart, brain = world.corners["public"].group_id, world.corners["other"].group_id
    talks = [start(world.actor("ruth"), heart, f"Wait {hours}", "Hello?").discussion_id for hours in (1, 30, 100)]
    for talk, hours in zip(talks, (1, 30, 100), strict=True):
        since = clock.now() - timedelta(hours=hours)
        db.session.execute(update(Discussion).where(Discussion.id == talk).values(published_at=since))
    db.session.commit()
    start(world.actor("kit"), brain, "Elsewhere", "Hello?")
    mentor = _client(world, site, "ingrid")
    mentor.get("/unanswered")
    with count_statements() as seen:
        page = mentor.get("/unanswered").text
    assert len(seen) <= 13
    row = re.search(r'<th scope="row"><a href="[^"]*">Heart</a></th>(.*?)</tr>', page)
    assert row and re.findall(r">(\d+)<", row.group(1)) == ["1", "1", "1"]
    assert page.index("Wait 100") < page.index("Wait 30") < page.index("Wait 1<")
    assert "Elsewhere" not in page
    longer = mentor.get("/unanswered?age=longer&group=heart").text
    assert "Wait 100" in longer
    assert "Wait 30" not in longer
    assert _client(world, site, "ruth").get("/unanswered").status_code == 404
    for name, sees in (("ingrid", True), ("ana", True), ("maren", False)):
        group = _client(world, site, name).get("/groups/heart").text
        assert ("Nobody has answered" in group) == sees, name


def test_staff_see_mentors_and_a_mentor_names_somebody_by_what_they_did(world: World, site: Any) -> None:
    heart = world.corners["public"].group_id
    staff, mentor = _client(world, site, "ana"), _client(world, site, "ingrid")
    page = staff.get("/mentors").text
    assert "Ingrid" in page
    assert mentor.get("/mentors").status_code in (403, 404)
    assert _client(world, site, "ruth").get("/mentors/nominate").status_code == 404
    assert mentor.get(f"/mentors/nominate?member=nobody-here&group={heart}").status_code == 404
    assert mentor.get(f"/mentors/nominate?member=maren&group={10**30}").status_code == 200, "no group is chosen yet"
    unchosen = mentor.get("/mentors/nominate?member=maren")
    assert (unchosen.status_code, 'value="maren"' in unchosen.text) == (200, True), "the page of mentors leads here"
    assert "No member has this username" not in unchosen.text
    shown = mentor.get(f"/mentors/nominate?member=maren&group={heart}")
    assert shown.status_code == 200
    assert "Maren in Heart" in shown.text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown.text)
    assert token
    form = {"csrf_token": token.group(1), "member": "maren", "group": heart}
    assert mentor.post("/mentors/nominate", data=form).status_code == 303
    assert mentor.post("/mentors/nominate", data={**form, "member": "ingrid"}).status_code == 422
    page = staff.get("/mentors").text
    found = re.search(r'action="(/nominations/\d+/answer)"', page)
    assert found
    assert "named by Ingrid" in page
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    yes = {"csrf_token": token.group(1), "accepted": "yes"}
    assert staff.post(found.group(1), data={**yes, "accepted": ""}).status_code == 422, "no button was pressed"
    assert staff.post(found.group(1), data=yes).status_code == 303
    assert "Maren is a mentor now" in staff.get("/mentors").text
    assert (
        staff.post(found.group(1), data=yes, follow_redirects=True).text.count("answered this nomination already") == 1
    )
