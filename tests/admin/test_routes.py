"""The staff pages as browsers use them: forms keep what was typed, addresses stay out of addresses, others find nothing."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.queries import actor_of
from app.admin import wording
from app.admin.first_steps import steps
from app.admin.forms import field_name, present_settings, shown_settings
from app.core import clock, settings
from app.core.command import command
from app.core.db import db
from app.core.jobs import ATTEMPTS, Promise
from app.core.settings import SETTINGS, Setting
from app.moderation.kinds import DUE_HOLD
from tests.site.visits import browser_as, page, send
from tests.world import World

PAGES = ("/admin", "/admin/settings", "/admin/members", "/admin/members/ruth")
STATEMENTS = {"/admin": 3, "/admin/settings": 2, "/admin/members": 5, "/admin/members/ruth": 8}
"""2 of each for who is asking and the review desk's count. A member's page reads what counts for them."""


@pytest.mark.parametrize("url", PAGES)
def test_who_is_no_administrator_finds_nothing(world: World, url: str) -> None:
    for name in ("ruth", "ingrid", "ana"):
        assert "Looking after" not in page(browser_as(world, name), url, 404)
    assert browser_as(world, "visitor").get(url).status_code == 303
    page(browser_as(world, "gus"), url, 403)
    page(browser_as(world, "marta"), url)


@pytest.mark.parametrize(("url", "number"), STATEMENTS.items())
def test_each_page_takes_a_stated_number_of_statements(
    world: World, url: str, number: int, count_statements: Callable[[], Any]
) -> None:
    client = browser_as(world, "marta")
    page(client, url)
    with count_statements() as seen:
        page(client, url)
    assert len(seen) == number, "\n".join(seen)


def test_the_first_page_leads_everywhere_and_says_what_needs_a_look(world: World) -> None:
    client = browser_as(world, "marta")
    text = page(client, "/admin")
    for url in ("/admin/settings", "/admin/members", "/groups", "/guidelines", "/help/lines"):
        assert f'href="{url}"' in text
    _give_up()
    text = page(client, "/admin")
    assert "1 job was given up" in text
    answer = send(client, "/admin/jobs/retry", "/admin")
    assert (answer.status_code, answer.location) == (303, "/admin#machine")
    text = page(client, "/admin")
    assert "1 job will be tried again" in text and "given up on" not in text


@command
def _give_up() -> None:
    db.session.add(Promise(job="discussions.tell", arguments={}, due_at=clock.now(), attempts=ATTEMPTS))


def _as_shown(client: Any) -> dict[str, str]:
    """What the settings form would send if nothing was touched."""
    text = page(client, "/admin/settings")
    shown = re.search(r'name="shown"[^>]* value="([^"]*)"', text)
    assert shown
    values = json.loads(html.unescape(shown.group(1)))
    fields = {field_name(name): value for name, value in values.items() if value is not False}
    return {
        **{name: "y" if value is True else value for name, value in fields.items()},
        "shown": html.unescape(shown.group(1)),
    }


def test_every_setting_with_a_label_has_a_control_and_no_other(world: World) -> None:
    inside = ("test.inside", "demo.test")
    SETTINGS[inside[0]], SETTINGS[inside[1]] = (
        Setting(inside[0], 1, ""),
        Setting(inside[1], False, "A note of the house"),
    )
    try:
        text = page(browser_as(world, "marta"), "/admin/settings")
    finally:
        for name in inside:
            del SETTINGS[name]
    for setting in shown_settings():
        assert f'name="{field_name(setting.name)}"' in text, setting.name
        assert html.escape(setting.label, quote=False).replace("’", "’") in text, setting.name
    assert "test-inside" not in text and "A note of the house" not in text


def test_settings_are_saved_and_untouched_ones_left_alone(world: World) -> None:
    client = browser_as(world, "marta")
    fields = _as_shown(client)
    _set("community.organisation", "Larkfield")
    answer = send(
        client,
        "/admin/settings",
        "/admin/settings",
        **{**fields, "moderation-due_hold_hours": "9", "discussions-crisis_out": "y"},
    )
    assert (answer.status_code, answer.location) == (303, "/admin/settings")
    assert present_settings()["moderation.due_hold_hours"] == "9"
    assert present_settings()["discussions.crisis_out"] is True
    # What somebody else changed meanwhile is not set back.
    assert present_settings()["community.organisation"] == "Larkfield"
    assert "2 settings are different now" in page(client, "/admin/settings")


@command
def _set(name: str, value: str | int | bool) -> None:
    settings.store(name, value)


def test_what_was_refused_is_said_beside_the_field_and_nothing_typed_is_lost(world: World) -> None:
    client = browser_as(world, "marta")
    wrong = {
        **_as_shown(client),
        "moderation-due_hold_hours": "soon",
        "community-organisation": "Larkfield",
        "community-brand": "green",
    }
    answer = send(client, "/admin/settings", "/admin/settings", **wrong)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "2 things need changing" in text
    assert 'value="soon"' in text and 'value="Larkfield"' in text and 'value="green"' in text
    assert 'id="moderation-due_hold_hours-error"' in text and "Please give a whole number, in digits." in text
    assert "A colour is written as #" in text
    assert DUE_HOLD.get() == 4


@pytest.mark.parametrize(("brand", "warned"), [("#b01030", True), ("#1f6b52", False), ("", False)])
def test_a_colour_like_the_help_button_gets_a_warning(world: World, brand: str, warned: bool) -> None:
    _set("community.brand", brand)
    assert ("much like the one of “Help now”" in page(browser_as(world, "marta"), "/admin/settings")) is warned


def test_members_are_found_by_name_in_the_address_and_by_mail_outside_it(world: World) -> None:
    client = browser_as(world, "marta")
    text = page(client, "/admin/members?q=ru")
    assert "/admin/members/ruth" in text and "/admin/members/kit" not in text
    assert "Nobody’s name or username begins like this" in page(client, "/admin/members?q=zzz")
    one = send(client, "/admin/members/by-address", "/admin/members", address="ruth@")
    assert (one.status_code, one.location) == (303, "/admin/members/ruth")
    none = send(client, "/admin/members/by-address", "/admin/members", address="zzz@")
    assert none.status_code == 200 and "Nobody here has an address that begins so." in none.get_data(as_text=True)
    short = send(client, "/admin/members/by-address", "/admin/members", address="r")
    assert short.status_code == 422 and "at least the first 3 letters" in short.get_data(as_text=True)


def test_a_mail_address_is_shown_when_asked_for_and_not_before(world: World) -> None:
    client = browser_as(world, "marta")
    assert "ruth@example.org" not in page(client, "/admin/members/ruth") + page(client, "/admin/members?q=ruth")
    shown = send(client, "/admin/members/ruth/address", "/admin/members/ruth")
    assert shown.status_code == 200 and "ruth@example.org" in shown.get_data(as_text=True)
    assert shown.headers["Cache-Control"] == "no-store"
    assert "ruth@example.org" not in page(client, "/admin/members/ruth")


def test_a_role_is_given_and_taken_on_the_page(world: World) -> None:
    client, corner = browser_as(world, "marta"), world.corners["public"]
    here = "/admin/members/ruth"
    answer = send(client, f"{here}/roles", here, kind="mentor", path=corner.path, until="2099-01-31")
    assert (answer.status_code, answer.location) == (303, f"{here}#roles")
    text = page(client, here)
    assert "until 31 January 2099" in html.unescape(re.sub(r"<[^>]+>", "", text)) and "given by Marta" in text
    take = re.search(rf'action="({here}/roles/\d+/take)"', text)
    assert take
    assert send(client, take.group(1), here).status_code == 303
    assert not actor_of(world.members["ruth"]).mentors(corner.path)


def test_a_role_that_cannot_be_keeps_the_form_as_it_was(world: World) -> None:
    client, corner = browser_as(world, "marta"), world.corners["public"]
    here = "/admin/members/ruth"
    answer = send(client, f"{here}/roles", here, kind="admin", path=corner.path, until="someday")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'value="someday"' in text and "such as 2026-12-24" in text
    answer = send(client, f"{here}/roles", here, kind="admin", path=corner.path)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Please choose “Everywhere”" in text
    assert re.search(r'value="admin"[^>]* checked', text) and f'<option selected value="{corner.path}"' in text
    past = send(client, f"{here}/roles", here, kind="mentor", path="/", until="2020-01-01")
    assert past.status_code == 422 and "That moment has passed" in past.get_data(as_text=True)


def test_the_only_administrator_is_told_why_the_role_stays(world: World) -> None:
    client = browser_as(world, "marta")
    take = re.search(r'action="(/admin/members/marta/roles/\d+/take)"', page(client, "/admin/members/marta"))
    assert take
    assert send(client, take.group(1), "/admin/members/marta").location == "/admin/members/marta#roles"
    assert "This is the only administrator left." in page(client, "/admin/members/marta")
    assert actor_of(world.members["marta"]).is_admin


def test_somebody_is_kept_out_by_a_decision_and_let_in_again_by_another(world: World) -> None:
    client, here = browser_as(world, "marta"), "/admin/members/ruth"
    wanted = {"measure": "suspended", "path": "/", "until_on": "2099-01-31", "clause": "4"}
    person = {f"person-{name}": value for name, value in wanted.items()}
    empty = send(client, f"{here}/decision", here, **person, **{"person-statement": ""})
    assert empty.status_code == 422 and 'value="2099-01-31"' in empty.get_data(as_text=True)
    ruth = browser_as(world, "ruth")
    page(ruth, "/for-you")
    answer = send(client, f"{here}/decision", here, **person, **{"person-statement": "Unkind to Maren, twice."})
    assert (answer.status_code, answer.location) == (303, f"{here}#standing")
    text = page(client, here)
    assert "until 31 January 2099" in text and "Unkind to Maren, twice." in text
    assert actor_of(world.members["ruth"]).is_suspended
    assert ruth.get("/for-you").status_code == 303, "their sessions have ended"
    end = re.search(rf'action="({here}/limits/(\d+)/end)"', text)
    assert end
    reason = f"end-{end.group(2)}-statement"
    clause = f"end-{end.group(2)}-clause"
    assert send(client, end.group(1), here, **{clause: "4", reason: " "}).status_code == 422
    assert actor_of(world.members["ruth"]).is_suspended
    assert send(client, end.group(1), here, **{clause: "4", reason: "We were wrong."}).status_code == 303
    assert not actor_of(world.members["ruth"]).is_suspended


def test_nobody_decides_about_themselves_and_nobody_alone_keeps_somebody_out_for_good(world: World) -> None:
    client, here = browser_as(world, "marta"), "/admin/members/marta"
    assert "You cannot decide about yourself." in page(client, here)
    wanted = {"measure": "suspended", "path": "/", "clause": "4", "statement": "Me", "days": "7"}
    person = {f"person-{name}": value for name, value in wanted.items()}
    assert send(client, f"{here}/decision", here, **person).status_code == 403
    assert not actor_of(world.members["marta"]).is_suspended
    person |= {"person-until_on": "not a day"}
    assert send(client, "/admin/members/ruth/decision", "/admin/members/ruth", **person).status_code == 422


def test_settings_stand_in_sections_that_one_can_go_to_and_what_comes_before_opening_stands_first(world: World) -> None:
    text = page(browser_as(world, "marta"), "/admin/settings")
    heads = re.findall(r'<h2 id="(section-\d+)">([^<]+)</h2>', text)
    assert [f'<a href="#{key}">{title}</a>' in text for key, title in heads] == [True] * len(heads)
    assert [title for _, title in heads if title != "Discussions"][-5:] == [
        "Moderators",
        "How soon somebody should have looked",
        "Notes, warnings and limits",
        "Crisis duty",
        "Notices from outsiders",
    ]
    moderators = text.split(">Moderators</h2>")[1].split("</section>")[0]
    assert re.findall(r'name="moderation-(\w+)"', moderators)[:3] == ["contact", "hours", "hours_zone"]
    assert "due_" not in moderators and "fades" not in moderators


def test_the_first_page_leads_to_the_record_and_names_the_copies(world: World) -> None:
    text = page(browser_as(world, "marta"), "/admin")
    assert 'kept in <a href="/desk/record">the record</a>' in text and "./dayroom backup FOLDER" in text


def test_every_setting_that_can_be_refused_says_what_is_asked_for(world: World) -> None:
    wrong = {str: ("Mo-Su at noon, Utopia", " ", "," * 40), int: ("0", "-1", "99999")}
    for setting in shown_settings():
        if setting.valid is None or isinstance(setting.default, bool):
            continue
        values = [type(setting.default)(value) for value in wrong[type(setting.default)]]
        if all(setting.valid(value) for value in values):
            continue
        said = wording.refused(setting.name, "refused_value")
        assert said != wording.REFUSED["refused_value"], setting.name


def test_the_first_page_names_what_is_left_before_opening_and_nothing_that_is_done() -> None:
    new = steps(organisation="", groups=0, deciders=1, unchecked=15, contact="", has_mail=False)
    assert [step.what for step in new] == [
        "Say who runs it",
        "Make the first group",
        "Name a second moderator",
        "Check the help lines",
        "Say where people write who disagree",
        "Give it a mail server",
    ]
    done = steps(organisation="Larkfield", groups=1, deciders=2, unchecked=0, contact="team@example.org", has_mail=True)
    assert list(done) == []


def test_each_step_leads_to_the_page_where_it_is_done(world: World) -> None:
    text = page(browser_as(world, "marta"), "/admin")
    assert "Still to do" in text and '<a href="/admin/settings">Say who runs it</a>' in text
    assert "Make the first group" not in text and "Name a second moderator" not in text, "they are there"
    _set("community.organisation", "Larkfield")
    assert "Say who runs it" not in page(browser_as(world, "marta"), "/admin")
