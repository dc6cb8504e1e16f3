"""Appeals, acts that take two people and notices from outside: every route, as every role, and as who had the first part in it.

Bea has decided first about Maren in Heart (appealed) and in Kidney (not appealed), and asks for erasing Maren's reply in the Carers' room;
a notice from outside waits in Kidney, about what Ruth wrote. Each cell is written by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import db
from app.moderation.commands import decide, open_review
from app.moderation.commands.appealing import appeal
from app.moderation.commands.grave_acts import GraveInput, ask
from app.moderation.inputs import DecisionInput
from app.moderation.models import Appeal, Decision, ReviewItem
from app.outsiders.models import OutsiderNotice
from tests.access.oracle import ROLES, STAFF, door
from tests.access.test_every_route import _client as browser
from tests.access.test_every_route import _csrf as token_for
from tests.outsiders.telling import confirmed
from tests.world import World, build

WHO = (*ROLES, "bea")
"""Bea, moderator there as Ana is, had the first part in everything here."""
MADE: list[World] = []
"""The community, once it is made: it is kept as a copy for the session."""
PERMISSIONS = {
    "appeal.make",
    "appeal.decide",
    "grave.ask",
    "grave.second",
    "outsider_notice.read",
    "outsider_notice.answer",
}
"""Routes under these permissions have their rows here, and so have the pages of an appeal for its member and all of `outsiders`."""

Expected = Callable[[str], int]


@dataclass(frozen=True)
class Row:
    """One route: its address with the names of `_places`, what is sent, and the code for a role."""

    endpoint: str
    method: str
    address: str
    expected: Expected
    data: dict[str, Any] = field(default_factory=dict)


def _fill(keep: Callable[[World], None]) -> None:
    world = build()
    keep(world)
    for access in ("public", "members"):
        item = open_review(world.actor("bea"), "post", world.corners[access].published)
        version = db.session.get_one(ReviewItem, item).version
        decide(world.actor("bea"), item, DecisionInput(version, "hide", 1, "It laughs at people."))
    first = db.session.scalars(select(Decision.id).order_by(Decision.id.desc())).all()[1]
    appeal(world.actor("maren"), first, "It was a joke.")
    erase = GraveInput("erase", "post", world.corners["private"].published, 6, "An address.")
    ask(world.actor("bea"), erase)
    confirmed(f"https://dayroom.example.org/posts/{world.corners['members'].opening}")


@pytest.fixture
def places(site: Any, within: Any) -> dict[str, Any]:
    """What stands in the addresses of ROWS."""
    within("second_looks", lambda: _fill(MADE.append))
    world = MADE[0]
    appealed = db.session.scalars(select(Appeal)).one()
    last = db.session.scalar(select(Decision.id).where(Decision.id > appealed.decision_id).order_by(Decision.id))
    found = {
        "world": world,
        "appealed": appealed.decision_id,
        "plain": last,
        "item": appealed.item_id,
        "grave": db.session.scalar(select(ReviewItem.id).where(ReviewItem.kind == "grave")),
        "post": world.corners["public"].opening,
        "ruth": world.members["ruth"],
        "notice": db.session.scalar(select(OutsiderNotice.id)),
    }
    db.session.rollback()
    return found


def _own(code: int) -> Expected:
    """The member's own page, suspended or not; a visitor without their link signs in."""
    return lambda role: code if role == "maren" else 303 if role == "visitor" and code == 200 else 404


def _desk(method: str, code: int, first: int = 0) -> Expected:
    """The moderators of the place; `first` is the answer to Bea."""
    return lambda role: door(role, method) or (code if role in STAFF else first or code if role == "bea" else 404)


def _ask_for_a_post(code: int) -> Expected:
    """Ruth's own post: she may see that there is such a page, and is told that it is not for oneself."""
    return lambda role: (
        door(role, "GET" if code == 200 else "POST")
        or (code if role in (*STAFF, "bea") else 403 if role == "ruth" else 404)
    )


def _admin(role: str) -> int:
    return door(role, "GET") or (200 if role == "marta" else 403 if role == "ruth" else 404)


def _team(role: str) -> int:
    return door(role, "GET") or (200 if role in (*STAFF, "bea", "samuel") else 404)


def _all(code: int) -> Expected:
    """By a link, and for anybody: without one it is the same for everybody."""
    return lambda _role: code


