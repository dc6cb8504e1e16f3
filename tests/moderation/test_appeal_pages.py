"""Pages of appeals and of acts that take two people: who reaches them, what stays typed, and the words on them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actor import SYSTEM
from app.accounts.commands import grant_role
from app.core import clock
from app.core.db import db
from app.core.tokens import new_token, token_hash
from app.core.wording import day
from app.moderation.care import NEVER
from app.moderation.commands import decide, keep_text, open_review
from app.moderation.commands.appeal_ruling import rule
from app.moderation.commands.appealing import appeal
from app.moderation.commands.care import choose_care
from app.moderation.commands.texts import TextInput
from app.moderation.inputs import AppealRuling, DecisionInput
from app.moderation.models import Appeal, GraveAct, ReviewItem, StatementKey
from tests.duty.making import WORDS as CRISIS_WORDS
from tests.duty.making import crisis
from tests.world import World

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
WORDS = "It was about <b>myself</b>."


def _browser(site: Any, world: World, name: str) -> FlaskClient:
    client: FlaskClient = site.app.test_client()
    if name != "visitor":
        client.set_cookie("dayroom-session", world.tokens[name])
    return client


def _send(client: FlaskClient, page: str, url: str, **fields: Any) -> Any:
    found = TOKEN.search(client.get(page).text)
    assert found is not None, page
    return client.post(url, data={"csrf_token": found.group(1), **fields})


def _json(client: FlaskClient, page: str, url: str, **fields: Any) -> Any:
    found = TOKEN.search(client.get(page).text)
    assert found is not None, page
    return client.post(url, data={"csrf_token": found.group(1), **fields}, headers={"Accept": "application/json"}).json


@pytest.fixture
def decision_id(world: World) -> int:
    """Ana has hidden Maren's reply."""
    item_id = open_review(world.actor("ana"), "post", world.corners["public"].published)
    version = db.session.get_one(ReviewItem, item_id).version
    return decide(world.actor("ana"), item_id, DecisionInput(version, "hide", 1, "It laughs.")).decision_id


def test_the_page_of_an_appeal_is_for_the_member_and_for_their_link(world: World, site: Any, decision_id: int) -> None:
    url = f"/decisions/{decision_id}/appeal"
    codes = {"maren": 200, "ana": 404, "kit": 404, "gus": 404, "visitor": 303}
    assert {name: _browser(site, world, name).get(url).status_code for name in codes} == codes
    key = new_token()
    db.session.add(
        StatementKey(token_hash=token_hash(key), decision_id=decision_id, good_until=clock.now() + timedelta(days=9))
    )
    db.session.commit()
    held = _browser(site, world, "visitor")
    assert held.get(f"/statements/{key}").status_code == 303
    assert f"{url}" in held.get("/statement").text
    assert held.get("/decisions/99/appeal").status_code == 404
    refused = _send(held, url, url, words=" ")
    assert refused.status_code == 422 and "Please write a few words" in refused.text
    assert _send(held, url, url, words=WORDS).status_code == 303
    shown = held.get(url).text
    assert "&lt;b&gt;myself" in shown and "Waiting for somebody else" in shown
    again = _send(held, url, url, words="Once more.")
    assert again.status_code == 409
    assert _send(held, url, f"{url}/question", words="Who told you?").status_code == 303
    shown = held.get(url).text
    assert "No answer yet." in shown
    # One slip of a finger would end the only appeal there is: the press stands behind what it means.
    before, _, behind = shown.partition("<summary>Take the appeal back</summary>")
    assert "/take-back" not in before
    assert re.search(r"^.*?cannot be appealed again.*?Take it back for good.*?</details>", behind, re.DOTALL)
    assert _send(held, url, f"{url}/answer", words="Nothing was asked.").status_code == 409
    assert _send(held, url, f"{url}/take-back").status_code == 303
    assert "You took it back" in held.get(url).text
    outsider = _browser(site, world, "kit")
    for path in ("", "/question", "/answer", "/take-back"):
        assert _send(outsider, "/account/look", f"{url}{path}", words="Mine?").status_code == 404


