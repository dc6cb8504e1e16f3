"""Pages of the lab: who finds them, what they keep of what was typed, and how many statements they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from app.core.db import db
from app.lab.models import CheckTrip, LabRule
from tests.lab.making import SHOP, checked, shop_rule
from tests.world import World

FORM = {
    "version": "0",
    "title": SHOP.title,
    "kind": "words",
    "terms": "vita plus\nwonder & root",
    "language": "",
    "must_match": "Try Vita Plus, it helped me.",
    "must_not_match": "I take a plus sign.",
    "effect": "hold",
    "newcomer_effect": "",
    "clause": "7",
    "why": "Shop names <bring> adverts.",
    "fix": "",
    "ends_on": "",
    "is_on": "y",
    "reason": "They came back.",
}


def _browser(world: World, site: Any, name: str) -> FlaskClient:
    client: FlaskClient = site.app.test_client()
    client.set_cookie("dayroom-session", world.token(name))
    return client


def _post(client: FlaskClient, address: str, data: dict[str, str]) -> Any:
    page = client.get("/account/look").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    return client.post(address, data={**data, "csrf_token": token.group(1)})


def test_a_rule_is_tried_refused_with_everything_typed_mended_saved_and_taken_back(world: World, site: Any) -> None:
    ana, path = _browser(world, site, "ana"), world.corners["public"].path
    data = {**FORM, "scope_path": path}
    tried = _post(ana, "/desk/rules/new", {**data, "terms": "long", "do": "try"})
    assert tried.status_code == 200
    assert "far too <mark>long</mark>." in tried.text
    assert db.session.query(LabRule).count() == 0

    failing = _post(ana, "/desk/rules/new", {**data, "must_match": "Nothing of the kind.", "do": "save"})
    assert failing.status_code == 422
    assert "“Nothing of the kind.”" in failing.text
    for typed in ("wonder &amp; root", "Nothing of the kind.", "Shop names &lt;bring&gt; adverts.", "They came back."):
        assert typed in failing.text
    several = {**data, "title": "", "why": "", "terms": "", "must_match": "", "reason": "", "ends_on": "2020-01-01"}
    page = _post(ana, "/desk/rules/new", {**several, "do": "save"})
    assert page.status_code == 422 and "6 things need changing" in page.text, "all at once, each at its field"
    for at in ("title", "why", "terms", "must_match", "reason", "ends_on"):
        assert f'id="{at}-error"' in page.text, at
    broken = _post(ana, "/desk/rules/new", {**data, "kind": "pattern", "terms": "(?<=a)b", "do": "try"})
    assert broken.status_code == 422
    assert "cannot look ahead or behind" in broken.text

    saved = _post(ana, "/desk/rules/new", {**data, "do": "save"})
    assert saved.status_code == 303
    address = saved.location
    stale = _post(ana, address, {**data, "version": "0", "title": "Other", "do": "save"})
    assert stale.status_code == 409
    assert 'value="Other"' in stale.text and 'name="version" type="hidden" value="1"' in stale.text
    assert _post(ana, address, {**data, "version": "1", "title": "Other", "do": "save"}).status_code == 303
    assert _post(ana, f"{address}/versions/1/restore", {"reason": ""}).status_code == 422
    assert _post(ana, f"{address}/versions/1/restore", {"reason": "It was better."}).status_code == 303
    history = ana.get(f"{address}/versions").text
    assert "Version 3" in history and "“It was better.”" in history and ">in force</span>" in history
    off = {name: value for name, value in data.items() if name != "is_on"}
    assert _post(ana, address, {**off, "version": "3", "do": "save"}).status_code == 303
    assert ">switched off</span>" in ana.get(f"{address}/versions").text


def test_a_rule_that_was_typed_for_too_long_can_be_copied(world: World, site: Any) -> None:
    page = _browser(world, site, "ana").post("/desk/rules/new", data={**FORM, "fix": "[taken out]"})
    assert page.status_code == 400
    for name in ("title", "terms", "must_match", "must_not_match", "why", "fix", "reason"):
        assert f'id="typed-{name}"' in page.text, name


def test_the_choice_opens_where_one_comes_from(world: World, site: Any) -> None:
    page = _browser(world, site, "marta").get("/desk/checks").text
    link = re.search(r'href="(/desk/checks\?part=contact_details\.phone)#contact_details"', page)
    assert link and "<details open>" not in page
    opened = _browser(world, site, "marta").get(link.group(1)).text
    assert opened.count("<details open>") == 1
    form = opened[opened.index("<details open>") :]
    assert re.search(r'<option selected value="phone">', form[: form.index("</select>")])


def test_each_page_is_there_for_whom_it_concerns_alone(world: World, site: Any) -> None:
    path = world.corners["public"].path
    rule_id = shop_rule(world.actor("ana"), path)
    checked(world, 12, f"rule:{rule_id}", path=path)
    trip_id = db.session.query(CheckTrip.id).scalar()
    pages = {
        f"/desk/rules/{rule_id}": ("ana", "bea", "marta"),
        f"/desk/rules/{rule_id}/versions": ("ana", "bea", "marta"),
        f"/desk/rules/{rule_id}/backtest": ("ana", "bea", "marta"),
        f"/desk/checks/trips/{trip_id}": ("ana", "bea", "marta"),
        f"/desk/checks?place={path}": ("ana", "bea", "marta"),
        "/desk/rules": ("ana", "bea", "marta", "samuel"),
        "/desk/rules/new": ("ana", "bea", "marta", "samuel"),
        "/desk/checks": ("ana", "bea", "marta", "samuel"),
        "/desk/checks?place=/999/": (),
        "/desk/checks?place=/heart/": (),
        "/desk/checks?place=/99999999999999999999999/": (),
        "/desk/rules/999": (),
        "/desk/checks/trips/999": (),
    }
    wrong = []
    for name in ("ruth", "ingrid", "samuel", "ana", "bea", "marta", "gus"):
        client = _browser(world, site, name)
        for address, seen_by in pages.items():
            expected = 403 if name == "gus" else 200 if name in seen_by else 404
            found = client.get(address).status_code
            if found != expected:
                wrong.append(f"{name} {address}: {found}, not {expected}")
    forms = {
        "/desk/rules/new": {"samuel": 403, "ruth": 404, "ana": 303},
        f"/desk/rules/{rule_id}": {"samuel": 404, "ruth": 404, "ana": 409},
        f"/desk/rules/{rule_id}/versions/1/restore": {"samuel": 404, "ruth": 404, "ana": 422},
        "/desk/checks/contact_details": {"samuel": 403, "ruth": 404, "ana": 303},
        "/desk/checks/weather": {"ana": 404},
        f"/desk/checks/trips/{trip_id}/leave": {"samuel": 404, "ruth": 404, "ana": 303},
        f"/desk/checks/trips/{trip_id}/put-back": {"samuel": 404, "ruth": 404, "ana": 303},
    }
    data = {**FORM, "scope_path": path, "do": "save", "place": path, "part": "", "reason": ""}
    for address, codes in forms.items():
        for name, expected in codes.items():
            reason = "Because." if address.endswith("new") else ""
            found = _post(_browser(world, site, name), address, {**data, "reason": reason}).status_code
            if found != expected:
                wrong.append(f"{name} POST {address}: {found}, not {expected}")
    assert wrong == []


def test_a_moderator_reads_a_rule_of_the_whole_community_and_cannot_change_it(world: World, site: Any) -> None:
    rule_id = shop_rule(world.actor("marta"), "/")
    page = _browser(world, site, "samuel").get(f"/desk/rules/{rule_id}").text
    assert "vita plus" in page and "Save version" not in page
    refused = _post(
        _browser(world, site, "samuel"), f"/desk/rules/{rule_id}", {**FORM, "scope_path": "/", "do": "save"}
    )
    assert refused.status_code == 403


def test_pages_take_their_stated_statements_however_many_rules_there_are(
    world: World, site: Any, count_statements: Callable[[], Any]
) -> None:
    path = world.corners["public"].path
    first = shop_rule(world.actor("ana"), path)
    checked(world, 3, f"rule:{first}", path=path)
    ana = _browser(world, site, "ana")
    stated = {"/desk/rules": 9, f"/desk/rules/{first}": 10, f"/desk/rules/{first}/versions": 10, "/desk/checks": 9}

    def counted() -> dict[str, int]:
        found = {}
        for address in stated:
            ana.get(address)
            with count_statements() as seen:
                assert ana.get(address).status_code == 200
            found[address] = len(seen)
        return found

    small = counted()
    for _ in range(12):
        shop_rule(world.actor("ana"), path)
    checked(world, 20, f"rule:{first + 1}", "contact_details.phones", path=path)
    assert (small, counted()) == (stated, stated)