WORDS = {"words": "A few words."}
RULING = {"version": "1", "outcome": "upheld", "clause": "1", "statement": "It stands."}
OWN, ITEM, GRAVE = "/decisions/{appealed}/appeal", "/desk/{item}", "/desk/{grave}"
SECOND, NOTICE = "/desk/second-person", "/desk/notices/{notice}"
ROWS = (
    Row("moderation.appeal", "GET", OWN, _own(200)),
    Row("moderation.make_appeal", "POST", "/decisions/{plain}/appeal", _own(303), WORDS),
    Row("moderation.take_appeal_back", "POST", f"{OWN}/take-back", _own(303)),
    Row("moderation.ask_team", "POST", f"{OWN}/question", _own(303), WORDS),
    # Nothing was asked: the page comes back with what was typed.
    Row("moderation.answer_team", "POST", f"{OWN}/answer", _own(409), WORDS),
    Row("moderation.item", "GET", ITEM, _desk("GET", 200)),
    Row("moderation.rule_appeal", "POST", f"{ITEM}/appeal", _desk("POST", 303, 403), RULING),
    Row("moderation.preview_ruling", "POST", f"{ITEM}/appeal/preview", _desk("POST", 200), RULING),
    Row("moderation.ask_member", "POST", f"{ITEM}/appeal/question", _desk("POST", 303, 403), WORDS),
    Row("moderation.answer_member", "POST", f"{ITEM}/appeal/answer", _desk("POST", 409, 403), WORDS),
    Row("moderation.claim", "POST", f"{ITEM}/claim", _desk("POST", 303, 403)),
    Row("moderation.item", "GET", GRAVE, _desk("GET", 200)),
    Row("moderation.claim", "POST", f"{GRAVE}/claim", _desk("POST", 303, 403)),
    Row("moderation.do_grave", "POST", f"{GRAVE}/second", _desk("POST", 303, 403)),
    Row("moderation.refuse_grave", "POST", f"{GRAVE}/second/refuse", _desk("POST", 303)),
    Row("moderation.second_person", "GET", SECOND, _team),
    Row("moderation.ask_second_form", "GET", f"{SECOND}/erase/post/{{post}}", _ask_for_a_post(200)),
    Row("moderation.ask_second_form", "GET", f"{SECOND}/exclude/member/{{ruth}}", _admin),
    Row("moderation.ask_second", "POST", f"{SECOND}/erase/post/{{post}}", _ask_for_a_post(303), RULING),
    Row("outsiders.whole", "GET", NOTICE, _desk("GET", 200)),
    Row("outsiders.keep_answer", "POST", NOTICE, _desk("POST", 303), WORDS),
    Row("outsiders.notice", "GET", "/notice", _all(200)),
    Row("outsiders.send", "POST", "/notice", _all(422)),
    Row("outsiders.sent", "GET", "/notice/sent", _all(200)),
    Row("outsiders.confirm_link", "GET", "/notice/confirm/nonsense", _all(303)),
    Row("outsiders.confirm", "GET", "/notice/confirm", _all(410)),
    Row("outsiders.confirm_now", "POST", "/notice/confirm", _all(410)),
    Row("outsiders.status_link", "GET", "/notice/status/nonsense", _all(303)),
    Row("outsiders.status", "GET", "/notice/status", _all(410)),
    Row("outsiders.add", "POST", "/notice/status", _all(410), WORDS),
)


def test_each_route_of_a_second_look_answers_each_role_as_the_rules_say(places: dict[str, Any], site: Any) -> None:
    world = places["world"]
    tokens = {role: world.tokens[role] for role in WHO if role != "visitor"}
    wrong = []
    for role in WHO:
        form = browser(site.app, tokens, role)
        csrf, kept = token_for(form, role), form.get_cookie(site.app.config["SESSION_COOKIE_NAME"])
        assert kept is not None
        for row in ROWS:
            client, address, expected = (
                browser(site.app, tokens, role),
                row.address.format(**places),
                row.expected(role),
            )
            client.set_cookie(kept.key, kept.value)
            if row.method == "GET":
                answer = client.get(address)
            else:
                answer = client.post(address, data={**row.data, "csrf_token": csrf})
                if answer.status_code == 303:
                    site.lay("second_looks")
            if answer.status_code != expected:
                wrong.append(f"{role} {row.method} {address}: {answer.status_code}, not {expected}")
    assert wrong == []


def test_no_such_route_is_left_out(site: Any) -> None:
    here = {row.endpoint for row in ROWS}
    rules = {
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if getattr(site.app.view_functions[rule.endpoint], "access", "") in PERMISSIONS
        or rule.endpoint.startswith("outsiders.")
        or "/appeal" in rule.rule
    }
    assert rules - here == set()