def test_the_panel_is_for_somebody_else_and_keeps_what_was_typed(world: World, site: Any, decision_id: int) -> None:
    appeal(world.actor("maren"), decision_id, WORDS)
    item_id = db.session.scalars(select(Appeal.item_id)).one()
    page, ana, bea = f"/desk/{item_id}", _browser(site, world, "ana"), _browser(site, world, "bea")
    assert "Somebody else decides this" in ana.get(page).text and 'id="rule"' not in ana.get(page).text
    typed = {"version": "1", "outcome": "overturned", "clause": "1", "statement": "It may stand."}
    assert _send(ana, page, f"{page}/appeal", **typed).status_code == 403
    assert _send(ana, page, f"{page}/decision", action="keep", **typed).status_code in (409, 422)
    assert _browser(site, world, "samuel").get(page).status_code == 404
    empty = _send(bea, page, f"{page}/appeal", version="1", clause="1", statement="Kept as typed.")
    assert (
        empty.status_code == 422
        and "Please choose how the appeal ends." in empty.text
        and "Kept as typed." in empty.text
    )
    graver = {**typed, "outcome": "changed", "action": "remove"}
    refused = _send(bea, page, f"{page}/appeal", **graver)
    assert refused.status_code == 422 and "It may stand." in refused.text
    letter = _send(bea, page, f"{page}/appeal/preview", **typed)
    assert "You were right, and we are sorry." in letter.text
    text_id = keep_text(world.actor("bea"), TextInput("Read again", "We read it again.", 6, "remove", "note"))
    put = _send(bea, page, f"{page}/appeal/preview", **{**typed, "put": "1", "canned": str(text_id)})
    assert "It may stand.\r\n\r\nWe read it again." in put.text or "It may stand.\n\nWe read it again." in put.text
    shown = _json(bea, page, f"{page}/appeal/preview", **typed)
    assert shown["send"] == "Overturn and tell Maren" and shown["letter"][1].startswith("You were right")
    nothing_left = {**typed, "outcome": "changed", "action": "keep"}
    assert "choose “Overturn” instead" in _json(bea, page, f"{page}/appeal/preview", **nothing_left)["hint"]
    assert _json(bea, page, f"{page}/appeal/preview", version="1", clause="1")["send"] == "Decide and tell Maren"
    assert "no longer holds" not in _browser(site, world, "maren").get(f"/decisions/{decision_id}").text
    assert _send(bea, page, f"{page}/appeal", **typed).status_code == 303
    for reader in ("maren", "bea"):
        shown = _browser(site, world, reader).get(f"/decisions/{decision_id}").text
        assert "This no longer holds" in shown, "what was overturned is not told as if it stood"
    late = _send(_browser(site, world, "marta"), "/account/look", f"{page}/appeal", **typed)
    assert late.status_code == 409 and "Bea" in late.text
    assert "overturned on appeal" in bea.get(page).text


def test_a_statement_names_the_measure_first_and_nothing_that_no_longer_holds(world: World, site: Any) -> None:
    """Overturned or changed, it is told as it was, without a time to appeal and a time it is kept in mind."""
    item_id = open_review(world.actor("ana"), "post", world.corners["public"].published)
    until, path = clock.now() + timedelta(days=9), db.session.get_one(ReviewItem, item_id).scope_path
    given = DecisionInput(1, "hide", 1, "It laughs.", measure="suspended", path=path, until=until)
    first = decide(world.actor("ana"), item_id, given).decision_id
    maren = _browser(site, world, "maren")
    shown = maren.get(f"/decisions/{first}").text
    assert f"<p><strong>Suspended from Heart, until {day(until)}.</strong></p>" in shown
    lapsed = ("We keep it in mind until", "you can appeal until", "You can appeal", f"Heart, until {day(until)}.</strong>")
    assert [words in shown for words in lapsed] == [True] * 4
    appeal(world.actor("maren"), first, WORDS)
    milder = AppealRuling(1, "changed", 1, "A warning is enough.", "hide", "warning", path)
    rule(world.actor("bea"), db.session.scalars(select(Appeal.item_id)).one() or 0, milder)
    shown = maren.get(f"/decisions/{first}").text
    assert "Something milder holds now" in shown and "It laughs." in shown
    assert [words for words in lapsed if words in shown] == []


