"""That the browser without a screen does what one with a screen would: and does not find, press or send what nobody could."""

from __future__ import annotations

import json

import pytest
from flask import Flask, redirect, request

from tests.journeys.reader import PlainPage, expect

PAGE = """<!doctype html><html><head><title>Form</title></head><body>
<nav aria-label="Main"><a href="/other#below">Other <span aria-hidden="true">→</span></a></nav>
<main><h1>A form</h1>
<form method="post" action="/sent" id="one">
  <input type="hidden" name="token" value="t">
  <label for="name">Your <em>name</em></label><input id="name" name="name" required>
  <label>Mail <input type="email" name="mail" value="a@b"></label>
  <fieldset><legend>Choose</legend><label><input type="radio" name="way" value="a"> First</label>
    <label><input type="radio" name="way" value="b" checked> Second</label></fieldset>
  <label><input type="checkbox" name="tick"> Tick</label>
  <label>Place <select name="place"><option value="x">Here</option><option>There</option></select></label>
  <label>Words <textarea name="words">
one
two</textarea></label>
  <fieldset disabled><label>Shut <input name="shut" value="no"></label></fieldset>
  <details><summary>More</summary><button name="do" value="more">Send more</button></details>
  <button name="do" value="send">Send</button><button type="button" hidden>Only with a script</button>
  <button name="do" value="draft" formaction="/draft" formnovalidate>Keep</button>
</form>
<ul><li>One thing</li><li>Another thing <strong>here</strong></li></ul></main></body></html>"""


def _app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", "page", lambda: PAGE)
    app.add_url_rule("/other", "other", lambda: "<main><h1>Other</h1><p id='below'>Below</p><a href='/'>Back</a></main>")

    def sent() -> str:
        return f"<h1>Sent</h1><p>{json.dumps([request.path, *request.form.items(multi=True)])}</p>"

    app.add_url_rule("/draft", "draft", sent, methods=["POST"])
    app.add_url_rule("/sent", "sent", lambda: redirect("/done"), methods=["POST"])
    app.add_url_rule("/done", "done", lambda: ("<h1>Done</h1>", 404))
    return app


@pytest.fixture
def answers() -> list[int]:
    return []


@pytest.fixture
def page(answers: list[int]) -> PlainPage:
    plain = PlainPage(_app().test_client(), "http://localhost", lambda answer: answers.append(answer.status_code))
    plain.goto("http://localhost/")
    return plain


def test_what_is_there_is_found_as_it_is_read_aloud(page: PlainPage) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("A form")
    expect(page.get_by_role("link", name="Other", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_count(1)
    expect(page.get_by_label("Your name", exact=True)).to_have_value("")
    expect(page.get_by_role("group", name="Choose").get_by_role("radio")).to_have_count(2)
    expect(page.get_by_role("listitem").filter(has_text="another").last).to_contain_text("Another thing here")
    expect(page.get_by_role("listitem").filter(has=page.get_by_role("strong"))).to_have_count(1)
    expect(page.get_by_text("one two")).to_have_count(1)
    for nobody in ("Only with a script", "Send more"):
        expect(page.get_by_role("button", name=nobody)).to_have_count(0)
    page.get_by_text("More", exact=True).click()
    expect(page.get_by_role("button", name="Send more")).to_be_visible()
    with pytest.raises(AssertionError, match="2 x"):
        page.get_by_role("listitem").click()
    with pytest.raises(AssertionError, match="takes no answers"):
        page.get_by_label("Shut").fill("yes")


def test_a_form_goes_out_as_a_browser_would_send_it(page: PlainPage, answers: list[int]) -> None:
    with pytest.raises(AssertionError, match="would not send it: .'Your name'"):
        page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_label("Mail").fill("no address")
    page.get_by_label("First").check()
    page.get_by_label("Tick").check()
    page.get_by_label("Place").select_option("There")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sent")
    sent = [["token", "t"], ["name", ""], ["mail", "no address"], ["way", "a"], ["tick", "on"], ["place", "There"]]
    words = json.loads(page.locator("p").inner_text())
    assert words == ["/draft", *sent, ["words", "one\r\ntwo"], ["do", "draft"]]
    page.goto("http://localhost/")
    page.get_by_label("Your name").fill("Ruth")
    page.get_by_role("button", name="Send", exact=True).press("Enter")
    assert (page.url, answers[-1]) == ("http://localhost/done", 404)


def test_the_keyboard_goes_on_from_where_one_is(page: PlainPage) -> None:
    met = []
    for _ in range(10):
        page.keyboard.press("Tab")
        assert page.focused is not None
        met.append(page.focused.get("name") or page.focused.tag)
    assert met == ["a", "name", "mail", "way", "tick", "place", "words", "summary", "do", "do"]
    page.get_by_label("Second").focus()
    page.keyboard.press("ArrowUp")
    assert page.get_by_label("First").is_checked()
    page.get_by_label("Place").focus()
    page.keyboard.type("th")
    expect(page.get_by_label("Place")).to_have_value("There")
    page.get_by_label("Mail").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("c@d")
    page.keyboard.type("e")
    expect(page.get_by_label("Mail")).to_have_value("c@de")
    page.get_by_role("link", name="Other").press("Enter")
    assert page.url == "http://localhost/other"
    page.keyboard.press("Tab")
    assert page.focused is page.get_by_role("link", name="Back").node(), "an address with a fragment begins there"
