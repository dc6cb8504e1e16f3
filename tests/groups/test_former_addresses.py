"""The ledger of addresses: whatever a group was once called, each of its pages is found, in one step, by whoever may know of it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.actor import SYSTEM
from app.core import clock
from app.core.command import command
from app.core.db import db
from app.core.tokens import new_token
from app.discussions.models import Draft
from app.groups import commands
from app.groups.commands import EditInput
from app.groups.models import Group, Membership
from tests.groups.places import Places, make
from tests.notifications.people import browser_of, send


@command
def _absorb(group_id: int, into_id: int) -> None:
    group, into = db.session.get_one(Group, group_id), db.session.get_one(Group, into_id)
    commands.absorb_group(SYSTEM, group, into, keep_roles=True, at=clock.now())


@pytest.fixture
def renamed(places: Places) -> Places:
    """Heart was called Hearts, and a room of it went up in it; Carers was called something else too."""
    commands.edit_group(SYSTEM, places.groups["heart"], EditInput("Hearts", "About it.", "public"))
    commands.edit_group(SYSTEM, places.groups["heart"], EditInput("Circulation", "About it.", "public"))
    _absorb(make("valves", inside=places.groups["heart"]), places.groups["heart"])
    commands.edit_group(SYSTEM, places.groups["carers"], EditInput("People who care", "Care.", "private"))
    return places


def _pages(app: Flask) -> list[Rule]:
    """Every page below a group's address, of every package."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/groups/<slug>")]
    return [rule for rule in rules if "GET" in (rule.methods or ()) and rule.arguments == {"slug"}]


def test_every_page_of_a_group_answers_one_301_from_every_former_address(app: Flask, renamed: Places) -> None:
    client = browser_of(app, renamed.members["marta"])
    pages = _pages(app)
    assert len(pages) > 6
    for rule in pages:
        for former in ("heart", "hearts", "valves", "Circulation"):
            address = rule.rule.replace("<slug>", former)
            for answer in (
                client.get(f"{address}?view=waiting&q=a%20b"),
                client.head(f"{address}?view=waiting&q=a%20b"),
            ):
                present = rule.rule.replace("<slug>", "circulation")
                assert (answer.status_code, answer.location) == (301, f"{present}?view=waiting&q=a%20b"), address
                assert answer.headers["Cache-Control"] in ("no-cache", "no-store"), "a name may come back"


def test_a_name_that_comes_back_makes_no_circle(app: Flask, renamed: Places) -> None:
    commands.edit_group(SYSTEM, renamed.groups["heart"], EditInput("Heart", "About it.", "public"))
    client = app.test_client()
    assert client.get("/groups/heart").status_code == 200
    for former in ("hearts", "circulation", "valves"):
        answer = client.get(f"/groups/{former}")
        assert (answer.status_code, answer.location) == (301, "/groups/heart")
        assert answer.headers["Cache-Control"] == "no-cache"


def test_a_form_on_a_former_address_is_not_sent_round(app: Flask, renamed: Places) -> None:
    client = browser_of(app, renamed.members["newcomer"])
    answer = send(client, "/groups/valves/join", "/groups/circulation")
    assert (answer.status_code, answer.location) == (303, "/groups/circulation")
    assert db.session.get(Membership, (renamed.groups["heart"], renamed.members["newcomer"])) is not None


def test_words_that_arrive_at_a_former_address_after_a_long_pause_are_kept_for_the_group(
    app: Flask, renamed: Places
) -> None:
    client = browser_of(app, renamed.members["kit"])
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/groups/circulation/start").text)
    assert token
    with time_machine.travel(clock.now() + timedelta(days=50)):
        words = {"title": "Stairs", "body": "How do you manage them?", "draft": new_token(), "csrf_token": token[1]}
        answer = client.post("/groups/valves/discussions", data=words)
    assert answer.status_code == 303 and answer.location.startswith("/sign-in?next=/drafts/")
    kept = db.session.scalars(select(Draft)).one()
    assert (kept.group_id, kept.body) == (renamed.groups["heart"], "How do you manage them?")


@pytest.mark.parametrize(("who", "status"), [("", 404), ("gus", 403), ("newcomer", 301), ("ana", 301)])
def test_who_may_not_know_of_a_group_learns_nothing_from_its_former_address(
    app: Flask, renamed: Places, who: str, status: int
) -> None:
    client = browser_of(app, renamed.members[who]) if who else app.test_client()
    assert client.get("/groups/carers").status_code == status


def test_the_command_line_says_what_addresses_answer_and_changes_nothing(
    app: Flask, renamed: Places, tmp_path: Path
) -> None:
    lines = [
        "# former ones",
        "/groups/heart?view=waiting",
        "",
        "http://127.0.0.1:8000/groups/valves/feed",
        "/groups/circulation#main",
        "/groups/carers",
        "/groups/people-who-care/edit",
        "/nowhere",
        "groups/heart",
        "https://elsewhere.example/groups/heart",
        "/groups/he art",
        "http://[heart",
    ]
    file = tmp_path / "addresses"
    file.write_bytes("\n".join(lines).encode() + b"\n/groups/\xff\n")
    done = app.test_cli_runner().invoke(args=["redirects", "check", str(file)])
    assert done.exit_code == 1
    assert [tuple(line.split("\t")) for line in done.stdout.splitlines()] == [
        ("/groups/heart?view=waiting", "301", "/groups/circulation?view=waiting"),
        ("http://127.0.0.1:8000/groups/valves/feed", "301", "/groups/circulation/feed"),
        ("/groups/circulation#main", "200", ""),
        ("/groups/carers", "404", ""),
        ("/groups/people-who-care/edit", "303", "/sign-in?next=/groups/people-who-care/edit"),
        ("/nowhere", "404", ""),
        ("groups/heart", "error", "An address begins with / or with http."),
        (
            "https://elsewhere.example/groups/heart",
            "error",
            "This is an address of another site; ours begin with http://127.0.0.1:8000/.",
        ),
        ("/groups/he art", "error", "An address has no spaces in it."),
        ("http://[heart", "error", "This is not an address."),
        ("/groups/\ufffd", "error", "This line is not written in UTF-8."),
    ]


def test_the_command_line_asks_as_a_member(app: Flask, renamed: Places) -> None:
    def asked(*words: str) -> tuple[int, str]:
        done = app.test_cli_runner().invoke(args=["redirects", "check", "-", *words], input="/groups/carers\n")
        return done.exit_code, done.output

    assert asked("--as", "newcomer") == (0, "/groups/carers\t301\t/groups/people-who-care\n")
    assert asked("--as", "gus") == (0, "/groups/carers\t403\t\n")
    code, output = asked("--as", "nobody")
    assert code == 1 and "There is no member called 'nobody'." in output


def test_nobody_outside_can_ask_as_a_member(app: Flask, renamed: Places) -> None:
    client: FlaskClient = app.test_client()
    ana = str(renamed.members["ana"])
    for name in ("Dayroom.Member-Id", "dayroom.member_id", "Dayroom-Member-Id"):
        assert client.get("/groups/carers", headers={name: ana}).status_code == 404
