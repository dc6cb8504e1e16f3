"""Pages of the duty: who finds them, what they keep of what was typed, the banner, and how many statements they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.actor import SYSTEM
from app.accounts.commands import grant_role
from app.core.db import db
from app.duty.models import Alarm, DutyShift, FollowUp
from app.moderation.commands import decide
from app.moderation.models import ReviewItem
from tests.duty.making import alarm, crisis, mover, shift, work
from tests.duty.test_alarms_commands import KEEP
from tests.world import PEOPLE, World

NOBODY = "No moderator is on duty now."


def _browser(world: World, site: Any, name: str) -> FlaskClient:
    client: FlaskClient = site.app.test_client()
    if name != "visitor":
        client.set_cookie("dayroom-session", world.token(name))
    return client


def _post(client: FlaskClient, address: str, data: dict[str, Any]) -> Any:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/look").text)
    return client.post(address, data={**data, "csrf_token": token.group(1) if token else ""})


def _status(world: World, site: Any, name: str, address: str, *, post: bool = False) -> int:
    client = _browser(world, site, name)
    answer = _post(client, address, {}) if post else client.get(address)
    return int(answer.status_code)


def test_who_finds_the_pages_and_whose_buttons_work(world: World, site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    later = mover(monkeypatch)
    shift_id = shift(world, "ana")
    item_id = crisis(world)
    alarm_id = alarm().id
    decide(world.actor("ana"), item_id, KEEP)
    later(hours=24)
    work()
    follow = db.session.query(FollowUp).order_by(FollowUp.due_at).first()
    assert follow is not None
    here, staff = {"ana": 200, "bea": 200, "marta": 200}, {"ana": 200, "bea": 200, "samuel": 200, "marta": 200}
    admin = {"ana": 403, "bea": 403, "samuel": 403, "marta": 200}
    pages = {
        "/desk/duty": staff,
        "/desk/duty/shifts/new": staff,
        f"/desk/duty/alarms/{alarm_id}": here,
        f"/desk/duty/follow-ups/{follow.id}": here,
        "/desk/duty/drill": admin,
        "/desk/duty/addresses": admin,
    }
    acts = {
        f"/desk/duty/shifts/{shift_id}/take": {},
        f"/desk/duty/shifts/{shift_id}/give-up": {},
        f"/desk/duty/alarms/{alarm_id}/acknowledge": dict.fromkeys(here, 303),
        f"/desk/duty/alarms/{alarm_id}/enough": dict.fromkeys(here, 422),
        f"/desk/duty/follow-ups/{follow.id}": dict.fromkeys(here, 422),
        "/desk/duty/shifts/new": dict.fromkeys(staff, 422),
        "/desk/duty/drill": {**admin, "marta": 422},
        "/desk/duty/addresses": {**admin, "marta": 422},
        "/desk/duty/addresses/999/away": {**admin, "marta": 404},
    }
    outside = {"visitor": 303, "gus": 403}
    found, expected = {}, {}
    for name in (*PEOPLE, "visitor"):
        for address, by in pages.items():
            found[name, address] = _status(world, site, name, address)
            expected[name, address] = outside.get(name, by.get(name, 404))
        for address, by in acts.items() if name != "visitor" else ():
            found[name, "POST " + address] = _status(world, site, name, address, post=True)
            expected[name, "POST " + address] = outside.get(name, by.get(name, 404))
    assert {key: code for key, code in found.items() if code != expected[key]} == {}
    for name in ("samuel", "ruth"):
        assert _status(world, site, name, f"/desk/duty/shifts/{shift_id}/end", post=True) == 404
    assert _status(world, site, "bea", f"/desk/duty/shifts/{shift_id}/end", post=True) == 303


def test_who_moderates_everywhere_keeps_the_rota_of_the_whole_community_by_the_form(world: World, site: Any) -> None:
    grant_role(SYSTEM, world.members["bea"], "moderator", "/")
    choice = '<option value="/">The whole community</option>'
    assert choice in re.sub(r" selected| checked", "", _browser(world, site, "bea").get("/desk/duty/shifts/new").text)
    assert choice not in _browser(world, site, "ana").get("/desk/duty/shifts/new").text


def test_who_answers_a_call_looks_at_the_item_and_the_desk_says_so(world: World, site: Any) -> None:
    shift(world, "ana")
    item_id = crisis(world)
    work()
    ana, url = _browser(world, site, "ana"), f"/desk/duty/alarms/{alarm().id}/acknowledge"
    answered = _post(ana, url, {})
    assert answered.headers["Location"].endswith(f"/desk/{item_id}")
    assert "You are looking until" in ana.get(f"/desk/{item_id}").text
    bea = _browser(world, site, "bea")
    assert "Ana is looking until" in bea.get(f"/desk/{item_id}").text
    assert _post(bea, url, {}).headers["Location"].endswith(f"/desk/duty/alarms/{alarm().id}"), "a moment later: who answered stands there"


def test_what_was_typed_stays_when_it_is_refused(world: World, site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    later = mover(monkeypatch)
    ana, marta = _browser(world, site, "ana"), _browser(world, site, "marta")
    path = world.corners["public"].path
    data: dict[str, Any] = {
        "member": world.members["bea"], "place": path, "days": ["Tu", "We"], "starts": "22:00", "ends": "07:00", "zone": "Mars",
        "from_on": "2026-05-01", "until_on": "2026-04-01",
    }  # fmt: skip
    refused = _post(ana, "/desk/duty/shifts/new", data)
    assert refused.status_code == 422 and "This time zone is not known here" in refused.text
    for typed in ('value="Mars"', 'value="22:00"', 'value="2026-04-01"', 'value="Tu" id="days-1" checked', "selected"):
        assert typed in refused.text, typed
    wrong: tuple[dict[str, Any], ...] = (
        *({"until_on": "nonsense"}, {"days": []}, {"from_on": ""}, {"member": world.members["ruth"]}, {"place": "/"}),
    )
    for changed in wrong:
        assert (
            _post(ana, "/desk/duty/shifts/new", {**data, "zone": "UTC", "until_on": "", **changed}).status_code == 422
        )
    assert _post(ana, "/desk/duty/shifts/new", {**data, "zone": "UTC", "until_on": ""}).status_code == 303
    assert db.session.query(DutyShift).one().hours == "Tu,We 22:00-07:00"
    page = ana.get("/desk/duty").text
    assert "Nobody is on duty Monday 10:00 to Tuesday 22:00." in page and "Tuesday 22:00 to 07:00" in page
    turn = {"day": "2026-05-05"}
    shift_id = db.session.query(DutyShift).one().id
    assert _post(ana, f"/desk/duty/shifts/{shift_id}/take", turn).status_code == 303
    assert "Ana, instead of Bea" in ana.get("/desk/duty").text
    gone = _post(ana, f"/desk/duty/shifts/{shift_id}/take", {"day": "2026-05-04"})
    assert gone.status_code == 409 and "This shift is over" in gone.text
    assert _post(ana, f"/desk/duty/shifts/{shift_id}/take", {"day": "soon"}).status_code == 404

    hook = _post(marta, "/desk/duty/addresses", {"whose": f"place {path}", "url": "http://10.0.0.1/x"})
    assert (
        hook.status_code == 422 and 'value="http://10.0.0.1/x"' in hook.text and "must begin with https://" in hook.text
    )
    assert _post(marta, "/desk/duty/addresses", {"whose": "member x", "url": "https://x"}).status_code == 422

    decide(world.actor("ana"), crisis(world), KEEP)
    later(hours=24)
    work()
    item = db.session.query(ReviewItem).filter_by(kind="followup").one()
    panel = ana.get(f"/desk/{item.id}").text
    assert "How are they now?" in panel and "For Ana" in panel and "Close as seen" not in panel
    follow = f"/desk/duty/follow-ups/{item.subject_id}"
    long = _post(ana, follow, {"words": "She <b>sleeps</b>. " + "x" * 500})
    assert long.status_code == 422 and "She &lt;b&gt;sleeps&lt;/b&gt;." in long.text
    assert _post(ana, follow, {"words": "She sleeps."}).status_code == 303
    again = _post(ana, follow, {"words": "Twice."})
    assert again.status_code == 409 and "Twice." in again.text
    why = _post(ana, f"/desk/duty/alarms/{alarm().id}/enough", {"words": "y" * 501})
    assert why.status_code == 422 and "y" * 501 in why.text


def test_every_composer_and_the_help_card_say_when_nobody_is_on_duty(
    world: World, site: Any, monkeypatch: pytest.MonkeyPatch, count_statements: Callable[[], Any]
) -> None:
    later = mover(monkeypatch)
    corner, ruth = world.corners["public"], _browser(world, site, "ruth")
    pages = (
        f"/discussions/{corner.discussion}",
        f"/groups/{corner.slug}/start",
        f"/posts/{corner.published}/reply",
        f"/posts/{corner.opening}/edit",
        f"/posts/{corner.opening}/help",
    )
    assert {ruth.get(page, follow_redirects=True).status_code for page in pages} == {200}
    assert [page for page in pages if NOBODY in ruth.get(page, follow_redirects=True).text] == [], "no rota"
    with count_statements() as before:
        ruth.get(pages[1], follow_redirects=True)
    shift(world, "ana", "Mo 18:00-20:00")
    texts = [ruth.get(page, follow_redirects=True).text for page in pages]
    assert all(NOBODY in text and "today, 18:00" in text and "/help" in text for text in texts)
    with count_statements() as after:
        ruth.get(pages[1], follow_redirects=True)
    assert len(after) == len(before), "the banner asks nothing"
    other = f"/groups/{world.corners['members'].slug}/start"
    assert NOBODY not in ruth.get(other).text
    later(hours=9)
    assert [page for page in pages if NOBODY in ruth.get(page, follow_redirects=True).text] == []


def test_pages_take_the_same_number_of_statements_however_much_there_is(
    world: World, site: Any, monkeypatch: pytest.MonkeyPatch, count_statements: Callable[[], Any]
) -> None:
    later = mover(monkeypatch)
    marta = _browser(world, site, "marta")
    shift(world, "ana")
    decide(world.actor("bea"), crisis(world), KEEP)
    counts: list[tuple[int, ...]] = []
    for _ in range(2):
        pages = ("/desk/duty", f"/desk/duty/alarms/{alarm().id}", "/desk/duty/addresses", "/desk/duty/drill")
        for page in pages:
            marta.get(page)
        numbers = []
        for page in pages:
            with count_statements() as seen:
                assert marta.get(page).status_code == 200
            numbers.append(len(seen))
        counts.append(tuple(numbers))
        for name in ("ana", "bea"):
            shift(world, name, "Mo-Fr 08:00-12:00")
        later(minutes=30)
    assert db.session.query(Alarm).count() == 1
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 20, counts
