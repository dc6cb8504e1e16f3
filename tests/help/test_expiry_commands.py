"""A line past its date of check: what people read instead, and the task on the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actor import SYSTEM, VISITOR
from app.core import clock
from app.core.db import db
from app.help import queries
from app.help.commands import change_line, check_line, load_first_lines, remove_line, tell_expired
from app.moderation.commands.claims import close_as_seen
from app.moderation.models import ReviewItem
from app.moderation.queries.desk import inbox
from app.moderation.queries.opened import opened
from app.moderation.queries.which import Which
from tests.help.test_commands import WALES, add_line
from tests.notifications.people import moderator


def _later(monkeypatch: pytest.MonkeyPatch, **span: float) -> None:
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(**span))


def _tasks() -> list[tuple[str, str]]:
    db.session.rollback()
    return [(item.kind, item.state) for item in db.session.scalars(select(ReviewItem).order_by(ReviewItem.id))]


def test_a_line_past_its_date_gives_way_to_the_national_default_and_is_on_the_desk_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    mona = moderator()
    load_first_lines(SYSTEM)
    samaritans, shout = queries.lines_for("GB")
    change_line(mona, samaritans.id, replace(WALES, service="Samaritans, our branch", is_checked=True))
    own_id = add_line(mona, replace(WALES, is_checked=True))
    _later(monkeypatch, days=179)
    assert tell_expired() == 0
    assert [line.service for line in queries.lines_for("GB")] == ["Samaritans, our branch", "Shout", "Night line"]

    _later(monkeypatch, days=2)
    # People are not made to wait for the job: the date alone decides.
    assert [(line.service, line.phone, line.is_default) for line in queries.lines_for("GB")] == [
        ("Samaritans", "116 123", True),
        ("Shout", "", False),
    ]
    assert (tell_expired(), tell_expired()) == (2, 0)
    assert _tasks() == [("expired", "open")] * 2
    row = inbox(mona, Which.of("expired", "")).items[0]
    page = opened(mona, row.id)
    assert page.view is not None and page.view.url == f"/help/lines#line-{samaritans.id}"
    assert "people read it as Dayroom came with it" in str(page.text)

    check_line(mona, samaritans.id)
    remove_line(mona, own_id)
    assert _tasks() == [("expired", "withdrawn")] * 2
    assert [line.service for line in queries.lines_for("GB")] == ["Samaritans, our branch", "Shout"]
    _later(monkeypatch, days=200)
    assert tell_expired() == 1, "what was taken off the page needs no check, and the other one is told of anew"
    close_as_seen(mona, inbox(mona, Which.of("expired", "")).items[0].id)
    assert tell_expired() == 0


def test_a_country_with_nothing_that_can_be_relied_on_names_no_number(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_first_lines(SYSTEM)
    mona = moderator()
    add_line(mona, replace(WALES, country="NO", emergency="112"))
    assert queries.emergency_of("NO") == "112"
    _later(monkeypatch, days=181)
    assert (queries.lines_for("NO"), queries.emergency_of("NO"), queries.past_count("NO")) == ((), "", 1)
    # What Dayroom came with and nobody here touched has no date: it is the default itself.
    assert [line.is_default for line in queries.lines_for("GB")] == [False, False]
    assert "1632960123" in {number[-10:] for number in queries.own_numbers()}, "its number is nobody's private one"
    assert queries.help_now(VISITOR).line_phone == "116 123"