def test_hard_words_of_the_post_are_covered_and_the_first_decision_is_read_in_full(world: World, site: Any) -> None:
    item_id = crisis(world, author="maren")
    why = "A sentence about somebody else, and longer than what an excerpt would show of it. " * 4
    first = decide(world.actor("ana"), item_id, DecisionInput(1, "remove", 1, why)).decision_id
    appeal(world.actor("maren"), first, WORDS)
    page = f"/desk/{db.session.scalars(select(Appeal.item_id)).one()}"
    shown = _browser(site, world, "bea").get(page).text
    covered = re.findall(r'<details class="cover">.*?</details>', shown, re.DOTALL)
    assert len(covered) == 1 and CRISIS_WORDS in covered[0] and shown.count(CRISIS_WORDS) == 1
    assert why.strip() in shown and "&lt;b&gt;myself" in shown and "Show the words it was about" in shown
    choose_care(world.actor("bea"), NEVER)
    assert '<details class="cover">' not in _browser(site, world, "bea").get(page).text


def test_asking_for_a_second_person_keeps_what_was_typed_and_names_both(world: World, site: Any) -> None:
    post_id = world.corners["public"].published
    url = f"/desk/second-person/erase/post/{post_id}"
    codes = {"ana": 200, "marta": 200, "maren": 403, "kit": 404, "samuel": 404, "gus": 403, "visitor": 303}
    assert {name: _browser(site, world, name).get(url).status_code for name in codes} == codes
    ana, bea = _browser(site, world, "ana"), _browser(site, world, "bea")
    meant = ana.get(url).text.split('<details class="cover">')[1].split("</details>")[0]
    assert "A phone lead that is far too long." in meant, "who asks reads first what they ask for"
    refused = _send(ana, url, url, clause="6", statement=" ")
    assert refused.status_code == 422 and "Please say why." in refused.text
    assert '<option value="">Choose a guideline' in ana.get(url).text, "none is taken that nobody chose"
    unchosen = _send(ana, url, url, clause="0", statement="An address.")
    assert unchosen.status_code == 422 and "Please choose a guideline." in unchosen.text
    assert _send(ana, url, url, clause="6", statement="An address.").status_code == 303
    assert "+00:00" not in ana.get("/desk/record").text, "no stamp of a machine where people read"
    item_id = db.session.scalars(select(ReviewItem.id).where(ReviewItem.kind == "grave")).one()
    asked = ana.get(f"/desk/{item_id}").text
    assert "You asked for it" in asked and "the only one here" not in asked
    assert _send(ana, f"/desk/{item_id}", f"/desk/{item_id}/second").status_code == 403
    assert _send(_browser(site, world, "kit"), "/account/look", f"/desk/{item_id}/second").status_code == 404
    shown = bea.get(f"/desk/{item_id}").text
    assert "Ana asks for it" in shown and "An address." in shown
    assert "Maren will read" in shown and "to erase your reply for good" in shown
    panel = shown.split('id="decide-title"')[1].split("</section>")[0]
    covered = panel.split('<details class="cover">')[1].split("</details>")[0]
    assert "A phone lead that is far too long." in covered and "button--main" not in panel, "the words are at hand, and no button pulls"
    assert _send(bea, f"/desk/{item_id}", f"/desk/{item_id}/second").status_code == 303
    assert db.session.scalars(select(GraveAct.state)).one() == "done"
    row = ana.get("/desk/second-person").text
    assert "Ana asked on" in row and "Bea did it on" in row
    assert _browser(site, world, "kit").get("/desk/second-person").status_code == 404
    assert _browser(site, world, "samuel").get("/desk/second-person").text.count("asked on") == 0
    marta = _browser(site, world, "marta")
    exclude = f"/desk/second-person/exclude/member/{world.members['maren']}"
    alone = marta.get(exclude).text
    assert "the only one here who could do this" in alone and "A suspension keeps them out at once" in alone
    _send(marta, exclude, exclude, clause="1", statement="Threats, over months.")
    lone = db.session.scalars(select(GraveAct).where(GraveAct.kind == "exclude")).one()
    item_id = db.session.scalars(select(ReviewItem.id).where(ReviewItem.subject_id == lone.id, ReviewItem.kind == "grave")).one()
    assert "the only one here who could do this" in marta.get(f"/desk/{item_id}").text
    grant_role(SYSTEM, world.members["bea"], "moderator", "/")
    assert "the only one here" not in marta.get(exclude).text + marta.get(f"/desk/{item_id}").text
