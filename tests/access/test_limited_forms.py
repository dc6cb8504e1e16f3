"""Every form of a thing, sent by somebody who is limited where the thing stands: words and roles are refused, the rest stays open.

In one world Heart is where they may only read, Kidney where they are suspended, and the Carers' room where they may write a little.
The rules are written by hand; the rows come from `test_every_route.TABLE`, so that no form of a thing is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.actor import READ_ONLY, SLOW, SUSPENDED, SYSTEM
from app.accounts.commands import RestrictionInput, restrict
from app.core import clock
from tests.access.test_every_route import TABLE, Row
from tests.world import World

LIMITS = {"public": READ_ONLY, "members": SUSPENDED, "private": SLOW}
WHO = ("maren", "ruth", "ingrid", "ana")

WORDS = "words go out to others"
ROLE = "what a mentor, a moderator or an admin does: the role rests"
OPEN = "one's own affairs, reading, or telling moderators"
NOBODY = "works without anybody signed in, or is nobody's in particular"

KINDS = {
    **dict.fromkeys(("discussion.start", "discussion.reply", "post.edit", "card.keep"), WORDS),
    **dict.fromkeys(("admin.manage", "desk.read", "discussion.lock", "discussion.move", "discussion.pin"), ROLE),
    **dict.fromkeys(("group.answer", "group.create", "group.grant", "group.manage", "group.move", "group.take_out"), ROLE),
    **dict.fromkeys(("guidelines.edit", "hand_over.take_back", "help.manage", "item.claim", "item.decide"), ROLE),
    **dict.fromkeys(("mentor.nominate", "mentor.settings", "nomination.answer", "question.answer", "rule.write"), ROLE),
    **dict.fromkeys(("split.merge", "split.plan", "split.run", "subject.review", "text.keep", "trip.settle"), ROLE),
    **dict.fromkeys(("appeal.decide", "grave.ask", "grave.second", "note.take_away", "view.forget", "welcome.claim"), ROLE),
    **dict.fromkeys(("alarm.answer", "drill.start", "hook.keep", "outsider_notice.answer", "rota.keep"), ROLE),
    **dict.fromkeys(("account.act_as_staff",), ROLE),
    **dict.fromkeys(("account.agree", "account.leave", "account.manage", "account.sign_out", "account.take_data"), OPEN),
    **dict.fromkeys(("discussion.watch", "draft.keep", "greeting.thank", "group.ask", "group.join"), OPEN),
    **dict.fromkeys(("group.leave", "guidelines.accept", "introduction.decline", "notice.choose_mail"), OPEN),
    **dict.fromkeys(("notice.read", "post.take_back", "post.take_back_edit", "split.choose", "subject.flag"), OPEN),
    "public.read": NOBODY,
}
"""What each permission of a form is about. `draft.keep` posts drafts too: the command behind it asks as replying does."""

COUNTED = {"discussions.reply", "discussions.start"}
"""What somebody who may write a little may do once an hour; a change of what stands there is none of it."""

OPEN_ALL_THE_SAME = {"discussions.all_right"}
"""A form under a permission for words that sends none: the author says that a check got them wrong."""


@pytest.fixture
def limited(world: World) -> World:
    """Everybody in WHO with the three limits."""
    until = clock.now() + timedelta(days=9)
    for name in WHO:
        for access, kind in LIMITS.items():
            where = RestrictionInput(kind, world.corners[access].path, until, "For the test.")
            restrict(SYSTEM, world.members[name], where)
    return world


def _expected(row: Row, kind: str, role: str, limit: str, waits: set[str]) -> set[int]:
    """By hand: what a form answers where the limit holds. `waits`: who posted a moment ago, and may in an hour."""
    access = next(access for access, held in LIMITS.items() if held == limit)
    before = row.expected(role, access, row.states[0])
    if limit == SLOW:
        return {429} if before == 303 and row.endpoint in COUNTED and role in waits else {before}
    if before == 404:
        return {before}
    if limit == SUSPENDED:
        # Kidney is for members only: what stands there is not there for them any more.
        return {403, 404}
    if kind == ROLE:
        return {403, 404}
    if kind == WORDS and row.endpoint not in OPEN_ALL_THE_SAME:
        return {403}
    return {before}


def _browser(site: Any, world: World, name: str) -> tuple[FlaskClient, str]:
    """Somebody's browser, with the token that its forms carry."""
    client: FlaskClient = site.app.test_client()
    client.set_cookie("dayroom-session", world.tokens[name])
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/look").text)
    assert found
    return client, found.group(1)


def test_no_permission_of_a_form_is_forgotten(site: Any) -> None:
    unsafe = {
        getattr(site.app.view_functions[rule.endpoint], "access", "")
        for rule in site.app.url_map.iter_rules()
        if rule.methods and rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
    }
    assert unsafe - set(KINDS) == set(), "say in KINDS whether a limited member may send it"
    assert set(KINDS) - unsafe == set(), "no form asks for these any more"


def test_each_form_of_a_thing_keeps_to_the_limit_that_holds_where_it_stands(
    limited: World, site: Any, stop_clock: Callable[[], None]
) -> None:
    stop_clock()
    wrong, sent, waits = [], 0, set[str]()
    # What is taken back cannot be reported any more, so that comes last.
    rows = sorted(
        (row for row in TABLE if row.method == "POST"), key=lambda row: row.endpoint == "discussions.take_back"
    )
    browsers = {name: _browser(site, limited, name) for name in WHO}
    for row in rows:
        kind = KINDS[site.app.view_functions[row.endpoint].access]
        for name, (client, token) in browsers.items():
            for access, limit in LIMITS.items():
                corner, state = limited.corners[access], row.states[0]
                data = {**row.data(limited, corner, state), "csrf_token": token}
                answer = client.post(row.address(limited, corner, state), data=data)
                sent += 1
                expected = _expected(row, kind, name, limit, waits)
                if limit == SLOW and row.endpoint in COUNTED and answer.status_code == 303:
                    waits.add(name)
                if answer.status_code not in expected:
                    wrong.append(f"{row.endpoint} by {name}, {limit}: {answer.status_code}")
    assert wrong == []
    assert sent > 200
