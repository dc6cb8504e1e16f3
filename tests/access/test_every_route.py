"""Every route, as every role, against every kind of group and state: each cell is the code that the house rules give.

Redirects are followed for pages (`GET`), so a cell says what the person ends up with; a form that was done answers 303.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import db
from app.core.tokens import new_token
from app.moderation.models import ReviewItem
from tests.access.oracle import ACCESSES, INSIDERS, ROLES, STAFF, STATES, door, knows_of, reaches, sees, writes
from tests.world import Corner, World

Cell = tuple[str, str, str]
"""Role, access, state."""


@dataclass(frozen=True)
class Row:
    """One route: how its address is made for a corner and state, what is sent, and the expected code of a cell."""

    endpoint: str
    method: str
    states: tuple[str, ...]
    address: Callable[[World, Corner, str], str]
    expected: Callable[[str, str, str], int]
    data: Callable[[World, Corner, str], dict[str, Any]] = lambda _world, _corner, _state: {}


def _discussion(corner: Corner, state: str) -> int:
    return {"published": corner.discussion, "held": corner.held_discussion, "removed": corner.removed_discussion}[state]


def _post(corner: Corner, state: str) -> int:
    return {"published": corner.published, "held": corner.held, "removed": corner.removed}[state]


def _item(corner: Corner) -> int:
    found = db.session.scalar(
        select(ReviewItem.id).where(ReviewItem.subject_id == corner.held, ReviewItem.state == "open")
    )
    db.session.rollback()
    return found or 0


def _author(state: str) -> str:
    """The published reply is Maren's, what is held or removed is Ruth's."""
    return "maren" if state == "published" else "ruth"


def _members_page(method: str, rule: Callable[[str, str, str], int]) -> Callable[[str, str, str], int]:
    """A page for members: the door first, then the rule."""

    def expected(role: str, access: str, state: str) -> int:
        return door(role, method) or rule(role, access, state)

    return expected


def _seen(code: int) -> Callable[[str, str, str], int]:
    return lambda role, access, state: code if sees(role, access, state) else 404


def _seen_post(code: int) -> Callable[[str, str, str], int]:
    return lambda role, access, state: code if sees(role, access, state, _author(state)) else 404


def _own(code: int) -> Callable[[str, str, str], int]:
    return lambda role, _access, state: code if role == _author(state) else 404


def _staff_of_seen(code: int) -> Callable[[str, str, str], int]:
    """Staff may; whoever sees the thing is told why not; for everybody else it is not there."""

    def rule(role: str, access: str, state: str) -> int:
        if role in STAFF:
            return code
        return 403 if sees(role, access, state) else 404

    return rule


def _staff_only(code: int) -> Callable[[str, str, str], int]:
    return lambda role, _access, _state: code if role in STAFF else 404


def _move(role: str, access: str, state: str) -> int:
    """What only a private group may read stays there."""
    return _staff_only(422 if access == "private" else 303)(role, access, state)


def _merge(role: str, access: str, _state: str) -> int:
    """Into Brain, which Ana does not moderate; what only a private group may read goes nowhere."""
    if role in STAFF:
        return 303 if role == "marta" and access != "private" else 422
    return 403 if knows_of(role, access) else 404


def _staff_of_known(code: int) -> Callable[[str, str, str], int]:
    """Staff may; whoever may know of the group is told why not."""
    return lambda role, access, _state: code if role in STAFF else 403 if knows_of(role, access) else 404


def _group_open(role: str, access: str, _state: str) -> int:
    if role == "gus":
        return 403
    return 200 if knows_of(role, access) else 404


def _feed(role: str, access: str, _state: str) -> int:
    """The same for everybody, members too: what a visitor may read."""
    return 403 if role == "gus" else 200 if access == "public" else 404


def _read(rule: Callable[[str, str, str], int]) -> Callable[[str, str, str], int]:
    """A page that everybody may ask for; a suspended member is refused at the door."""
    return lambda role, access, state: 403 if role == "gus" else rule(role, access, state)


def _reply(role: str, access: str, state: str) -> int:
    if not sees(role, access, state):
        return 404
    return 303 if state == "published" and writes(role, access) else 403


def _start(role: str, access: str, _state: str) -> int:
    if not reaches(role, access):
        return 404
    return 303 if writes(role, access) else 403


def _flag(code: int) -> Callable[[str, str, str], int]:
    def rule(role: str, access: str, state: str) -> int:
        return code if state == "published" and reaches(role, access) and role != "maren" else 404

    return rule


def _answerable(role: str, access: str, state: str) -> int:
    return 200 if state == "published" and reaches(role, access) else 404


def _join(role: str, access: str, _state: str) -> int:
    return 303 if access != "private" or role in INSIDERS else 403


def _url(pattern: str, what: str) -> Callable[[World, Corner, str], str]:
    def address(_world: World, corner: Corner, state: str) -> str:
        values = {
            "slug": corner.slug,
            "discussion": _discussion(corner, state),
            "post": _post(corner, state),
            "item": _item(corner) if what == "item" else 0,
        }
        return pattern.format(**values)

    return address


def _words(_world: World, _corner: Corner, _state: str) -> dict[str, Any]:
    return {"draft": new_token(), "title": "A title", "body": "A few plain words.", "accepts": "y", "do": "post"}


def _elsewhere(world: World, corner: Corner, _state: str) -> dict[str, Any]:
    other = "members" if corner.slug == world.corners["public"].slug else "public"
    return {"group": world.corners[other].group_id}


def _flag_words(_world: World, _corner: Corner, _state: str) -> dict[str, Any]:
    return {"reason": "worried", "words": "She sounds low."}


ONE = ("published",)
TABLE = (
    Row("discussions.group", "GET", ONE, _url("/groups/{slug}", "group"), _group_open),
    Row("discussions.feed", "GET", ONE, _url("/groups/{slug}/feed", "group"), _feed),
    Row("discussions.discussion", "GET", STATES, _url("/discussions/{discussion}", "discussion"), _read(_seen(200))),
    Row("discussions.post", "GET", STATES, _url("/posts/{post}", "post"), _read(_seen_post(200))),
    Row(
        "discussions.first_new",
        "GET",
        STATES,
        _url("/discussions/{discussion}/new", "discussion"),
        _members_page("GET", _seen(200)),
    ),
    Row(
        "discussions.reply_form", "GET", STATES, _url("/posts/{post}/reply", "post"), _members_page("GET", _answerable)
    ),
    Row("discussions.edit_form", "GET", STATES, _url("/posts/{post}/edit", "post"), _members_page("GET", _own(200))),
    Row("discussions.help_card", "GET", STATES, _url("/posts/{post}/help", "post"), _members_page("GET", _own(200))),
    Row(
        "discussions.post_revisions",
        "GET",
        STATES,
        _url("/posts/{post}/revisions", "post"),
        _members_page("GET", lambda role, _access, state: 200 if role in (*STAFF, _author(state)) else 404),
    ),
    Row(
        "discussions.move_form",
        "GET",
        STATES,
        _url("/discussions/{discussion}/move", "discussion"),
        _members_page("GET", _staff_only(200)),
    ),
    Row(
        "discussions.start_form",
        "GET",
        ONE,
        _url("/groups/{slug}/start", "group"),
        _members_page("GET", lambda role, access, _s: 200 if reaches(role, access) else 404),
    ),
    Row("moderation.flag_form", "GET", STATES, _url("/posts/{post}/flag", "post"), _members_page("GET", _flag(200))),
    Row("moderation.item", "GET", ONE, _url("/desk/{item}", "item"), _members_page("GET", _staff_only(200))),
    Row(
        "groups.people", "GET", ONE, _url("/groups/{slug}/people", "group"), _members_page("GET", _staff_of_known(200))
    ),
    Row(
        "groups.take_out_form",
        "GET",
        ONE,
        _url("/groups/{slug}/people/maren/out", "group"),
        _members_page("GET", lambda role, access, _state: _staff_of_known(200 if access == "private" else 403)(role, access, "")),
    ),
    Row("groups.edit", "GET", ONE, _url("/groups/{slug}/edit", "group"), _members_page("GET", _staff_of_known(200))),
    Row("groups.asks", "GET", ONE, _url("/groups/{slug}/asks", "group"), _members_page("GET", _staff_of_known(200))),
    Row("groups.new_room", "GET", ONE, _url("/groups/{slug}/new", "group"), _members_page("GET", _staff_of_known(200))),
    Row(
        "groups.move_form", "GET", ONE, _url("/groups/{slug}/move", "group"), _members_page("GET", _staff_of_known(200))
    ),
    Row(
        "discussions.reply",
        "POST",
        STATES,
        _url("/discussions/{discussion}/replies", "discussion"),
        _members_page("POST", _reply),
        _words,
    ),
    Row(
        "discussions.start",
        "POST",
        ONE,
        _url("/groups/{slug}/discussions", "group"),
        _members_page("POST", _start),
        _words,
    ),
    Row(
        "discussions.edit_words",
        "POST",
        ("published", "held"),
        _url("/posts/{post}/edit", "post"),
        _members_page("POST", _own(303)),
        _words,
    ),
    Row(
        "discussions.all_right",
        "POST",
        ("published", "held"),
        _url("/posts/{post}/help", "post"),
        _members_page("POST", _own(303)),
    ),
    Row(
        "discussions.take_back",
        "POST",
        ("published", "held"),
        _url("/posts/{post}/take-back", "post"),
        _members_page("POST", _own(303)),
    ),
    Row(
        "discussions.follow",
        "POST",
        STATES,
        _url("/discussions/{discussion}/watch", "discussion"),
        _members_page("POST", _seen(303)),
        lambda *_: {"on": "1"},
    ),
    Row(
        "discussions.lock",
        "POST",
        STATES,
        _url("/discussions/{discussion}/lock", "discussion"),
        _members_page("POST", _staff_of_seen(303)),
        lambda *_: {"locked": "yes"},
    ),
    Row(
        "discussions.pin",
        "POST",
        STATES,
        _url("/discussions/{discussion}/pin", "discussion"),
        _members_page("POST", _staff_of_seen(303)),
        lambda *_: {"pinned": "yes"},
    ),
    Row(
        "discussions.move",
        "POST",
        STATES,
        _url("/discussions/{discussion}/move", "discussion"),
        _members_page("POST", _move),
        _elsewhere,
    ),
    Row(
        "moderation.flag",
        "POST",
        STATES,
        _url("/posts/{post}/flag", "post"),
        _members_page("POST", _flag(303)),
        _flag_words,
    ),
    Row(
        "moderation.open_review",
        "POST",
        ("published", "removed"),
        _url("/posts/{post}/review", "post"),
        _members_page("POST", _staff_only(303)),
    ),
    Row("moderation.claim", "POST", ONE, _url("/desk/{item}/claim", "item"), _members_page("POST", _staff_only(303))),
    Row("moderation.pass_on", "POST", ONE, _url("/desk/{item}/pass", "item"), _members_page("POST", _staff_only(303))),
    Row(
        "moderation.item_notes",
        "GET",
        ONE,
        _url("/desk/{item}/notes", "item"),
        _members_page("GET", _staff_only(200)),
    ),
    # Nothing is chosen: the form comes back. Keeping a note: tests/moderation.
    Row(
        "moderation.note_about_item",
        "POST",
        ONE,
        _url("/desk/{item}/notes", "item"),
        _members_page("POST", _staff_only(422)),
    ),
    Row(
        "moderation.mark_as_hard",
        "POST",
        ONE,
        _url("/desk/{item}/hard", "item"),
        _members_page("POST", _staff_only(303)),
    ),
    Row("moderation.ask_form", "GET", ONE, _url("/desk/{item}/ask", "item"), _members_page("GET", _staff_only(200))),
    # Nobody is chosen: the form comes back with what was typed. Asking itself: tests/moderation.
    Row(
        "moderation.ask",
        "POST",
        ONE,
        _url("/desk/{item}/ask", "item"),
        _members_page("POST", _staff_only(422)),
        _flag_words,
    ),
    Row(
        "moderation.item_note_form",
        "GET",
        ONE,
        _url("/desk/{item}/note", "item"),
        _members_page("GET", _staff_only(200)),
    ),
    Row(
        "moderation.item_note",
        "POST",
        ONE,
        _url("/desk/{item}/note", "item"),
        _members_page("POST", _staff_only(303)),
        _flag_words,
    ),
    Row(
        "moderation.preview_decision",
        "POST",
        ONE,
        _url("/desk/{item}/preview", "item"),
        _members_page("POST", _staff_only(200)),
    ),
    # Without an action, a guideline and a reason nothing is decided, whoever asks.
    Row(
        "moderation.decide", "POST", ONE, _url("/desk/{item}/decision", "item"), _members_page("POST", _staff_only(422))
    ),
    Row(
        "splitting.ask_for_advice",
        "POST",
        ONE,
        _url("/groups/{slug}/advice", "group"),
        _members_page("POST", _staff_of_known(303)),
    ),
    Row(
        "splitting.plans",
        "GET",
        ONE,
        _url("/groups/{slug}/splits", "group"),
        _members_page("GET", _staff_of_known(200)),
    ),
    Row(
        "splitting.make",
        "POST",
        ONE,
        _url("/groups/{slug}/splits", "group"),
        _members_page("POST", _staff_of_known(303)),
    ),
    # The item is about a held reply, which is decided: only what waits for an answer is closed as seen.
    Row(
        "moderation.close_as_seen",
        "POST",
        ONE,
        _url("/desk/{item}/seen", "item"),
        _members_page("POST", _staff_only(409)),
    ),
    Row(
        "splitting.merge_form",
        "GET",
        ONE,
        _url("/groups/{slug}/merge", "group"),
        _members_page("GET", _staff_of_known(200)),
    ),
    Row(
        "splitting.merge",
        "POST",
        ONE,
        _url("/groups/{slug}/merge", "group"),
        _members_page("POST", _merge),
        lambda world, _corner, _state: {"into": world.corners["other"].group_id},
    ),
    Row(
        "mentoring.nominate_member",
        "POST",
        ONE,
        _url("/mentors/nominate", "group"),
        _members_page("POST", lambda role, _access, _state: 303 if role in (*STAFF, "ingrid") else 404),
        lambda _world, corner, _state: {"member": "kit", "group": corner.group_id},
    ),
    Row("groups.join", "POST", ONE, _url("/groups/{slug}/join", "group"), _members_page("POST", _join)),
    Row(
        "groups.unite", "POST", ONE, _url("/groups/{slug}/unite", "group"), _members_page("POST", _staff_of_known(303))
    ),
    Row(
        "groups.archive",
        "POST",
        ONE,
        _url("/groups/{slug}/archive", "group"),
        _members_page("POST", _staff_of_known(303)),
    ),
)

MEMBERS_ALONE = (
    "/drafts",
    "/for-you",
    "/account",
    "/account/look",
    "/account/sessions",
    "/account/mail",
    "/account/password",
    "/account/address",
    "/account/card",
)
OPEN_TO_ALL = ("/", "/groups")
ALSO_SUSPENDED = (
    "/help",
    "/guidelines",
    "/guidelines/versions/1",
    "/how-moderation-works",
    "/moderation/statement.schema.json",
    "/notice",
    "/notice/sent",
    "/privacy",
    "/text-size",
    "/healthz",
    "/readyz",
    "/robots.txt",
)
HIDDEN_FROM_MEMBERS = ("/desk/statements.jsonl", "/admin", "/admin/settings", "/admin/members", "/admin/members/ruth")
ADMIN_ALONE = ("/guidelines/edit", "/groups/new")
STAFF_ALONE = ("/help/lines", "/help/lines/new", "/account/staff-name")


@pytest.fixture
def tokens(world: World) -> dict[str, str]:
    return {role: world.tokens[role] for role in ROLES if role != "visitor"}


def _client(app: Flask, tokens: dict[str, str], role: str) -> FlaskClient:
    client = app.test_client()
    if role in tokens:
        client.set_cookie("dayroom-session", tokens[role])
    return client


def _csrf(client: FlaskClient, role: str) -> str:
    page = client.get("/sign-in" if role == "visitor" else "/notices" if role == "gus" else "/account/look")
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, f"no form for {role}"
    return found.group(1)


_forms: dict[str, tuple[str, str]] = {}
"""By role."""


def _form(app: Flask, tokens: dict[str, str], role: str) -> tuple[str, str]:
    """The token of a form that the role has open, and the cookie that came with it: good for all forms of the session."""
    if role not in _forms:
        client = _client(app, tokens, role)
        token, cookie = _csrf(client, role), client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        _forms[role] = (token, cookie.value)
    return _forms[role]


def _name(row: Row) -> str:
    return f"{row.method} {row.endpoint}"


@pytest.mark.parametrize("row", [row for row in TABLE if row.method == "GET"], ids=_name)
def test_each_page_of_a_thing_answers_each_role_as_the_rules_say(
    world: World, tokens: dict[str, str], site: Any, row: Row
) -> None:
    wrong = []
    for role in ROLES:
        client = _client(site.app, tokens, role)
        for access in ACCESSES:
            for state in row.states:
                expected = row.expected(role, access, state)
                address = row.address(world, world.corners[access], state)
                answer = client.get(address, follow_redirects=expected == 200)
                if answer.status_code != expected:
                    wrong.append(f"{role} {access} {state}: {answer.status_code}, not {expected}")
    assert wrong == []


@pytest.mark.parametrize("row", [row for row in TABLE if row.method == "POST"], ids=_name)
def test_each_form_of_a_thing_answers_each_role_as_the_rules_say(
    world: World, tokens: dict[str, str], site: Any, row: Row
) -> None:
    wrong = []
    for role in ROLES:
        # Each cell comes in a browser that was nowhere else but at one form.
        token, cookie = _form(site.app, tokens, role)
        for access in ACCESSES:
            for state in row.states:
                expected = row.expected(role, access, state)
                address = row.address(world, world.corners[access], state)
                client = _client(site.app, tokens, role)
                client.set_cookie(site.app.config["SESSION_COOKIE_NAME"], cookie)
                data = {**row.data(world, world.corners[access], state), "csrf_token": token}
                answer = client.post(address, data=data)
                if answer.status_code != expected:
                    wrong.append(f"{role} {access} {state}: {answer.status_code}, not {expected}")
                if answer.status_code == 303:
                    site.lay("world")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_each_page_without_a_thing_answers_each_role_as_the_rules_say(
    world: World, tokens: dict[str, str], site: Any, role: str
) -> None:
    client = _client(site.app, tokens, role)
    outside = 303 if role == "visitor" else 403 if role == "gus" else None
    expected = dict.fromkeys(ALSO_SUSPENDED, 200)
    expected |= dict.fromkeys(OPEN_TO_ALL, 403 if role == "gus" else 200)
    expected |= dict.fromkeys(MEMBERS_ALONE, outside or 200)
    expected[f"/members/{world.members['gus']}/flag"] = outside or 200
    expected |= dict.fromkeys(STAFF_ALONE, outside or (200 if role in (*STAFF, "samuel") else 403))
    staff_alone = (
        "/desk",
        "/desk/changes",
        "/desk/care",
        "/desk/members/newcomer",
        "/desk/hand-over",
        "/desk/texts",
        "/desk/together",
        "/desk/views",
        "/desk/rules",
        "/desk/rules/new",
        "/desk/checks",
        "/splitting",
        "/mentors",
        "/welcome/figures.csv",
    )
    expected |= dict.fromkeys(staff_alone, outside or (200 if role in (*STAFF, "samuel") else 404))
    with_mentors = ("/welcome", "/welcome/figures", "/unanswered", "/mentors/nominate")
    expected |= dict.fromkeys(with_mentors, outside or (200 if role in (*STAFF, "samuel", "ingrid") else 404))
    expected["/account/mentor"] = outside or (200 if role == "ingrid" else 404)
    expected |= dict.fromkeys(ADMIN_ALONE, outside or (200 if role == "marta" else 403))
    expected |= dict.fromkeys(HIDDEN_FROM_MEMBERS, outside or (200 if role == "marta" else 404))
    expected |= dict.fromkeys(("/notices", "/account/data", "/account/leave"), 303 if role == "visitor" else 200)
    found = {address: client.get(address).status_code for address in expected}
    assert {address: code for address, code in found.items() if code != expected[address]} == {}


ELSEWHERE_TESTED = {
    "accounts.": "tests/accounts: joining, signing in, sessions, tokens",
    "admin.": "tests/admin",
    "assets.send": "tests/core/test_assets.py",
    "help.": "tests/help",
    "guidelines.": "tests/guidelines",
    "notifications.": "tests/notifications",
    "site.": "the pages without a thing above",
    "moderation.": "tests/moderation: items, decisions, notices; appeals and what takes two people: test_second_looks.py",
    "splitting.advisor": "the pages without a thing above",
    **dict.fromkeys(
        tuple(
            f"splitting.{page}"
            for page in (
                *("plan", "divides", "take_advice", "take_in_new", "drop", "places", "put"),
                *("new_room", "add_room", "room", "save_room", "remove_room", "add_rule", "remove_rule"),
            )
        ),
        "tests/splitting/test_plan_pages.py: by role",
    ),
    **dict.fromkeys(("splitting.choose_form", "splitting.save_choice"), "tests/splitting/test_choosing_pages.py"),
    **dict.fromkeys(
        tuple(
            f"splitting.{page}"
            for page in ("dry_run", "dry_run_page", "run", "progress", "go_on", "undo_preview", "undo")
        ),
        "tests/splitting/test_running_pages.py: by role",
    ),
    "duty.": "tests/duty/test_pages.py: every page and button by role",
    "lab.": "tests/lab/test_pages.py: by role; the list and the checks among the pages without a thing above",
    "outsiders.": "test_second_looks.py: by role; tests/outsiders/test_notice_pages.py: by link",
    "groups.": "tests/groups: asks, roles, tree",
    **dict.fromkeys(
        ("mentoring.card", "mentoring.decline", "mentoring.greeting", "mentoring.keep", "mentoring.letter"),
        "tests/mentoring/test_welcome_pages.py: by role",
    ),
    **dict.fromkeys(
        tuple(
            f"mentoring.{page}" for page in ("desk", "figures", "mentors", "nominate_form", "settings", "unanswered")
        ),
        "the pages without a thing above",
    ),
    "mentoring.answer": "tests/mentoring/test_nominating_commands.py: by role",
    **dict.fromkeys(
        tuple(f"mentoring.{verb}" for verb in ("away", "claim", "hand_over", "hand_over_form", "let_go", "take_over")),
        "tests/mentoring/test_desk_pages.py: by role",
    ),
    **dict.fromkeys(("mentoring.send", "mentoring.thank"), "tests/mentoring/test_welcome_pages.py: by role"),
    "discussions.": "drafts belong to their author alone: tests/discussions/test_draft_routes.py",
}


def test_no_route_is_left_out(site: Any) -> None:
    here = {row.endpoint for row in TABLE}
    left = [
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if rule.endpoint not in here and not any(rule.endpoint.startswith(part) for part in ELSEWHERE_TESTED)
    ]
    assert left == []
